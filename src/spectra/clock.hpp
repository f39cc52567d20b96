// Clock: how far the ADC's clock runs from the DAC's, from the phases of a periodic signal.
#pragma once

#include <cstddef>
#include <vector>

#include "spectra/periods.hpp"

namespace ohmbench::spectra {

/// Largest offset that is looked for; crystals differ by 100 ppm at most.
inline constexpr double kMostClockOffset = 400e-6;

struct ClockOffset {
  double value = 0;  ///< δ: the ADC takes 1 + δ frames while the DAC gives one
  double sigma = 0;  ///< standard deviation, from the scatter of the phases
};

/// From the phase advance of the lines between periods: δ = −Σ w k Δφ / (2π m Σ w k²), w = |X|², over pairs
/// of periods m apart. Pairs that disagree with the best neighbouring pair (damage, lost frames) are left
/// out.
/// @param bins  lines to use; only those whose phase cannot wrap at `most_offset` are taken
/// Needs two periods. Source: least squares on the phase model; docs/methods.md, "Two clocks".
ClockOffset estimate_clock_offset(const Periods& periods, std::size_t channel,
                                  const std::vector<std::size_t>& bins, double most_offset);

}  // namespace ohmbench::spectra
