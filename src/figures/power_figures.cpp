// What a maximum says about other loads: power over ohms, current over voltage. Only what ended the sweep is
// a limit of the amplifier; of the other quantity it is known that there is at least as much.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "core/error.hpp"
#include "core/si_text.hpp"
#include "figures/maximum.hpp"
#include "figures/parts.hpp"
#include "models/load_summary.hpp"

namespace ohmbench::figures {
namespace {

/// Maxima of one amplifier at one frequency, by load.
struct Series {
  std::string name;
  double f_hz = 0;
  std::vector<Maximum> points;
};

std::vector<Series> series_of(const std::vector<Subject>& maxima) {
  std::vector<Series> all;
  for (const auto& s : maxima) {
    const auto m = maximum_of(s);
    const auto same = std::find_if(all.begin(), all.end(), [&m](const Series& series) {
      return series.name == m.name && series.f_hz == m.f_hz;
    });
    if (same == all.end()) {
      all.push_back({m.name, m.f_hz, {m}});
    } else {
      same->points.push_back(m);
    }
  }
  for (auto& series : all) {
    std::stable_sort(series.points.begin(), series.points.end(),
                     [](const Maximum& a, const Maximum& b) { return a.ohm < b.ohm; });
  }
  return all;
}

using Of = double Maximum::*;

/// The greatest of a quantity among those that ended so; null if none did.
const Maximum* greatest(const Series& series, Of quantity, const Ending* ending) {
  const Maximum* found = nullptr;
  for (const auto& m : series.points) {
    if (ending != nullptr && m.ending != *ending) continue;
    if (found == nullptr || m.*quantity > found->*quantity) found = &m;
  }
  return found;
}

constexpr int kPoints = 50;  // of a line that is straight between logarithmic axes

/// V^2/R or I^2 R over loads from `from` to `to`.
void add_line(const std::string& label, double value, bool volts, double from, double to, bool limit,
              std::size_t color, plot::Figure& figure) {
  if (!(to > from)) return;
  plot::Trace line{label, {}, {}};
  for (int i = 0; i <= kPoints; ++i) {
    const double ohm = from * std::pow(to / from, static_cast<double>(i) / kPoints);
    line.x.push_back(ohm), line.y.push_back(volts ? value * value / ohm : value * value * ohm);
  }
  line.color = color, line.faint = true;
  line.dash = limit ? plot::Dash::kDashed : plot::Dash::kDotted;
  figure.traces.push_back(std::move(line));
}

/// What the series says of other loads. A voltage that was the limit bounds every load. One that was not is
/// there for every higher load too, which takes less current.
void add_limits(const Series& series, const plot::Axis& ohms, const std::string& who, std::size_t color,
                plot::Figure& figure) {
  constexpr Ending kVoltage = Ending::kVoltage, kCurrent = Ending::kCurrent;
  const auto volts = [](const Maximum* m) { return core::format_si(m->volt, "V"); };
  const auto amperes = [](const Maximum* m) { return core::format_si(m->ampere, "A"); };
  if (const auto* m = greatest(series, &Maximum::volt, &kVoltage)) {
    add_line(who + volts(m) + " across any load", m->volt, true, ohms.from, ohms.to, true, color, figure);
  } else if (const auto* most = greatest(series, &Maximum::volt, nullptr)) {
    add_line(who + "at least " + volts(most) + " across a higher load", most->volt, true, most->ohm, ohms.to,
             false, color, figure);
  }
  if (const auto* m = greatest(series, &Maximum::ampere, &kCurrent)) {
    add_line(who + amperes(m) + " into any load", m->ampere, false, ohms.from, ohms.to, true, color, figure);
  } else if (const auto* most = greatest(series, &Maximum::ampere, nullptr)) {
    add_line(who + "at least " + amperes(most) + " into a lower load", most->ampere, false, ohms.from,
             most->ohm, false, color, figure);
  }
}

/// Two sides of the rectangle that a maximum reached, at ±value: a limit, or at least there.
void add_sides(const Maximum& m, bool of_voltage, bool limit, const std::string& who, std::size_t color,
               plot::Figure& figure) {
  constexpr double kGap = std::numeric_limits<double>::quiet_NaN();
  const double v = std::numbers::sqrt2 * m.volt, i = std::numbers::sqrt2 * m.ampere;
  plot::Trace sides{fmt::format("{}{}{}", who, limit ? "no more than " : "at least ",
                                of_voltage ? core::format_si(m.volt, "V") : core::format_si(m.ampere, "A")),
                    {},
                    {}};
  sides.label += " RMS";
  sides.x = of_voltage ? std::vector{-v, -v, kGap, v, v} : std::vector{-v, v, kGap, -v, v};
  sides.y = of_voltage ? std::vector{-i, i, kGap, -i, i} : std::vector{-i, -i, kGap, i, i};
  sides.color = color, sides.faint = !limit;
  sides.dash = limit ? plot::Dash::kDashed : plot::Dash::kDotted;
  figure.traces.push_back(std::move(sides));
}

/// Current over voltage of a load at a frequency, at a voltage of that amplitude. @return its greatest
/// current
double add_ellipse(const std::string& name, double f_hz, std::complex<double> z, double volt,
                   std::size_t color, plot::Figure& figure) {
  plot::Trace ellipse{fmt::format("{} at {} ({}, {:+.0f}°)", name, core::format_si(f_hz, "Hz"),
                                  core::format_si(std::abs(z), "Ω"), std::arg(z) * 180 / std::numbers::pi),
                      {},
                      {}};
  ellipse.color = color;
  constexpr int kSteps = 120;
  for (int i = 0; i <= kSteps; ++i) {
    const double turn = 2 * std::numbers::pi * i / kSteps;
    ellipse.x.push_back(volt * std::cos(turn));
    ellipse.y.push_back(volt / std::abs(z) * std::cos(turn - std::arg(z)));
  }
  figure.traces.push_back(std::move(ellipse));
  return volt / std::abs(z);
}

}  // namespace

plot::Figure power_figure(std::span<const Subject> subjects, const Look& look) {
  const auto maxima = of_kind(subjects, "max-output", "power");
  const auto all = series_of(each_sweep(maxima));
  const bool alone = all.size() == 1;
  plot::Figure figure;
  Extent loads, watts;
  for (const auto& series : all) {
    for (const auto& m : series.points) loads.take({m.ohm}), watts.take({m.watt / 10, m.watt * 10});
  }
  constexpr double kAround = 4;  // of the loads measured
  loads.take({loads.least / kAround, loads.most * kAround});
  figure.x = loads.axis("load / Ω");
  figure.left = watts.axis("power / W");
  std::vector<plot::Trace> measured;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto title = fmt::format("{} at {}", all[i].name, core::format_si(all[i].f_hz, "Hz"));
    plot::Trace trace{alone ? "measured" : title, {}, {}};
    trace.color = i, trace.dots = true;
    for (const auto& m : all[i].points) {
      trace.x.push_back(m.ohm), trace.y.push_back(m.watt);
      figure.notes.push_back(
          {m.ohm, m.watt,
           fmt::format("{} into {}", core::format_si(m.watt, "W"), core::format_si(m.ohm, "Ω"))});
      figure.notes.back().color = i;
    }
    figure.traces.push_back(std::move(trace));
    add_limits(all[i], figure.x, alone ? "" : all[i].name + ": ", i, figure);
  }
  finish(maxima,
         alone ? fmt::format("Maximum output of {} at {}", all[0].name, core::format_si(all[0].f_hz, "Hz"))
               : "Maximum output against load",
         look, figure);
  if (look.with_caption)
    figure.caption.insert(figure.caption.begin(),
                          "Dashed: what ended the measurement, as a limit for every load. Dotted: it was not "
                          "reached, so there is at least as much.");
  return figure;
}

