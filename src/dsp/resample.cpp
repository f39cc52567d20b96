#include "dsp/resample.hpp"

#include <cmath>
#include <numbers>

namespace ohmbench::dsp {
namespace {

constexpr int kHalfTaps = 48;
constexpr double kKaiserBeta = 12.0;  // stop band −120 dB
constexpr int kTableSteps = 1024;     // per tap; linear interpolation between adds −130 dB

/// Windowed sinc at |u| < kHalfTaps.
double kernel(double u) {
  const double r = u / kHalfTaps;
  if (r <= -1 || r >= 1) return 0;
  const double window =
      std::cyl_bessel_i(0.0, kKaiserBeta * std::sqrt(1 - r * r)) / std::cyl_bessel_i(0.0, kKaiserBeta);
  const double pu = std::numbers::pi * u;
  return window * (u == 0 ? 1.0 : std::sin(pu) / pu);
}

/// kernel((i − kHalfTaps·kTableSteps)/kTableSteps), computed once.
const std::vector<double>& kernel_table() {
  static const std::vector<double> table = [] {
    std::vector<double> t(2 * kHalfTaps * kTableSteps + 2);
    for (std::size_t i = 0; i < t.size(); ++i)
      t[i] = kernel(static_cast<double>(i) / kTableSteps - kHalfTaps);
    return t;
  }();
  return table;
}

}  // namespace

std::vector<double> resample(std::span<const double> x, double start_frames, double step_frames,
                             std::size_t count) {
  const auto& table = kernel_table();
  const auto size = static_cast<std::ptrdiff_t>(x.size());
  std::vector<double> y(count);
  for (std::size_t m = 0; m < count; ++m) {
    const double t = start_frames + static_cast<double>(m) * step_frames;
    const auto base = static_cast<std::ptrdiff_t>(std::floor(t));
    const double fraction = (t - static_cast<double>(base)) * kTableSteps;
    const auto whole = static_cast<std::size_t>(fraction);
    const double part = fraction - static_cast<double>(whole);
    double sum = 0;
    // tap i lies at base + i − kHalfTaps + 1, its distance to t is kHalfTaps − 1 − i + fraction
    for (int i = 0; i < 2 * kHalfTaps; ++i) {
      const std::ptrdiff_t at = base + i - kHalfTaps + 1;
      if (at < 0 || at >= size) continue;
      const std::size_t j = static_cast<std::size_t>(2 * kHalfTaps - 1 - i) * kTableSteps + whole;
      sum += x[at] * (table[j] + part * (table[j + 1] - table[j]));
    }
    y[m] = sum;
  }
  return y;
}

}  // namespace ohmbench::dsp
