// Stimulus: a test signal that knows its own timing, lines, band, level and peak. The first station of the
// road. Hazard: never a step. Every stimulus begins and ends with a raised-cosine ramp, and its peak is known
// before it plays.
#pragma once

#include <complex>
#include <cstddef>
#include <string>
#include <vector>

#include "core/level.hpp"
#include "stimulus/shape.hpp"

namespace ohmbench::stimulus {

/// Choices of phases that a multisine may have.
inline constexpr int kMostRealisations = 32;

enum class Kind { kMultisine, kSweep, kStepped };

/// "multisine", "sweep", "stepped"
const char* name_of(Kind kind);
/// @throws core::Error kBadInput
Kind kind_named(const std::string& name);

/// What is wanted; enough to render the same samples again.
struct Plan {
  Kind kind = Kind::kMultisine;
  double sample_rate_hz = 48000;
  double from_hz = 10;
  double to_hz = 20000;
  double points_per_octave = 24;
  core::DbFs level{-20};  ///< RMS over the settled signal
  double seconds = 4.5;   ///< of playing, all of it
  double period_s = 1.0;  ///< multisine and sweep: whole seconds keep mains harmonics off the lines
  double settle_s = 0.5;  ///< played before the first period that counts
  int realisation = 0;    ///< multisine: which choice of phases; all have the same lines and level
  Shape shape;            ///< multisine only: how power is shared out among the lines; empty: flat
};

/// One frequency of a stepped sine: what of the record belongs to it, counted from the stimulus' first frame.
struct Dwell {
  double f_hz = 0;
  std::size_t first_frame = 0;   ///< after settling
  std::size_t block_frames = 0;  ///< each block holds whole cycles within half a frame
  std::size_t blocks = 0;
};

struct Stimulus {
  Plan plan;
  std::vector<double> samples;  ///< full scale, ramps included
  double peak_fs = 0;           ///< largest |sample|
  std::vector<double> f_hz;     ///< where it tells the impedance

  /// silence before a single sweep, in which hum shows itself; part of `samples`, not of the plan's seconds
  std::size_t quiet_frames = 0;

  // multisine and sweep: periods [first_frame + p·period_frames, …), p = 0 … periods − 1
  std::size_t period_frames = 0;
  std::size_t first_frame = 0;
  std::size_t periods = 0;
  std::vector<std::size_t>
      bins;  ///< multisine: excited bins of one period; repeated sweep: bins nearest to f_hz

  std::vector<double> amplitude;  ///< multisine: of each line, peak, of full scale

  std::vector<Dwell> dwells;  ///< stepped only

  /// single sweep only: Σ x e^{−j2πkn/N} of its period; every capture of it is held against it
  std::vector<std::complex<double>> spectrum;

  /// A sweep played once: one period, without settling.
  bool single() const { return plan.kind == Kind::kSweep && periods == 1; }
};

/// Renders a plan. Deterministic: the same plan gives the same samples.
/// @throws core::Error kBadInput: a band outside 0 … 0.46 of the sample rate, a duration too short for the
/// plan
Stimulus render(const Plan& plan);

/// Whether the plan's seconds suffice for settling and two periods.
bool fits_periods(const Plan& plan);

/// Highest frequency that a stimulus may contain: the converters' filters begin above 0.46 of the sample
/// rate.
inline double highest_hz(double sample_rate_hz) {
  return 0.46 * sample_rate_hz;
}

/// The timing of a periodic stimulus from its plan: period_frames, first_frame (at most a period of
/// settling), periods.
/// @throws core::Error kBadInput: too short for two periods
Stimulus with_periods(const Plan& plan);

/// Fills `samples` with `period`, so that frame first_frame is its sample 0, and with time for the fade after
/// the last period.
void repeat_period(const std::vector<double>& period, Stimulus& stimulus);

/// Raised-cosine fade over the first and last frames; times in s.
void apply_ramps(std::vector<double>& samples, double sample_rate_hz, double fade_in_s, double fade_out_s);

/// 100 ms in, 20 ms out (methods 8).
inline constexpr double kFadeInSeconds = 0.1;
inline constexpr double kFadeOutSeconds = 0.02;

}  // namespace ohmbench::stimulus
