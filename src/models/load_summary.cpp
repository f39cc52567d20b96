#include "models/load_summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <utility>
#include <vector>

#include "core/curve_sigma.hpp"
#include "models/epdr.hpp"

namespace ohmbench::models {
namespace {

constexpr std::array kStandardRatings{2.0,  4.0,   6.0,   8.0,   16.0,  32.0,  50.0,
                                      64.0, 100.0, 150.0, 200.0, 250.0, 300.0, 600.0};  // Ω
constexpr double kRatedFraction = 0.8;  // IEC 60268-5: the minimum is not below 80 % of the rated impedance
constexpr double kReferenceHz = 1000.0;

using Matrix = std::array<std::array<double, 3>, 3>;

constexpr double kTells = 3.0;  // standard deviations
constexpr double kFirm = 5.0;   // so many that 1/p is nearly linear in p
constexpr int kRounds = 8;

/// A magnitude over frequency: of Z, or its EPDR.
struct Track {
  std::vector<double> f_hz, ohm;
  std::vector<double> ln_f, ln_ohm;
  std::vector<double> noise, common;  ///< relative standard deviations of the magnitude

  std::size_t size() const { return ln_f.size(); }
};

/// ln|Z| ≈ p x² + q x + r over the points first … last, x = (ln f − centre)/unit from −1 to 1 or less. A term
/// that cannot be told from zero is left out.
struct Parabola {
  std::array<double, 3> pqr{};
  Matrix covariance{};  ///< of pqr for weights of 1/noise²; zero for terms left out
  double centre = 0, unit = 1;
  double chi2 = 0;
  std::size_t first = 0, last = 0;
  bool weighted = false;  ///< all noises are known, and 1/noise² are the weights

  double x_of(double ln_f) const { return (ln_f - centre) / unit; }
  double at(double x) const { return (pqr[0] * x + pqr[1]) * x + pqr[2]; }
  /// true if the term is not zero within `k` standard deviations, or nothing is known of them
  bool tells(std::size_t term, double k) const {
    return !weighted || std::abs(pqr[term]) > k * std::sqrt(covariance[term][term]);
  }
};

/// The inverse of the lower right part of a symmetric matrix, from row `from` on; zero elsewhere.
Matrix inverse(const Matrix& m, std::size_t from) {
  Matrix full = m;
  for (std::size_t i = 0; i < from; ++i) {
    for (std::size_t k = 0; k < 3; ++k) full[i][k] = full[k][i] = i == k ? 1.0 : 0.0;
  }
  Matrix result;
  const auto minor = [&full](std::size_t i, std::size_t k) {
    const std::size_t i1 = (i + 1) % 3, i2 = (i + 2) % 3, k1 = (k + 1) % 3, k2 = (k + 2) % 3;
    return full[i1][k1] * full[i2][k2] - full[i1][k2] * full[i2][k1];
  };
  const double det = full[0][0] * minor(0, 0) + full[0][1] * minor(0, 1) + full[0][2] * minor(0, 2);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t k = 0; k < 3; ++k) result[k][i] = i < from || k < from ? 0.0 : minor(i, k) / det;
  }
  return result;
}

double weight(const Track& t, std::size_t i, bool weighted) {
  return weighted ? 1.0 / (t.noise[i] * t.noise[i]) : 1.0;
}

/// Least squares over the points first … last (three at least). @param from  0: parabola, 1: line, 2:
/// constant
Parabola fit(const Track& t, std::size_t first, std::size_t last, std::size_t from = 0) {
  Parabola f;
  f.first = first;
  f.last = last;
  f.centre = 0.5 * (t.ln_f[first] + t.ln_f[last]);
  f.unit = 0.5 * (t.ln_f[last] - t.ln_f[first]);
  const auto begin = t.noise.begin() + static_cast<std::ptrdiff_t>(first);
  f.weighted = std::all_of(begin, begin + static_cast<std::ptrdiff_t>(last - first + 1),
                           [](double n) { return n > 0; });
  const double base = t.ln_ohm[first];  // a small curvature must not drown in ln|Z|
  Matrix normal{};
  std::array<double, 3> right{};
  for (std::size_t i = first; i <= last; ++i) {
    const double x = f.x_of(t.ln_f[i]), w = weight(t, i, f.weighted);
    const std::array<double, 3> row{x * x, x, 1.0};
    for (std::size_t a = 0; a < 3; ++a) {
      right[a] += w * row[a] * (t.ln_ohm[i] - base);
      for (std::size_t b = 0; b < 3; ++b) normal[a][b] += w * row[a] * row[b];
    }
  }
  f.covariance = inverse(normal, from);
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) f.pqr[a] += f.covariance[a][b] * right[b];
  }
  f.pqr[2] += base;
  for (std::size_t i = first; i <= last; ++i) {
    const double off = t.ln_ohm[i] - f.at(f.x_of(t.ln_f[i]));
    f.chi2 += weight(t, i, f.weighted) * off * off;
  }
  return f;
}

