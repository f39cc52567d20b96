#include <algorithm>
#include <cmath>
#include <complex>
#include <vector>

#include "dsp/local_rational.hpp"
#include "spectra/single_sweep.hpp"

namespace ohmbench::spectra {
namespace {

using Complex = std::complex<double>;

const double kReach = std::exp2(1.0 / 24);  // of the local model, in frequency
constexpr double kMuchMore = 2;  // chance makes a residual of ten bins twice as large in one of a hundred
constexpr std::size_t kLeastHalfWidth = 4;
constexpr std::size_t kEnoughHalfWidth = 16;  // of interpolated lines, which say little beyond every second

// What the load still gave in the last part of the record tells how much was left when it ended.
constexpr double kLeftOverEnding = 1.5;  // e^{−Δ/τ}/(1 − e^{−Δ/τ}) at the longest decay that matters, τ = 2Δ

}  // namespace

Frf single_sweep_transfer(const Analysed& a, std::size_t y, std::size_t x) {
  const auto& f_hz = a.spectra.f_hz;
  const auto& mean_x = a.spectra.mean[x];
  const auto& mean_y = a.spectra.mean[y];
  const auto noise = ratio(a.spectra, y, x).variance;
  Frf frf;
  std::vector<double> r;
  std::vector<Complex> xs, ys;
  for (const double f : a.grid_hz) {
    const auto above = static_cast<std::size_t>(std::lower_bound(f_hz.begin(), f_hz.end(), f) - f_hz.begin());
    const std::size_t center =
        std::clamp<std::size_t>(above, kLeastHalfWidth, f_hz.size() - kLeastHalfWidth - 1);
    const double step_hz = f_hz[center] - f_hz[center - 1];
    const auto within = static_cast<std::size_t>(
        std::upper_bound(f_hz.begin() + static_cast<std::ptrdiff_t>(center), f_hz.end(), f * kReach) -
        f_hz.begin());
    const auto half =
        std::min({std::max(within - center, kLeastHalfWidth), center, f_hz.size() - 1 - center});
    // interpolated bins are not independent, and no worse than one bin alone
    const bool fine = center + half < a.ending[0].size();
    const std::size_t stride = fine ? std::max<std::size_t>(1, half / kEnoughHalfWidth) : 1;
    const std::size_t from = center - half / stride * stride;
    const std::size_t to = center + half / stride * stride;
    const double count = static_cast<double>((to - from) / stride + 1);
    const double reach_hz = std::max(f_hz[to] - f, f - f_hz[from]);
    r.clear(), xs.clear(), ys.clear();
    double mean_noise = 0;
    double error_variance = 0;  // of Y − gX
    for (std::size_t k = from; k <= to; k += stride) {
      r.push_back((f_hz[k] - f) / reach_hz);
      xs.push_back(mean_x[k]);
      ys.push_back(mean_y[k]);
      mean_noise += noise[k] / count;
      error_variance += noise[k] * std::norm(mean_x[k]) / count;
    }
    const double repeated = std::max(1.0, a.bin_hz / (static_cast<double>(stride) * step_hz));
    const dsp::LocalModel model{2, 2, -1, repeated > 1 ? 0 : error_variance};
    const auto local = dsp::local_rational(r, xs, ys, model);
    const double x2 = std::norm(mean_x[center]);
    frf.f_hz.push_back(f);
    frf.h.push_back(local.g);
    double variance = mean_noise * (repeated > 1 ? std::min(1.0, local.variance_gain * x2 * repeated)
                                                 : local.variance_gain * x2);
    // rounding of a converter that the silence does not show, images, lost samples: whatever the model leaves
    const double residue = local.variance * repeated;
    const bool more = residue > kMuchMore * variance;
    if (more) variance = residue;
    if (center < a.ending[0].size()) {
      const Complex left = (a.ending[y][center] - local.g * a.ending[x][center]) / mean_x[center];
      variance += kLeftOverEnding * kLeftOverEnding * std::norm(left);
    }
    frf.variance.push_back(variance);
    frf.degrees_of_freedom.push_back(more ? std::max(1.0, local.degrees_of_freedom / repeated)
                                          : a.spectra.degrees_of_freedom[center]);
  }
  return frf;
}

}  // namespace ohmbench::spectra
