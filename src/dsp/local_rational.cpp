#include "dsp/local_rational.hpp"

#include <cmath>
#include <vector>

#include "core/ensure.hpp"
#include "dsp/least_squares.hpp"
#include "dsp/local_moments.hpp"

namespace ohmbench::dsp {
namespace {

using Complex = std::complex<double>;
constexpr int kReweightings = 2;
constexpr double kLeastDenominator = 1e-6;  // D is 1 at the wanted frequency
constexpr double kWorthIt = 1.5;            // residual variance that a denominator must save

struct Data {
  std::span<const double> r;
  std::span<const Complex> x;
  std::span<const Complex> y;
};

LeastSquares fit_once(const Data& d, const LocalModel& m, const std::vector<double>& weight) {
  const auto numerators = static_cast<std::size_t>(m.numerator_order + 1);
  const auto denominators = static_cast<std::size_t>(m.denominator_order);
  const auto transients = static_cast<std::size_t>(m.transient_order + 1);
  ComplexMatrix a(d.r.size(), numerators + denominators + transients);
  std::vector<Complex> b(d.r.size());
  for (std::size_t k = 0; k < d.r.size(); ++k) {
    std::size_t c = 0;
    double power = weight[k];
    for (std::size_t i = 0; i < numerators; ++i, power *= d.r[k]) a.at(k, c++) = d.x[k] * power;
    power = weight[k] * d.r[k];
    for (std::size_t i = 0; i < denominators; ++i, power *= d.r[k]) a.at(k, c++) = -d.y[k] * power;
    power = weight[k];
    for (std::size_t i = 0; i < transients; ++i, power *= d.r[k]) a.at(k, c++) = power;
    b[k] = weight[k] * d.y[k];
  }
  return solve_least_squares(std::move(a), std::move(b));
}

/// D(r) of a solution at every bin.
std::vector<Complex> denominators_of(const Data& d, const LocalModel& m, const LeastSquares& fit) {
  std::vector<Complex> denominator(d.r.size(), 1.0);
  for (std::size_t k = 0; k < d.r.size(); ++k) {
    double power = 1.0;
    for (int i = 0; i < m.denominator_order; ++i) {
      power *= d.r[k];
      denominator[k] += fit.solution[static_cast<std::size_t>(m.numerator_order + 1 + i)] * power;
    }
  }
  return denominator;
}

/// Output error Σ|Y − (N X + T)/D|²: unlike the equation error it cannot be made small by a large D.
double output_error(const Data& d, const LocalModel& m, const LeastSquares& fit) {
  const auto denominator = denominators_of(d, m, fit);
  double sum = 0;
  for (std::size_t k = 0; k < d.r.size(); ++k) {
    Complex numerator = 0;
    double power = 1.0;
    for (int i = 0; i <= m.numerator_order; ++i, power *= d.r[k])
      numerator += fit.solution[static_cast<std::size_t>(i)] * power * d.x[k];
    power = 1.0;
    for (int i = 0; i <= m.transient_order; ++i, power *= d.r[k]) {
      numerator +=
          fit.solution[static_cast<std::size_t>(m.numerator_order + 1 + m.denominator_order + i)] * power;
    }
    sum += std::norm(d.y[k] - numerator / denominator[k]);
  }
  return sum;
}

LocalResponse response_of(const LeastSquares& fit, double square_sum, std::size_t bins, bool rational) {
  const double dof = static_cast<double>(bins - fit.rank);
  return {fit.solution[0], fit.variance_gain_0 * square_sum / std::max(dof, 1.0), fit.variance_gain_0, dof,
          rational};
}

/// Without a transient term, which the moments do not know.
LocalResponse by_moments(const Data& d, const LocalModel& model) {
  const LocalBins bins{d.r, d.x, d.y, mean_response(d.x, d.y)};
  const auto numerators = static_cast<std::size_t>(model.numerator_order + 1);
  const auto denominators = static_cast<std::size_t>(model.denominator_order);
  const auto dof = [&](const LocalSolution& s) {
    return std::max(static_cast<double>(d.r.size() - s.rank), 1.0);
  };
  const auto answer = [&](const LocalSolution& s, double variance, bool rational) {
    return LocalResponse{bins.g + s.c[0], s.variance_gain_0 * variance, s.variance_gain_0, dof(s), rational};
  };
  const auto all = moments(bins);
  const auto simple = solve(all, numerators, 0);
  const double simple_variance = simple.residual_square_sum / dof(simple);
  if (denominators == 0 || simple_variance < kWorthIt * model.noise_variance)
    return answer(simple, simple_variance, false);

  auto fit = solve(all, numerators, denominators);
  for (int i = 0; i < kReweightings; ++i)
    fit = solve(reweighted_moments(bins, fit.c), numerators, denominators);
  const double variance = output_error(bins, fit.c) / dof(fit);
  return simple_variance > kWorthIt * variance ? answer(fit, variance, true)
                                               : answer(simple, simple_variance, false);
}

}  // namespace

LocalResponse local_rational(std::span<const double> r, std::span<const Complex> x,
                             std::span<const Complex> y, const LocalModel& model) {
  ENSURE(r.size() == x.size() && r.size() == y.size());
  ENSURE(static_cast<int>(r.size()) >
         model.numerator_order + model.denominator_order + model.transient_order + 2);
  const Data data{r, x, y};
  if (model.transient_order < 0 && model.numerator_order <= static_cast<int>(kMostLocalOrder) &&
      model.denominator_order <= static_cast<int>(kMostLocalOrder)) {
    return by_moments(data, model);
  }
  const std::vector<double> ones(r.size(), 1.0);

  LocalModel polynomial = model;
  polynomial.denominator_order = 0;
  const auto simple = fit_once(data, polynomial, ones);
  const auto simple_answer = response_of(simple, simple.residual_square_sum, r.size(), false);
  const double simple_variance = simple.residual_square_sum / static_cast<double>(r.size() - simple.rank);
  if (model.denominator_order == 0 || simple_variance < kWorthIt * model.noise_variance) return simple_answer;

  auto fit = fit_once(data, model, ones);
  for (int i = 0; i < kReweightings; ++i) {
    auto weights = ones;
    const auto denominator = denominators_of(data, model, fit);
    for (std::size_t k = 0; k < weights.size(); ++k)
      weights[k] = 1.0 / std::max(std::abs(denominator[k]), kLeastDenominator);
    fit = fit_once(data, model, weights);
  }
  const double error = output_error(data, model, fit);
  const double rational_variance = error / static_cast<double>(std::max<std::size_t>(r.size() - fit.rank, 1));
  if (!(simple_variance > kWorthIt * rational_variance)) return simple_answer;
  return response_of(fit, error, r.size(), true);
}

}  // namespace ohmbench::dsp
