#include "report/html.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>

namespace ohmbench::report {
namespace {

constexpr const char* kReplacement = "\xEF\xBF\xBD";  // U+FFFD

/// Length of the UTF-8 character that begins here (RFC 3629: no overlong forms, no surrogates); 0 if none
/// does.
std::size_t character_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned first = byte(at);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 && first <= 0xF4  ? 4
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xC2 && first < 0xE0 ? 2
                                                             : 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80U) return 0;
  }
  const unsigned second = byte(at + 1);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool beyond = (first == 0xED && second >= 0xA0) || (first == 0xF4 && second >= 0x90);
  return overlong || beyond ? 0 : length;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string safe;
  safe.reserve(text.size() + text.size() / 8);
  for (std::size_t at = 0; at < text.size();) {
    const auto length = character_length(text, at);
    const char c = text[at];
    if (length == 0) {
      safe += kReplacement;
      ++at;
      continue;
    }
    const auto code = static_cast<unsigned char>(c);
    if (length > 1) {
      // U+0080 … U+009F are control characters too
      const bool control = code == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0;
      safe += control ? std::string_view(kReplacement) : text.substr(at, length);
    } else if (c == '&') {
      safe += "&amp;";
    } else if (c == '<') {
      safe += "&lt;";
    } else if (c == '>') {
      safe += "&gt;";
    } else if (c == '"') {
      safe += "&quot;";
    } else if (c == '\'') {
      safe += "&#39;";
    } else if (c == '\n' || c == '\r' || c == '\t') {
      safe += ' ';
    } else if (code < 0x20 || code == 0x7F) {
      safe += kReplacement;
    } else {
      safe += c;
    }
    at += length;
  }
  return safe;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t word = 0;
    for (std::size_t k = 0; k < 3; ++k)
      word = (word << 8U) | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) text += k <= count ? kDigits[(word >> (18U - 6U * k)) & 0x3FU] : '=';
  }
  return text;
}

std::string data_uri(std::string_view media_type, std::string_view bytes) {
  return fmt::format("data:{};base64,{}", media_type, base64(bytes));
}

namespace {

/// "4.648 V ± 136 mV", "at least 3.1 V": what must stay on one line.
bool is_number(std::string_view text) {
  constexpr std::size_t kLongest = 32;
  for (const std::string_view before : {"at least ", "at most ", "at "}) {
    if (text.starts_with(before)) text.remove_prefix(before.size());
  }
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  return !text.empty() && text[0] >= '0' && text[0] <= '9' && text.size() <= kLongest &&
         text.find(',') == std::string_view::npos;
}

}  // namespace

std::string html_of(const Table& table) {
  if (table.rows.empty()) return "";
  std::string html = fmt::format("<div class=\"wide\"><table class=\"{}\">", escaped(table.css_class));
  if (!table.head.empty()) {
    html += "<thead><tr>";
    for (const auto& cell : table.head) html += "<th scope=\"col\">" + escaped(cell) + "</th>";
    html += "</tr></thead>";
  }
  html += "<tbody>\n";
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    html += r < table.row_classes.size() ? fmt::format("<tr class=\"{}\">", escaped(table.row_classes[r]))
                                         : "<tr>";
    for (std::size_t i = 0; i < table.rows[r].size(); ++i) {
      const auto text = escaped(table.rows[r][i]);
      html += i == 0 ? "<th scope=\"row\">" + text + "</th>"
                     : (is_number(table.rows[r][i]) ? "<td class=\"n\">" : "<td>") + text + "</td>";
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string details(std::string_view summary, const std::string& html) {
  if (html.empty()) return "";
  return fmt::format("<details><summary>{}</summary>\n{}</details>\n", escaped(summary), html);
}

}  // namespace ohmbench::report
