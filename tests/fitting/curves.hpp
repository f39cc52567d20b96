// Curves that the tests make themselves: models sampled on the grid that ohmbench measures on.
#pragma once

#include <cmath>
#include <numbers>
#include <random>

#include "core/frequency_grid.hpp"
#include "fitting/fit.hpp"

namespace ohmbench::test {

using Complex = std::complex<double>;

/// `z(f)` at 24 points an octave.
template <class Z>
impedance::ImpedanceCurve sampled(Z z, double from_hz = 10.0, double to_hz = 20000.0) {
  impedance::ImpedanceCurve curve;
  for (const double f : core::log_frequencies(from_hz, to_hz, 24)) {
    curve.curve.f_hz.push_back(f);
    curve.curve.z_ohm.push_back(z(f));
    curve.curve.sigma_ohm.push_back(0.0);
    curve.curve.noise_ohm.push_back(0.0);
  }
  return curve;
}

/// Circular noise of `part` of |Z|, stated as such.
inline void add_noise(impedance::ImpedanceCurve& z, double part, std::mt19937_64& random,
                      bool noise_stated = true) {
  std::normal_distribution<double> normal;
  for (std::size_t i = 0; i < z.curve.size(); ++i) {
    const double sigma = part * std::abs(z.curve.z_ohm[i]);
    z.curve.z_ohm[i] += sigma / std::numbers::sqrt2 * Complex(normal(random), normal(random));
    z.curve.sigma_ohm[i] = sigma;
    if (noise_stated) z.curve.noise_ohm[i] = sigma;
  }
}

inline fitting::LoadModel driver(double re_ohm, double fs_hz, double qms, double qes,
                                 fitting::Coil coil = {}) {
  return {re_ohm, coil, {{re_ohm * qms / qes, fs_hz, qms}}};
}

inline impedance::ImpedanceCurve curve_of(const fitting::LoadModel& model, double from_hz = 10.0,
                                          double to_hz = 20000.0) {
  return sampled([&](double f) { return model.impedance(f); }, from_hz, to_hz);
}

}  // namespace ohmbench::test
