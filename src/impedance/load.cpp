#include "impedance/load.hpp"

#include <cmath>

namespace ohmbench::impedance {
namespace {

using Complex = std::complex<double>;

struct Sensitivities {
  Complex z;
  Complex by_t;   // ∂Z/∂T
  Complex by_rs;  // ∂Z/∂Rs
};

Sensitivities at_high_side(Complex t, double rs, Complex y) {
  const Complex d = 1.0 - t - rs * y * t;
  return {rs * t / d, rs / (d * d), t * (1.0 - t) / (d * d)};
}

Sensitivities at_low_side(Complex t, double rs, Complex y) {
  const Complex g = 1.0 / rs + y;
  const Complex drop = 1.0 / t - 1.0;
  return {drop / g, -1.0 / (t * t * g), drop / (g * g * rs * rs)};
}

}  // namespace

Complex high_side_impedance(Complex t, double rs_ohm, Complex y) {
  return at_high_side(t, rs_ohm, y).z;
}
Complex low_side_impedance(Complex t, double rs_ohm, Complex y) {
  return at_low_side(t, rs_ohm, y).z;
}

ImpedanceCurve load_impedance(const calibration::CorrectedFrf& t, const calibration::Rig& rig,
                              const std::string& name) {
  ImpedanceCurve result;
  result.name = name;
  const double rs = rig.sense_resistor.value();
  const Complex y = rig.input_admittance(1).value();
  for (std::size_t i = 0; i < t.size(); ++i) {
    const auto s =
        rig.sense == core::Sense::kHighSide ? at_high_side(t.t[i], rs, y) : at_low_side(t.t[i], rs, y);
    const double noise = std::norm(s.by_t) * t.noise_variance[i];
    const double ratio = std::norm(s.by_t * t.t[i]) * t.ratio_relative_sigma[i] * t.ratio_relative_sigma[i];
    const double resistor =
        std::norm(s.by_rs * rs) * rig.sense_resistor_relative_sigma * rig.sense_resistor_relative_sigma;
    const double sigma = std::sqrt(noise + ratio + resistor);
    if (!std::isfinite(sigma) || !std::isfinite(std::abs(s.z))) continue;
    result.curve.f_hz.push_back(t.f_hz[i]);
    result.curve.z_ohm.push_back(s.z);
    result.curve.noise_ohm.push_back(std::sqrt(noise));
    result.curve.sigma_ohm.push_back(sigma);
  }
  return result;
}

}  // namespace ohmbench::impedance
