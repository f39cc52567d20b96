#include "formats/dialect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "formats/readers.hpp"
#include "formats/text_lines.hpp"

namespace ohmbench::formats {
namespace {

constexpr std::array<Dialect, 8> kDialects{
    {{';', '.'}, {';', ','}, {'\t', '.'}, {'\t', ','}, {' ', '.'}, {' ', ','}, {',', '.'}, {',', ','}}};
constexpr std::size_t kMostSampled = 2000;  // rows that decide; the others are held to it
constexpr std::size_t kLongestNumber = 64;  // characters
constexpr std::array<std::string_view, 9> kNoNumbers{"nan", "inf", "#n/a", "n/a",    "na",
                                                     "-",   "--",  "null", "#value!"};

constexpr std::string_view kMinusSign = "\xE2\x88\x92";  // as typesetters write it

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

std::string_view without_degree_sign(std::string_view cell) {
  if (cell.ends_with("\xC2\xB0")) return trimmed(cell.substr(0, cell.size() - 2));
  if (cell.ends_with('\xB0')) return trimmed(cell.substr(0, cell.size() - 1));
  return cell;
}

void split_at_blanks(std::string_view line, std::vector<std::string_view>& cells) {
  for (std::size_t at = 0;;) {
    while (at < line.size() && is_blank(line[at])) ++at;
    if (at == line.size()) return;
    std::size_t end = at;
    while (end < line.size() && !is_blank(line[end])) ++end;
    cells.push_back(trimmed(line.substr(at, end - at)));
    at = end;
  }
}

}  // namespace

std::string name_of(Dialect dialect) {
  const char* separator = dialect.separator == ';'    ? "semicolons"
                          : dialect.separator == '\t' ? "tabs"
                          : dialect.separator == ','  ? "commas"
                                                      : "blanks";
  return fmt::format("{} between the columns, decimal {}", separator,
                     dialect.decimal == '.' ? "point" : "comma");
}

std::optional<double> number_in(std::string_view cell, char decimal) {
  cell = without_degree_sign(cell);
  if (!cell.empty() && cell.front() == '+') {
    cell.remove_prefix(1);
    if (!cell.empty() && cell.front() == '-') return {};
  }
  if (cell.starts_with(kMinusSign)) {
    const auto value = number_in(cell.substr(kMinusSign.size()), decimal);
    return value && *value >= 0 ? std::optional(-*value) : std::nullopt;
  }
  if (cell.empty() || cell.size() > kLongestNumber) return {};
  const char first = cell.front() == '-' && cell.size() > 1 ? cell[1] : cell.front();
  if (!is_digit(first) && first != decimal) return {};  // from_chars takes nan and inf
  std::array<char, kLongestNumber> buffer;
  if (decimal != '.') {
    if (cell.find('.') != std::string_view::npos) return {};
    std::replace_copy(cell.begin(), cell.end(), buffer.begin(), decimal, '.');
    cell = {buffer.data(), cell.size()};
  }
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value)) return {};
  return value;
}

bool meant_as_number(std::string_view cell) {
  const auto word = lower(cell);
  if (std::find(kNoNumbers.begin(), kNoNumbers.end(), word) != kNoNumbers.end()) return true;
  if (word == "+inf" || word == "-inf" || word == "-nan" || word == "infinity") return true;
  for (int leading = 0; leading < 2 && !cell.empty() && !is_digit(cell.front()); ++leading) {
    if (cell.front() != '+' && cell.front() != '-' && cell.front() != '.' && cell.front() != ',')
      return false;
    cell.remove_prefix(1);
  }
  return !cell.empty() && is_digit(cell.front());
}

void split(std::string_view line, char separator, std::vector<std::string_view>& cells) {
  cells.clear();
  if (separator == ' ') return split_at_blanks(line, cells);
  for (std::size_t at = 0; at <= line.size();) {
    std::size_t from = at;
    while (from < line.size() && is_blank(line[from]) && line[from] != separator) ++from;
    std::size_t end = std::string_view::npos;
    bool quoted = false;
    if (from < line.size() && line[from] == '"') {  // a separator within quotes separates nothing
      const auto close = line.find('"', from + 1);
      quoted = close != std::string_view::npos;
      if (quoted) end = line.find(separator, close + 1);
    }
    if (!quoted) end = line.find(separator, at);
    if (end == std::string_view::npos) end = line.size();
    auto cell = trimmed(line.substr(at, end - at));
    if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"')
      cell = trimmed(cell.substr(1, cell.size() - 2));
    cells.push_back(cell);
    at = end + 1;
  }
}

std::size_t read_row(std::string_view line, Dialect dialect, std::vector<std::string_view>& cells,
                     std::vector<double>& numbers) {
  split(line, dialect.separator, cells);
  numbers.clear();
  for (const auto cell : cells) {
    if (cell.empty()) {
      numbers.push_back(std::numeric_limits<double>::quiet_NaN());
    } else if (const auto value = number_in(cell, dialect.decimal)) {
      numbers.push_back(*value);
    } else {
      break;
    }
  }
  return numbers.size();
}

bool is_row(const std::vector<double>& numbers, std::size_t count) {
  return count >= 2 && std::any_of(numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(count),
                                   [](double n) { return !std::isnan(n); });
}

std::optional<Dialect> dialect_of(const std::vector<std::string_view>& rows, std::optional<char> decimal) {
  const std::size_t step = std::max<std::size_t>(1, rows.size() / kMostSampled);
  std::optional<Dialect> best;
  std::size_t most = 0;
  std::vector<std::string_view> cells;
  std::vector<double> numbers;
  for (const auto dialect : kDialects) {
    if (decimal && dialect.decimal != *decimal) continue;
    std::size_t score = 0;
    for (std::size_t i = 0; i < rows.size(); i += step) {
      const auto count = read_row(rows[i], dialect, cells, numbers);
      if (is_row(numbers, count)) {
        score += static_cast<std::size_t>(
            std::count_if(numbers.begin(), numbers.end(), [](double n) { return !std::isnan(n); }));
      }
    }
    if (score > most) most = score, best = dialect;
  }
  return best;
}

}  // namespace ohmbench::formats
