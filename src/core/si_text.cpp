#include "core/si_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace ohmbench::core {
namespace {

struct Prefix {
  std::string_view text;
  double factor;
};
constexpr std::array<Prefix, 9> kPrefixes{{{"p", 1e-12},
                                           {"n", 1e-9},
                                           {"u", 1e-6},
                                           {"µ", 1e-6},
                                           {"m", 1e-3},
                                           {"k", 1e3},
                                           {"K", 1e3},
                                           {"M", 1e6},
                                           {"G", 1e9}}};

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

std::optional<double> plain_number(std::string_view s) {
  if (!s.empty() && s.front() == '+') s.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), value);
  if (s.empty() || error != std::errc{} || end != s.data() + s.size() || !std::isfinite(value)) return {};
  return value;
}

}  // namespace

std::optional<double> parse_si(std::string_view text, std::string_view unit) {
  text = trimmed(text);
  if (!unit.empty() && text.size() > unit.size() && text.substr(text.size() - unit.size()) == unit) {
    text = trimmed(text.substr(0, text.size() - unit.size()));
  }
  if (const auto plain = plain_number(text)) return plain;
  for (const auto& prefix : kPrefixes) {
    const auto at = text.find(prefix.text);
    if (at == std::string_view::npos || at == 0) continue;
    const auto before = trimmed(text.substr(0, at));
    const auto after = text.substr(at + prefix.text.size());
    if (after.empty()) {
      if (const auto v = plain_number(before)) return *v * prefix.factor;
    } else if (before.find_first_of(".eE") == std::string_view::npos &&
               std::all_of(after.begin(), after.end(), [](char c) { return c >= '0' && c <= '9'; })) {
      if (const auto v = plain_number(fmt::format("{}.{}", before, after))) return *v * prefix.factor;
    }
  }
  return {};
}

namespace {

constexpr std::array<Prefix, 7> kScale{
    {{"n", 1e-9}, {"µ", 1e-6}, {"m", 1e-3}, {"", 1.0}, {"k", 1e3}, {"M", 1e6}, {"G", 1e9}}};

/// The prefix with which a magnitude is written with so many digits. Half a unit of the last digit is added,
/// so that 999.96 with three digits becomes 1.00 k and not 1000.
Prefix prefix_of(double magnitude, int significant_digits) {
  if (!(magnitude > 0)) return kScale[3];
  Prefix best = kScale.front();
  const double rounded = magnitude * (1.0 + 0.5 * std::pow(10.0, -significant_digits));
  for (const auto& p : kScale)
    if (rounded >= p.factor) best = p;
  return best;
}

}  // namespace

std::string format_with(double value, double uncertainty, std::string_view unit) {
  if (!std::isfinite(value)) return "unknown";
  if (!(uncertainty > 0) || !std::isfinite(uncertainty)) return format_si(value, unit);
  const bool plain = unit == "%" || unit == "°" || unit == "dB" || unit == "dBFS";
  constexpr int kMostDecimals = 6;
  const auto prefix = plain ? kScale[3] : prefix_of(std::max(std::abs(value), uncertainty), 4);
  const double u = uncertainty / prefix.factor;
  constexpr double kTwoDigits = 0.995;  // 0.0996 is written as 0.10
  const int first = static_cast<int>(std::floor(std::log10(u / kTwoDigits)));
  const int decimals = std::clamp(1 - first, 0, kMostDecimals);
  return fmt::format("{:.{}f} ± {:.{}f} {}{}", value / prefix.factor, decimals, u, decimals, prefix.text,
                     unit);
}

std::string format_si(double value, std::string_view unit, int significant_digits) {
  if (!std::isfinite(value)) return "unknown";
  const auto best = prefix_of(std::abs(value), significant_digits);
  const double scaled = value / best.factor;
  const double as_printed = std::abs(scaled) * (1.0 + 0.5 * std::pow(10.0, -significant_digits));
  const int before_point = scaled == 0 ? 1 : static_cast<int>(std::floor(std::log10(as_printed))) + 1;
  const int decimals = std::clamp(significant_digits - before_point, 0, 9);
  return fmt::format("{:.{}f} {}{}", scaled, decimals, best.text, unit);
}

}  // namespace ohmbench::core
