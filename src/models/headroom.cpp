#include "models/headroom.hpp"

#include <algorithm>
#include <array>
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
  double lever = 0;  ///< |Zout/(Z + Zout)|: how far a relative change of either moves the voltage
};

/// The usable points, each with the amplifier's bounds.
std::vector<Point> points_of(const core::OhmCurve& z, const KnownOutputImpedance& z_out,
                             const AmplifierLimits& limits, Band band) {
  std::vector<Point> points;
  points.reserve(z.size());
  for (std::size_t i = 0; i < z.size(); ++i) {
    const double f_hz = z.f_hz[i];
    if (!band.contains(f_hz) || z.z_ohm[i] == 0.0) continue;
    std::optional<std::complex<double>> out;
    if (z_out && core::covers(*z_out, f_hz)) out = core::interpolate(*z_out, f_hz);
    const double lever = !out            ? 0.0
                         : z.phase_known ? std::sqrt(std::norm(*out) / std::norm(z.z_ohm[i] + *out))
                                         : 1.0;
    points.push_back({f_hz, z.z_ohm[i], bounds_at(limits, z.z_ohm[i], out, z.phase_known), lever});
  }
  return points;
}

/// Need and bounds at one frequency, in volts or amperes.
struct Balance {
  double f_hz;
  double need;
  Bounds bounds;
};

double left_db(double ratio) {
  return 20.0 * std::log10(ratio);
}

/// The frequency with the least of `bound` over need, among those that have the bound.
std::optional<Margin> worst(const std::vector<Balance>& balances, std::optional<double> Bounds::*bound) {
  const Balance* at = nullptr;
  double least = HUGE_VAL, best = 0;
  for (const auto& b : balances) {
    const auto limit = b.bounds.*bound;
    if (!limit) continue;
    const double ratio = *limit / b.need;
    best = std::max(best, ratio);
    if (ratio >= least) continue;
    least = ratio, at = &b;
  }
  if (at == nullptr) return {};
  return Margin{at->need,
                at->bounds.*bound,
                {},
                {},
                left_db(least),
                at->f_hz,
                left_db(best) - left_db(least) < kSameDb};
}

