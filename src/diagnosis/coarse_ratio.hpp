// Coarse ratio: the same transfer function with fewer points and less noise, for judging the wiring before
// anything is loud.
#pragma once

#include "spectra/frf.hpp"

namespace ohmbench::diagnosis {

/// Means over 1/6 octave, weighted by 1/variance; a resonance of Q 8 is still seen.
spectra::Frf in_sixths(const spectra::Frf& fine);

}  // namespace ohmbench::diagnosis
