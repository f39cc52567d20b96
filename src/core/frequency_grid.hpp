// Frequency grids: which bins of a period a multisine excites, and plain logarithmic grids.
#pragma once

#include <cstddef>
#include <vector>

namespace ohmbench::core {

/// Odd bins of a period, quasi-logarithmic: k_i = 2 round((f_lo 2^(i/ppo) N/fs − 1)/2) + 1, unique,
/// ascending, with i = 0 … floor(ppo log2(f_hi/f_lo)); halves are rounded to even. With a period of whole
/// seconds the harmonics of 50 and 60 Hz mains are even bins, so no excited bin coincides with them.
/// @param from_hz,to_hz  0 < from < to < sample_rate/2
/// @param period_frames  N
/// Source: methods 3.3.
std::vector<std::size_t> odd_log_bins(double from_hz, double to_hz, double points_per_octave,
                                      std::size_t period_frames, double sample_rate_hz);

/// from·2^(i/ppo) up to and including `to` [Hz].
std::vector<double> log_frequencies(double from_hz, double to_hz, double points_per_octave);

}  // namespace ohmbench::core
