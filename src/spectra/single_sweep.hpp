// Spectra of a sweep that was played once: hum learned in the silence before it, every bin with the silence's
// noise.
#pragma once

#include <cstddef>
#include <vector>

#include "spectra/analyse.hpp"
#include "stimulus/stimulus.hpp"

namespace ohmbench::spectra {

/// Spectra over the sweep and its tail, on the DAC's clock: the ratio of two channels does not depend on the
/// clock, so the record is left as it is and the frequencies of its bins are corrected. The clock's offset
/// comes from the phase of the align channel against the stimulus: −2π f δ t(f), beside a constant, a delay
/// and a high pass; below 10 ppm it cannot be told from the phase of what is measured and is taken for zero.
/// @param channels  the record, double precision; hum is taken off it
Analysed analyse_single_sweep(std::vector<std::vector<double>> channels, const stimulus::Stimulus& stimulus,
                              std::size_t align_channel);

/// Y/X on the grid by a local rational model with transient term: the load is not quite at rest when the
/// record ends.
Frf single_sweep_transfer(const Analysed& analysed, std::size_t y_channel, std::size_t x_channel);

}  // namespace ohmbench::spectra
