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

DampedDriver damped(const DriverParameters& driver, core::Ohms source, double source_sigma_ohm) {
  const double re = driver.re.value(), rg = source.value();
  const double peak = re * (1.0 + driver.qms / driver.qes);
  DampedDriver d;
  d.qes = driver.qes * (re + rg) / re;
  d.qts = driver.qms * d.qes / (driver.qms + d.qes);
  d.ratio = d.qts / driver.qts();
  d.lift_db = 20.0 * std::log10(peak / (peak + rg) * (re + rg) / re);

  const double x = rg / re, q = driver.qes / driver.qms;
  const double below = (1.0 + q * (1.0 + x)) * (1.0 + q * (1.0 + x));
  const double by_x = (1.0 + q) / below, by_q = x * (1.0 + x) / below;  // sizes of the derivatives
  const double of_driver = by_x * x * driver.re_sigma_ohm / re +
                           by_q * q * (driver.qes_sigma / driver.qes + driver.qms_sigma / driver.qms);
  const double of_source = by_x * source_sigma_ohm / re;
  if (of_driver > 0 || of_source > 0) d.ratio_sigma = std::hypot(of_driver, of_source);
  return d;
}

}  // namespace ohmbench::models
