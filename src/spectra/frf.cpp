#include "spectra/frf.hpp"

#include <algorithm>
#include <cmath>

#include "core/ensure.hpp"

namespace ohmbench::spectra {

Frf ratio(const ChannelSpectra& s, std::size_t y, std::size_t x) {
  ENSURE(y < s.channels() && x < s.channels());
  Frf frf;
  frf.f_hz = s.f_hz;
  frf.degrees_of_freedom = s.degrees_of_freedom;
  for (std::size_t i = 0; i < s.lines(); ++i) {
    const auto ys = s.mean[y][i];
    const auto xs = s.mean[x][i];
    ENSURE(std::abs(xs) > 0);
    const auto g = ys / xs;
    std::complex<double> covariance = 0;  // E[n_y conj(n_x)]
    if (x == 0) covariance = s.covariance_with_0[y][i];
    if (y == 0) covariance = std::conj(s.covariance_with_0[x][i]);
    // written without dividing by Y, which may be zero
    const double variance =
        (s.variance[y][i] + std::norm(g) * s.variance[x][i] - 2.0 * (std::conj(g) * covariance).real()) /
        std::norm(xs);
    frf.h.push_back(g);
    frf.variance.push_back(std::max(variance, 0.0));
  }
  return frf;
}

Frf combine(const std::vector<Frf>& records) {
  ENSURE(!records.empty());
  Frf mean = records.front();
  if (records.size() == 1) return mean;
  constexpr double kLeastVariance = 1e-30;  // of a ratio: records without noise weigh alike
  double chi2 = 0;
  for (std::size_t i = 0; i < mean.size(); ++i) {
    double weight = 0;
    std::complex<double> sum = 0;
    mean.degrees_of_freedom[i] = 0;
    for (const auto& r : records) {
      ENSURE(r.size() == mean.size() && r.f_hz[i] == mean.f_hz[i]);
      const double w = 1 / std::max(r.variance[i], kLeastVariance);
      weight += w;
      sum += w * r.h[i];
      mean.degrees_of_freedom[i] += r.degrees_of_freedom[i];
    }
    mean.h[i] = sum / weight;
    mean.variance[i] = 1 / weight;
    for (const auto& r : records)
      chi2 += std::norm(r.h[i] - mean.h[i]) / std::max(r.variance[i], kLeastVariance);
  }
  for (const auto& r : records) {
    if (mean.drift_variance.empty()) mean.drift_variance = r.drift_variance;
    for (std::size_t i = 0; i < r.drift_variance.size(); ++i)
      mean.drift_variance[i] = std::max(mean.drift_variance[i], r.drift_variance[i]);
  }
  const double factor = chi2 / static_cast<double>(mean.size() * (records.size() - 1));
  for (double& v : mean.variance) v *= std::max(1.0, factor);
  return mean;
}

Frf combine_realisations(const std::vector<Frf>& realisations) {
  ENSURE(!realisations.empty());
  Frf mean = realisations.front();
  const double m = static_cast<double>(realisations.size());
  if (realisations.size() == 1) return mean;
  const std::size_t n = mean.size();
  std::fill(mean.h.begin(), mean.h.end(), 0.0);
  for (auto* v : {&mean.variance, &mean.degrees_of_freedom}) v->assign(n, 0.0);
  mean.hidden_shift.assign(n, 0.0);
  mean.hidden_scatter.assign(n, 0.0);
  for (const auto& r : realisations) {
    ENSURE(r.f_hz == mean.f_hz);
    for (std::size_t i = 0; i < n; ++i) {
      mean.h[i] += r.h[i] / m;
      mean.variance[i] += r.variance[i] / (m * m);
      mean.degrees_of_freedom[i] += r.degrees_of_freedom[i];
      if (r.hidden_shift.empty()) continue;
      mean.hidden_shift[i] += r.hidden_shift[i] / m;
      mean.hidden_scatter[i] += r.hidden_scatter[i] / (m * m);
    }
  }
  std::vector<double> excess(n);  // of the mean's variance over its noise
  for (std::size_t i = 0; i < n; ++i) {
    for (const auto& r : realisations) excess[i] += std::norm(r.h[i] - mean.h[i]) / (m * (m - 1));
    excess[i] -= mean.variance[i];
  }
  constexpr std::size_t kNeighbours = 4;
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t from = i - std::min(i, kNeighbours);
    const std::size_t to = std::min(i + kNeighbours, n - 1);
    double sum = 0;
    for (std::size_t j = from; j <= to; ++j) sum += excess[j] / static_cast<double>(to - from + 1);
    mean.hidden_scatter[i] = std::max(mean.hidden_scatter[i], sum);
  }
  return mean;
}

double snr_db(const ChannelSpectra& s, std::size_t channel) {
  double signal = 0;
  double noise = 0;
  for (std::size_t i = 0; i < s.lines(); ++i) {
    signal += std::norm(s.mean[channel][i]);
    noise += s.variance[channel][i];
  }
  constexpr double kMostDb = 300;
  if (noise <= 0) return signal > 0 ? kMostDb : -kMostDb;
  if (signal <= 0) return -kMostDb;
  return std::clamp(10.0 * std::log10(signal / noise), -kMostDb, kMostDb);
}

}  // namespace ohmbench::spectra
