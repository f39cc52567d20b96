#include "core/frequency_grid.hpp"

#include <algorithm>
#include <cmath>

#include "core/ensure.hpp"

namespace ohmbench::core {

std::vector<std::size_t> odd_log_bins(double from_hz, double to_hz, double points_per_octave,
                                      std::size_t period_frames, double sample_rate_hz) {
  ENSURE(from_hz > 0 && to_hz > from_hz && to_hz < sample_rate_hz / 2 && points_per_octave > 0);
  const auto steps = static_cast<int>(std::floor(points_per_octave * std::log2(to_hz / from_hz)));
  std::vector<std::size_t> bins;
  for (int i = 0; i <= steps; ++i) {
    const double exact =
        from_hz * std::pow(2.0, i / points_per_octave) * static_cast<double>(period_frames) / sample_rate_hz;
    const double odd = 2.0 * std::nearbyint((exact - 1.0) / 2.0) + 1.0;
    if (odd > 0) bins.push_back(static_cast<std::size_t>(odd));
  }
  bins.erase(std::unique(bins.begin(), bins.end()), bins.end());
  return bins;
}

std::vector<double> log_frequencies(double from_hz, double to_hz, double points_per_octave) {
  ENSURE(from_hz > 0 && to_hz >= from_hz && points_per_octave > 0);
  const auto steps = static_cast<int>(std::floor(points_per_octave * std::log2(to_hz / from_hz) + 1e-9));
  std::vector<double> f_hz;
  for (int i = 0; i <= steps; ++i) f_hz.push_back(from_hz * std::pow(2.0, i / points_per_octave));
  return f_hz;
}

}  // namespace ohmbench::core