/// true if what is left beside the parabola is no more than noise makes in 97 of 100 cases.
bool agrees(const Parabola& f) {
  const auto dof = static_cast<double>(f.last - f.first - 2);
  return dof == 0 || (f.weighted && f.chi2 <= dof + 2.0 * std::sqrt(2.0 * dof));
}

/// The parabola that represents the curve around the point `at`, which is not an end: over half of the widest
/// window that agrees with one, because what is not seen in the noise there is sixteen times less over half
/// of it (the next even term is x⁴).
Parabola around(const Track& t, std::size_t at) {
  std::size_t half = t.size();
  const auto window = [&](std::size_t h) {
    return std::pair(at > h ? at - h : 0, std::min(at + h, t.size() - 1));
  };
  while (half > 1 && !agrees(fit(t, window(half).first, window(half).second)))
    half = std::max<std::size_t>(1, half * 4 / 5);
  half = std::max<std::size_t>(1, half / 2);
  return fit(t, window(half).first, window(half).second);
}

/// The same without the terms that cannot be told from zero: without curvature, or without slope as well.
Parabola told_only(const Track& t, const Parabola& f) {
  if (f.tells(0, kTells)) return f;
  const auto line = fit(t, f.first, f.last, 1);
  return line.tells(1, kTells) ? line : fit(t, f.first, f.last, 2);
}

/// u²(ln|Z|) of the fit at x: noise by the fit's weights, the common part undiminished.
double sigma_at(const Track& t, const Parabola& f, double x) {
  const std::array<double, 3> row{x * x, x, 1.0};
  double noise = 0, common = 0;
  for (std::size_t i = f.first; i <= f.last; ++i) {
    const double xi = f.x_of(t.ln_f[i]);
    const std::array<double, 3> here{xi * xi, xi, 1.0};
    double share = 0;
    for (std::size_t a = 0; a < 3; ++a) {
      for (std::size_t b = 0; b < 3; ++b) share += row[a] * f.covariance[a][b] * here[b];
    }
    share *= weight(t, i, f.weighted);
    noise += share * share * t.noise[i] * t.noise[i];
    common += share * t.common[i];
  }
  return std::sqrt(noise + common * common);
}

/// One standard deviation of ln f of the vertex −q/2p by noise; absent if there is no firm curvature.
std::optional<double> vertex_sigma(const Parabola& f) {
  const auto [p, q, r] = f.pqr;
  if (!f.weighted || p == 0.0 || !f.tells(0, kFirm)) return {};
  const double by_p = q / (2.0 * p * p), by_q = -1.0 / (2.0 * p);
  const auto& c = f.covariance;
  return f.unit * std::sqrt(by_p * by_p * c[0][0] + 2.0 * by_p * by_q * c[0][1] + by_q * by_q * c[1][1]);
}

Extremum point_of(const Track& t, std::size_t at) {
  Extremum e{t.ohm[at], t.f_hz[at], {}, {}};
  const double sigma = std::hypot(t.noise[at], t.common[at]);
  if (sigma > 0) e.sigma_ohm = sigma * e.ohm;
  return e;
}

/// Where the fit is extreme: its vertex, or the end of its window where that is more extreme.
double place_of(const Parabola& f, const Track& t, double sign) {
  const double left = f.x_of(t.ln_f[f.first]), right = f.x_of(t.ln_f[f.last]);
  const auto [p, q, r] = f.pqr;
  const double vertex = p * sign > 0 ? -q / (2.0 * p) : 0.0;
  if (p * sign > 0 && vertex >= left && vertex <= right) return vertex;
  if (p == 0.0 && q == 0.0) return 0.5 * (left + right);
  return sign * f.at(left) < sign * f.at(right) ? left : right;
}

