// TextTable: a text file as header lines and rows of numbers. Private to the room.
// Hazard: a line that looks like text may be a row that was not understood, and what stands behind it would
// be lost in silence; such lines are refused, not skipped.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "formats/dialect.hpp"
#include "formats/foreign_curve.hpp"
#include "formats/text_lines.hpp"

namespace ohmbench::formats {

struct TextTable {
  Dialect dialect;
  std::size_t columns = 0;
  std::vector<double> cells;             ///< row by row; NaN where a cell is empty
  std::vector<std::size_t> line;         ///< of each row, from 1
  std::vector<std::string_view> header;  ///< lines above the data without comment marks
  std::vector<std::string> notes;        ///< lines that were not taken
  bool decimals = false;                 ///< some number has a decimal mark

  std::size_t rows() const { return line.size(); }
  double at(std::size_t row, std::size_t column) const { return cells[row * columns + column]; }
};

/// @throws core::Error kBadInput: no rows of numbers; a line within the data that is none, or has another
/// number of columns; numbers that may have thousands separators
TextTable read_table(const TextLines& lines, const std::filesystem::path& path, const ReadOptions& options);

}  // namespace ohmbench::formats
