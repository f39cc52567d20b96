#include "formats/text_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "formats/readers.hpp"

namespace ohmbench::formats {
namespace {

constexpr std::array<std::string_view, 7> kMarks{"*", "#", ";", "%", "'", "!", "//"};
constexpr std::size_t kGroup = 3;     // digits between thousands separators
constexpr std::size_t kQuoted = 40;   // characters of a line in a message
constexpr std::size_t kMostTold = 3;  // lines that are named one by one
constexpr double kMostKilo = 200.0;   // kHz: if "1.000" to "20.000" mean thousands, a curve ends below
constexpr std::size_t kPairs = 4;     // columns from which "20,5,7,25" may be two numbers

bool is_comment(std::string_view line) {
  return std::any_of(kMarks.begin(), kMarks.end(), [&](std::string_view m) { return line.starts_with(m); });
}

std::string_view without_mark(std::string_view line) {
  while (!line.empty() && is_comment(line)) line.remove_prefix(line.starts_with("//") ? 2 : 1);
  return trimmed(line);
}

/// A line's beginning for a message, in printable ASCII.
std::string quoted(std::string_view line) {
  std::string text;
  for (const char c : line.substr(0, kQuoted)) text += c >= ' ' && c <= '~' ? c : c == '\t' ? ' ' : '?';
  return '"' + text + (line.size() > kQuoted ? "...\"" : "\"");
}

/// What the first column looks like and whether the others have decimal marks, to notice "1,000" for a
/// thousand.
struct Grouping {
  bool first_marked = false, first_all_groups = true, others_marked = false;

  void look(const std::vector<std::string_view>& cells, const std::vector<double>& numbers, char decimal) {
    const std::size_t count = numbers.size();
    if (numbers[0] > kMostKilo && cells[0].find(decimal) != std::string_view::npos) first_all_groups = false;
    for (std::size_t i = 0; i < count; ++i) {
      const auto cell = cells[i];
      const auto mark = cell.find(decimal);
      if (mark == std::string_view::npos) continue;
      if (i > 0) {
        others_marked = true;
      } else {
        first_marked = true;
        first_all_groups = first_all_groups && cell.size() - mark - 1 == kGroup && mark >= 1 &&
                           mark <= kGroup && cell[0] != '0';
      }
    }
  }
  bool suspicious() const { return first_marked && first_all_groups && !others_marked; }
};

class Reader {
 public:
  Reader(const TextLines& lines, const std::filesystem::path& path, const ReadOptions& options)
      : lines_(lines), path_(path), options_(options) {}

  TextTable read() {
    find_dialect();
    for (std::size_t i = 0; i < lines_.lines.size(); ++i) take(trimmed_keep_tabs(lines_.lines[i]), i + 1);
    finish();
    return std::move(table_);
  }

 private:
  core::Error bad(std::size_t number, const std::string& why, const std::string& remedy = {}) const {
    return unreadable(path_, "line", number, why, remedy);
  }

  /// Leading tabs are empty cells, leading blanks are nothing.
  static std::string_view trimmed_keep_tabs(std::string_view line) {
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    return line;
  }

  /// Whether the first cell is a number, or means one, in the dialect or in any.
  static bool begins_as_number(std::string_view line) {
    line = trimmed(line);
    if (!line.empty() && line.front() == '"') line.remove_prefix(1);
    return meant_as_number(line.substr(0, line.find_first_of(" \t;\"")));
  }

  void find_dialect() {
    std::vector<std::string_view> rows;
    std::size_t first = 0;
    for (std::size_t i = 0; i < lines_.lines.size(); ++i) {
      const auto line = trimmed_keep_tabs(lines_.lines[i]);
      if (trimmed(line).empty() || is_comment(line) || !begins_as_number(line)) continue;
      if (rows.empty()) first = i + 1;
      rows.push_back(line);
    }
    const auto dialect = dialect_of(rows, options_.decimal);
    if (dialect) {
      table_.dialect = *dialect;
    } else if (rows.empty()) {
      throw core::bad_input(fmt::format("{}: holds no row of numbers", path_.string()),
                            "a curve has a frequency and a magnitude in each row");
    } else {
      throw bad(first,
                fmt::format("{} is no row of a curve, and neither is any other line", quoted(rows.front())),
                "a row has a frequency and a magnitude: plain numbers without units or thousands separators");
    }
  }

  void take(std::string_view line, std::size_t number) {
    const auto text = trimmed(line);
    if (text.empty()) return;
    const bool data_begun = table_.rows() > 0;
    if (is_comment(text)) {
      if (!data_begun) table_.header.push_back(without_mark(text));
      return;
    }
    const auto count = read_row(line, table_.dialect, cells_, numbers_);
    if (is_row(numbers_, count)) return take_row(number, count);
    if (data_begun) {
      if (begins_as_number(text)) throw not_a_row(number, text, count);
      if (text_line_ == 0) text_line_ = number;
      return;
    }
    if (begins_as_number(text)) take_odd_header(number, text, count);
    table_.header.push_back(line);
  }

