// Climb: the level sweep. Up by 6 dB at first and by less nearer to a ceiling, never to a level at which the
// step before says that a limit would be exceeded; then back to where the distortion passed its limit, finer.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "max_output/step.hpp"

namespace ohmbench::max_output {

/// What keeps the next step from being louder, and up to which level it may be.
struct Ceiling {
  double level_dbfs = 0;
  bool is_dac = false;  ///< nothing but the DAC's full scale
  std::string why;      ///< "[limits] load_max_volt"
};

/// From what a step at `level_dbfs` did. Everything grows at most in proportion: volts by the gain, watts by
/// its square; half a percent of each limit is kept in reserve for a load that warms. The sense resistor's
/// limit is for its mean heat: a tone of a second may have 6.25 times as much, which resistors are tested
/// with for 5 s (short-time overload at 2.5 times the rated voltage, IEC 60115-1), if a rest makes up for it.
Ceiling ceiling_of(const workbench::Bench& bench, const Step& step);

/// Silence that keeps the sense resistor's mean heat within its limit, if `level_dbfs` is played for
/// `tone_s` next. 0 where none is needed.
double rest_before(const workbench::Bench& bench, const Step& known, double level_dbfs, double tone_s);

/// Size of the next step upwards [dB] with this much left to the ceiling: 6, then 3, 2 and 1.
double stride_db(double left_db);

/// How a step is played: at a level, after a rest. The sweep does not know the bench.
using PlayAt = std::function<Step(double level_dbfs, double rest_s)>;

struct ClimbOptions {
  double thd_n_limit = 0.01;
  double tone_s = 0.8;
};

struct Climb {
  std::vector<Step> steps;     ///< ascending level
  Ceiling ceiling;             ///< that of the last step within the limits
  bool by_distortion = false;  ///< THD+N passed its limit
  bool collapsed = false;      ///< the output fell silent at the last step
  std::string stopped;         ///< in words, why there was no further step
};

/// @param first  a step that may be played, at its level
/// @throws core::Error kNotValid: a limit was exceeded in spite of the prediction, the amplifier became
/// louder by itself, or the tone was distorted from the beginning
Climb climb(const workbench::Bench& bench, const ClimbOptions& options, double first_level_dbfs,
            const PlayAt& play);

/// Where a figure passes a limit, of the steps of a climb, interpolated in the logarithms.
struct Passing {
  double level_dbfs = 0;
  double volt = 0, ampere = 0, watt = 0, source_volt = 0;
};
std::optional<Passing> passing(const std::vector<Step>& steps, double thd_n);

}  // namespace ohmbench::max_output
