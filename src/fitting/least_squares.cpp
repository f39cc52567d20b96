#include "fitting/least_squares.hpp"

#include <ceres/ceres.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "core/ensure.hpp"

namespace ohmbench::fitting {
namespace {

using Complex = std::complex<double>;

constexpr int kMostIterations = 60;
/// A parameter that wanders this far (a factor of e^9 ≈ 8000) from its start is on its way to 0 or infinity.
constexpr double kFarthest = 9.0;
/// Range of Leach's n: 1 is a plain inductor, ½ is ideal eddy currents; measured coils do not go below.
constexpr double kLeastSlope = 0.3, kMostSlope = 1.0;
/// Range of λ: measured suspensions have 0.02 to 0.3.
constexpr double kLeastCreep = 1e-3, kMostCreep = 0.6;
constexpr double kAtBound = 1e-3;
/// Least reciprocal condition of the scaled JᵀJ: below it a parameter is lost in the others.
constexpr double kLeastCondition = 1e-13;
/// Sure enough that it is not chance: five standard deviations of χ²/dof or of an autocorrelation.
constexpr double kSure = 5.0;
/// Mean square of weighted residuals that are no more than rounding: a millionth of |Z| at weights of 0.2 %.
/// Among models that fit so well the simplest is right.
constexpr double kExact = 2.5e-7;
constexpr double kNoCorrelation = 0.05;  // where the sum of autocorrelations ends

/// Weighted residuals and their derivatives, real parts first. Without phases only the first half.
class Misfit final : public ceres::CostFunction {
 public:
  Misfit(const Points& points, const Shape& shape)
      : points_(points), shape_(shape), slopes_(shape.parameters()) {
    set_num_residuals(static_cast<int>(points.values()));
    mutable_parameter_block_sizes()->push_back(static_cast<int>(shape.parameters()));
  }

  bool Evaluate(double const* const* parameters, double* residuals, double** jacobians) const override {
    const auto model = unpacked(shape_, std::span(parameters[0], shape_.parameters()));
    double* jacobian = jacobians != nullptr ? jacobians[0] : nullptr;
    const auto slopes = jacobian != nullptr ? std::span(slopes_) : std::span<Complex>();
    const std::size_t n = points_.size(), p = shape_.parameters();
    for (std::size_t k = 0; k < n; ++k) {
      const Complex z = evaluate(model, points_.f_hz[k], slopes);
      const double weight = 1.0 / points_.scale_ohm[k];
      if (points_.magnitude_only) {
        const double ohm = std::abs(points_.z_ohm[k]), relative = weight * ohm;
        residuals[k] = relative * std::log(std::abs(z) / ohm);
        for (std::size_t i = 0; i < slopes.size(); ++i)
          jacobian[k * p + i] = relative * (slopes[i] / z).real();
        continue;
      }
      const Complex off = (z - points_.z_ohm[k]) * weight;
      residuals[k] = off.real();
      residuals[n + k] = off.imag();
      for (std::size_t i = 0; i < slopes.size(); ++i) {
        jacobian[k * p + i] = slopes[i].real() * weight;
        jacobian[(n + k) * p + i] = slopes[i].imag() * weight;
      }
    }
    return std::all_of(residuals, residuals + points_.values(), [](double r) { return std::isfinite(r); });
  }

