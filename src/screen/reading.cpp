#include "screen/reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/si_text.hpp"

namespace ohmbench::screen {
namespace {

std::optional<double> value_of(const std::vector<double>& xs, const std::vector<double>& ys, double x,
                               const plot::Axis& axis) {
  const auto after = std::lower_bound(xs.begin(), xs.end(), x);
  if (after == xs.end() || xs.size() != ys.size()) return {};
  const auto i = static_cast<std::size_t>(after - xs.begin());
  if (*after == x) return std::isfinite(ys[i]) ? std::optional(ys[i]) : std::nullopt;
  if (i == 0 || !std::isfinite(ys[i - 1]) || !std::isfinite(ys[i])) return {};
  const double from = plot::part_of(axis, xs[i - 1]);
  const double to = plot::part_of(axis, xs[i]);
  const double part = (plot::part_of(axis, x) - from) / (to - from);
  return ys[i - 1] + (ys[i] - ys[i - 1]) * part;
}

bool ordered(const plot::Trace& trace) {
  return std::is_sorted(trace.x.begin(), trace.x.end());
}

PointReading point_of(const plot::Figure& figure, std::size_t trace, std::size_t i) {
  const auto& t = figure.traces[trace];
  PointReading point{trace, t.x[i], t.y[i], {}, {}};
  if (i < t.along.size()) point.along = t.along[i];
  if (i < t.uncertain.size()) point.uncertain = t.uncertain[i];
  return point;
}

}  // namespace

std::string unit_of(const plot::Axis& axis) {
  const auto slash = axis.label.rfind(" / ");
  return slash == std::string::npos ? "" : axis.label.substr(slash + 3);
}

std::string in_words(double value, const std::string& unit) {
  if (unit == "dB" || unit == "°" || unit == "dBFS") return fmt::format("{:.2f} {}", value, unit);
  if (unit == "%") return fmt::format("{:.4g} %", value);  // takes no prefix
  return core::format_si(value, unit, 4);
}

Reading read_at(const plot::Figure& figure, double x) {
  Reading reading{x, {}};
  for (const auto& trace : figure.traces) {
    if (!ordered(trace)) continue;  // see nearest_point
    const auto y = value_of(trace.x, trace.y, x, figure.x);
    if (!y) continue;
    Reading::Value value{trace.label, *y, {}, trace.side, trace.color};
    if (trace.uncertain.size() == trace.x.size())
      value.half_band = value_of(trace.x, trace.uncertain, x, figure.x);
    for (const auto& band : figure.bands) {
      if (band.color != trace.color || band.side != trace.side) continue;
      const auto lower = value_of(band.x, band.lower, x, figure.x);
      const auto upper = value_of(band.x, band.upper, x, figure.x);
      // another trace of the same colour, such as a limit, has no part in the band
      if (lower && upper && *lower <= *y && *y <= *upper) value.half_band = (*upper - *lower) / 2;
    }
    reading.values.push_back(std::move(value));
  }
  return reading;
}

std::string in_words(double value, std::optional<double> uncertainty, const std::string& unit) {
  return uncertainty && *uncertainty > 0 ? core::format_with(value, *uncertainty, unit) + " (2 sigma)"
                                         : in_words(value, unit);
}

std::string line_of(const plot::Axis& axis, double value, std::optional<double> uncertainty) {
  const auto slash = axis.label.rfind(" / ");
  return fmt::format("{}  {}", axis.label.substr(0, slash), in_words(value, uncertainty, unit_of(axis)));
}

std::optional<PointReading> nearest_point(const plot::Figure& figure, const plot::Layout& layout,
                                          plot::Point at) {
  constexpr double kReach = 40;
  double least = kReach;
  std::optional<PointReading> nearest;
  for (std::size_t k = 0; k < figure.traces.size(); ++k) {
    const auto& t = figure.traces[k];
    if (ordered(t)) continue;
    for (std::size_t i = 0; i < std::min(t.x.size(), t.y.size()); ++i) {
      const auto place = layout.place(t.x[i], t.y[i], t.side);
      const double away = std::hypot(place.x - at.x, place.y - at.y);
      if (away < least) least = away, nearest = point_of(figure, k, i);
    }
  }
  return nearest;
}

std::optional<PointReading> point_along(const plot::Figure& figure, double part) {
  for (std::size_t k = 0; k < figure.traces.size(); ++k) {
    const auto& t = figure.traces[k];
    if (ordered(t) || t.x.size() != t.y.size()) continue;
    const auto last = static_cast<double>(t.x.size() - 1);
    return point_of(figure, k, static_cast<std::size_t>(std::lround(std::clamp(part, 0.0, 1.0) * last)));
  }
  return {};
}

}  // namespace ohmbench::screen
