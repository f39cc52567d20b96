// Curve files: an impedance curve as other programs read it. Text out; the caller writes the file.
// In the room `formats`, after `impedance`. Hazard: readers differ in what they refuse, so what is written is
// what all of them take: ASCII, few `*` lines above the data, decimal points, single blanks, phase within
// ±180 degrees.
#pragma once

#include <filesystem>
#include <string>

#include "impedance/curves.hpp"

namespace ohmbench::formats {

enum class CurveFormat {
  kZma,   ///< Hz, ohm, degrees: loudspeaker design programs
  kFrd,   ///< Hz, dB re 1 ohm, degrees
  kCsv,   ///< comma, a row of names, with real and imaginary part and sigma
  kText,  ///< as REW writes impedance: Hz, ohm, degrees
};

enum class LineEnd { kLf, kCrLf };

/// The format that a file's ending (.zma .frd .csv .txt, any case) asks for.
/// @throws core::Error kBadInput for any other, naming those four
CurveFormat format_for(const std::filesystem::path& path);

/// Writes all points, with frequencies to 0.1 mHz, magnitudes to 1 µΩ (µdB) and phase to 0.0001 degrees; CSV
/// to nine digits. A phase or a sigma that is not known has no column. Characters of the name outside of
/// printable ASCII become '?'.
/// @throws core::Error kBadInput for two frequencies closer than 0.1 mHz (not CSV); for FRD if an impedance
/// is 0, which has no decibels Source: FRD Consortium's rules for .frd and .zma; REW help, "Importing and
/// exporting files".
std::string write_curve(const impedance::ImpedanceCurve& z, CurveFormat format,
                        LineEnd line_end = LineEnd::kLf);

}  // namespace ohmbench::formats
