// Spectra of a stepped sine: a three-parameter sine fit for every block of every frequency.
#pragma once

#include <cstddef>
#include <vector>

#include "spectra/analyse.hpp"
#include "stimulus/stimulus.hpp"

namespace ohmbench::spectra {

/// @param channels  the record, double precision
/// @param latency_frames  where the stimulus begins in it
Analysed analyse_stepped(const std::vector<std::vector<double>>& channels, const stimulus::Stimulus& stimulus,
                         double latency_frames);

}  // namespace ohmbench::spectra
