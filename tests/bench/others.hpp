// What others do in the same time: textbook methods, each in its competent form.
#pragma once

#include <complex>
#include <functional>
#include <string>
#include <vector>

#include "audio/capture.hpp"

namespace ohmbench::bench {

/// Ratio of channel 1 to channel 0 at the frequencies asked for.
using Response = std::vector<std::complex<double>>;

struct Method {
  std::string name;
  std::vector<double> samples;  ///< full scale, peak −6 dBFS
  std::function<Response(const audio::Capture&, const std::vector<double>& f_hz)> analyse;
};

/// Exponential sweep of 2^18 samples, 10 Hz … 22 kHz; both channels deconvolved, impulse responses windowed
/// from 125 ms before to 500 ms after the peak (Tukey), ratio of the spectra.
Method log_sweep_256k();
/// All frequencies in `seconds`, each as long as its share (1/f + 5 ms), sine fit over the second half.
Method stepped_sine(double seconds, const std::vector<double>& f_hz);
/// Pink noise, Welch's method with Hann windows of 16384 samples (8192 for less than 1 s), half overlapping.
Method pink_noise(double seconds);
/// Maximum length sequence: the longest of which at least two periods fit; the first settles, the others are
/// averaged and correlated with the sequence.
Method mls(double seconds);

}  // namespace ohmbench::bench
