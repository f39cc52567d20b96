// Input swap: the channel ratio without ever wiring both inputs to one node, by exchanging their cables.
#pragma once

#include "spectra/frf.hpp"

namespace ohmbench::calibration {

/// r₁ = k T, and with the cables exchanged r₂ = T/k, so k = √(r₁/r₂). The root with Re k > 0 is taken at the
/// first frequency and continued from there. Both readings at the same frequencies (ENSUREd), the load
/// unchanged between them.
/// Variance: |δk/k|² = (|δr₁/r₁|² + |δr₂/r₂|²)/4.
spectra::Frf ratio_by_swap(const spectra::Frf& straight, const spectra::Frf& exchanged);

}  // namespace ohmbench::calibration
