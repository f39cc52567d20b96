#include "models/load_checks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/ensure.hpp"

namespace ohmbench::models {
namespace {

constexpr double kDegPerRad = 180.0 / std::numbers::pi;
constexpr double kSure = 3.0;          // standard deviations
constexpr double kUnknownPart = 0.01;  // of |Z|, where the errors are not known
constexpr double kLimitDeg = 3.0;      // of what is left in the phase
constexpr double kLeastOctaves = 4.0;  // the ends take half an octave each
constexpr std::size_t kLeastPoints = 20;
constexpr int kFiner = 8;              // steps of the integral in each step of the curve
constexpr std::size_t kEndPoints = 5;  // over which an end's slope is taken
constexpr double kFar = 12.0;          // nepers of frequency beyond the ends: what lies there adds 1e-5

double phase_deg(std::complex<double> z) {
  return std::arg(z) * kDegPerRad;
}

/// ∫₀^u ln coth(t/2) dt for u ≥ 0; π²/4 for u → ∞. The series Σ 2 e^(−kt)/k over odd k is integrated by term;
/// near 0, where it is slow, the expansion of ln(2/t) + t²/12 − 7t⁴/1440 is.
double weight_to(double u) {
  if (u < 1.0) {
    if (u == 0) return 0;
    const double u3 = u * u * u;
    return u * (1.0 + std::log(2.0 / u)) + u3 / 36.0 - 7.0 * u3 * u * u / 7200.0;
  }
  double sum = std::numbers::pi * std::numbers::pi / 4.0;
  const double first = std::exp(-u), ratio = first * first;
  double power = first;  // e^(−ku)
  for (int k = 1; k < 40 && power > std::numeric_limits<double>::epsilon(); k += 2, power *= ratio)
    sum -= 2.0 * power / (k * k);
  return sum;
}

/// ln|Z| over ln f as a polyline that follows the curve's bends: between the points by cubics with the slopes
/// of the points' neighbours.
struct Polyline {
  std::vector<double> x, y;
};

Polyline finer(const std::vector<double>& x, const std::vector<double>& y) {
  const std::size_t n = x.size();
  std::vector<double> slope(n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t a = i == 0 ? 0 : i - 1, b = std::min(i + 1, n - 1);
    slope[i] = (y[b] - y[a]) / (x[b] - x[a]);
  }
  Polyline fine;
  for (std::size_t i = 0; i + 1 < n; ++i) {
    const double step = x[i + 1] - x[i];
    for (int k = 0; k < kFiner; ++k) {
      const double t = static_cast<double>(k) / kFiner, t2 = t * t, t3 = t2 * t;
      fine.x.push_back(x[i] + t * step);
      fine.y.push_back((2 * t3 - 3 * t2 + 1) * y[i] + (t3 - 2 * t2 + t) * step * slope[i] +
                       (3 * t2 - 2 * t3) * y[i + 1] + (t3 - t2) * step * slope[i + 1]);
    }
  }
  fine.x.push_back(x.back());
  fine.y.push_back(y.back());
  return fine;
}

/// The slope of the points first … last by least squares.
double slope_of(const std::vector<double>& x, const std::vector<double>& y, std::size_t first,
                std::size_t last) {
  double mx = 0, my = 0, xx = 0, xy = 0;
  const auto n = static_cast<double>(last - first + 1);
  for (std::size_t i = first; i <= last; ++i) mx += x[i] / n, my += y[i] / n;
  for (std::size_t i = first; i <= last; ++i)
    xx += (x[i] - mx) * (x[i] - mx), xy += (x[i] - mx) * (y[i] - my);
  return xy / xx;
}

/// Bode's integral over the polyline, at x0 [rad].
double implied_phase(const Polyline& line, double x0) {
  const auto signed_weight = [x0](double x) { return x >= x0 ? weight_to(x - x0) : -weight_to(x0 - x); };
  double sum = 0, before = signed_weight(line.x.front());
  for (std::size_t i = 0; i + 1 < line.x.size(); ++i) {
    const double after = signed_weight(line.x[i + 1]);
    sum += (line.y[i + 1] - line.y[i]) / (line.x[i + 1] - line.x[i]) * (after - before);
    before = after;
  }
  return sum / std::numbers::pi;
}

using Row = std::array<double, 4>;

/// What lies beyond the ends may add these, at x0.
Row beyond(double x0, double from, double to) {
  const double up = std::exp(x0 - to), down = std::exp(from - x0);
  return {up, up * up * up, down, down * down * down};
}

/// Least squares for the four coefficients; by elimination of the normal equations.
Row fitted(const std::vector<Row>& rows, const std::vector<double>& right) {
  std::array<std::array<double, 5>, 4> m{};
  for (std::size_t k = 0; k < rows.size(); ++k) {
    for (std::size_t i = 0; i < 4; ++i) {
      for (std::size_t j = 0; j < 4; ++j) m[i][j] += rows[k][i] * rows[k][j];
      m[i][4] += rows[k][i] * right[k];
    }
  }
  for (std::size_t i = 0; i < 4; ++i) {  // symmetric and positive: the diagonal serves as pivot
    for (std::size_t r = 0; r < 4; ++r) {
      if (r == i) continue;
      const double share = m[r][i] / m[i][i];
      for (std::size_t j = i; j < 5; ++j) m[r][j] -= share * m[i][j];
    }
  }
  return {m[0][4] / m[0][0], m[1][4] / m[1][1], m[2][4] / m[2][2], m[3][4] / m[3][3]};
}

}  // namespace

std::optional<PhaseExtremes> phase_extremes(const core::OhmCurve& curve, Band band) {
  std::optional<PhaseExtremes> found;
  if (!curve.phase_known) return found;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    if (!band.contains(curve.f_hz[i])) continue;
    const PhaseExtremum here{phase_deg(curve.z_ohm[i]), curve.f_hz[i]};
    if (!found) found = PhaseExtremes{here, here};
    if (here.deg < found->least.deg) found->least = here;
    if (here.deg > found->most.deg) found->most = here;
  }
  return found;
}

