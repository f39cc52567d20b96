#include "impedance/repeat.hpp"

#include <cmath>

#include "core/ensure.hpp"
#include "impedance/output.hpp"

namespace ohmbench::impedance {
namespace {

bool new_in_each(const BudgetTerm& term) {
  return term.name == kNoiseTerm || term.name == kRepeatTerm || term.name == kDelayTerm;
}

/// √(mean of squares) over the measurements, per √N where the errors are independent.
double combined(const std::vector<double>& sigmas, bool independent) {
  double sum = 0;
  for (const double s : sigmas) sum += s * s;
  const auto n = static_cast<double>(sigmas.size());
  return std::sqrt(sum / (independent ? n * n : n));
}

std::vector<double> gather(const std::vector<OutputImpedance>& repeated, const std::string& term,
                           std::size_t i) {
  std::vector<double> sigmas;
  for (const auto& one : repeated) {
    double sigma = 0;
    for (const auto& t : one.budget) {
      if (t.name == term) sigma = t.sigma_ohm[i];
    }
    sigmas.push_back(sigma);
  }
  return sigmas;
}

}  // namespace

OutputImpedance mean_of(const std::vector<OutputImpedance>& repeated) {
  ENSURE(!repeated.empty());
  OutputImpedance mean = repeated.front();
  if (repeated.size() == 1) return mean;
  const auto n = static_cast<double>(repeated.size());
  for (const auto& one : repeated) {
    ENSURE(one.curve.f_hz == mean.curve.f_hz);
    for (const auto& term : one.budget) {  // a cause that only a later one knows
      for (std::size_t i = 0; i < mean.curve.size(); ++i) add_to(mean.budget, term.name, term.common, i, 0);
    }
  }
  for (std::size_t i = 0; i < mean.curve.size(); ++i) {
    std::complex<double> sum = 0;
    std::vector<double> noise;
    for (const auto& one : repeated) {
      sum += one.curve.z_ohm[i];
      noise.push_back(one.curve.noise_ohm[i]);
    }
    mean.curve.z_ohm[i] = sum / n;
    mean.curve.noise_ohm[i] = combined(noise, true);
    for (auto& term : mean.budget)
      term.sigma_ohm[i] = combined(gather(repeated, term.name, i), new_in_each(term));
    mean.curve.sigma_ohm[i] = total_at(mean.budget, i);
    mean.detection_limit_ohm[i] = two_load_limit(mean.budget, i);
  }
  return mean;
}

}  // namespace ohmbench::impedance
