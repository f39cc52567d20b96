#include "core/text_columns.hpp"

#include <algorithm>

namespace ohmbench::core {

std::size_t columns(std::string_view text) {
  std::size_t n = 0;
  for (const char c : text) n += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return n;
}

std::string wrapped(const std::string& text, std::size_t indent) {
  std::string lines;
  std::string line;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    if (!line.empty() && indent + columns(line) + 1 + columns(word) > kTextColumns) {
      lines += std::string(indent, ' ') + line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
    at = end + 1;
  }
  return lines + std::string(indent, ' ') + line + "\n";
}

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t n = columns(text);
  return text + std::string(n < width ? width - n : 0, ' ');
}

}  // namespace ohmbench::core
