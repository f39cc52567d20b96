#include "models/headroom.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/curve_sigma.hpp"

namespace ohmbench::models {
namespace {

constexpr double kSameDb = 0.1;

struct Point {
  double f_hz;
  std::complex<double> z_ohm;
  OutputBounds bounds;
};

/// The usable points, each with the amplifier's bounds.
std::vector<Point> points_of(const core::OhmCurve& z, const KnownOutputImpedance& z_out,
                             const AmplifierLimits& limits, Band band) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < z.size(); ++i) {
    const double f_hz = z.f_hz[i];
    if (!band.contains(f_hz) || z.z_ohm[i] == 0.0 || (z_out && !core::covers(*z_out, f_hz))) continue;
    std::optional<std::complex<double>> out;
    if (z_out) out = core::interpolate(*z_out, f_hz);
    points.push_back({f_hz, z.z_ohm[i], bounds_at(limits, z.z_ohm[i], out, z.phase_known)});
  }
  return points;
}

/// Need and bounds at one frequency, in volts or amperes.
struct Balance {
  double f_hz;
  double need;
  Bounds bounds;
};

double left_db(double limit, double need) {
  return 20.0 * std::log10(limit / need);
}

/// The frequency with the least of `bound` over need, among those that have the bound.
std::optional<Margin> worst(const std::vector<Balance>& balances, std::optional<double> Bounds::*bound) {
  std::optional<Margin> found;
  double best_db = -HUGE_VAL;
  for (const auto& b : balances) {
    const auto limit = b.bounds.*bound;
    if (!limit) continue;
    const double db = left_db(*limit, b.need);
    best_db = std::max(best_db, db);
    if (!found || db < *found->headroom_db) found = Margin{b.need, limit, {}, {}, db, b.f_hz, false};
  }
  if (found) found->everywhere = best_db - *found->headroom_db < kSameDb;
  return found;
}

/// Short where the need is more than possible anywhere; enough where it is promised everywhere; else open.
Margin margin(const std::vector<Balance>& balances) {
  const auto most = worst(balances, &Bounds::most);
  if (most && *most->headroom_db < 0) return *most;
  const auto promised = worst(balances, &Bounds::promised);
  if (promised && *promised->headroom_db >= 0) return *promised;
  if (promised || most) {
    Margin open = promised ? *promised : *most;
    open.headroom_db.reset();
    return open;
  }
  const auto hardest = std::max_element(balances.begin(), balances.end(),
                                        [](const Balance& a, const Balance& b) { return a.need < b.need; });
  return {hardest->need, {}, {}, {}, {}, hardest->f_hz, false};
}

/// Real power of this voltage across Z: V² cos φ/|Z| = V² Re(1/Z).
double real_watt(double volt, std::complex<double> z_ohm) {
  return volt * volt * std::real(1.0 / z_ohm);
}

/// The margin in volts at its frequency, restated in real watts.
Margin in_watt(Margin volts, const std::vector<Point>& points) {
  const auto at =
      std::find_if(points.begin(), points.end(), [&](const Point& p) { return p.f_hz == volts.f_hz; });
  volts.need = real_watt(volts.need, at->z_ohm);
  if (volts.limit) volts.limit = real_watt(*volts.limit, at->z_ohm);
  return volts;
}

}  // namespace

namespace {

std::optional<Headroom> exact_headroom(const core::OhmCurve& z, const KnownOutputImpedance& z_out,
                                       const AmplifierLimits& limits, core::Volts wanted, Band band) {
  const auto points = points_of(z, z_out, limits, band);
  if (points.empty()) return {};
  std::vector<Balance> volt, ampere, load_volt;
  for (const auto& p : points) {
    volt.push_back({p.f_hz, wanted.value(), p.bounds.volt});
    ampere.push_back({p.f_hz, wanted.value() / std::abs(p.z_ohm), p.bounds.ampere});
    load_volt.push_back({p.f_hz, wanted.value(), p.bounds.load_volt});
  }
  return Headroom{margin(volt), margin(ampere), in_watt(margin(load_volt), points)};
}

using Which = Margin Headroom::*;

/// One standard deviation of a number of a margin, by the errors of both curves.
template <class Number>
std::optional<double> sigma_of(const core::OhmCurve& z, const KnownOutputImpedance& z_out,
                               const AmplifierLimits& limits, core::Volts wanted, Band band, Which which,
                               Number number) {
  const auto pick = [&](const std::optional<Headroom>& h) { return h ? number((*h).*which) : std::nullopt; };
  const auto by_z = core::sigma_of_figure(z, [&](const core::OhmCurve& moved) {
    return pick(exact_headroom(moved, z_out, limits, wanted, band));
  });
  if (!z_out) return by_z;
  return core::in_quadrature(by_z, core::sigma_of_figure(*z_out, [&](const core::OhmCurve& moved) {
                               return pick(exact_headroom(z, moved, limits, wanted, band));
                             }));
}

}  // namespace

std::optional<Headroom> headroom(const core::OhmCurve& z, const KnownOutputImpedance& z_out,
                                 const AmplifierLimits& limits, core::Volts wanted, Band band) {
  auto result = exact_headroom(z, z_out, limits, wanted, band);
  if (!result) return result;
  for (const auto which : {&Headroom::voltage, &Headroom::current, &Headroom::power}) {
    Margin& m = (*result).*which;
    const auto sigma = [&](auto number) { return sigma_of(z, z_out, limits, wanted, band, which, number); };
    if (m.headroom_db) m.sigma_db = sigma([](const Margin& moved) { return moved.headroom_db; });
    if (which == &Headroom::current)
      m.need_sigma = sigma([](const Margin& moved) { return std::optional(moved.need); });
  }
  return result;
}

Bounds largest_watt(const core::OhmCurve& z, const KnownOutputImpedance& z_out, const AmplifierLimits& limits,
                    Band band) {
  Bounds largest;
  bool bounded = true;
  for (const auto& p : points_of(z, z_out, limits, band)) {
    const auto& volt = p.bounds.load_volt;
    if (volt.promised)
      largest.promised = std::max(largest.promised.value_or(0.0), real_watt(*volt.promised, p.z_ohm));
    bounded = bounded && volt.most;
    if (volt.most) largest.most = std::max(largest.most.value_or(0.0), real_watt(*volt.most, p.z_ohm));
  }
  if (!bounded) largest.most.reset();
  if (!z.phase_known) largest.promised.reset();  // apparent power: the real power may be anything below
  return largest;
}

}  // namespace ohmbench::models
