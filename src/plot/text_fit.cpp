#include "plot/text_fit.hpp"

namespace ohmbench::plot {
namespace {

bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

}  // namespace

std::string cut(std::string_view text, double width_px, double size_px, const TextMetrics& metrics) {
  if (metrics.width_px(text, size_px) <= width_px) return std::string(text);
  constexpr const char* kEllipsis = "\u2026";
  std::string best;
  for (std::size_t n = 1; n < text.size(); ++n) {
    if (!begins_character(text[n])) continue;
    auto shorter = std::string(text.substr(0, n)) + kEllipsis;
    if (metrics.width_px(shorter, size_px) > width_px) break;
    best = std::move(shorter);
  }
  return best;
}

std::string cut_middle(std::string_view text, double width_px, double size_px, const TextMetrics& metrics) {
  if (metrics.width_px(text, size_px) <= width_px) return std::string(text);
  std::vector<std::size_t> begins;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (begins_character(text[i])) begins.push_back(i);
  }
  const auto kept = [&](std::size_t characters) {
    const std::size_t head = (characters + 1) / 2, tail = characters / 2;
    return std::string(text.substr(0, begins[head])) + "\u2026" +
           std::string(tail == 0 ? std::string_view() : text.substr(begins[begins.size() - tail]));
  };
  std::size_t fits = 0, too_many = begins.size();
  while (too_many - fits > 1) {
    const auto middle = (fits + too_many) / 2;
    (metrics.width_px(kept(middle), size_px) <= width_px ? fits : too_many) = middle;
  }
  return fits == 0 ? std::string() : kept(fits);
}

namespace {

bool ends_with_digit(std::string_view word) {
  return !word.empty() && word.back() >= '0' && word.back() <= '9';
}

/// "mW", "%.", "kHz,": a unit, perhaps with a mark behind it.
bool is_unit(std::string_view word) {
  while (!word.empty() &&
         (word.back() == ',' || word.back() == '.' || word.back() == ';' || word.back() == ')'))
    word.remove_suffix(1);
  for (const std::string_view unit : {"Hz", "V", "A", "W", "\u03a9", "s", "m", "%", "\u00b0", "dB", "dBFS"}) {
    if (word == unit) return true;
    constexpr std::string_view kPrefixes[] = {"\u00b5", "n", "m", "k", "M"};
    for (const auto prefix : kPrefixes) {
      if (word.size() == prefix.size() + unit.size() && word.starts_with(prefix) && word.ends_with(unit))
        return true;
    }
  }
  return false;
}

/// The end of the word that begins at `at`; a unit belongs to the number before it.
std::size_t end_of_word(std::string_view text, std::size_t at) {
  const auto blank = std::min(text.find(' ', at), text.size());
  if (blank == text.size() || !ends_with_digit(text.substr(at, blank - at))) return blank;
  const auto next = std::min(text.find(' ', blank + 1), text.size());
  return is_unit(text.substr(blank + 1, next - blank - 1)) ? next : blank;
}

}  // namespace

std::vector<std::string> wrap(std::string_view text, double width_px, double size_px,
                              const TextMetrics& metrics) {
  std::vector<std::string> lines;
  std::string line;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto blank = end_of_word(text, at);
    const auto word = text.substr(at, blank - at);
    at = blank + 1;
    if (word.empty()) continue;
    const auto longer = line.empty() ? std::string(word) : line + ' ' + std::string(word);
    if (metrics.width_px(longer, size_px) <= width_px) {
      line = longer;
      continue;
    }
    if (!line.empty()) lines.push_back(std::move(line));
    line = cut(word, width_px, size_px, metrics);
  }
  if (!line.empty()) lines.push_back(std::move(line));
  return lines;
}

}  // namespace ohmbench::plot
