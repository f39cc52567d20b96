// Frf: the ratio of two channels over frequency with the variance that follows from their measured noise.
// Raw: channel gains are still in it. What is corrected has another type (room `calibration`).
#pragma once

#include <complex>
#include <cstddef>
#include <vector>

#include "spectra/channel_spectra.hpp"

namespace ohmbench::spectra {

struct Frf {
  std::vector<double> f_hz;
  std::vector<std::complex<double>> h;
  std::vector<double> variance;            ///< E|δh|²
  std::vector<double> degrees_of_freedom;  ///< complex
  /// What distortion of odd order adds at the lines, E|δh|² besides `variance`: what grows with the level,
  /// and what scatters from one choice of phases to another. Empty where nothing is known about it.
  std::vector<double> hidden_shift = {};
  std::vector<double> hidden_scatter = {};
  /// E|δh|² besides `variance` because the ratio drifted meanwhile, common to all frequencies; may be empty
  std::vector<double> drift_variance = {};

  std::size_t size() const { return f_hz.size(); }
};

/// Errors-in-variables ratio Y/X of averaged phasors:
/// E|δG|² = |G|² { s_YY/|Y|² + s_XX/|X|² − 2 Re[s_YX/(Y conj X)] }.
/// Covariance is used where one of the two is channel 0, and taken as zero otherwise.
/// Source: Pintelon and Schoukens, System Identification, 2nd ed., ch. 2 (ratio of averaged spectra).
Frf ratio(const ChannelSpectra& spectra, std::size_t y_channel, std::size_t x_channel);

/// Several records of the same thing become one.
/// Mean weighted by 1/variance at each frequency. Where the records differ by more than their noise says
/// (over all frequencies together, χ² per degree of freedom above 1), the variance is raised by that factor:
/// what does not repeat is not known any better. One record is returned as it is. ENSUREs equal frequencies.
Frf combine(const std::vector<Frf>& records);

/// The same bench measured with several choices of phases becomes one: plain mean. Distortion at the lines
/// is averaged, too, and what the choices differ by beyond their noise (over 9 neighbouring lines together)
/// replaces what the empty bins foretold of it, if it is more. ENSUREs equal frequencies.
/// Source: robust method for the best linear approximation, Pintelon and Schoukens, 2nd ed., ch. 4.
Frf combine_realisations(const std::vector<Frf>& realisations);

/// Sum of |line|² over the sum of noise variances of one channel, in dB. A channel without measurable noise
/// has 300 dB.
double snr_db(const ChannelSpectra& spectra, std::size_t channel);

}  // namespace ohmbench::spectra
