#include "models/response.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/curve_sigma.hpp"
#include "core/ensure.hpp"

namespace ohmbench::models {
namespace {

constexpr double kReferenceHz = 1000.0;
constexpr double kDbPerNeper = 20.0 / std::numbers::ln10;

double loss_db(std::complex<double> z, std::complex<double> z_out) {
  return 20.0 * std::log10(std::abs(divider(z, z_out)));
}

/// One end of the divider at one frequency: how its relative error moves 20 log10|H|, dB.
struct Lever {
  double noise = 0, common = 0;     ///< relative errors
  std::complex<double> db_per_one;  ///< real part: for an error along Z; imaginary part: across
};

struct Levers {
  Lever z, z_out;
};

Lever lever(const core::PointError& error, std::complex<double> impedance, std::complex<double> db_per_one) {
  const double ohm = std::abs(impedance);
  return ohm > 0 ? Lever{error.noise_ohm / ohm, error.common_ohm / ohm, db_per_one} : Lever{0, 0, db_per_one};
}

/// δ ln H = (Zout/(Z + Zout)) (δZ/Z − δZout/Zout)
Levers levers(std::complex<double> z, std::complex<double> z_out, const core::PointError& of_z,
              const core::PointError& of_z_out) {
  const auto share = kDbPerNeper * z_out / (z + z_out);
  Levers l{lever(of_z, z, share), lever(of_z_out, z_out, -share)};
  if (z_out == 0.0) {  // relative to nothing: take it absolutely
    l.z_out = {of_z_out.noise_ohm, of_z_out.common_ohm, kDbPerNeper / z};
  }
  return l;
}

double common_part(std::complex<double> moved) {
  return std::max(std::abs(moved.real()), std::abs(moved.imag()));
}

double sigma_db(const Lever& l) {
  return std::hypot(l.noise * std::abs(l.db_per_one) / std::numbers::sqrt2,
                    common_part(l.common * l.db_per_one));
}

/// Of the difference between two frequencies: noise adds up, what is common partly cancels.
double difference_sigma_db(const Lever& a, const Lever& b) {
  return std::hypot(a.noise * std::abs(a.db_per_one) / std::numbers::sqrt2,
                    b.noise * std::abs(b.db_per_one) / std::numbers::sqrt2,
                    common_part(a.common * a.db_per_one - b.common * b.db_per_one));
}

double difference_sigma_db(const Levers& a, const Levers& b) {
  return std::hypot(difference_sigma_db(a.z, b.z), difference_sigma_db(a.z_out, b.z_out));
}

void find_span(Response& r, const std::vector<Levers>& all) {
  const auto [least, most] = std::minmax_element(r.loss_db.begin(), r.loss_db.end());
  const auto i = static_cast<std::size_t>(least - r.loss_db.begin());
  const auto k = static_cast<std::size_t>(most - r.loss_db.begin());
  r.span_db = *most - *least;
  r.span_sigma_db = i == k ? 0.0 : difference_sigma_db(all[i], all[k]);
  r.least_hz = r.f_hz[i];
  r.most_hz = r.f_hz[k];
}

}  // namespace

std::complex<double> divider(std::complex<double> z_ohm, std::complex<double> z_out_ohm) {
  return z_ohm / (z_ohm + z_out_ohm);
}

DividerBounds divider_bounds(double z_ohm, std::complex<double> z_out_ohm) {
  ENSURE(z_ohm > 0);
  const double rho = std::abs(z_out_ohm) / z_ohm;
  const double turn = rho > 0 ? std::abs(std::arg(z_out_ohm)) : 0.0;
  // cos θ over the half turn around arg Zout
  const double most_cos = turn <= std::numbers::pi / 2 ? 1.0 : std::sin(turn);
  const double least_cos = turn <= std::numbers::pi / 2 ? -std::sin(turn) : -1.0;
  const auto bound = [rho](double cosine) {
    return 1.0 / std::sqrt(std::max(1.0 + 2.0 * rho * cosine + rho * rho, 0.0));
  };
  return {bound(most_cos), bound(least_cos)};
}

core::OhmCurve resistance_over(const core::OhmCurve& grid, core::Ohms resistance) {
  const std::vector<double> none(grid.size(), 0.0);
  return {grid.f_hz, std::vector<std::complex<double>>(grid.size(), resistance.value()), none, none};
}

Response response(const core::OhmCurve& z, const core::OhmCurve& z_out, Band band) {
  Response r;
  if (!z.phase_known) return r;
  std::vector<Levers> all;
  for (std::size_t i = 0; i < z.size(); ++i) {
    const double f_hz = z.f_hz[i];
    if (!band.contains(f_hz) || !core::covers(z_out, f_hz)) continue;
    const auto out = core::interpolate(z_out, f_hz);
    // nothing arrives at a short, and the logarithm of nothing is not a number
    if (z.z_ohm[i] == 0.0 || z.z_ohm[i] + out == 0.0) continue;
    r.f_hz.push_back(f_hz);
    r.loss_db.push_back(loss_db(z.z_ohm[i], out));
    all.push_back(levers(z.z_ohm[i], out, core::error_at(z, i), core::interpolate_error(z_out, f_hz)));
    r.sigma_db.push_back(std::hypot(sigma_db(all.back().z), sigma_db(all.back().z_out)));
  }
  if (r.empty()) return r;
  find_span(r, all);
  if (core::covers(z, kReferenceHz) && core::covers(z_out, kReferenceHz)) {
    const auto z_ref = core::interpolate(z, kReferenceHz), out_ref = core::interpolate(z_out, kReferenceHz);
    const auto reference = levers(z_ref, out_ref, core::interpolate_error(z, kReferenceHz),
                                  core::interpolate_error(z_out, kReferenceHz));
    for (std::size_t i = 0; i < r.f_hz.size(); ++i) {
      r.deviation_db.push_back(r.loss_db[i] - loss_db(z_ref, out_ref));
      r.deviation_sigma_db.push_back(r.f_hz[i] == kReferenceHz ? 0.0
                                                               : difference_sigma_db(all[i], reference));
    }
  }
  return r;
}

std::optional<SpanBounds> span_bounds(const core::OhmCurve& z, const core::OhmCurve& z_out, Band band) {
  std::optional<DividerBounds> lowest;  // the smallest of the least and of the most
  DividerBounds highest;
  for (std::size_t i = 0; i < z.size(); ++i) {
    if (!band.contains(z.f_hz[i]) || !core::covers(z_out, z.f_hz[i]) || z.z_ohm[i] == 0.0) continue;
    const auto here = divider_bounds(std::abs(z.z_ohm[i]), core::interpolate(z_out, z.f_hz[i]));
    if (!lowest) lowest = highest = here;
    lowest = DividerBounds{std::min(lowest->least, here.least), std::min(lowest->most, here.most)};
    highest = {std::max(highest.least, here.least), std::max(highest.most, here.most)};
  }
  if (!lowest) return {};
  const auto db = [](double above, double below) { return 20.0 * std::log10(above / below); };
  return SpanBounds{std::max(0.0, db(highest.least, lowest->most)), db(highest.most, lowest->least)};
}

std::optional<double> largest_source_ohm(const core::OhmCurve& z, double span_db, Band band) {
  const auto span = [&](double ohm) {
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (std::size_t i = 0; i < z.size(); ++i) {
      if (!band.contains(z.f_hz[i]) || z.z_ohm[i] == 0.0) continue;
      const double norm = std::norm(divider(z.z_ohm[i], ohm));
      least = std::min(least, norm), most = std::max(most, norm);
    }
    return most > 0 ? 10.0 * std::log10(most / least) : -1.0;
  };
  constexpr double kLeastOhm = 1e-6;
  constexpr int kHalvings = 60;
  if (span(kLeastOhm) < 0 || span(kLargestSourceOhm) <= span_db) return {};
  double low = std::log(kLeastOhm), high = std::log(kLargestSourceOhm);
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = 0.5 * (low + high);
    (span(std::exp(middle)) > span_db ? high : low) = middle;
  }
  return std::exp(low);
}

}  // namespace ohmbench::models
