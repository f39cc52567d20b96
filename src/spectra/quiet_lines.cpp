#include "spectra/quiet_lines.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dsp/fft.hpp"

namespace ohmbench::spectra {
namespace {

constexpr double kGuardSeconds = 0.005;  // before the signal: latency is known to a few frames

}  // namespace

std::vector<double> noise_before(const std::vector<float>& channel, const stimulus::Stimulus& s,
                                 std::ptrdiff_t latency) {
  constexpr double kHalfWidth = 0.12;          // of the bin, some sixth of an octave
  constexpr std::size_t kLeastHalfWidth = 40;  // a harmonic of 50 Hz is a third of these
  constexpr double kQuantile = 0.3;
  constexpr double kWindow[] = {0.35875, -0.48829, 0.14128, -0.01168};  // Blackman-Harris, −92 dB
  constexpr double kWindowPower = 0.258;                                // mean of its square
  constexpr std::size_t kFirstBin = 5;                                  // clear of what is steady
  constexpr double kWhiteFromHz = 200;
  constexpr double kClearly = 4;
  constexpr double kQuietest = 1e-14;  // of a sample's variance, −137 dBFS: no converter is quieter
  const auto frames =
      static_cast<std::size_t>(static_cast<double>(s.quiet_frames) - kGuardSeconds * s.plan.sample_rate_hz);
  const auto begin = channel.begin() + std::max<std::ptrdiff_t>(latency, 0);
  std::vector<double> x(begin, begin + static_cast<std::ptrdiff_t>(frames));
  const double n = static_cast<double>(frames);
  double mean = 0;
  for (const double v : x) mean += v / n;
  for (std::size_t i = 0; i < frames; ++i) {
    double window = 0;
    for (int term = 0; term < 4; ++term)
      window += kWindow[term] * std::cos(2 * std::numbers::pi * term * static_cast<double>(i) / n);
    x[i] = (x[i] - mean) * window;
  }
  const auto bins = dsp::real_fft(x);
  // |bin|² = N σ² · the window's power; a line's variance is 4 σ²/N of its period
  const double scale = 4 / (kWindowPower * n * static_cast<double>(s.period_frames));
  const double bins_per_hz = n / s.plan.sample_rate_hz;
  const auto quantile = [&](std::size_t from, std::size_t to) {
    std::vector<double> powers;
    for (std::size_t k = from; k < to; ++k) powers.push_back(std::norm(bins[k]));
    const auto at =
        powers.begin() + static_cast<std::ptrdiff_t>(kQuantile * static_cast<double>(powers.size()));
    std::nth_element(powers.begin(), at, powers.end());
    return *at / -std::log1p(-kQuantile);  // of an exponential distribution
  };
  const double white = quantile(static_cast<std::size_t>(kWhiteFromHz * bins_per_hz), bins.size() - 1);
  std::vector<double> noise;
  for (const double f_hz : s.f_hz) {
    const auto center = static_cast<std::size_t>(std::lround(f_hz * bins_per_hz));
    const auto half =
        std::max(kLeastHalfWidth, static_cast<std::size_t>(kHalfWidth * static_cast<double>(center)));
    const double near = quantile(center > half + kFirstBin ? center - half : kFirstBin,
                                 std::min(center + half, bins.size() - 2) + 1);
    // few bins tell little: noise is taken for white where it does not clearly differ
    const double power = near > white * kClearly || near < white / kClearly ? near : white;
    noise.push_back(std::max(scale * power, 4 * kQuietest / static_cast<double>(s.period_frames)));
  }
  return noise;
}

}  // namespace ohmbench::spectra
