// The ratio of two channels of a repeated sweep, whose every bin is excited.
#pragma once

#include <cstddef>

#include "spectra/analyse.hpp"

namespace ohmbench::spectra {

/// Y/X at `analysed.points` by a local rational model over ±1/24 octave of bins, or the bin itself where
/// these are few.
Frf sweep_transfer(const Analysed& analysed, std::size_t y_channel, std::size_t x_channel);

}  // namespace ohmbench::spectra