std::optional<NotPassive> not_passive(const core::OhmCurve& curve) {
  std::optional<NotPassive> worst;
  double most = 0;
  if (!curve.phase_known) return worst;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const auto z = curve.z_ohm[i];
    const double sigma = curve.sigma_ohm[i] / std::numbers::sqrt2;
    const double allowed = sigma > 0 ? kSure * sigma : kUnknownPart * std::abs(z);
    const double excess = (-z.real() - allowed) / std::max(std::abs(z), 1e-300);
    if (excess <= most) continue;
    most = excess;
    worst = NotPassive{curve.f_hz[i], z.real(), phase_deg(z)};
  }
  return worst;
}

std::vector<double> minimum_phase_rad(const core::OhmCurve& curve) {
  ENSURE(curve.size() >= kEndPoints);
  std::vector<double> x, y;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    ENSURE(curve.z_ohm[i] != 0.0);
    x.push_back(std::log(curve.f_hz[i]));
    y.push_back(std::log(std::abs(curve.z_ohm[i])));
  }
  auto line = finer(x, y);
  const std::size_t n = x.size();
  const double first = slope_of(x, y, 0, kEndPoints - 1), last = slope_of(x, y, n - kEndPoints, n - 1);
  line.x.insert(line.x.begin(), x.front() - kFar);
  line.y.insert(line.y.begin(), y.front() - kFar * first);
  line.x.push_back(x.back() + kFar);
  line.y.push_back(y.back() + kFar * last);
  std::vector<double> phase;
  for (const double x0 : x) phase.push_back(implied_phase(line, x0));
  return phase;
}

std::optional<KramersKronig> kramers_kronig(const core::OhmCurve& curve) {
  if (!curve.phase_known || curve.size() < kLeastPoints) return {};
  if (std::log2(curve.f_hz.back() / curve.f_hz.front()) < kLeastOctaves) return {};
  if (std::count(curve.z_ohm.begin(), curve.z_ohm.end(), 0.0) > 0) return {};
  const auto implied = minimum_phase_rad(curve);
  const double margin = 0.5 * std::numbers::ln2;
  const double first = std::log(curve.f_hz.front()), last = std::log(curve.f_hz.back());
  std::vector<Row> rows;
  std::vector<double> off, at;
  double noise2 = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const double x = std::log(curve.f_hz[i]);
    if (x < first + margin || x > last - margin) continue;
    rows.push_back(beyond(x, first, last));
    off.push_back(std::arg(curve.z_ohm[i]) - implied[i]);
    at.push_back(curve.f_hz[i]);
    noise2 += 0.5 * std::norm(curve.sigma_ohm[i] / std::abs(curve.z_ohm[i]));
  }
  if (rows.size() < kLeastPoints / 2) return {};
  const auto c = fitted(rows, off);
  KramersKronig result;
  result.checked = {at.front(), at.back()};
  double sum2 = 0;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    double ends = 0;
    for (std::size_t i = 0; i < 4; ++i) ends += c[i] * rows[k][i];
    const double left = off[k] - ends;
    sum2 += left * left;
    const double above = c[0] * rows[k][0] + c[1] * rows[k][1];
    result.ends_deg = std::max(result.ends_deg, std::abs(above) * kDegPerRad);
    if (std::abs(left) * kDegPerRad < std::abs(result.worst_deg)) continue;
    result.worst_deg = left * kDegPerRad;
    result.worst_hz = at[k];
  }
  const auto count = static_cast<double>(rows.size());
  result.rms_deg = std::sqrt(sum2 / count) * kDegPerRad;
  result.limit_deg = std::max(kLimitDeg, kSure * std::sqrt(noise2 / count) * kDegPerRad);
  return result;
}

}  // namespace ohmbench::models
