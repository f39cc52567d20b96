// Three-parameter sine fit: amplitude, phase and offset of a sine of known frequency.
#pragma once

#include <complex>
#include <span>

namespace ohmbench::dsp {

struct SineFit {
  std::complex<double> phasor;  ///< peak phasor re exp(+jωt), t = 0 at the first sample
  double offset = 0;
  double residual_rms = 0;  ///< with N − 3 degrees of freedom
};

/// Least squares on [cos ωn, sin ωn, 1]; needs more than 3 samples and at least half a cycle to be well
/// conditioned.
/// @param omega  radians per sample, 0 < ω < π
/// Source: IEEE Std 1057, three-parameter fit.
SineFit fit_sine(std::span<const double> x, double omega);

}  // namespace ohmbench::dsp
