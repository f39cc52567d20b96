// Rounding: a converter of few bits that hears little noise rounds every period of a signal in the same way.
// That error does not show as scatter and no averaging reduces it.
#pragma once

#include <vector>

namespace ohmbench::disturbance {

/// Smallest difference between neighbouring samples that is not zero; 0 where all are equal.
double converter_step(const std::vector<double>& samples);

/// Variance per sample of the rounding error that is the same in every period.
/// @param step     of the converter
/// @param scatter  variance per sample by which periods differ; noise of standard deviation σ makes it
///                 σ² + step²/12 − steady, with steady = Σ_m (step²/2π²m²) exp(−4π²m²σ²/step²)
/// Source: the characteristic function of uniform quantisation (Widrow and Kollár, Quantization Noise, 2008).
double steady_rounding_variance(double step, double scatter);

/// Variance of a sine's phasor by rounding: a slow sine meets the same steps again and again, and no number
/// of samples reduces it. E|e|² = (2/π⁴) step² (step/A) for a large amplitude A, less where noise dithers.
/// @param scatter  variance per sample of the noise
double sine_rounding_variance(double step, double scatter, double amplitude);

}  // namespace ohmbench::disturbance