  core::Error not_a_row(std::size_t number, std::string_view text, std::size_t count) const {
    if (count < cells_.size() && !table_.line.empty() && count > 0 && count < table_.columns)
      return bad(number, fmt::format("{} is no number", quoted(cells_[count])));
    return bad(number,
               fmt::format("{} is no row of numbers as line {} is ({})", quoted(text),
                           table_.line.empty() ? number : table_.line.front(), name_of(table_.dialect)),
               "numbers with thousands separators or units, and files cut off, are not read");
  }

  /// Above the data: "8 ohm woofer" is a header, "20 NaN 5" is a row without its number.
  void take_odd_header(std::size_t number, std::string_view text, std::size_t count) {
    if (count >= 1 && count < cells_.size() && !std::isnan(numbers_[0]) && meant_as_number(cells_[count]))
      throw not_a_row(number, text, count);
    if (odd_headers_++ < kMostTold)
      table_.notes.push_back(fmt::format("line {}, taken for a header: {}", number, quoted(text)));
  }

  /// How many columns the row has when empty cells at its end, which a trailing separator makes, count as
  /// little as possible. The first row may have had one, too.
  std::size_t as_wide_as_before(std::size_t count) {
    std::size_t full = count;
    while (full > 0 && std::isnan(numbers_[full - 1])) --full;
    if (table_.rows() == 0) {
      table_.columns = count;
    } else if (count > table_.columns && full <= table_.columns) {
      numbers_.resize(table_.columns);
      count = table_.columns;
    } else if (count < table_.columns && count >= fullest_) {
      narrow(count);
    }
    fullest_ = std::max(fullest_, full);
    return count;
  }

  void narrow(std::size_t columns) {
    std::vector<double> cells;
    for (std::size_t row = 0; row < table_.rows(); ++row) {
      for (std::size_t c = 0; c < columns; ++c) cells.push_back(table_.at(row, c));
    }
    table_.cells = std::move(cells);
    table_.columns = columns;
  }

  void take_row(std::size_t number, std::size_t count) {
    if (text_line_ > 0) {
      throw bad(
          text_line_,
          fmt::format("text stands between the rows: {}", quoted(trimmed(lines_.lines[text_line_ - 1]))),
          "if the file holds several curves one below the other, give each a file of its own");
    }
    count = as_wide_as_before(count);
    if (count != table_.columns) {
      const bool odd = count < cells_.size() && count < table_.columns;
      throw bad(
          number,
          odd ? fmt::format("{} is no number", quoted(cells_[count]))
              : fmt::format("has {} numbers, and line {} has {}", count, table_.line.front(), table_.columns),
          number == lines_.lines.size() ? "was the file cut off?" : "");
    }
    if (count < cells_.size() && meant_as_number(cells_[count]))
      throw bad(number, fmt::format("{} is no number", quoted(cells_[count])));
    if (count < cells_.size()) ++rows_with_text_;
    grouping_.look(cells_, numbers_, table_.dialect.decimal);
    table_.cells.insert(table_.cells.end(), numbers_.begin(), numbers_.end());
    table_.line.push_back(number);
  }

  void finish() {
    if (table_.rows() == 0) {
      throw core::bad_input(fmt::format("{}: holds no row of numbers", path_.string()),
                            "a curve has a frequency and a magnitude in each row");
    }
    if (odd_headers_ > kMostTold)
      table_.notes.push_back(fmt::format("{} more lines taken for headers", odd_headers_ - kMostTold));
    table_.decimals = grouping_.first_marked || grouping_.others_marked;
    if (text_line_ > 0)
      table_.notes.push_back(fmt::format("text behind the data, from line {} on", text_line_));
    if (rows_with_text_ > 0)
      table_.notes.push_back(fmt::format("text behind the numbers of {} rows", rows_with_text_));
    if (options_.decimal) return;
    const char mark = table_.dialect.decimal;
    if (grouping_.suspicious()) {
      throw bad(table_.line.front(),
                fmt::format("the {} in the first column may be a decimal mark or a thousands separator",
                            mark == ',' ? "commas" : "points"),
                fmt::format("if it is the decimal mark, import with --decimal {}",
                            mark == ',' ? "comma" : "point"));
    }
    if (table_.dialect.separator == ',' && table_.columns >= kPairs && !table_.decimals) {
      const auto names = columns_named();
      if (!names)
        throw bad(table_.line.front(), "the commas may be decimal marks or stand between columns",
                  "if they stand between columns, import with --decimal point");
    }
  }

  /// Whether a header line has as many cells as the rows have.
  bool columns_named() const {
    std::vector<std::string_view> cells;
    return std::any_of(table_.header.begin(), table_.header.end(), [&](std::string_view line) {
      split(line, table_.dialect.separator, cells);
      return cells.size() == table_.columns;
    });
  }

  const TextLines& lines_;
  const std::filesystem::path& path_;
  const ReadOptions& options_;
  TextTable table_;
  Grouping grouping_;
  std::vector<std::string_view> cells_;
  std::vector<double> numbers_;
  std::size_t fullest_ = 0;  ///< columns up to the last that is not empty, of all rows so far
  std::size_t text_line_ = 0;
  std::size_t odd_headers_ = 0;
  std::size_t rows_with_text_ = 0;
};

}  // namespace

TextTable read_table(const TextLines& lines, const std::filesystem::path& path, const ReadOptions& options) {
  return Reader(lines, path, options).read();
}

}  // namespace ohmbench::formats
