#include "fitting/start.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace ohmbench::fitting {
namespace {

using Complex = std::complex<double>;

/// Without a second side to measure the width on, or with a hump of one point.
constexpr double kLeastQ = 0.3, kMostQ = 60.0;
/// A coefficient that came out negative starts at this part of what it stands beside.
constexpr double kSmall = 1e-3;

double height_at(const Points& p, std::size_t k) {
  return p.magnitude_only ? std::abs(p.z_ohm[k]) : p.z_ohm[k].real();
}

/// ln of the height, single points removed.
std::vector<double> smooth_log(const Points& p) {
  const std::size_t n = p.size();
  std::vector<double> raw(n), y(n);
  for (std::size_t k = 0; k < n; ++k)
    raw[k] = std::log(std::max(height_at(p, k), 1e-9 * std::abs(p.z_ohm[k])));
  for (std::size_t k = 0; k < n; ++k) {
    if (k == 0 || k + 1 == n) {
      y[k] = raw[k];
    } else {
      y[k] = std::max(std::min(raw[k - 1], raw[k]), std::min(std::max(raw[k - 1], raw[k]), raw[k + 1]));
    }
  }
  return y;
}

/// Where the height crosses `level` between the points k and k + step [Hz]; towards the ends from `from`.
std::optional<double> crossing(const Points& p, std::size_t from, int step, double level) {
  for (auto k = static_cast<std::ptrdiff_t>(from); k + step >= 0 && k + step < std::ptrdiff_t(p.size());
       k += step) {
    const auto a = static_cast<std::size_t>(k), b = static_cast<std::size_t>(k + step);
    const double here = height_at(p, a), there = height_at(p, b);
    if (here >= level && there < level) {
      const double part = (here - level) / (here - there);
      return p.f_hz[a] * std::pow(p.f_hz[b] / p.f_hz[a], part);
    }
  }
  return {};
}

Resonance resonance_at(const Points& p, std::size_t peak, double valley_ohm) {
  Resonance r;
  const double top = height_at(p, peak);
  r.ohm = std::max(top - valley_ohm, 1e-3 * top);
  const double half = top - 0.5 * r.ohm;
  const auto left = crossing(p, peak, -1, half), right = crossing(p, peak, +1, half);
  r.f_hz = p.f_hz[peak];
  // Re Z of a resonance falls to half where Q |f/f0 − f0/f| = 1
  const auto detuning = [&](double f) { return std::abs(f / r.f_hz - r.f_hz / f); };
  double width = 0;
  if (left && right) {
    r.f_hz = std::sqrt(*left * *right);
    width = 0.5 * (detuning(*left) + detuning(*right));
  } else if (left || right) {
    width = detuning(left ? *left : *right);
  }
  r.q = width > 0 ? std::clamp(1.0 / width, kLeastQ, kMostQ) : 1.0;
  return r;
}

/// The shapes whose linear combination a coil is, for one place on the grid, and what their coefficients
/// mean.
struct GridPoint {
  double a = 0, b = 0;  ///< nonlinear parameters: n; corner; both corners [rad/s]
};

std::vector<GridPoint> grid_of(CoilModel coil) {
  std::vector<GridPoint> grid;
  const double to_rad = 2.0 * std::numbers::pi;
  switch (coil) {
    case CoilModel::kNone:
    case CoilModel::kLe:
      return {{}};
    case CoilModel::kLeach:
      for (double n = 0.4; n < 1.0; n += 0.075) grid.push_back({n, 0});
      return grid;
    case CoilModel::kLr2:
      for (double f = 100.0; f < 30e3; f *= 1.5) grid.push_back({f * to_rad, 0});
      return grid;
    case CoilModel::kThorborgFuttrup3:
      for (double fa = 20.0; fa < 60e3; fa *= 1.6) grid.push_back({fa * to_rad, 0});
      return grid;
    case CoilModel::kThorborgFuttrup:
      for (double fa = 20.0; fa < 60e3; fa *= 2.5) {
        for (double fb = 200.0; fb < 300e3; fb *= 3.0) grid.push_back({fa * to_rad, fb * to_rad});
      }
      return grid;
  }
  return grid;
}

/// The lossy part with its linear parameter 1, and plainly s.
std::vector<Complex> columns_of(CoilModel coil, const GridPoint& g, double f_hz) {
  const Complex s(0.0, 2.0 * std::numbers::pi * f_hz);
  switch (coil) {
    case CoilModel::kNone:
      return {};
    case CoilModel::kLe:
      return {s};
    case CoilModel::kLeach:
      return {std::pow(s, g.a)};
    case CoilModel::kLr2:
      return {s * g.a / (s + g.a), s};
    case CoilModel::kThorborgFuttrup3:
      return {1.0 / (1.0 / s + 1.0 / std::sqrt(s * g.a)), s};
    case CoilModel::kThorborgFuttrup:
      return {1.0 / (1.0 / s + 1.0 / std::sqrt(s * g.a) + 1.0 / g.b), s};
  }
  return {};
}

Coil coil_of(CoilModel model, const GridPoint& g, double lossy, double plain) {
  Coil coil{model, {}};
  switch (model) {
    case CoilModel::kNone:
      break;
    case CoilModel::kLe:
      coil.value = {lossy};
      break;
    case CoilModel::kLeach:
      coil.value = {lossy, g.a};
      break;
    case CoilModel::kLr2:
      coil.value = {plain, lossy, lossy * g.a};
      break;
    case CoilModel::kThorborgFuttrup3:
      coil.value = {plain, lossy, lossy * std::sqrt(g.a)};
      break;
    case CoilModel::kThorborgFuttrup:
      coil.value = {plain, lossy, lossy * std::sqrt(g.a), lossy * g.b};
      break;
  }
  return coil;
}

/// Linear least squares for Re, the coil's coefficients and the resonances' heights; those listed in `left`
/// are left out. @return coefficients, zero for those left out, and χ²
std::pair<Eigen::VectorXd, double> linear(const Points& p, const LoadModel& from, CoilModel coil,
                                          const GridPoint& g, const std::vector<bool>& left) {
  const auto size = static_cast<Eigen::Index>(left.size());
  Eigen::MatrixXd normal = Eigen::MatrixXd::Zero(size, size);
  Eigen::VectorXd right = Eigen::VectorXd::Zero(size);
  double square = 0;
  std::vector<Complex> row(left.size());
  for (std::size_t k = 0; k < p.size(); ++k) {
    const double w = 1.0 / p.scale_ohm[k];
    row[0] = w;
    std::size_t at = 1;
    for (const auto& c : columns_of(coil, g, p.f_hz[k])) row[at++] = c * w;
    for (const auto& r : from.resonances)
      row[at++] = w / Complex(1.0, r.q * (p.f_hz[k] / r.f_hz - r.f_hz / p.f_hz[k]));
    const Complex y = p.z_ohm[k] * w;
    square += std::norm(y);
    for (Eigen::Index i = 0; i < size; ++i) {
      const auto a = row[static_cast<std::size_t>(i)];
      right[i] += (std::conj(a) * y).real();
      for (Eigen::Index m = 0; m <= i; ++m)
        normal(i, m) += (std::conj(a) * row[static_cast<std::size_t>(m)]).real();
    }
  }
  for (Eigen::Index i = 0; i < size; ++i) {
    if (!left[static_cast<std::size_t>(i)]) continue;
    normal.row(i).setZero();
    normal.col(i).setZero();
    normal(i, i) = 1.0;
    right[i] = 0.0;
  }
  const Eigen::VectorXd solution = normal.selfadjointView<Eigen::Lower>().ldlt().solve(right);
  return {solution, square - solution.dot(right)};
}

}  // namespace

