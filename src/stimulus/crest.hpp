// Phases of low crest factor for a multisine, found by L2p-norm descent and kept in a cache folder.
#pragma once

#include <cstddef>
#include <vector>

namespace ohmbench::stimulus {

/// Phases [rad] of equal-amplitude lines on `bins` of a period of `period_frames` with a crest factor of 7 to
/// 8 dB for some 250 lines on a logarithmic grid. Deterministic. The first call for a grid takes about a
/// second; the result is kept in $XDG_CACHE_HOME/ohmbench (or ~/.cache/ohmbench), where a file that is
/// missing, foreign or unwritable only costs time.
/// @param realisation  0: the phases of the lowest crest factor; 1, 2, …: others, from random starts. Source:
/// Guillaume et al., IEEE TIM 40(6), 1991 (L_p norm minimisation).
std::vector<double> low_crest_phases(const std::vector<std::size_t>& bins, std::size_t period_frames,
                                     int realisation = 0);

/// The same without the cache, for lines of any amplitudes (empty: equal).
std::vector<double> optimise_phases(const std::vector<std::size_t>& bins, std::size_t period_frames,
                                    int realisation = 0, const std::vector<double>& amplitudes = {});

/// 20 log10(peak/rms) of one period.
double crest_factor_db(const std::vector<double>& period);

/// One period of Σ a_k cos(2π k n/N + φ_k); no amplitudes: ones.
std::vector<double> sum_of_cosines(const std::vector<std::size_t>& bins,
                                   const std::vector<double>& phases_rad, std::size_t period_frames,
                                   const std::vector<double>& amplitudes = {});

}  // namespace ohmbench::stimulus
