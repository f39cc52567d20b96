#include "core/ohm_curve.hpp"

#include <algorithm>
#include <cmath>

#include "core/ensure.hpp"

namespace ohmbench::core {
namespace {

struct Place {
  std::size_t left;
  double weight;  // of the right neighbour
};

Place find(const OhmCurve& curve, double at_hz) {
  ENSURE(covers(curve, at_hz));
  const auto right = std::lower_bound(curve.f_hz.begin(), curve.f_hz.end(), at_hz);
  const auto i = static_cast<std::size_t>(right - curve.f_hz.begin());
  if (i == 0 || curve.f_hz[i] == at_hz) return {i, 0.0};
  const double span = std::log(curve.f_hz[i] / curve.f_hz[i - 1]);
  return {i - 1, std::log(at_hz / curve.f_hz[i - 1]) / span};
}

template <class T>
T between(const std::vector<T>& values, Place p) {
  if (p.weight == 0.0) return values[p.left];
  return values[p.left] * (1.0 - p.weight) + values[p.left + 1] * p.weight;
}

}  // namespace

bool covers(const OhmCurve& curve, double at_hz) {
  return !curve.empty() && at_hz >= curve.f_hz.front() && at_hz <= curve.f_hz.back();
}

std::complex<double> interpolate(const OhmCurve& curve, double at_hz) {
  return between(curve.z_ohm, find(curve, at_hz));
}

double interpolate_sigma(const OhmCurve& curve, double at_hz) {
  return between(curve.sigma_ohm, find(curve, at_hz));
}

OhmCurve points_at(const OhmCurve& curve, const std::vector<std::size_t>& which) {
  OhmCurve some;
  some.phase_known = curve.phase_known, some.sigma_known = curve.sigma_known;
  for (const auto i : which) {
    some.f_hz.push_back(curve.f_hz[i]);
    some.z_ohm.push_back(curve.z_ohm[i]);
    some.sigma_ohm.push_back(curve.sigma_ohm[i]);
    some.noise_ohm.push_back(curve.noise_ohm[i]);
  }
  return some;
}

OhmCurve points_around(const OhmCurve& curve, const std::vector<double>& at_hz) {
  std::vector<std::size_t> which;
  const auto add = [&which](std::size_t i) {
    if (which.empty() || which.back() < i) which.push_back(i);
  };
  for (const double f_hz : at_hz) {
    if (!covers(curve, f_hz)) continue;
    const auto place = find(curve, f_hz);
    add(place.left);
    if (place.weight > 0) add(place.left + 1);
  }
  return points_at(curve, which);
}

void check(const OhmCurve& curve) {
  ENSURE(curve.z_ohm.size() == curve.size() && curve.sigma_ohm.size() == curve.size() &&
         curve.noise_ohm.size() == curve.size());
  for (std::size_t i = 0; i < curve.size(); ++i) {
    ENSURE(curve.f_hz[i] > (i == 0 ? 0.0 : curve.f_hz[i - 1]));
    ENSURE(std::isfinite(curve.z_ohm[i].real()) && std::isfinite(curve.z_ohm[i].imag()));
    ENSURE(std::isfinite(curve.sigma_ohm[i]) && std::isfinite(curve.noise_ohm[i]));
    ENSURE(curve.phase_known || (curve.z_ohm[i].real() >= 0 && curve.z_ohm[i].imag() == 0.0));
    ENSURE(curve.sigma_known || (curve.sigma_ohm[i] == 0.0 && curve.noise_ohm[i] == 0.0));
  }
}

}  // namespace ohmbench::core
