#include "models/epdr.hpp"

#include <cmath>
#include <numbers>

#include "core/ensure.hpp"

namespace ohmbench::models {

double epdr_ohm(std::complex<double> z_ohm) {
  const double magnitude = std::abs(z_ohm);
  ENSURE(magnitude > 0);
  const double s = std::sin(std::numbers::pi / 6.0 + std::abs(std::arg(z_ohm)) / 3.0);
  return magnitude / (8.0 * s * s * s);
}

double epdr_stereophile_ohm(std::complex<double> z_ohm) {
  constexpr double kAt90Degrees = 4.2;
  const double magnitude = std::abs(z_ohm);
  ENSURE(magnitude > 0);
  return magnitude / (1.0 + kAt90Degrees * std::abs(std::arg(z_ohm)) / (std::numbers::pi / 2.0));
}

EpdrCurve epdr_curve(const core::OhmCurve& curve, Band band) {
  EpdrCurve result;
  if (!curve.phase_known) return result;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    if (!band.contains(curve.f_hz[i]) || curve.z_ohm[i] == 0.0) continue;
    result.f_hz.push_back(curve.f_hz[i]);
    result.epdr_ohm.push_back(epdr_ohm(curve.z_ohm[i]));
    result.epdr_stereophile_ohm.push_back(epdr_stereophile_ohm(curve.z_ohm[i]));
  }
  return result;
}

}  // namespace ohmbench::models
