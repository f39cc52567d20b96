#include "disturbance/rounding.hpp"

#include <cmath>
#include <limits>
#include <numbers>

namespace ohmbench::disturbance {
namespace {

/// In units of step²; `sigma` in steps.
double steady(double sigma) {
  constexpr int kTerms = 50;
  constexpr double pi2 = std::numbers::pi * std::numbers::pi;
  double sum = 0;
  for (int m = 1; m <= kTerms; ++m) sum += std::exp(-4 * pi2 * m * m * sigma * sigma) / (2 * pi2 * m * m);
  return sum;
}

}  // namespace

double converter_step(const std::vector<double>& samples) {
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t n = 1; n < samples.size(); ++n) {
    const double d = std::abs(samples[n] - samples[n - 1]);
    if (d > 0 && d < least) least = d;
  }
  return std::isfinite(least) ? least : 0.0;
}

double steady_rounding_variance(double step, double scatter) {
  if (step <= 0) return 0;
  constexpr double kDithers = 1.0;  // of noise in steps: nothing steady is left
  const double wanted = scatter / (step * step);
  double low = 0, high = kDithers;
  constexpr int kHalvings = 30;
  for (int i = 0; i < kHalvings; ++i) {
    const double sigma = 0.5 * (low + high);
    const double made = sigma * sigma + 1.0 / 12 - steady(sigma);
    (made < wanted ? low : high) = sigma;
  }
  return step * step * steady(low);
}

double sine_rounding_variance(double step, double scatter, double amplitude) {
  if (step <= 0 || amplitude <= 0) return 0;
  const double undithered = steady_rounding_variance(step, scatter) / (step * step / 12);
  // J1(2πA/q) ≈ √(q/A)/π; a sine below a step may vanish altogether
  const double pi4 = std::pow(std::numbers::pi, 4);
  return undithered * 2 / pi4 * step * step * std::min(1.0, step / amplitude);
}

}  // namespace ohmbench::disturbance
