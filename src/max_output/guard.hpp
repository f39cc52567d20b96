// Guard: the one door through which every step into the load is played. It holds each step against the limits
// of the bench and against what was heard before, and knows how loud the next one may be at most.
// Hazard: an input whose plug falls out reads as a harmless load. What cannot be right ends the measurement,
// and no single reading raises the ceiling: the loudest of all readings counts.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "max_output/step.hpp"

namespace ohmbench::max_output {

/// What keeps the next step from being louder, and up to which level it may be.
struct Ceiling {
  double level_dbfs = 0;
  bool is_dac = false;  ///< nothing but the DAC's full scale
  std::string why;      ///< "[limits] load_max_volt"
};

/// From what a step at `level_dbfs` did. Everything grows at most in proportion: volts by the gain, watts by
/// its square; half a percent of each limit is kept in reserve for a load that warms, and of the watts what
/// the inputs' ratio and the resistor leave open (two deviations: nothing to speak of once calibrated). The
/// sense resistor's limit is for its mean heat: a tone of a second may have 6.25 times as much, which
/// resistors are tested with for 5 s (short-time overload at 2.5 times the rated voltage, IEC 60115-1), if a
/// rest makes up for it.
Ceiling ceiling_of(const workbench::Bench& bench, const Step& step);

/// Silence that keeps the sense resistor's mean heat within its limit, if `level_dbfs` is played for
/// `tone_s` next. 0 where none is needed.
double rest_before(const workbench::Bench& bench, const Step& known, double level_dbfs, double tone_s);

/// A step that must not be followed by another one: whoever catches it ends the whole command.
class Unsafe : public core::Error {
 public:
  Unsafe(const std::string& what, const std::string& remedy)
      : core::Error(core::ErrorKind::kNotValid, what, remedy) {}
};

/// How a step is played: at a level, after a rest.
using PlayAt = std::function<Step(double level_dbfs, double rest_s)>;

/// Part of its gain below which an output has fallen silent: 20 dB; no amplifier compresses as much at once.
inline constexpr double kSilent = 0.1;

/// What the probe lets expect around a frequency.
struct Expected {
  double source_volt = 0;  ///< RMS at the terminals per digital peak 1, at most
  double least_ratio = 0;  ///< |B/A| of its lines there, as the inputs read them
  double most_ratio = 0;
};

class Guard {
 public:
  explicit Guard(const workbench::Bench& bench, std::optional<Expected> expected = {})
      : bench_(bench), expected_(expected) {}

  /// Plays through `play`, at the level or at the ceiling if that is lower, and admits what comes back.
  /// An output that was heard before and is not heard now, or 20 dB quieter in both inputs, is a step that
  /// `collapsed`.
  /// @throws Unsafe: the load or the sense resistor got more than its limit; the amplifier is 0.5 dB louder
  /// than in any step before (3 dB at least if only the probe was before it); B/A is half or twice what it
  /// was; a figure is not a number
  /// @throws core::Error what `play` throws
  Step play(double level_dbfs, double rest_s, const PlayAt& play);

  /// The lowest ceiling of all steps; of the older ones with what is sure of them: noise and distortion are
  /// deducted. The DAC's full scale before the first.
  Ceiling ceiling() const;

  const workbench::Bench& bench() const { return bench_; }

 private:
  void admit(const Step& step);
  void refuse_excess(const Step& step) const;
  void refuse_louder(const Step& step) const;
  void refuse_other_ratio(const Step& step) const;
  bool fell_silent(const Step& step) const;

  const workbench::Bench& bench_;
  std::optional<Expected> expected_;
  std::vector<Step> admitted_;  ///< in the order in which they were played; without those that collapsed
};

}  // namespace ohmbench::max_output