/// Short where the need is more than possible anywhere; enough where it is promised everywhere; else open.
Margin margin(const std::vector<Balance>& balances) {
  const auto most = worst(balances, &Bounds::most);
  if (most && *most->headroom_db < 0) return *most;
  const auto promised = worst(balances, &Bounds::promised);
  const bool everywhere =
      std::all_of(balances.begin(), balances.end(), [](const Balance& b) { return b.bounds.promised; });
  if (promised && everywhere && *promised->headroom_db >= 0) return *promised;
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

/// Need and bounds over the points, for each of the three limits.
struct Balances {
  std::vector<Balance> volt, ampere, load_volt;
};

Balances balances_of(const std::vector<Point>& points, core::Volts wanted) {
  Balances b;
  for (auto* list : {&b.volt, &b.ampere, &b.load_volt}) list->reserve(points.size());
  for (const auto& p : points) {
    b.volt.push_back({p.f_hz, wanted.value(), p.bounds.volt});
    b.ampere.push_back({p.f_hz, wanted.value() / std::abs(p.z_ohm), p.bounds.ampere});
    b.load_volt.push_back({p.f_hz, wanted.value(), p.bounds.load_volt});
  }
  return b;
}

std::optional<Headroom> exact_headroom(const std::vector<Point>& points, const Balances& b) {
  if (points.empty()) return {};
  return Headroom{margin(b.volt), margin(b.ampere), in_watt(margin(b.load_volt), points)};
}

std::optional<Headroom> exact_headroom(const core::OhmCurve& z, const KnownOutputImpedance& z_out,
                                       const AmplifierLimits& limits, core::Volts wanted, Band band) {
  const auto points = points_of(z, z_out, limits, band);
  return exact_headroom(points, balances_of(points, wanted));
}

// The derivatives of sigma_of_figure move a curve by 0.01 % at most; a cost moves by its lever times that, up
// or down, with something to spare. A point that is farther below the worst cannot become the worst.
constexpr double kStep = 2e-4;
constexpr double kNearWorst = 1.0 + 5.0 * kStep;
constexpr double kRoundingStep = 1e-12;

/// How near a point is to a limit, and how far a relative change of the curves moves that.
struct Cost {
  double value = 0;  ///< need over bound; the more, the worse; 0 if there is none
  double lever = 1;
};

/// The curves' points that can be the worst ones while a derivative is taken.
struct Narrowed {
  core::OhmCurve z;
  KnownOutputImpedance z_out;
};

/// @param costs  for each point the numbers of which the largest ones count; absent numbers are 0
template <std::size_t kCosts>
Narrowed narrowed(const core::OhmCurve& z, const KnownOutputImpedance& z_out,
                  const std::vector<Point>& points, const std::vector<std::array<Cost, kCosts>>& costs) {
  std::array<double, kCosts> most{}, lever{};
  for (const auto& c : costs) {
    for (std::size_t k = 0; k < kCosts; ++k) most[k] = std::max(most[k], c[k].value);
  }
  for (const auto& c : costs) {
    for (std::size_t k = 0; k < kCosts; ++k) {
      if (c[k].value * kNearWorst >= most[k]) lever[k] = std::max(lever[k], c[k].lever);
    }
  }
  std::vector<double> f_hz;
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t k = 0; k < kCosts; ++k) {
      const auto& c = costs[i][k];
      if (c.value > 0 && c.value * (1.0 + kStep * (c.lever + lever[k]) + kRoundingStep) >= most[k]) {
        f_hz.push_back(points[i].f_hz);
        break;
      }
    }
  }
  Narrowed n{core::points_around(z, f_hz), {}};
  if (z_out) n.z_out = core::points_around(*z_out, f_hz);
  return n;
}

double need_over(const Balance& b, std::optional<double> Bounds::*bound) {
  return (b.bounds.*bound) && *(b.bounds.*bound) > 0 ? b.need / *(b.bounds.*bound) : 0.0;
}

Narrowed near_worst(const core::OhmCurve& z, const KnownOutputImpedance& z_out,
                    const std::vector<Point>& points, const Balances& b) {
  constexpr std::size_t kCosts = 7;
  std::vector<std::array<Cost, kCosts>> costs(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    std::size_t k = 0;
    for (const auto bound : {&Bounds::most, &Bounds::promised}) {
      const auto &volt = b.volt[i].bounds.*bound, &load_volt = b.load_volt[i].bounds.*bound;
      costs[i][k++] = {need_over(b.volt[i], bound), points[i].lever};
      costs[i][k++] = {need_over(b.ampere[i], bound), 1.0};
      costs[i][k++] = {need_over(b.load_volt[i], bound), load_volt == volt ? points[i].lever : 1.0};
    }
    costs[i][k] = {b.ampere[i].need, 1.0};
  }
  return narrowed(z, z_out, points, costs);
}

constexpr std::size_t kFigures = 4;

/// The three headrooms and the current needed.
std::vector<std::optional<double>> figures_of(const std::optional<Headroom>& h) {
  if (!h) return std::vector<std::optional<double>>(kFigures);
  return {h->voltage.headroom_db, h->current.headroom_db, h->power.headroom_db, h->current.need};
}

}  // namespace

