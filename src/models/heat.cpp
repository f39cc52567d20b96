#include "models/heat.hpp"

#include <cmath>
#include <numbers>

namespace ohmbench::models {

core::Watts class_b_sine_heat(core::PeakVolts rail, core::PeakVolts peak, std::complex<double> z_ohm) {
  const double supplied_w = 2.0 / std::numbers::pi * rail.value() * peak.value() / std::abs(z_ohm);
  const double delivered_w = peak.value() * peak.value() * std::real(1.0 / z_ohm) / 2.0;
  return core::Watts(supplied_w - delivered_w);
}

core::Watts class_b_programme_heat(core::PeakVolts rail, core::Volts programme, std::complex<double> z_ohm) {
  const double s = programme.value();
  const double supplied_w = std::sqrt(2.0 / std::numbers::pi) * rail.value() * s / std::abs(z_ohm);
  return core::Watts(supplied_w - s * s * std::real(1.0 / z_ohm));
}

}  // namespace ohmbench::models
