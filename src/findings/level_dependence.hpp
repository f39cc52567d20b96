// LevelDependence: the same load at several levels: is its impedance the same at all of them?
// Hazard: drift between the runs looks like a dependence on level. The first level is therefore played once
// more at the end, and what has changed by then counts as uncertainty.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/level.hpp"
#include "core/ohm_curve.hpp"
#include "core/quantity.hpp"
#include "impedance/curves.hpp"

namespace ohmbench::findings {

/// One run of the same load.
struct LevelRun {
  core::DbFs level{0};
  std::optional<core::Volts> load_voltage;
  core::OhmCurve curve;
};

struct LevelDependence {
  enum class Verdict { kYes, kNo, kUnknown } verdict = Verdict::kUnknown;
  std::string why;  ///< one sentence

  std::vector<double> f_hz;
  /// |relative change| of Z from small signals to the loudest level, averaged over a third of an octave
  std::vector<double> change;
  std::vector<double> sigma;  ///< one standard deviation of it as a complex number, drift included

  double largest_change = 0;  ///< of the frequency where it is most certain, if any is; else the greatest
  double largest_hz = 0;
  double significance = 0;  ///< change/sigma there
};

/// "yes", "no", "unknown"
const char* name_of(LevelDependence::Verdict verdict);

/// Weighted least squares of Z(f) = Z₀(f) + c(f) · V²/V_max² over the runs; c/Z₀, averaged over ±1/6 octave,
/// against its noise and half of what the repeated loudest run differs by. What is common to all runs
/// (resistors, channels, calibration) cancels. Yes: 3.5 standard deviations and 0.1 % anywhere; without any
/// dependence that happens in less than one measurement of a thousand. No: nowhere could 1 % hide.
/// Runs in the order of playing, three at least: the loudest, lower ones, the loudest again.
/// Source: a resistance R + r i² changes with the mean square of the current; GUM.
LevelDependence level_dependence(const std::vector<LevelRun>& runs);

/// Adds to a curve that was measured at the loudest level what the dependence moves it by, as far as its
/// distortion has not already told: term "level dependence". Only where it is significant.
void add_level_term(const LevelDependence& found, impedance::ImpedanceCurve& z);

inline constexpr const char* kLevelTerm = "level dependence";

}  // namespace ohmbench::findings
