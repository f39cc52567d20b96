#include "impedance/load.hpp"

#include <cmath>

namespace ohmbench::impedance {

using Complex = std::complex<double>;

Complex load_from_ratio(Complex t, Complex z_c_ohm, core::Sense sense) {
  return sense == core::Sense::kHighSide ? z_c_ohm * t / (1.0 - t) : z_c_ohm * (1.0 - t) / t;
}

ImpedanceCurve load_impedance(const calibration::CorrectedFrf& frf, core::Sense sense,
                              const std::string& name) {
  ImpedanceCurve result;
  result.name = name;
  for (std::size_t i = 0; i < frf.size(); ++i) {
    const Complex t = frf.t[i];
    const Complex z_c = frf.z_c_ohm[i];
    const Complex z = load_from_ratio(t, z_c, sense);
    // written without 1/T, which a short on the high side makes infinite
    const Complex by_t = sense == core::Sense::kHighSide ? z_c / ((1.0 - t) * (1.0 - t)) : -z_c / (t * t);
    const double noise = std::abs(by_t) * std::sqrt(frf.noise_variance[i]);
    if (!std::isfinite(std::abs(z)) || !std::isfinite(noise)) continue;
    const std::size_t at = result.curve.size();
    add_to(result.budget, kNoiseTerm, false, at, noise);
    if (!frf.distortion_variance.empty() && frf.distortion_variance[i] > 0)
      add_to(result.budget, kDistortionTerm, false, at,
             std::abs(by_t) * std::sqrt(frf.distortion_variance[i]));
    for (const auto& e : frf.errors) {
      const Complex moved = by_t * e.t[i] + z * e.ln_z_c[i];
      add_to(result.budget, name_of(e.cause), is_common(e.cause), at, std::abs(moved));
    }
    const double sigma = total_at(result.budget, at);
    if (!std::isfinite(sigma)) {
      for (auto& term : result.budget) term.sigma_ohm.resize(at);
      continue;
    }
    result.curve.f_hz.push_back(frf.f_hz[i]);
    result.curve.z_ohm.push_back(z);
    result.curve.noise_ohm.push_back(noise);
    result.curve.sigma_ohm.push_back(sigma);
    result.coverage.push_back(frf.coverage[i]);
  }
  for (auto& term : result.budget) term.sigma_ohm.resize(result.curve.size());
  return result;
}

}  // namespace ohmbench::impedance
