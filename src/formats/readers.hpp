// The readers behind read_foreign, and what they share. Private to the room.
#pragma once

#include <fmt/format.h>

#include "core/error.hpp"
#include "formats/foreign_curve.hpp"

namespace ohmbench::formats {

/// One row of a file, before it is checked.
struct Point {
  double f_hz = 0;
  double magnitude = 0;  ///< in `RawCurve::magnitude`
  double phase = 0;      ///< as in the file
  double sigma_ohm = 0;
  std::size_t place = 0;  ///< line or row, counted from 1
};

/// Points as they stand in the file.
struct RawCurve {
  std::vector<Point> points;
  Magnitude magnitude = Magnitude::kOhm;
  PhaseUnit phase_unit = PhaseUnit::kDegree;
  bool phase_unit_stated = true;
  bool has_phase = false;
  bool has_sigma = false;
  const char* place = "line";  ///< what `Point::place` counts
};

/// What an error of this file begins with: "file.zma, line 37: ".
inline core::Error unreadable(const std::filesystem::path& path, const char* place, std::size_t number,
                              const std::string& why, const std::string& remedy = {}) {
  return core::bad_input(fmt::format("{}, {} {}: {}", path.string(), place, number, why), remedy);
}

/// Checks order and ranges, turns decibels into ohms and radians into degrees, and puts the points into
/// `foreign`.
/// @throws core::Error kBadInput naming the place
void accept(const RawCurve& raw, const std::filesystem::path& path, const ReadOptions& options,
            ForeignCurve& foreign);

bool looks_like_lim(std::string_view bytes);
ForeignCurve read_lim(std::string_view bytes, const std::filesystem::path& path, const ReadOptions& options);
ForeignCurve read_speakerbench(std::string_view bytes, const std::filesystem::path& path,
                               const ReadOptions& options);
ForeignCurve read_text(std::string_view bytes, const std::filesystem::path& path, const ReadOptions& options);

/// Which of several curves is wanted: by name (or a part of it, any case) or number from 1.
/// @throws core::Error kBadInput naming those there are
std::size_t chosen(const std::vector<std::string>& names, const std::string& wanted,
                   const std::filesystem::path& path);

/// Lower case, ASCII letters only.
std::string lower(std::string_view text);

}  // namespace ohmbench::formats
