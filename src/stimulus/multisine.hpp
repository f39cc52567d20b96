// Multisine: a periodic sum of sines on odd bins with low crest factor. The default stimulus.
#pragma once

#include "stimulus/stimulus.hpp"

namespace ohmbench::stimulus {

/// x[n] = A Σ cos(2π k n/N + φ_k) on odd_log_bins, equal amplitudes, phases of low crest factor.
/// Precondition: the plan has been checked by `render`.
Stimulus render_multisine(const Plan& plan);

}  // namespace ohmbench::stimulus
