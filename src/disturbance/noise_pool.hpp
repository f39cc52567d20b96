// NoisePool: over which bins the noise of a line is averaged. A handful of periods alone would give a sigma
// that is wrong by half; neighbouring bins have the same noise, unless hum, distortion or jitter says
// otherwise.
#pragma once

#include <cstddef>
#include <vector>

namespace ohmbench::disturbance {

/// scatter[c][k]: Σ_p |X_p − X̄|² / (P(P−1)) of channel c at bin k: the variance of the mean as this bin alone
/// shows it.
using Scatter = std::vector<std::vector<double>>;

/// The bins whose scatter is averaged for the line `lines[index]`: all bins within ±1/24 octave (at least
/// ±4); only the excited lines nearby (±4 lines) where these scatter clearly more; the line alone where it
/// scatters clearly more than those. "Clearly" is beyond what chance gives in one of a thousand, in any
/// channel.
/// @param dof_per_bin  P − 1 complex degrees of freedom
std::vector<std::size_t> noise_pool(const Scatter& scatter, const std::vector<std::size_t>& lines,
                                    std::size_t index, double dof_per_bin);

}  // namespace ohmbench::disturbance
