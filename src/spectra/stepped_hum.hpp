// How much mains hum a stepped sine has at each frequency: too close to tell apart from it, but known from
// the dwells on other frequencies.
#pragma once

#include <complex>
#include <cstddef>
#include <vector>

#include "stimulus/stimulus.hpp"

namespace ohmbench::spectra {

/// Variance [(full scale)²] that hum adds to the phasors, [channel][dwell]: |a_h|² |sinc(Δf T)|², with the
/// amplitude a_h of each harmonic from the residuals of dwells that lie far from it, and Δf taken 0.1 % of
/// the harmonic smaller than for mains of exactly 50 or 60 Hz. Nothing where the blocks of a dwell show the
/// hum by their scatter, which they do for |Δf| T > 2.
/// @param channels  the record; dwell d begins at `latency + first_frame·(1 + clock_offset)`
/// @param phasors   what was fitted, [channel][dwell], re the dwell's first frame
std::vector<std::vector<double>> stepped_hum_variance(
    const std::vector<std::vector<double>>& channels, const stimulus::Stimulus& stimulus, double latency,
    double clock_offset, const std::vector<std::vector<std::complex<double>>>& phasors);

}  // namespace ohmbench::spectra
