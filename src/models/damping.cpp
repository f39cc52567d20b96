#include "models/damping.hpp"

#include <cmath>

#include "core/curve_sigma.hpp"

namespace ohmbench::models {
namespace {

constexpr double kMostRelative = 1.0 / 3.0;  // beyond, zero lies within three standard deviations

}  // namespace

Damping damping(const core::OhmCurve& z_out, core::Ohms rated, Band band) {
  Damping d;
  for (std::size_t i = 0; i < z_out.size(); ++i) {
    const double out_ohm = std::abs(z_out.z_ohm[i]);
    if (!band.contains(z_out.f_hz[i]) || out_ohm == 0.0) continue;
    d.f_hz.push_back(z_out.f_hz[i]);
    d.factor.push_back(rated.value() / out_ohm);
    const double relative = core::sigma_of(core::error_at(z_out, i), 1.0, 0.0) / out_ohm;
    d.sigma.push_back(relative > 0 && relative < kMostRelative ? std::optional(d.factor.back() * relative)
                                                               : std::nullopt);
  }
  return d;
}

DampedDriver damped(const DriverParameters& driver, core::Ohms source) {
  const double re = driver.re.value(), rg = source.value();
  const double peak = re * (1.0 + driver.qms / driver.qes);
  DampedDriver d;
  d.qes = driver.qes * (re + rg) / re;
  d.qts = driver.qms * d.qes / (driver.qms + d.qes);
  d.ratio = d.qts / driver.qts();
  d.lift_db = 20.0 * std::log10(peak / (peak + rg) * (re + rg) / re);
  return d;
}

}  // namespace ohmbench::models