 private:
  const Points& points_;
  Shape shape_;
  mutable std::vector<Complex> slopes_;  // scratch; a fit runs on one thread
};

/// Bounds of each packed parameter around its start.
std::vector<std::pair<double, double>> bounds_around(const std::vector<double>& start, const Shape& shape) {
  std::vector<std::pair<double, double>> bounds;
  for (const double value : start) bounds.emplace_back(value - kFarthest, value + kFarthest);
  if (shape.coil == CoilModel::kLeach) bounds[2] = {kLeastSlope, kMostSlope};
  if (shape.creep) bounds.back() = {kLeastCreep, kMostCreep};
  return bounds;
}

/// (JᵀJ)⁻¹ by way of the scaled matrix; absent if a parameter is lost in the others.
std::optional<Eigen::MatrixXd> inverse_of(const Eigen::MatrixXd& jacobian) {
  const Eigen::MatrixXd normal = jacobian.transpose() * jacobian;
  Eigen::VectorXd scale = normal.diagonal().cwiseSqrt();
  if (!(scale.minCoeff() > 0)) return {};
  scale = scale.cwiseInverse();
  const Eigen::MatrixXd scaled = scale.asDiagonal() * normal * scale.asDiagonal();
  const Eigen::LDLT<Eigen::MatrixXd> factors(scaled);
  if (factors.info() != Eigen::Success || !factors.isPositive() || !(factors.rcond() > kLeastCondition))
    return {};
  const Eigen::MatrixXd inverse = factors.solve(Eigen::MatrixXd::Identity(scaled.rows(), scaled.cols()));
  return Eigen::MatrixXd(scale.asDiagonal() * inverse * scale.asDiagonal());
}

/// √(1 + 2 Σ ρ_m) of the residual's autocorrelation over neighbouring points, if it is surely not white.
double widening_by_shape(const Points& points, const Eigen::VectorXd& residual) {
  const auto n = static_cast<Eigen::Index>(points.size());
  const bool both = !points.magnitude_only;
  const auto correlation = [&](Eigen::Index lag) {
    double sum = residual.head(n - lag).dot(residual.segment(lag, n - lag));
    if (both) sum += residual.segment(n, n - lag).dot(residual.segment(n + lag, n - lag));
    return sum / residual.squaredNorm();
  };
  if (residual.squaredNorm() == 0.0 || n < 8) return 1.0;
  if (correlation(1) * std::sqrt(static_cast<double>(points.values())) < kSure) return 1.0;
  double sum = 0;
  for (Eigen::Index lag = 1; lag < n / 4; ++lag) {
    const double rho = correlation(lag);
    if (rho < kNoCorrelation) break;
    sum += rho;
  }
  return std::sqrt(1.0 + 2.0 * sum);
}

}  // namespace

double Solution::criterion() const {
  const auto n = static_cast<double>(residual.size());
  const auto p = static_cast<double>(jacobian.cols());
  const double least = kExact * n;
  return n * std::log(std::max(chi2, least) / n) + p * std::log(n);
}

Solution solve(const Points& points, const LoadModel& start) {
  const Shape shape = shape_of(start);
  auto theta = packed(start);
  ENSURE(points.values() > shape.parameters());
  ENSURE(std::all_of(theta.begin(), theta.end(), [](double t) { return std::isfinite(t); }));
  const auto bounds = bounds_around(theta, shape);
  Misfit misfit(points, shape);

  ceres::Problem::Options ownership;
  ownership.cost_function_ownership = ceres::DO_NOT_TAKE_OWNERSHIP;
  ceres::Problem problem(ownership);
  problem.AddResidualBlock(&misfit, nullptr, theta.data());
  for (std::size_t i = 0; i < theta.size(); ++i) {
    theta[i] = std::clamp(theta[i], bounds[i].first, bounds[i].second);
    problem.SetParameterLowerBound(theta.data(), static_cast<int>(i), bounds[i].first);
    problem.SetParameterUpperBound(theta.data(), static_cast<int>(i), bounds[i].second);
  }
  ceres::Solver::Options options;
  options.linear_solver_type = ceres::DENSE_QR;
  options.max_num_iterations = kMostIterations;
  options.function_tolerance = 1e-10;
  options.parameter_tolerance = 1e-10;
  options.gradient_tolerance = 1e-14;
  options.logging_type = ceres::SILENT;
  options.num_threads = 1;
  ceres::Solver::Summary summary;
  ceres::Solve(options, &problem, &summary);

  Solution solution;
  solution.model = unpacked(shape, theta);
  const auto rows = static_cast<Eigen::Index>(points.values());
  const auto columns = static_cast<Eigen::Index>(theta.size());
  solution.residual.resize(rows);
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> jacobian(rows, columns);
  const double* at = theta.data();
  double* into = jacobian.data();
  if (!misfit.Evaluate(&at, solution.residual.data(), &into)) return solution;
  solution.jacobian = jacobian;
  solution.chi2 = solution.residual.squaredNorm();
  solution.converged = summary.termination_type == ceres::CONVERGENCE;
  solution.identified = true;
  for (std::size_t i = 0; i < theta.size(); ++i) {
    if (theta[i] < bounds[i].first + kAtBound || theta[i] > bounds[i].second - kAtBound)
      solution.identified = false;
  }
  if (auto inverse = inverse_of(solution.jacobian)) {
    solution.inverse = std::move(*inverse);
  } else {
    solution.identified = false;
    solution.inverse = Eigen::MatrixXd::Zero(columns, columns);
  }
  return solution;
}

Certainty::Certainty(const Points& points, const Solution& solution)
    : shape_(shape_of(solution.model)), theta_(packed(solution.model)) {
  const std::size_t n = points.size(), values = points.values();
  const auto dof = static_cast<double>(values - theta_.size());
  // half of a circular error lies along each of the two axes, and along |Z|
  Eigen::VectorXd variance(static_cast<Eigen::Index>(values));
  double expected = 0;
  for (std::size_t k = 0; k < values; ++k) {
    const double relative = points.noise_ohm[k % n] / points.scale_ohm[k % n];
    variance[static_cast<Eigen::Index>(k)] = 0.5 * relative * relative;
    expected += 0.5 * relative * relative;
  }
  expected *= dof / static_cast<double>(values);
  if (expected > 0) excess_ = solution.chi2 / expected;
  lacks_fit_ = excess_ && *excess_ > 1.0 + kSure * std::sqrt(2.0 / dof);
  if (!excess_ || lacks_fit_) {
    widening_ = widening_by_shape(points, solution.residual);
    variance.setConstant(solution.chi2 / dof * widening_ * widening_);
  }
  const Eigen::MatrixXd gain = solution.inverse * solution.jacobian.transpose();  // of θ by the residuals
  covariance_ = gain * variance.asDiagonal() * gain.transpose();

  Eigen::VectorXd along = Eigen::VectorXd::Zero(variance.size()), across = along;
  for (std::size_t k = 0; k < n; ++k) {
    const Complex z = points.z_ohm[k];
    const auto i = static_cast<Eigen::Index>(k);
    const double share = points.common_ohm[k] / points.scale_ohm[k];
    const Complex direction = std::abs(z) > 0 ? z / std::abs(z) : Complex(1.0, 0.0);
    along[i] = share * (points.magnitude_only ? 1.0 : direction.real());
    if (points.magnitude_only) continue;
    along[i + static_cast<Eigen::Index>(n)] = share * direction.imag();
    across[i] = -share * direction.imag();
    across[i + static_cast<Eigen::Index>(n)] = share * direction.real();
  }
  along_ = gain * along;
  across_ = gain * across;
}

Figure Certainty::figure(const std::function<double(const LoadModel&)>& of) const {
  constexpr double kStep = 1e-6;  // of packed parameters, which are of the order of 1
  Eigen::VectorXd gradient(static_cast<Eigen::Index>(theta_.size()));
  auto moved = theta_;
  for (std::size_t i = 0; i < theta_.size(); ++i) {
    moved[i] = theta_[i] + kStep;
    const double above = of(unpacked(shape_, moved));
    moved[i] = theta_[i] - kStep;
    const double below = of(unpacked(shape_, moved));
    moved[i] = theta_[i];
    gradient[static_cast<Eigen::Index>(i)] = 0.5 * (above - below) / kStep;
  }
  const double noise = gradient.dot(covariance_ * gradient);
  const double common = std::max(std::abs(gradient.dot(along_)), std::abs(gradient.dot(across_)));
  return {of(unpacked(shape_, theta_)), std::sqrt(std::max(noise, 0.0) + common * common)};
}

}  // namespace ohmbench::fitting
