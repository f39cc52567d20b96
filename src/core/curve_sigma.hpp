// From the errors of a curve to the error of a figure that was read from it.
// Hazard: what is common to all frequencies (a resistor's tolerance, a gain) does not average out and must
// not be treated like noise, and it may lie wholly along Z, so that half of its variance is not to be thrown
// away.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "core/ohm_curve.hpp"

namespace ohmbench::core {

/// A point's error in its two parts, standard deviations of the complex value [Ω]: sigma² = noise² + common².
struct PointError {
  double noise_ohm = 0;   ///< circular, independent from point to point
  double common_ohm = 0;  ///< of one cause for all points; its direction is not known
};

PointError error_at(const OhmCurve& curve, std::size_t i);
/// Of Z interpolated between two points by `interpolate`: noise in quadrature, the common part linearly.
/// ENSUREs that the curve covers `at_hz`.
PointError interpolate_error(const OhmCurve& curve, double at_hz);

/// One standard deviation of a real figure g that depends on Z by `along` = ∂g/∂|Z| and `across` = ∂g/(|Z|
/// ∂φ),
///
///   σ² = ½ noise² (along² + across²) + common² max(along², across²)
///
/// Half of a circular error lies along any direction. The common part is taken where it does most harm, along
/// Z (gain, tolerance) or across it (phase): both are possible, and they share one variance. Source:
/// first-order propagation for complex quantities, JCGM 102.
double sigma_of(const PointError& error, double along, double across);

/// The same for a figure that is read from one place of a curve, such as an extreme value: both parts of the
/// errors move the whole curve at once, of which the figure notices the place that it is read from. The
/// derivatives are taken by differences.
/// @param figure  may be absent, but for the curve itself and its neighbours either present or absent
/// @return absent if the figure is, or if the curve's errors are not known (all zero)
std::optional<double> sigma_of_figure(const OhmCurve& curve,
                                      const std::function<std::optional<double>(const OhmCurve&)>& figure);

/// The same for several figures that are worked out together: one standard deviation of each, in their order.
/// @param figures  gives a list of the same length for every curve
std::vector<std::optional<double>> sigmas_of_figures(
    const OhmCurve& curve, const std::function<std::vector<std::optional<double>>(const OhmCurve&)>& figures);

/// Root of the sum of the squares of those that are known; absent if none is.
std::optional<double> in_quadrature(const std::optional<double>& a, const std::optional<double>& b);

}  // namespace ohmbench::core
