// The benchmark's bench: random loads behind an imperfect interface, simulated in one piece in the frequency
// domain. It knows nothing of the estimators.
#pragma once

#include <complex>
#include <cstdint>
#include <vector>

#include "audio/capture.hpp"
#include "circuit/load.hpp"

namespace ohmbench::bench {

inline constexpr double kFs = 48000;

/// What disturbs a measurement. The defaults are an undisturbed bench with noise.
struct Nuisances {
  double noise_dbfs = -110;  ///< RMS re a full-scale sine
  double hum_dbfs = -300;    ///< fundamental; harmonic h about h times weaker
  double mains_hz = 50;
  double clock_ppm = 0;
  double distortion =
      0;  ///< of the second and of the third harmonic, in DAC and amplifier each, at full drive
  std::vector<double> coupling_hz{0, 0, 0};  ///< output, input A, input B
  double crosstalk_db = -300;
  int bits = 24;
};

struct Scene {
  circuit::Load load;
  double rs_ohm = 33;
  double amplifier_ohm = 1;
  Nuisances nuisances;
  std::uint64_t seed = 1;
};

/// Resonances 15 … 300 Hz of Q 1 … 8, a coil, Rs within 25 % of Re; everything disturbed.
Scene random_scene(std::uint64_t seed);

/// B over A as the inputs see it, at f of the DAC's clock.
std::complex<double> true_ratio(const Scene& scene, double f_hz);
/// Relative error of Z, in percent, that a measured ratio has: channels are calibrated.
double error_percent(const Scene& scene, double f_hz, std::complex<double> measured);

/// Plays `samples` (full scale) and records two channels, `after_frames` beyond the end.
audio::Capture record(const Scene& scene, const std::vector<double>& samples, std::size_t after_frames,
                      std::uint64_t run = 0);

}  // namespace ohmbench::bench