std::optional<Headroom> headroom(const core::OhmCurve& z, const KnownOutputImpedance& z_out,
                                 const AmplifierLimits& limits, core::Volts wanted, Band band) {
  const auto points = points_of(z, z_out, limits, band);
  const auto balances = balances_of(points, wanted);
  auto result = exact_headroom(points, balances);
  if (!result) return result;
  const auto near = near_worst(z, z_out, points, balances);
  auto by_z = core::sigmas_of_figures(near.z, [&](const core::OhmCurve& moved) {
    return figures_of(exact_headroom(moved, near.z_out, limits, wanted, band));
  });
  std::vector<std::optional<double>> by_out;
  if (z_out) {
    by_out = core::sigmas_of_figures(*near.z_out, [&](const core::OhmCurve& moved) {
      return figures_of(exact_headroom(near.z, moved, limits, wanted, band));
    });
  }
  by_z.resize(kFigures), by_out.resize(kFigures);
  const auto sigma = [&](std::size_t k) { return core::in_quadrature(by_z[k], by_out[k]); };
  const auto by_points =
      limits.relative_sigma > 0 ? std::optional(left_db(1 + limits.relative_sigma)) : std::nullopt;
  std::size_t k = 0;
  for (const auto which : {&Headroom::voltage, &Headroom::current, &Headroom::power}) {
    Margin& m = (*result).*which;
    if (m.headroom_db) m.sigma_db = core::in_quadrature(sigma(k), by_points);
    ++k;
  }
  result->current.need_sigma = sigma(k);
  return result;
}

namespace {

/// The largest of a measure of the voltage across the load over all points.
template <class Measure>
Bounds largest(const std::vector<Point>& points, Measure measure) {
  Bounds found;
  bool bounded = true;
  for (const auto& p : points) {
    const auto& volt = p.bounds.load_volt;
    if (volt.promised) found.promised = std::max(found.promised.value_or(0.0), measure(*volt.promised, p));
    bounded = bounded && volt.most;
    if (volt.most) found.most = std::max(found.most.value_or(0.0), measure(*volt.most, p));
  }
  if (!bounded) found.most.reset();
  return found;
}

}  // namespace

namespace {

double volt_of(double volt, const Point&) {
  return volt;
}
double watt_of(double volt, const Point& p) {
  return real_watt(volt, p.z_ohm);
}

}  // namespace

LargestWatt largest_watt(const core::OhmCurve& z, const KnownOutputImpedance& z_out,
                         const AmplifierLimits& limits, Band band) {
  const auto points = points_of(z, z_out, limits, band);
  LargestWatt result{largest(points, watt_of), largest(points, volt_of), {}};
  constexpr double kLever = 3.0;  // V² Re(1/Z) with V limited by the current
  std::vector<std::array<Cost, 2>> costs;
  costs.reserve(points.size());
  for (const auto& p : points) {
    const auto& volt = p.bounds.load_volt;
    costs.push_back({Cost{volt.most ? watt_of(*volt.most, p) : 0.0, kLever},
                     Cost{volt.promised ? watt_of(*volt.promised, p) : 0.0, kLever}});
  }
  const auto near = narrowed(z, z_out, points, costs);
  if (!z.phase_known) result.bounds.promised.reset();  // apparent power: the real power may be anything below
  const bool bounded = result.bounds.most.has_value();
  const auto figure = [&](const core::OhmCurve& load, const KnownOutputImpedance& out) {
    const auto b = largest(points_of(load, out, limits, band), watt_of);
    return bounded ? b.most : b.promised;
  };
  result.sigma =
      core::sigma_of_figure(near.z, [&](const core::OhmCurve& moved) { return figure(moved, near.z_out); });
  if (z_out) {
    result.sigma = core::in_quadrature(
        result.sigma, core::sigma_of_figure(
                          *near.z_out, [&](const core::OhmCurve& moved) { return figure(near.z, moved); }));
  }
  return result;
}

HeadroomCurve headroom_over_frequency(const core::OhmCurve& z, const KnownOutputImpedance& z_out,
                                      const AmplifierLimits& limits, core::Volts wanted, Band band) {
  HeadroomCurve curve;
  for (const auto& point : points_of(z, z_out, limits, band)) {
    const auto b = balances_of({point}, wanted);
    curve.f_hz.push_back(point.f_hz);
    curve.voltage_db.push_back(margin(b.volt).headroom_db);
    curve.current_db.push_back(margin(b.ampere).headroom_db);
    curve.power_db.push_back(margin(b.load_volt).headroom_db);
  }
  return curve;
}

}  // namespace ohmbench::models
