#include "simulation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "dsp/fft.hpp"
#include "dsp/resample.hpp"

namespace ohmbench::bench {
namespace {

using Complex = std::complex<double>;

constexpr std::size_t kLatency = 1024;
constexpr double kDrive = 0.5;       // peak of a sine that has the distortion stated
constexpr double kGuardSeconds = 2;  // for the responses' decay, so that the circular convolution is linear

Complex highpass(double f_hz, double corner_hz) {
  return corner_hz > 0 ? Complex(0, f_hz) / Complex(corner_hz, f_hz) : Complex(1.0);
}

/// The converters' filters: nothing near half the sample rate, where no clock could be made up for.
double converter_filter(double f_hz) {
  constexpr double kFrom = 0.455;
  const double x = std::clamp((f_hz / kFs - kFrom) / (0.49 - kFrom), 0.0, 1.0);
  return 0.5 + 0.5 * std::cos(std::numbers::pi * x);
}

struct Nodes {
  Complex a, b;
};

/// Of the amplifier's EMF, at the inputs, crosstalk and couplings included.
Nodes nodes(const Scene& s, double f_hz) {
  const Complex z = s.load.impedance(f_hz);
  const Complex total = s.amplifier_ohm + s.rs_ohm + z;
  const Complex a = (s.rs_ohm + z) / total;
  const Complex b = z / total;
  const double c = std::pow(10.0, s.nuisances.crosstalk_db / 20);
  const auto& corner = s.nuisances.coupling_hz;
  return {(a + c * b) * highpass(f_hz, corner[1]), (b + c * a) * highpass(f_hz, corner[2])};
}

}  // namespace

Scene random_scene(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto between = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  const auto log_between = [&](double low, double high) { return low * std::pow(high / low, between(0, 1)); };
  Scene s;
  s.seed = seed;
  s.load.re_ohm = log_between(4, 300);
  s.load.le_henry = s.load.re_ohm / (2 * std::numbers::pi * log_between(1500, 40000));
  const int resonances = 1 + static_cast<int>(between(0, 3));
  for (int i = 0; i < resonances; ++i)
    s.load.resonances.push_back({s.load.re_ohm * log_between(0.3, 4), log_between(15, 300), between(1, 8)});
  s.rs_ohm = s.load.re_ohm * between(0.8, 1.25);
  s.amplifier_ohm = 0.03 * s.load.re_ohm;
  auto& n = s.nuisances;
  n.hum_dbfs = -80;
  n.mains_hz = (between(0, 1) < 0.5 ? 50 : 60) + between(-0.05, 0.05);
  n.clock_ppm = between(0, 1) < 0.5 ? 50 : -50;
  n.distortion = 1e-3;
  n.coupling_hz = {between(2, 5), between(2, 5), between(2, 5)};
  n.crosstalk_db = -80;
  return s;
}

Complex true_ratio(const Scene& s, double f_hz) {
  const auto v = nodes(s, f_hz);
  return v.b / v.a;
}

double error_percent(const Scene& s, double f_hz, Complex measured) {
  // Z = Rs T/(1 − T): dZ/Z = (dT/T)(1 + Z/Rs)
  const Complex sensitivity = 1.0 + s.load.impedance(f_hz) / s.rs_ohm;
  return 100 * std::abs((measured / true_ratio(s, f_hz) - 1.0) * sensitivity);
}

audio::Capture record(const Scene& s, const std::vector<double>& samples, std::size_t after_frames,
                      std::uint64_t run) {
  const auto& n = s.nuisances;
  const std::size_t frames = samples.size() + after_frames;
  const std::size_t length =
      dsp::fast_length(frames + kLatency + static_cast<std::size_t>(kGuardSeconds * kFs));
  std::vector<double> x(length, 0.0);
  // twice: DAC and amplifier
  for (std::size_t i = 0; i < samples.size(); ++i) {
    double v = samples[i];
    for (int stage = 0; stage < 2 && n.distortion > 0; ++stage)
      v += 2 * n.distortion / kDrive * v * v + 4 * n.distortion / (kDrive * kDrive) * v * v * v;
    x[i] = v;
  }
  const auto drive = dsp::real_fft(x);
  std::vector<std::vector<Complex>> spectra(2, std::vector<Complex>(drive.size()));
  const double df_hz = kFs / static_cast<double>(length);
  for (std::size_t k = 0; k < drive.size(); ++k) {
    const double f_hz = k == 0 ? 1e-6 : static_cast<double>(k) * df_hz;
    const auto v = nodes(s, f_hz);
    const Complex common = drive[k] * converter_filter(f_hz) * highpass(f_hz, n.coupling_hz[0]) *
                           std::polar(1.0, -2 * std::numbers::pi * f_hz * double{kLatency} / kFs);
    spectra[0][k] = common * v.a;
    spectra[1][k] = common * v.b;
  }
  std::mt19937_64 random(s.seed * 1000003 + run);
  std::normal_distribution<double> gauss(0, std::pow(10.0, n.noise_dbfs / 20) / std::numbers::sqrt2);
  std::uniform_real_distribution<double> uniform(0, 1);
  audio::Capture capture;
  capture.sample_rate_hz = kFs;
  const double steps = n.bits > 0 ? std::pow(2.0, n.bits - 1) : 0;
  for (std::size_t c = 0; c < 2; ++c) {
    spectra[c].front() = spectra[c].front().real();
    spectra[c].back() = spectra[c].back().real();
    auto y = dsp::inverse_real_fft(spectra[c], length);
    if (n.clock_ppm != 0) y = dsp::resample(y, 0, 1 / (1 + n.clock_ppm * 1e-6), frames);
    y.resize(frames);
    for (int h = 1; n.hum_dbfs > -200 && h <= 20; ++h) {
      const double peak = std::pow(10.0, n.hum_dbfs / 20) / h * (h == 1 ? 1.0 : 2 * uniform(random));
      Complex now = std::polar(peak, 2 * std::numbers::pi * uniform(random));
      const Complex step = std::polar(1.0, 2 * std::numbers::pi * h * n.mains_hz / kFs);
      for (auto& v : y) v += now.real(), now *= step;
    }
    auto& channel = capture.channels.emplace_back(frames);
    for (std::size_t i = 0; i < frames; ++i) {
      const double v = y[i] + gauss(random);
      channel[i] = static_cast<float>(steps > 0 ? std::round(v * steps) / steps : v);
    }
  }
  return capture;
}

}  // namespace ohmbench::bench
