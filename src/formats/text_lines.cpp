#include "formats/text_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "core/error.hpp"

namespace ohmbench::formats {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kLittleMark = "\xFF\xFE", kBigMark = "\xFE\xFF";
constexpr char32_t kReplacement = 0xFFFD;
constexpr char kFormFeed = '\f', kEndOfFile = '\x1A';  // DOS programs end text with the latter

void append_utf8(std::string& text, char32_t c) {
  if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += {static_cast<char>(0xC0 | (c >> 6)), static_cast<char>(0x80 | (c & 0x3F))};
  } else if (c < 0x10000) {
    text += {static_cast<char>(0xE0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 0x3F)),
             static_cast<char>(0x80 | (c & 0x3F))};
  } else {
    text += {static_cast<char>(0xF0 | (c >> 18)), static_cast<char>(0x80 | ((c >> 12) & 0x3F)),
             static_cast<char>(0x80 | ((c >> 6) & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
  }
}

std::string from_utf16(std::string_view bytes, bool big) {
  const auto unit = [&](std::size_t i) {
    const auto a = static_cast<unsigned char>(bytes[i]), b = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<char32_t>(big ? (a << 8) | b : (b << 8) | a);
  };
  std::string text;
  text.reserve(bytes.size() / 2);
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    char32_t c = unit(i);
    const bool high = c >= 0xD800 && c < 0xDC00;
    if (high && i + 3 < bytes.size() && unit(i + 2) >= 0xDC00 && unit(i + 2) < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10) + (unit(i + 2) - 0xDC00);
      i += 2;
    } else if (c >= 0xD800 && c < 0xE000) {
      c = kReplacement;
    }
    append_utf8(text, c);
  }
  return text;
}

bool is_control(char c) {
  return (c >= 0 && c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != kFormFeed && c != kEndOfFile) ||
         c == '\x7F';
}

}  // namespace

TextLines text_lines(std::string_view bytes, const std::filesystem::path& path) {
  TextLines result;
  if (bytes.starts_with(kLittleMark) || bytes.starts_with(kBigMark)) {
    result.note = "UTF-16 text";
    const auto utf8 = from_utf16(bytes.substr(2), bytes.starts_with(kBigMark));
    result.text.assign(utf8.begin(), utf8.end());
  } else {
    const bool marked = bytes.starts_with(kUtf8Mark);
    result.text.assign(bytes.begin() + (marked ? kUtf8Mark.size() : 0), bytes.end());
  }
  const std::string_view text(result.text.data(), result.text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find_first_of("\r\n", at), text.size());
    const auto line = text.substr(at, end - at);
    result.lines.push_back(line);
    if (const auto control = std::find_if(line.begin(), line.end(), is_control); control != line.end()) {
      throw core::bad_input(fmt::format("{}, line {}: this is no text (byte 0x{:02x})", path.string(),
                                        result.lines.size(), static_cast<unsigned char>(*control)),
                            *control == '\0' ? "if it is UTF-16 without its mark, save it as UTF-8; binary "
                                               "files are read from LIMP (.lim) only"
                                             : "binary files are read from LIMP (.lim) only");
    }
    at = end + (text.substr(end, 2) == "\r\n" ? 2 : 1);
  }
  return result;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kNoBreak = "\xC2\xA0";
  for (;;) {
    const auto before = text.size();
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == kFormFeed ||
                             text.front() == kEndOfFile))
      text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == kFormFeed ||
                             text.back() == kEndOfFile))
      text.remove_suffix(1);
    if (text.starts_with(kNoBreak)) text.remove_prefix(kNoBreak.size());
    if (text.ends_with(kNoBreak)) text.remove_suffix(kNoBreak.size());
    if (text.size() == before) return text;
  }
}

}  // namespace ohmbench::formats
