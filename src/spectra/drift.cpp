#include "spectra/drift.hpp"

#include <algorithm>
#include <cmath>
#include <complex>

namespace ohmbench::spectra {

std::optional<double> common_slope(const std::vector<double>& slope) {
  if (slope.size() < 2) return {};
  // a line weighs as its neighbourhood is smooth: drift changes slowly over frequency, noise does not
  const std::size_t neighbours = std::clamp<std::size_t>(slope.size() / 8, 2, 8);
  constexpr double kNoNoise = 1e-24;
  double weighted = 0, weights = 0;
  for (std::size_t i = 0; i < slope.size(); ++i) {
    const std::size_t from = i - std::min(i, neighbours);
    const std::size_t to = std::min(i + neighbours, slope.size() - 1);
    double variance = kNoNoise;
    for (std::size_t j = from + 1; j <= to; ++j)
      variance += std::pow(slope[j] - slope[j - 1], 2) / (2 * static_cast<double>(to - from));
    weighted += slope[i] / variance;
    weights += 1 / variance;
  }
  const double common = weighted / weights;
  const double sigma = std::sqrt(1 / weights);
  constexpr double kSignificant = 5;
  constexpr double kLeast = 1e-7;
  if (std::abs(common) < std::max(kLeast, kSignificant * sigma)) return {};
  return common;
}

std::optional<double> ratio_drift(const disturbance::PeriodSpectra& spectra,
                                  const std::vector<std::size_t>& numbers,
                                  const std::vector<std::size_t>& lines, std::size_t y, std::size_t x) {
  const std::size_t count = numbers.size();
  if (count < 2 || lines.size() < 2) return {};
  const double n = static_cast<double>(count);
  double middle = 0, spread = 0;
  for (const auto p : numbers) middle += static_cast<double>(p) / n;
  for (const auto p : numbers) spread += std::pow(static_cast<double>(p) - middle, 2);
  std::vector<double> slope;  // of each line
  for (const auto k : lines) {
    std::complex<double> mean_y = 0, mean_x = 0;
    for (std::size_t p = 0; p < count; ++p) mean_y += spectra[y][p][k] / n, mean_x += spectra[x][p][k] / n;
    if (std::norm(mean_y) == 0 || std::norm(mean_x) == 0) return {};
    double sum = 0;
    for (std::size_t p = 0; p < count; ++p) {
      const double change = (spectra[y][p][k] / mean_y).real() - (spectra[x][p][k] / mean_x).real();
      sum += change * (static_cast<double>(numbers[p]) - middle) / spread;
    }
    slope.push_back(sum);
  }
  return common_slope(slope);
}

}  // namespace ohmbench::spectra