plot::Figure volt_ampere_figure(std::span<const Subject> subjects, const Look& look) {
  const auto results = of_kind(subjects, "max-output", "volt-ampere");
  std::vector<Maximum> maxima;
  for (const auto& s : each_sweep(results)) maxima.push_back(maximum_of(s));
  const auto& loudest = *std::max_element(maxima.begin(), maxima.end(),
                                          [](const auto& a, const auto& b) { return a.volt < b.volt; });
  const double volt = std::numbers::sqrt2 * loudest.volt;
  plot::Figure figure;
  double most = 0;
  std::size_t color = 0;
  bool loads = false;
  for (const auto& s : subjects) {
    if (s.kind != "impedance" || !s.phase_known) continue;
    loads = true;
    const auto curve = with_errors(s.curve);
    const auto summary = models::summarize(curve);
    for (const auto& place : {summary.min, summary.epdr_min}) {
      if (!place) continue;
      const auto z = core::interpolate(curve, place->f_hz);
      most = std::max(most, add_ellipse(s.name, place->f_hz, z, volt, color++, figure));
    }
  }
  for (const auto& m : maxima) {
    constexpr std::size_t kInk = 6;  // the last colour of a theme is its ink's
    const auto who = maxima.size() == 1 ? std::string() : m.conditions + ": ";
    const auto of_box = maxima.size() == 1 ? kInk : color++;
    add_sides(m, true, m.ending == Ending::kVoltage, who, of_box, figure);
    add_sides(m, false, m.ending == Ending::kCurrent, who, of_box, figure);
    most = std::max(most, std::numbers::sqrt2 * m.ampere);
  }
  constexpr double kRoom = 1.1;
  figure.x = {"voltage / V", plot::Scale::kLinear, -kRoom * volt, kRoom * volt};
  figure.left = {"current / A", plot::Scale::kLinear, -kRoom * most, kRoom * most};
  plot::round_out(figure.x, 10), plot::round_out(figure.left, 10);
  finish(subjects,
         fmt::format("Current over voltage at {} RMS{}", core::format_si(loudest.volt, "V"),
                     loudest.ending == Ending::kVoltage ? ", the amplifier's full voltage" : ""),
         look, figure);
  if (look.with_caption) {
    std::string words = loads ? fmt::format(
                                    "Ellipses: what the load draws of {} RMS, the most that was measured "
                                    "({}). ",
                                    core::format_si(loudest.volt, "V"), loudest.conditions)
                              : std::string();
    figure.caption.insert(figure.caption.begin(),
                          words +
                              "Dashed: the limit that ended the measurement; dotted: there is at least as "
                              "much.");
  }
  return figure;
}

}  // namespace ohmbench::figures