std::vector<Hump> humps(const Points& points, double least) {
  std::vector<Hump> found;
  const auto y = smooth_log(points);
  const std::size_t n = y.size();
  for (std::size_t k = 1; k + 1 < n; ++k) {
    if (!(y[k] > y[k - 1] && y[k] >= y[k + 1])) continue;
    double left = y[k], right = y[k];
    for (std::size_t i = k; i-- > 0 && y[i] <= y[k];) left = std::min(left, y[i]);
    for (std::size_t i = k + 1; i < n && y[i] <= y[k]; ++i) right = std::min(right, y[i]);
    const double prominence = y[k] - std::max(left, right);
    if (prominence < least) continue;
    const double valley = std::exp(std::min(left, right));
    // the highest of the points that the median may have moved
    std::size_t top = k;
    for (std::size_t i = k - 1; i <= k + 1; ++i) {
      if (height_at(points, i) > height_at(points, top)) top = i;
    }
    const double height = height_at(points, top) * -std::expm1(-prominence);
    found.push_back({resonance_at(points, top, valley), prominence, height, valley});
  }
  return found;
}

std::vector<LoadModel> starts(const Points& points, const LoadModel& from, CoilModel coil, std::size_t most) {
  struct Start {
    LoadModel model;
    double chi2;
  };
  std::vector<Start> all;
  const std::size_t columns = columns_of(coil, {1.0, 1.0}, 1.0).size();
  for (const auto& g : grid_of(coil)) {
    std::vector<bool> left(1 + columns + from.resonances.size(), false);
    auto [c, chi2] = linear(points, from, coil, g, left);
    const auto negative = [&] {
      Eigen::Index worst = -1;
      for (Eigen::Index i = 0; i < c.size(); ++i) {
        if (!left[static_cast<std::size_t>(i)] && !(c[i] > 0) && (worst < 0 || c[i] < c[worst])) worst = i;
      }
      return worst;
    };
    for (auto worst = negative(); worst >= 0; worst = negative()) {
      left[static_cast<std::size_t>(worst)] = true;
      std::tie(c, chi2) = linear(points, from, coil, g, left);
    }
    LoadModel model = from;
    model.re_ohm = c[0] > 0 ? c[0] : from.re_ohm;
    const double lossy = columns > 0 ? c[1] : 0.0, plain = columns > 1 ? c[2] : 0.0;
    if (columns > 0 && !(lossy > 0)) continue;
    model.coil = coil_of(coil, g, lossy, plain > 0 ? plain : kSmall * lossy);
    for (std::size_t i = 0; i < from.resonances.size(); ++i) {
      const double ohm = c[static_cast<Eigen::Index>(1 + columns + i)];
      if (ohm > 0) model.resonances[i].ohm = ohm;
    }
    all.push_back({std::move(model), chi2});
  }
  std::stable_sort(all.begin(), all.end(), [](const Start& a, const Start& b) { return a.chi2 < b.chi2; });
  std::vector<LoadModel> best;
  for (std::size_t i = 0; i < std::min(most, all.size()); ++i) best.push_back(std::move(all[i].model));
  return best;
}

}  // namespace ohmbench::fitting
