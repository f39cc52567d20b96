#include "models/amplifier_limits.hpp"

#include <algorithm>
#include <cmath>

#include "core/ensure.hpp"
#include "models/response.hpp"

namespace ohmbench::models {
namespace {

OutputPoint point_of(const RatedPower& rated) {
  return {core::Volts(std::sqrt(rated.power.value() * rated.load.value())),
          core::Amperes(std::sqrt(rated.power.value() / rated.load.value()))};
}

std::optional<double> least(std::optional<double> a, std::optional<double> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

/// `ratio` times a bound; none where that is infinite.
std::optional<double> stretched(std::optional<double> bound, double ratio) {
  return bound && std::isfinite(ratio) ? std::optional(*bound * ratio) : std::nullopt;
}

/// The stated limit, or the best of the points, which is also the most (but for `ratio`) if `points_bound`.
Bounds alone(const Bounds& stated, std::optional<double> best, bool points_bound, double ratio) {
  if (stated.promised || !best) return stated;
  const auto promised = least(best, stated.most);
  return {promised, points_bound ? least(stretched(best, ratio), stated.most) : stated.most};
}

template <class Member>
std::optional<double> largest(const std::vector<OutputPoint>& points, Member member) {
  std::optional<double> value;
  for (const auto& p : points) value = std::max(value.value_or(0.0), (p.*member).value());
  return value;
}

std::optional<double> across(std::optional<double> amperes, core::Ohms z) {
  return amperes ? std::optional(*amperes * z.value()) : std::nullopt;
}

/// The most volts that the points allow across z: no more than at the next higher load, no more current than
/// at the next lower.
std::optional<double> most_by_points(const std::vector<OutputPoint>& points, core::Ohms z) {
  std::optional<double> most;
  for (const auto& p : points) {
    if (p.load() >= z) most = least(most, p.voltage.value());
    if (p.load() <= z) most = least(most, (p.current * z).value());
  }
  return most;
}

/// Volts across z with everything counted. Between the points they count beside what is stated, outside them
/// instead of nothing.
Bounds with_points(Bounds bounds, const AmplifierLimits& limits, core::Ohms z) {
  const auto& points = limits.reached;
  if (limits.reached_is_limit)
    bounds.most = least(bounds.most, stretched(most_by_points(points, z), limits.most_ratio));
  const bool between = z >= points.front().load() && z <= points.back().load();
  if (between || !bounds.promised) bounds.promised = least(bounds.promised, reach(points, z).voltage.value());
  bounds.promised = least(bounds.promised, bounds.most);
  return bounds;
}

}  // namespace

AmplifierLimits limits_of(const std::optional<AmplifierSheet>& sheet,
                          const std::optional<MeasuredMaximum>& measured, std::optional<double> z_out_ohm) {
  AmplifierLimits limits;
  if (sheet) {
    limits.unloaded = sheet->max_volt;
    limits.current = sheet->max_ampere;
    for (const auto& rated : sheet->rated_power) limits.reached.push_back(point_of(rated));
  }
  if (measured && (measured->by_amplifier || limits.reached.empty())) {
    limits.reached = {{measured->volt, measured->ampere}};
    limits.reached_is_limit = measured->by_amplifier;
    limits.by = measured->limit;
    limits.most_ratio = measured->most_ratio;
    limits.relative_sigma = std::max(measured->volt_sigma, measured->ampere_sigma);
    if (measured->by_amplifier && measured->limit == OutputLimit::kCurrent) limits.current = measured->ampere;
    if (measured->by_amplifier && measured->limit == OutputLimit::kVoltage && z_out_ohm)
      limits.unloaded = measured->volt + measured->ampere * core::Ohms(*z_out_ohm);
  }
  return limits;
}

OutputPoint reach(const std::vector<OutputPoint>& points, core::Ohms load) {
  ENSURE(!points.empty() && load.value() > 0);
  if (load <= points.front().load()) return {load * points.front().current, points.front().current};
  if (load >= points.back().load()) return {points.back().voltage, points.back().voltage / load};
  const auto right =
      std::find_if(points.begin(), points.end(), [&](const OutputPoint& p) { return p.load() >= load; });
  const auto left = right - 1;
  // V1 + t dV = R (I1 + t dI): where the load line meets the line between the points
  const auto dv = right->voltage - left->voltage;
  const auto di = right->current - left->current;
  const double t = (load * left->current - left->voltage) / (dv - load * di);
  return {left->voltage + t * dv, left->current + t * di};
}

OutputBounds bounds_at(const AmplifierLimits& limits, std::complex<double> z_ohm,
                       std::optional<std::complex<double>> z_out_ohm, bool phase_known) {
  const core::Ohms z(std::abs(z_ohm));
  ENSURE(z.value() > 0);
  Bounds volt, ampere;
  if (limits.unloaded && z_out_ohm) {
    const double whole = std::abs(divider(z_ohm, *z_out_ohm));
    const auto arrives = phase_known ? DividerBounds{whole, whole} : divider_bounds(z.value(), *z_out_ohm);
    volt.promised = limits.unloaded->value() * arrives.least;
    volt.most = limits.unloaded->value() * arrives.most;
  } else if (limits.unloaded) {
    volt.most = limits.unloaded->value();
  }
  if (limits.current) ampere.promised = ampere.most = limits.current->value();
  Bounds both{std::nullopt, least(volt.most, across(ampere.most, z))};
  if (volt.promised && ampere.promised) both.promised = std::min(*volt.promised, *across(ampere.promised, z));
  if (limits.reached.empty()) return {volt, ampere, both};

  const auto& points = limits.reached;
  const bool below_last =
      limits.reached_is_limit && limits.by != OutputLimit::kCurrent && z <= points.back().load();
  const bool above_first =
      limits.reached_is_limit && limits.by != OutputLimit::kVoltage && z >= points.front().load();
  return {alone(volt, largest(points, &OutputPoint::voltage), below_last, limits.most_ratio),
          alone(ampere, largest(points, &OutputPoint::current), above_first, limits.most_ratio),
          with_points(both, limits, z)};
}

}  // namespace ohmbench::models
