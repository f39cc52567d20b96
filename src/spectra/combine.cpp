#include "spectra/combine.hpp"

#include <algorithm>

#include "core/ensure.hpp"

namespace ohmbench::spectra {

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
  const double factor = chi2 / static_cast<double>(mean.size() * (records.size() - 1));
  for (double& v : mean.variance) v *= std::max(1.0, factor);
  return mean;
}

}  // namespace ohmbench::spectra
