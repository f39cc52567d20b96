#include "fitting/classic.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/ensure.hpp"
#include "models/load_summary.hpp"

namespace ohmbench::fitting {
namespace {

constexpr double kHumpOctaves = 0.5;  // to each side of `near_hz`, where the maximum is looked for

/// Where |Z| first falls below `level` from the point `from` on in steps of ±1.
std::optional<double> fall(const core::OhmCurve& c, std::size_t from, int step, double level) {
  for (auto k = static_cast<std::ptrdiff_t>(from); k + step >= 0 && k + step < std::ptrdiff_t(c.size());
       k += step) {
    const auto a = static_cast<std::size_t>(k), b = static_cast<std::size_t>(k + step);
    const double here = std::abs(c.z_ohm[a]), there = std::abs(c.z_ohm[b]);
    if (here >= level && there < level)
      return c.f_hz[a] * std::pow(c.f_hz[b] / c.f_hz[a], std::log(here / level) / std::log(here / there));
  }
  return {};
}

}  // namespace

Classic classic_from(double re_ohm, double z_max_ohm, double f1_hz, double f2_hz) {
  ENSURE(re_ohm > 0 && z_max_ohm > re_ohm && f1_hz > 0 && f2_hz > f1_hz);
  Classic c{z_max_ohm, f1_hz, f2_hz};
  const double r0 = z_max_ohm / re_ohm;
  c.fs_hz = std::sqrt(f1_hz * f2_hz);
  c.qms = c.fs_hz * std::sqrt(r0) / (f2_hz - f1_hz);
  c.qes = c.qms / (r0 - 1.0);
  c.qts = c.qms / r0;
  return c;
}

std::optional<Classic> classic(const core::OhmCurve& curve, double re_ohm, double near_hz) {
  const double wide = std::exp2(kHumpOctaves);
  const auto max = models::summarize(curve, {near_hz / wide, near_hz * wide}).max;
  if (!max || !(max->ohm > re_ohm)) return {};
  const double level = std::sqrt(re_ohm * max->ohm);
  const auto at = std::lower_bound(curve.f_hz.begin(), curve.f_hz.end(), max->f_hz) - curve.f_hz.begin();
  const auto top = std::min(static_cast<std::size_t>(at), curve.size() - 1);
  const auto f1 = fall(curve, top, -1, level), f2 = fall(curve, top, +1, level);
  if (!f1 || !f2) return {};
  return classic_from(re_ohm, max->ohm, *f1, *f2);
}

}  // namespace ohmbench::fitting
