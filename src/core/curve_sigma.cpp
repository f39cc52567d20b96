#include "core/curve_sigma.hpp"

#include <algorithm>
#include <cmath>

#include "core/ensure.hpp"

namespace ohmbench::core {
namespace {

using Part = double PointError::*;

/// Largest relative step of a derivative: small against any curvature, large against rounding.
constexpr double kStep = 1e-4;

double relative(const OhmCurve& curve, std::size_t i, Part part) {
  const double z = std::abs(curve.z_ohm[i]);
  return z > 0 ? error_at(curve, i).*part / z : 0.0;
}

using Figures = std::vector<std::optional<double>>;
using FiguresOf = std::function<Figures(const OhmCurve&)>;

/// Half the difference of each figure between the curve moved by ±part in `direction`, scaled to the full
/// part; a single 0 if there is no such part.
Figures moved(const OhmCurve& curve, Part part, std::complex<double> direction, const FiguresOf& figures) {
  double largest = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) largest = std::max(largest, relative(curve, i, part));
  if (largest == 0.0) return {0.0};
  const double scale = kStep / largest;
  OhmCurve up = curve, down = curve;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const auto step = direction * relative(curve, i, part) * scale * curve.z_ohm[i];
    up.z_ohm[i] += step;
    down.z_ohm[i] -= step;
  }
  auto above = figures(up);
  const auto below = figures(down);
  ENSURE(above.size() == below.size());
  for (std::size_t k = 0; k < above.size(); ++k) {
    if (above[k] && below[k])
      above[k] = 0.5 * (*above[k] - *below[k]) / scale;
    else
      above[k].reset();
  }
  return above;
}

std::optional<double> at(const Figures& figures, std::size_t k) {
  return figures.size() == 1 && k > 0 ? figures.front() : figures.at(k);
}

}  // namespace

PointError error_at(const OhmCurve& curve, std::size_t i) {
  const double sigma = curve.sigma_ohm[i];
  const double noise = std::min(curve.noise_ohm[i], sigma);
  return {noise, std::sqrt((sigma - noise) * (sigma + noise))};
}

PointError interpolate_error(const OhmCurve& curve, double at_hz) {
  ENSURE(covers(curve, at_hz));
  const auto right = std::lower_bound(curve.f_hz.begin(), curve.f_hz.end(), at_hz);
  const auto i = static_cast<std::size_t>(right - curve.f_hz.begin());
  if (curve.f_hz[i] == at_hz) return error_at(curve, i);
  const double w = std::log(at_hz / curve.f_hz[i - 1]) / std::log(curve.f_hz[i] / curve.f_hz[i - 1]);
  const auto a = error_at(curve, i - 1), b = error_at(curve, i);
  return {std::hypot((1 - w) * a.noise_ohm, w * b.noise_ohm), (1 - w) * a.common_ohm + w * b.common_ohm};
}

double sigma_of(const PointError& error, double along, double across) {
  return std::hypot(error.noise_ohm * std::hypot(along, across) / std::sqrt(2.0),
                    error.common_ohm * std::max(std::abs(along), std::abs(across)));
}

std::vector<std::optional<double>> sigmas_of_figures(const OhmCurve& curve, const FiguresOf& figures) {
  if (std::all_of(curve.sigma_ohm.begin(), curve.sigma_ohm.end(), [](double s) { return s == 0.0; }))
    return {};
  const auto noise_along = moved(curve, &PointError::noise_ohm, {1, 0}, figures);
  const auto noise_across = moved(curve, &PointError::noise_ohm, {0, 1}, figures);
  const auto common_along = moved(curve, &PointError::common_ohm, {1, 0}, figures);
  const auto common_across = moved(curve, &PointError::common_ohm, {0, 1}, figures);
  const std::size_t count = std::max(noise_along.size(), common_along.size());
  Figures sigmas(count);
  for (std::size_t k = 0; k < count; ++k) {
    const auto na = at(noise_along, k), nc = at(noise_across, k);
    const auto ca = at(common_along, k), cc = at(common_across, k);
    if (na && nc && ca && cc)
      sigmas[k] = std::hypot(std::hypot(*na, *nc) / std::sqrt(2.0), std::max(std::abs(*ca), std::abs(*cc)));
  }
  return sigmas;
}

std::optional<double> sigma_of_figure(const OhmCurve& curve,
                                      const std::function<std::optional<double>(const OhmCurve&)>& figure) {
  const auto sigmas = sigmas_of_figures(curve, [&](const OhmCurve& c) { return Figures{figure(c)}; });
  return sigmas.empty() ? std::nullopt : sigmas.front();
}

std::optional<double> in_quadrature(const std::optional<double>& a, const std::optional<double>& b) {
  if (!a || !b) return a ? a : b;
  return std::hypot(*a, *b);
}

}  // namespace ohmbench::core
