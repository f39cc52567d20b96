// Single sweep: one exponential sweep after a quiet second half, for measurements too short for two periods.
#pragma once

#include <cstddef>

#include "stimulus/stimulus.hpp"

namespace ohmbench::stimulus {

/// Silence of kQuietSeconds, then x(t) = A sin(2π f1 L (e^{t/L} − 1)), L = T/ln(f2/f1), from below the band
/// to above it, then a tail for the load to come to rest; sweep and tail last the plan's seconds. One period
/// of that length follows the silence.
/// @throws core::Error kBadInput: less than kLeastSingleSeconds
/// Precondition: the plan has been checked by `render`.
Stimulus render_single_sweep(const Plan& plan);

/// Time at which the sweep passes f, in frames after the silence.
double frame_of_frequency(const Stimulus& single, double f_hz);

inline constexpr double kQuietSeconds = 0.5;
inline constexpr double kLeastSingleSeconds = 0.25;

}  // namespace ohmbench::stimulus
