// What a record tells before anything is played: mains hum, foretold for the rest of the record, and noise.
#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

namespace ohmbench::disturbance {

struct QuietHum {
  struct Harmonic {
    int order = 0;
    std::vector<std::complex<double>> phasor;  ///< per channel, peak, re frame 0 of the record
    std::vector<double> variance;              ///< of the phasor in the middle of the silence
  };
  double f0_hz = 0;  ///< on the ADC's clock; 0: no hum found
  double sigma_hz = 0;
  double peak = 0;  ///< of the strongest harmonic in any channel
  std::vector<Harmonic> harmonics;
};

/// Noise between the harmonics.
struct QuietNoise {
  double bin_hz = 0;
  /// [channel][bin]: variance per sample that white noise of the density there would have, averaged over 1/6
  /// octave and at least 17 bins
  std::vector<std::vector<double>> variance;
  std::vector<std::vector<std::complex<double>>> covariance_with_0;
};

struct Silence {
  QuietHum hum;
  QuietNoise noise;
};

/// Frames [from, to) of all channels, in which nothing was played. Hum: harmonics 1 … 40 of a fundamental
/// within 0.5 Hz of 50 or 60 Hz, Hann window, the frequency by maximum likelihood; only those that stand out
/// from the noise are kept. Precondition: at least kLeastSilenceSeconds.
Silence listen(const std::vector<std::vector<double>>& channels, std::size_t from, std::size_t to,
               double sample_rate_hz);

inline constexpr double kLeastSilenceSeconds = 0.2;

/// Takes the hum off frames [from, to) of all channels.
void subtract_hum(const QuietHum& hum, std::size_t from, std::size_t to, double sample_rate_hz,
                  std::vector<std::vector<double>>& channels);

}  // namespace ohmbench::disturbance
