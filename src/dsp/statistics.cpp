#include "dsp/statistics.hpp"

#include <algorithm>
#include <cmath>

#include "core/ensure.hpp"

namespace ohmbench::dsp {

double median(std::vector<double> values) {
  ENSURE(!values.empty());
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

double robust_sigma(std::vector<double> deviations) {
  for (double& d : deviations) d = std::abs(d);
  constexpr double kGaussian = 1.4826;  // 1/Φ⁻¹(3/4)
  return kGaussian * median(std::move(deviations));
}

double f95_complex(double degrees_of_freedom) {
  ENSURE(degrees_of_freedom > 0);
  return degrees_of_freedom * std::expm1(-std::log(0.05) / degrees_of_freedom);
}

}  // namespace ohmbench::dsp
