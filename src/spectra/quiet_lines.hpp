// Noise of the probe's lines, heard in the silence before them.
#pragma once

#include <cstddef>
#include <vector>

#include "stimulus/stimulus.hpp"

namespace ohmbench::spectra {

/// Variance of each line (peak phasor of one period) by noise: white, unless the bins around a line clearly
/// differ. A low quantile with a window of low side lobes, so that hum is left aside: it is taken out of the
/// measurement later. @param stimulus  with quiet_frames of silence at its begin
std::vector<double> noise_before(const std::vector<float>& channel, const stimulus::Stimulus& stimulus,
                                 std::ptrdiff_t latency);

}  // namespace ohmbench::spectra
