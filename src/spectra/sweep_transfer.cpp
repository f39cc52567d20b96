#include "spectra/sweep_transfer.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numeric>

#include "dsp/local_rational.hpp"

namespace ohmbench::spectra {
namespace {

using Complex = std::complex<double>;

constexpr double kLocalHalfWidthOctaves = 1.0 / 24;
constexpr std::size_t kLeastLocalHalfWidth = 6;  // bins; below, the bin itself is taken
constexpr std::size_t kMostLocalHalfWidth = 200;

/// Noise of one bin of a sweep, from the scatter of the bins around it.
double bin_ratio_variance(const Frf& all, std::size_t index) {
  constexpr std::size_t kHalf = 4;
  const std::size_t from = index > kHalf ? index - kHalf : 0;
  const std::size_t to = std::min(index + kHalf, all.size() - 1);
  return std::accumulate(all.variance.begin() + static_cast<std::ptrdiff_t>(from),
                         all.variance.begin() + static_cast<std::ptrdiff_t>(to) + 1, 0.0) /
         static_cast<double>(to - from + 1);
}

/// Indices within ±width but for harmonics of 50 and 60 Hz, where a sweep has no defence against hum.
std::vector<std::size_t> bins_without_mains(const ChannelSpectra& s, std::size_t center, std::size_t width) {
  constexpr double kHighestMainsHz = 2000;
  const auto is_mains = [&](std::size_t k) {
    const double f_hz = s.f_hz[k];
    const auto near_multiple = [f_hz](double mains_hz) {
      return std::abs(f_hz / mains_hz - std::round(f_hz / mains_hz)) * mains_hz < 0.3;
    };
    return f_hz < kHighestMainsHz && (near_multiple(50) || near_multiple(60));
  };
  std::vector<std::size_t> bins;
  for (std::size_t k = center - width; k <= center + width; ++k) {
    if (!is_mains(k)) bins.push_back(k);
  }
  return bins;
}

}  // namespace

Frf sweep_transfer(const Analysed& a, std::size_t y, std::size_t x) {
  const Frf all = ratio(a.spectra, y, x);
  Frf frf;
  for (const auto bin : a.points) {
    const std::size_t index = bin - 1;
    const auto width = std::min(
        kMostLocalHalfWidth,
        static_cast<std::size_t>(static_cast<double>(bin) * (std::exp2(kLocalHalfWidthOctaves) - 1)));
    frf.f_hz.push_back(a.spectra.f_hz[index]);
    if (width < kLeastLocalHalfWidth || index < width || index + width >= all.size()) {
      frf.h.push_back(all.h[index]);
      frf.variance.push_back(bin_ratio_variance(all, index));
      frf.degrees_of_freedom.push_back(9 * a.spectra.degrees_of_freedom[index]);
      continue;
    }
    const auto window = bins_without_mains(a.spectra, index, width);
    std::vector<double> r;
    std::vector<Complex> xs, ys;
    for (const auto k : window) {
      r.push_back((static_cast<double>(k) - static_cast<double>(index)) / static_cast<double>(width));
      xs.push_back(a.spectra.mean[x][k]);
      ys.push_back(a.spectra.mean[y][k]);
    }
    const auto local = dsp::local_rational(r, xs, ys, {2, 2, -1});
    frf.h.push_back(local.g);
    frf.variance.push_back(local.variance);
    frf.degrees_of_freedom.push_back(std::max(1.0, local.degrees_of_freedom));
  }
  return frf;
}

}  // namespace ohmbench::spectra
