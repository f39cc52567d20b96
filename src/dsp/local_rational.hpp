// Local rational model: the frequency response around one frequency from two spectra whose every bin is
// excited (sweeps). Unlike band averaging it has no bias at resonances, and it separates the transient of a
// record that was not periodic.
#pragma once

#include <complex>
#include <span>

namespace ohmbench::dsp {

struct LocalModel {
  int numerator_order = 2;
  int denominator_order = 2;
  int transient_order = -1;  ///< −1: periodic, settled data without transient
  /// E|e|² of the error of Y − gX, where it is known: a polynomial that leaves no more than 1.5 times that is
  /// good enough, and no denominator is tried
  double noise_variance = 0;
};

struct LocalResponse {
  std::complex<double> g;    ///< Y/X at r = 0
  double variance = 0;       ///< E|δg|² from the residual
  double variance_gain = 0;  ///< E|δg|² per unit variance of the error of Y − gX
  double degrees_of_freedom = 0;
  bool rational = false;  ///< false: a polynomial explained the data as well and was used
};

/// Fits Y·(1 + Σ dᵢrⁱ) = X·Σ nᵢrⁱ + Σ tᵢrⁱ over neighbouring bins, reweighted by 1/|D| (Sanathanan–Koerner),
/// and returns n₀. The denominator is dropped where the data do not need it (residual variance within 1.5
/// times).
/// @param r  positions of the bins relative to the wanted frequency, scaled to within ±1
/// @param x,y  spectra at these bins, one length, more bins than unknowns
/// Source: McKelvey and Guérin, "Non-parametric frequency response estimation using a local rational model",
/// SYSID 2012.
LocalResponse local_rational(std::span<const double> r, std::span<const std::complex<double>> x,
                             std::span<const std::complex<double>> y, const LocalModel& model);

}  // namespace ohmbench::dsp
