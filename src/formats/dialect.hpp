// Dialect: what separates the numbers of a row and what separates a number's fraction. Private to the room.
// Hazard: "20,5" is one number in one half of the world and two in the other; a file is read in the one way
// in which its rows are rows of numbers, and refused where there are two.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ohmbench::formats {

struct Dialect {
  char separator = ' ';  ///< ';' '\t' ',' or ' ' for any blanks
  char decimal = '.';
};

/// "semicolon between columns, decimal comma"
std::string name_of(Dialect dialect);

/// A number in all of `cell`: digits with at most one decimal mark, sign and exponent; a degree sign may
/// follow. An empty cell is not a number. Neither are nan, inf, hexadecimals and what does not fit a double.
std::optional<double> number_in(std::string_view cell, char decimal);

/// Whether the cell was meant as a number: it begins with a digit, also behind a sign or a decimal mark, or
/// it is one of the words by which programs say that there is none (nan, inf, #N/A ...).
bool meant_as_number(std::string_view cell);

/// The cells of a row, trimmed and without quotes around them. `cells` is overwritten.
void split(std::string_view line, char separator, std::vector<std::string_view>& cells);

/// Splits and reads the numbers at the beginning of a row, up to a cell that is text. NaN stands for an empty
/// cell.
/// @return  how many cells that are; the first text is cells[that]
std::size_t read_row(std::string_view line, Dialect dialect, std::vector<std::string_view>& cells,
                     std::vector<double>& numbers);

/// Whether `numbers` make a row of a curve: two columns or more, one of the first two not empty, or the third
/// and fourth.
bool is_row(const std::vector<double>& numbers, std::size_t count);

/// The dialect in which most rows are rows of numbers; of equals the one that splits at the rarer sign.
/// Absent if there is no row of numbers.
/// @param decimal  the decimal mark, if a person has said it
std::optional<Dialect> dialect_of(const std::vector<std::string_view>& rows, std::optional<char> decimal);

}  // namespace ohmbench::formats
