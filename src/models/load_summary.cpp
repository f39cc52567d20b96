#include "models/load_summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "models/epdr.hpp"

namespace ohmbench::models {
namespace {

constexpr std::array kStandardRatings{2.0,  4.0,   6.0,   8.0,   16.0,  32.0,  50.0,
                                      64.0, 100.0, 150.0, 200.0, 250.0, 300.0, 600.0};  // Ω
constexpr double kRatedFraction = 0.8;  // IEC 60268-5: the minimum is not below 80 % of the rated impedance
constexpr double kReferenceHz = 1000.0;

/// Vertex of the parabola through three points (x ascending, y[1] extreme); the middle point if they are on a
/// line.
Extremum vertex(const std::array<double, 3>& ln_f, const std::array<double, 3>& ln_ohm) {
  const double a = ln_f[0] - ln_f[1], b = ln_f[2] - ln_f[1];
  const double u = ln_ohm[0] - ln_ohm[1], v = ln_ohm[2] - ln_ohm[1];
  // y − y1 = p x² + q x around the middle point
  const double p = (u / a - v / b) / (a - b);
  const double q = u / a - p * a;
  if (p == 0.0) return {std::exp(ln_ohm[1]), std::exp(ln_f[1])};
  const double x = -q / (2.0 * p);
  return {std::exp(ln_ohm[1] - q * q / (4.0 * p)), std::exp(ln_f[1] + x)};
}

/// The extreme of `ohm` at index `at`, refined by its two neighbours where it has them.
Extremum refined(const std::vector<double>& f_hz, const std::vector<double>& ohm, std::ptrdiff_t index) {
  const auto at = static_cast<std::size_t>(index);
  if (at == 0 || at + 1 == ohm.size() || ohm[at] == 0.0) return {ohm[at], f_hz[at]};
  return vertex({std::log(f_hz[at - 1]), std::log(f_hz[at]), std::log(f_hz[at + 1])},
                {std::log(ohm[at - 1]), std::log(ohm[at]), std::log(ohm[at + 1])});
}

}  // namespace

std::optional<double> rated_impedance_ohm(double z_min_ohm) {
  // the last digit of a product like 0.8 · 4 must not decide
  const double least = z_min_ohm * (1.0 + 1e-12);
  std::optional<double> rated;
  for (const double standard : kStandardRatings) {
    if (least >= kRatedFraction * standard) rated = standard;
  }
  return rated;
}

LoadSummary summarize(const core::OhmCurve& curve, Band band) {
  LoadSummary summary;
  std::vector<double> f_hz, magnitude, epdr;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    if (!band.contains(curve.f_hz[i])) continue;
    f_hz.push_back(curve.f_hz[i]);
    magnitude.push_back(std::abs(curve.z_ohm[i]));
    epdr.push_back(magnitude.back() > 0 ? epdr_ohm(curve.z_ohm[i]) : 0.0);
  }
  if (f_hz.empty()) return summary;
  summary.covered = Band{f_hz.front(), f_hz.back()};
  const auto [least, most] = std::minmax_element(magnitude.begin(), magnitude.end());
  const auto hardest = std::min_element(epdr.begin(), epdr.end());
  summary.min = refined(f_hz, magnitude, least - magnitude.begin());
  summary.max = refined(f_hz, magnitude, most - magnitude.begin());
  summary.epdr_min = refined(f_hz, epdr, hardest - epdr.begin());
  summary.rated_ohm = rated_impedance_ohm(summary.min->ohm);
  if (core::covers(curve, kReferenceHz))
    summary.ohm_at_1khz = std::abs(core::interpolate(curve, kReferenceHz));
  return summary;
}

}  // namespace ohmbench::models
