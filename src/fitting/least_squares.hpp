// The weighted complex least squares of a load model, and how sure its parameters are.
// In the room `fitting`; hazard: an error that all points share (a resistor's tolerance) does not average
// out, and a residual with a shape tells less than its number of points. Both are accounted for here.
#pragma once

#include <Eigen/Core>

#include <complex>
#include <functional>
#include <optional>
#include <vector>

#include "fitting/figure.hpp"
#include "fitting/load_model.hpp"

namespace ohmbench::fitting {

/// The points that are fitted. Arrays of one length.
struct Points {
  std::vector<double> f_hz;
  std::vector<std::complex<double>> z_ohm;
  std::vector<double> scale_ohm;   ///< what a residual is divided by: weight⁻¹ᐟ² of the complex value
  std::vector<double> noise_ohm;   ///< independent from point to point, √E|e|²; all 0 if it is not known
  std::vector<double> common_ohm;  ///< of one cause for all points, √E|e|²
  bool magnitude_only = false;     ///< ln|Z| is fitted, the phases mean nothing

  std::size_t size() const { return f_hz.size(); }
  /// numbers that the curve gives: two a point, or one without phases
  std::size_t values() const { return magnitude_only ? size() : 2 * size(); }
};

/// What a fit found.
struct Solution {
  LoadModel model;
  Eigen::VectorXd residual;  ///< weighted; the real parts, then the imaginary parts
  Eigen::MatrixXd jacobian;  ///< of the residual by the packed parameters
  Eigen::MatrixXd inverse;   ///< (JᵀJ)⁻¹
  double chi2 = 0;           ///< Σ residual²
  bool converged = false;
  bool identified = false;  ///< no parameter at its bound, and (JᵀJ) can be inverted

  /// Bayesian information criterion up to a constant: N ln(χ²/N) + p ln N, N values, p parameters. A
  /// parameter has to lower χ² by about ln N of the noise's variance; an idle one is kept once in eighty
  /// curves, where Akaike's 2 would keep it once in seven.
  /// Source: G. Schwarz, Annals of Statistics 6(2), 1978, 461-464.
  double criterion() const;
};

/// Minimises Σ|(Z_k − Z(f_k))/scale_k|², or Σ(ln|Z_k/Z(f_k)| · |Z_k|/scale_k)² without phases, from `start`.
/// Levenberg-Marquardt with exact derivatives (Ceres).
Solution solve(const Points& points, const LoadModel& start);

/// How sure figures of a solution are.
class Certainty {
 public:
  Certainty(const Points& points, const Solution& solution);

  /// A figure that follows from the model, with one standard deviation by first-order propagation:
  ///
  ///   u² = gᵀ C g + max((gᵀ δ_along)², (gᵀ δ_across)²),   g = ∂figure/∂θ
  ///
  /// C is H Jᵀ N J H, H = (JᵀJ)⁻¹, with the noise N that is known; where the residual is larger than that, or
  /// nothing is known, N is what the residual says, and a residual with a shape counts for fewer points, by
  /// its autocorrelation. δ is what the errors common to all points do to θ, along Z or across it.
  Figure figure(const std::function<double(const LoadModel&)>& of) const;

  /// residual's variance over that of the known noise; absent if the noise is not known
  std::optional<double> excess() const { return excess_; }
  /// true if the residual is larger than the known noise explains
  bool lacks_fit() const { return lacks_fit_; }
  /// by how much the residual's shape widens the deviations; 1 for a residual without one
  double widening() const { return widening_; }

 private:
  Shape shape_;
  std::vector<double> theta_;
  Eigen::MatrixXd covariance_;
  Eigen::VectorXd along_, across_;
  std::optional<double> excess_;
  bool lacks_fit_ = false;
  double widening_ = 1.0;
};

}  // namespace ohmbench::fitting
