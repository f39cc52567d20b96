#include "plot/axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace ohmbench::plot {
namespace {

constexpr double kRounding = 1e-9;  // of the span: what is on the edge is inside

double step_for(double span, int most) {
  const double least = span / std::max(1, most);
  const double decade = std::pow(10.0, std::floor(std::log10(least)));
  for (const double nice : {1.0, 2.0, 2.5, 5.0}) {
    if (nice * decade >= least * (1 - kRounding)) return nice * decade;
  }
  return 10 * decade;
}

std::vector<Tick> linear_ticks(const Axis& axis, int most) {
  const double low = std::min(axis.from, axis.to);
  const double high = std::max(axis.from, axis.to);
  const double step = step_for(high - low, most);
  const double edge = kRounding * (high - low);
  std::vector<Tick> ticks;
  for (double n = std::ceil((low - edge) / step); n * step <= high + edge; ++n)
    ticks.push_back({n * step, tick_text(n * step, step, axis.text)});
  return ticks;
}

/// Lines at 1 … 9 of every decade, with texts at 1, or at 1, 2 and 5.
std::vector<Tick> decade_ticks(const Axis& axis, double low, double high, bool dense) {
  std::vector<Tick> ticks;
  for (double e = std::floor(std::log10(low)); e <= std::ceil(std::log10(high)); ++e) {
    for (int digit = 1; digit <= 9; ++digit) {
      const double value = digit * std::pow(10.0, e);
      if (value < low || value > high) continue;
      const bool named = digit == 1 || (dense && (digit == 2 || digit == 5));
      ticks.push_back({value, named ? tick_text(value, value, axis.text) : ""});
    }
  }
  return ticks;
}

std::ptrdiff_t texts_of(const std::vector<Tick>& ticks) {
  return std::count_if(ticks.begin(), ticks.end(), [](const Tick& t) { return !t.text.empty(); });
}

std::vector<Tick> log_ticks(const Axis& axis, int most) {
  const double low = std::min(axis.from, axis.to) * (1 - kRounding);
  const double high = std::max(axis.from, axis.to) * (1 + kRounding);
  const double decades = std::log10(high / low);
  constexpr int kTextsADecade = 3;  // 1, 2 and 5
  // two texts are the ends alone: they tell nothing of what is between
  constexpr std::ptrdiff_t kFew = 2, kEnough = 4;
  auto ticks = decade_ticks(axis, low, high, decades * kTextsADecade <= most);
  if (texts_of(ticks) <= kFew) ticks = decade_ticks(axis, low, high, true);
  if (decades <= 1 + kRounding && texts_of(ticks) < kEnough) {
    auto narrow = linear_ticks(axis, most);
    if (texts_of(narrow) > texts_of(ticks)) return narrow;
  }
  if (texts_of(ticks) >= kFew) return ticks;
  for (auto& tick : ticks) tick.text = tick_text(tick.value, tick.value, axis.text);
  return ticks;
}

}  // namespace

double part_of(const Axis& axis, double value) {
  if (axis.scale == Scale::kLinear) return (value - axis.from) / (axis.to - axis.from);
  return std::log(value / axis.from) / std::log(axis.to / axis.from);
}

double value_at(const Axis& axis, double part) {
  if (axis.scale == Scale::kLinear) return axis.from + part * (axis.to - axis.from);
  return axis.from * std::pow(axis.to / axis.from, part);
}

std::vector<Tick> ticks_of(const Axis& axis, int most) {
  if (axis.at.empty()) return axis.scale == Scale::kLinear ? linear_ticks(axis, most) : log_ticks(axis, most);
  std::vector<Tick> ticks;
  for (std::size_t i = 0; i < axis.at.size(); ++i) {
    ticks.push_back(
        {axis.at[i], i < axis.names.size() ? axis.names[i] : tick_text(axis.at[i], axis.at[i], axis.text)});
  }
  return ticks;
}

void round_out(Axis& axis, int most) {
  double low = std::min(axis.from, axis.to);
  double high = std::max(axis.from, axis.to);
  if (!(high > low)) {
    constexpr double kAround = 0.1;
    const double around = low == 0 ? 1 : kAround * std::abs(low);
    low -= around, high += around;
  }
  const double step = step_for(high - low, std::max(1, most - 1));
  axis.from = step * std::floor(low / step + kRounding);
  axis.to = step * std::ceil(high / step - kRounding);
}

void round_out_log(Axis& axis) {
  double low = std::min(axis.from, axis.to);
  double high = std::max(axis.from, axis.to);
  if (!(low > 0) || !std::isfinite(high)) {
    axis.from = 1, axis.to = 10;
    return;
  }
  constexpr std::array kNice{1.0, 2.0, 5.0, 10.0};
  const double low_decade = std::pow(10.0, std::floor(std::log10(low) + kRounding));
  const double high_decade = std::pow(10.0, std::floor(std::log10(high) + kRounding));
  for (const double nice : kNice) {
    if (nice * low_decade <= low * (1 + kRounding)) axis.from = nice * low_decade;
  }
  for (auto nice = kNice.rbegin(); nice != kNice.rend(); ++nice) {
    if (*nice * high_decade >= high * (1 - kRounding)) axis.to = *nice * high_decade;
  }
  if (!(axis.to > axis.from)) axis.to = 10 * axis.from;
}

std::string tick_text(double value, double step, TickText text) {
  if (text == TickText::kPrefixed && value != 0) {
    struct Prefix {
      double factor;
      const char* name;
    };
    constexpr std::array<Prefix, 6> kPrefixes{
        {{1e6, "M"}, {1e3, "k"}, {1, ""}, {1e-3, "m"}, {1e-6, "\u00b5"}, {1e-9, "n"}}};
    for (const auto& prefix : kPrefixes) {
      if (std::abs(value) < prefix.factor * (1 - kRounding)) continue;
      return fmt::format("{:.4g}{}", value / prefix.factor, prefix.name);
    }
  }
  constexpr double kLargest = 1e6, kSmallest = 1e-5;
  if (value != 0 && (std::abs(value) >= kLargest || std::abs(value) < kSmallest))
    return fmt::format("{:.3g}", value);
  const int decimals = std::max(
      0,
      static_cast<int>(std::ceil(-std::log10(std::abs(step)) - kRounding)) +
          (std::abs(step / std::pow(10, std::floor(std::log10(std::abs(step)) + kRounding)) - 2.5) < 0.01));
  const auto written = fmt::format("{:.{}f}", value, decimals);
  return written == fmt::format("-{:.{}f}", 0.0, decimals) ? written.substr(1) : written;
}

}  // namespace ohmbench::plot
