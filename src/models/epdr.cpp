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

}  // namespace ohmbench::models
