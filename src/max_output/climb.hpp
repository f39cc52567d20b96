// Climb: the level sweep. Up by 6 dB at first and by less nearer to a ceiling, never to a level at which a
// step before says that a limit would be exceeded; then back to where the distortion passed its limit, finer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "max_output/guard.hpp"

namespace ohmbench::max_output {

/// Size of the next step upwards [dB] with this much left to the ceiling: 6, then 3, 2 and 1.
double stride_db(double left_db);

struct ClimbOptions {
  double thd_n_limit = 0.01;
  double tone_s = 0.8;
};

struct Climb {
  std::vector<Step> steps;     ///< ascending level
  Ceiling ceiling;             ///< that of the last step within the limits
  bool by_distortion = false;  ///< THD+N passed its limit
  bool collapsed = false;      ///< the output fell silent at the last step that was played
  std::string stopped;         ///< in words, why there was no further step
};

/// THD+N told besides the one that ends the sweep.
inline constexpr double kHifiLimit = 0.001;

/// A first step above the limit of THD+N may be noise or hum, which a louder one leaves behind: the sweep
/// goes on as long as the figure falls.
/// @param guard  plays every step; the sweep itself does not know the device
/// @param first  a step that may be played, at its level
/// @throws Unsafe: see Guard; core::Error kNotValid: the tone was distorted from the beginning, THD+N never
/// came below its limit, or the output was silent from the beginning
Climb climb(Guard& guard, const ClimbOptions& options, double first_level_dbfs, const PlayAt& play);

/// Level of the step at which the output fell silent; empty: it did not.
std::optional<double> silent_level(const std::vector<Step>& steps);

/// Where a figure passes a limit, of the steps of a climb, interpolated in the logarithms.
struct Passing {
  double level_dbfs = 0;
  double volt = 0, ampere = 0, watt = 0, source_volt = 0;
};
std::optional<Passing> passing(const std::vector<Step>& steps, double thd_n);

}  // namespace ohmbench::max_output