/// The extreme of `t` near the point `at`: the least if `sign` is +1, the most if −1.
Extremum refined(const Track& t, std::size_t at, double sign) {
  if (t.size() < 3 || std::count(t.ohm.begin(), t.ohm.end(), 0.0) > 0) return point_of(t, at);
  Parabola full, f;
  double x = 0;
  // the lowest point of a noisy curve is not where the curve is lowest: go there
  std::size_t middle = std::clamp<std::size_t>(at, 1, t.size() - 2);
  for (int round = 0; round < kRounds; ++round) {
    full = around(t, middle);
    f = told_only(t, full);
    x = place_of(f, t, sign);
    const auto next = std::lower_bound(t.ln_f.begin(), t.ln_f.end(), f.centre + x * f.unit) - t.ln_f.begin();
    const auto moved = std::clamp<std::size_t>(static_cast<std::size_t>(next), 1, t.size() - 2);
    if (f.last - f.first == 2 || moved == middle) break;
    middle = moved;
  }
  const bool vertex = f.pqr[0] * sign > 0 && x == -f.pqr[1] / (2.0 * f.pqr[0]);
  if (!vertex && f.last - f.first == 2) return point_of(t, at);
  Extremum e{std::exp(f.at(x)), std::exp(f.centre + x * f.unit), {}, {}};
  // where terms were left out, what they would have made is not known to be nothing
  const double left_out = full.at(place_of(full, t, sign)) - f.at(x);
  if (const double sigma = std::hypot(sigma_at(t, f, x), left_out); f.weighted || sigma_at(t, f, x) > 0)
    e.sigma_ohm = sigma * e.ohm;
  if (const auto ln = vertex_sigma(f); vertex && ln) e.sigma_hz = *ln * e.f_hz;
  return e;
}

/// ln EPDR moves with ln|Z|, and by −cot(30° + |φ|/3) with the phase.
double epdr_by_phase(std::complex<double> z) {
  return 1.0 / std::tan(std::numbers::pi / 6.0 + std::abs(std::arg(z)) / 3.0);
}

/// @param ohm  |z| or what stands for it, moved by `by_phase` for each radian of |φ|, both relative
void add(Track& t, double f_hz, double ohm, double by_phase, std::complex<double> z,
         const core::PointError& error) {
  t.f_hz.push_back(f_hz);
  t.ohm.push_back(ohm);
  t.ln_f.push_back(std::log(f_hz));
  t.ln_ohm.push_back(std::log(ohm));
  const double z_ohm = std::abs(z), phase = std::arg(z);
  const double scale = z_ohm > 0 ? 1.0 / z_ohm : 0.0;
  t.noise.push_back(core::sigma_of({error.noise_ohm, 0.0}, scale, by_phase * scale));
  double common = core::sigma_of({0.0, error.common_ohm}, scale, by_phase * scale);
  if (std::abs(phase) < kTells * error.noise_ohm * scale) {
    // |φ| of a phase that is zero within its noise is always too large: no averaging takes that away
    common = std::hypot(common, core::sigma_of({error.noise_ohm, 0.0}, 0.0, by_phase * scale));
  }
  t.common.push_back(common);
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
  Track magnitude, epdr;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    if (!band.contains(curve.f_hz[i])) continue;
    const auto z = curve.z_ohm[i];
    const auto error = core::error_at(curve, i);
    const double ohm = std::abs(z);
    if (!summary.covered) summary.covered = Band{curve.f_hz[i], curve.f_hz[i]};
    summary.covered->to_hz = curve.f_hz[i];
    add(magnitude, curve.f_hz[i], ohm, 0.0, z, error);
    add(epdr, curve.f_hz[i], ohm > 0 ? epdr_ohm(z) : 0.0, epdr_by_phase(z), z, error);
  }
  if (!summary.covered) return summary;
  const auto place = [](const Track& t, auto found) {
    return static_cast<std::size_t>(found - t.ln_ohm.begin());
  };
  const auto [least, most] = std::minmax_element(magnitude.ln_ohm.begin(), magnitude.ln_ohm.end());
  summary.min = refined(magnitude, place(magnitude, least), +1.0);
  summary.max = refined(magnitude, place(magnitude, most), -1.0);
  if (curve.phase_known) {
    const auto hardest = std::min_element(epdr.ln_ohm.begin(), epdr.ln_ohm.end());
    summary.epdr_min = refined(epdr, place(epdr, hardest), +1.0);
  }
  summary.rated_ohm = rated_impedance_ohm(summary.min->ohm);
  if (core::covers(curve, kReferenceHz)) {
    summary.ohm_at_1khz = std::abs(core::interpolate(curve, kReferenceHz));
    const double sigma = core::sigma_of(core::interpolate_error(curve, kReferenceHz), 1.0, 0.0);
    if (sigma > 0) summary.sigma_at_1khz_ohm = sigma;
  }
  return summary;
}

}  // namespace ohmbench::models
