#include "models/response.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmbench::models {
namespace {

constexpr double kReferenceHz = 1000.0;
constexpr double kDbPerNeper = 20.0 / std::numbers::ln10;

double loss_db(std::complex<double> z, std::complex<double> z_out) {
  return 20.0 * std::log10(std::abs(divider(z, z_out)));
}

double loss_sigma_db(std::complex<double> z, std::complex<double> z_out, double sigma_z, double sigma_out) {
  const double by_z = std::abs(z_out / z) * sigma_z;
  return kDbPerNeper * std::hypot(by_z, sigma_out) / (std::numbers::sqrt2 * std::abs(z + z_out));
}

void find_span(Response& r) {
  const auto [least, most] = std::minmax_element(r.loss_db.begin(), r.loss_db.end());
  const auto i = static_cast<std::size_t>(least - r.loss_db.begin());
  const auto k = static_cast<std::size_t>(most - r.loss_db.begin());
  r.span_db = *most - *least;
  r.span_sigma_db = i == k ? 0.0 : std::hypot(r.sigma_db[i], r.sigma_db[k]);
  r.least_hz = r.f_hz[i];
  r.most_hz = r.f_hz[k];
}

}  // namespace

std::complex<double> divider(std::complex<double> z_ohm, std::complex<double> z_out_ohm) {
  return z_ohm / (z_ohm + z_out_ohm);
}

core::OhmCurve resistance_over(const core::OhmCurve& grid, core::Ohms resistance) {
  const std::vector<double> none(grid.size(), 0.0);
  return {grid.f_hz, std::vector<std::complex<double>>(grid.size(), resistance.value()), none, none};
}

Response response(const core::OhmCurve& z, const core::OhmCurve& z_out, Band band) {
  Response r;
  for (std::size_t i = 0; i < z.size(); ++i) {
    const double f_hz = z.f_hz[i];
    if (!band.contains(f_hz) || !core::covers(z_out, f_hz)) continue;
    const auto out = core::interpolate(z_out, f_hz);
    // nothing arrives at a short, and the logarithm of nothing is not a number
    if (z.z_ohm[i] == 0.0 || z.z_ohm[i] + out == 0.0) continue;
    r.f_hz.push_back(f_hz);
    r.loss_db.push_back(loss_db(z.z_ohm[i], out));
    r.sigma_db.push_back(
        loss_sigma_db(z.z_ohm[i], out, z.sigma_ohm[i], core::interpolate_sigma(z_out, f_hz)));
  }
  if (r.empty()) return r;
  find_span(r);
  if (core::covers(z, kReferenceHz) && core::covers(z_out, kReferenceHz)) {
    const double at_reference_db =
        loss_db(core::interpolate(z, kReferenceHz), core::interpolate(z_out, kReferenceHz));
    for (const double loss : r.loss_db) r.deviation_db.push_back(loss - at_reference_db);
  }
  return r;
}

}  // namespace ohmbench::models
