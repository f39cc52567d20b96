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

/// The most current of the points; it is promised at every lower impedance, and at higher ones nothing else
/// is known to end it.
std::optional<double> largest_current(const std::vector<OutputPoint>& points) {
  std::optional<double> value;
  for (const auto& p : points) value = std::max(value.value_or(0.0), p.current.value());
  return value;
}

/// What the points say of the voltage alone across z.
Bounds volt_by_points(const AmplifierLimits& limits, std::complex<double> z_ohm,
                      std::optional<std::complex<double>> z_out_ohm, bool phase_known) {
  const core::Ohms z(std::abs(z_ohm));
  const bool is_limit = limits.reached_is_limit && limits.by != OutputLimit::kCurrent;
  Bounds volt;
  for (const auto& p : limits.reached) {
    if (is_limit && z <= p.load()) volt.most = std::max(volt.most.value_or(0.0), p.voltage.value());
    if (!z_out_ohm) {
      if (z >= p.load()) volt.promised = std::max(volt.promised.value_or(0.0), p.voltage.value());
      continue;
    }
    const double here =
        phase_known ? std::abs(divider(z_ohm, *z_out_ohm)) : divider_bounds(z.value(), *z_out_ohm).least;
    double arrives = here / std::abs(divider(p.load().value(), *z_out_ohm - limits.cable.value()));
    if (limits.source_is_bound) arrives = std::min(arrives, 1.0);
    volt.promised = std::max(volt.promised.value_or(0.0), p.voltage.value() * arrives);
  }
  if (is_limit && z > limits.reached.back().load()) volt.most.reset();
  volt.most = stretched(volt.most, limits.most_ratio);
  if (!volt.promised) volt.promised = reach(limits.reached, z).voltage.value();
  volt.promised = least(volt.promised, volt.most);
  return volt;
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

AmplifierLimits most_limits_of(const std::optional<AmplifierSheet>& sheet,
                               const std::optional<MeasuredMaximum>& measured,
                               std::optional<double> z_out_ohm) {
  auto most_stated = sheet;
  if (sheet) {
    if (sheet->highest_volt) most_stated->max_volt = sheet->highest_volt;
    if (sheet->highest_ampere) most_stated->max_ampere = sheet->highest_ampere;
    if (!sheet->highest_power.empty()) most_stated->rated_power = sheet->highest_power;
  }
  auto most_seen = measured;
  if (measured) {
    // the two may be of two steps: as a point of one load the voltage decides
    most_seen->volt = std::max(measured->volt, measured->highest_volt.value_or(measured->volt));
    most_seen->ampere = std::max({measured->ampere, measured->highest_ampere.value_or(measured->ampere),
                                  most_seen->volt / (measured->volt / measured->ampere)});
    // a ratio of the lasting maximum: what was seen beyond that, bursts for one, is not counted twice
    most_seen->most_ratio = std::max(1.0, measured->most_ratio * (measured->volt / most_seen->volt));
  }
  return limits_of(most_stated, most_seen, z_out_ohm);
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
    if (limits.source_is_bound) volt.most = limits.unloaded->value();
  } else if (limits.unloaded) {
    volt.most = limits.unloaded->value();
  }
  if (limits.current) ampere.promised = ampere.most = limits.current->value();
  Bounds both{std::nullopt, least(volt.most, across(ampere.most, z))};
  if (volt.promised && ampere.promised) both.promised = std::min(*volt.promised, *across(ampere.promised, z));
  if (limits.reached.empty()) return {volt, ampere, both};

  const auto& points = limits.reached;
  const bool above_first =
      limits.reached_is_limit && limits.by != OutputLimit::kVoltage && z >= points.front().load();
  if (!volt.promised) {
    const auto by_points = volt_by_points(limits, z_ohm, z_out_ohm, phase_known);
    volt = {least(by_points.promised, volt.most), least(by_points.most, volt.most)};
  }
  if (!ampere.promised) {
    ampere.promised = largest_current(points);
    if (above_first) ampere.most = stretched(ampere.promised, limits.most_ratio);
  }
  return {volt, ampere, with_points(both, limits, z)};
}

}  // namespace ohmbench::models
