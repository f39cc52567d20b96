// Columns: which column of a table is what, by the names above it or by the usual order. Private to the room.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/dialect.hpp"
#include "formats/foreign_curve.hpp"

namespace ohmbench::formats {

enum class Role { kFrequency, kMagnitude, kPhase, kReal, kImaginary, kSigma, kOther };

/// What the name of a column says.
struct ColumnName {
  std::string text;
  Role role = Role::kOther;
  double scale = 1.0;                  ///< of kHz and kohm
  std::optional<Magnitude> magnitude;  ///< of a magnitude whose unit is said
  std::optional<PhaseUnit> unit;       ///< of a phase whose unit is said
};

/// "Freq(Hz)", "|Z| [Ohm]", "dBSPL", "Phase(degrees)", "impedance_re_ohm" and the like in some languages.
ColumnName column_name(std::string_view text);

/// A curve of a table: numbers of columns.
struct CurveColumns {
  std::string label;  ///< "Measured"
  std::size_t frequency = 0;
  std::optional<std::size_t> magnitude, phase, real, imaginary, sigma;
};

struct Columns {
  std::vector<ColumnName> names;     ///< empty if no line above the data names the columns
  std::vector<CurveColumns> curves;  ///< empty if there are names and none is a magnitude
};

/// Finds the line that names `count` columns, from the last header line upwards; without one the columns are
/// frequency, magnitude and, if there are three or more, phase.
/// @param header  lines above the data, without comment marks
Columns columns_of(const std::vector<std::string_view>& header, std::size_t count, Dialect dialect);

}  // namespace ohmbench::formats
