#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/si_text.hpp"
#include "library/amplifier_claim.hpp"
#include "library/claims.hpp"

namespace ohmbench::library {
namespace {

using core::format_si;
using Claim = AmplifierClaim;

/// The power into `load` that one source's figures allow at most: its voltage does not fall with the load,
/// its current does not rise.
std::optional<core::Watts> most_power(const Claim& claim, core::Ohms load) {
  std::optional<double> volt;
  for (const auto& r : claim.sheet.rated_power) {
    const double v = std::sqrt(r.power.value() * r.load.value());
    const double across = r.load >= load ? v : v / r.load.value() * load.value();
    volt = std::min(volt.value_or(across), across);
  }
  if (!volt) return {};
  return core::Watts(*volt * *volt / load.value());
}

constexpr double kPowerAgrees = 1.1;

void merge_power(const std::vector<Claim>& claims, models::AmplifierSheet& merged) {
  for (const auto& claim : claims) {
    for (const auto& stated : claim.sheet.rated_power) {
      const auto known = [&](const auto& r) { return r.load == stated.load; };
      if (std::any_of(merged.rated_power.begin(), merged.rated_power.end(), known)) continue;
      auto least = stated.power, most = stated.power;
      const Claim* lowest = &claim;
      const Claim* highest = &claim;
      for (const auto& other : claims) {
        if (&other == &claim) continue;
        const auto allowed = most_power(other, stated.load);
        if (allowed && *allowed < least) least = *allowed, lowest = &other;
        for (const auto& same : other.sheet.rated_power) {
          if (same.load == stated.load && same.power > most) most = same.power, highest = &other;
        }
      }
      merged.rated_power.push_back({stated.load, least});
      if (most.value() > kPowerAgrees * least.value())
        merged.remarks.push_back(
            fmt::format("Sources disagree about the power into {}: {}{}, and {}{} at most. The lower counts.",
                        format_si(stated.load.value(), "Ω"), format_si(most.value(), "W"),
                        by(highest->how, highest->source), format_si(least.value(), "W"),
                        by(lowest->how, lowest->source)));
    }
  }
  std::sort(merged.rated_power.begin(), merged.rated_power.end(),
            [](const auto& a, const auto& b) { return a.load < b.load; });
}

/// One amplifier's voltage does not fall with the load, its current does not rise: of figures of several
/// sources the greater reach over to the others' loads.
void make_possible(std::vector<models::RatedPower>& rated) {
  for (std::size_t i = 1; i < rated.size(); ++i)
    rated[i].power = std::max(rated[i].power, rated[i - 1].power * (rated[i - 1].load / rated[i].load));
  for (std::size_t i = rated.size(); i-- > 1;)
    rated[i - 1].power = std::max(rated[i - 1].power, rated[i].power * (rated[i - 1].load / rated[i].load));
}

/// For each load the most that a source states; empty if that is what counts anyway.
std::vector<models::RatedPower> highest_power(const std::vector<Claim>& claims,
                                              const std::vector<models::RatedPower>& counted) {
  std::vector<models::RatedPower> highest;
  for (const auto& claim : claims) {
    for (const auto& stated : claim.highest) {
      const auto same =
          std::find_if(highest.begin(), highest.end(), [&](const auto& r) { return r.load == stated.load; });
      if (same == highest.end())
        highest.push_back(stated);
      else
        same->power = std::max(same->power, stated.power);
    }
  }
  std::sort(highest.begin(), highest.end(), [](const auto& a, const auto& b) { return a.load < b.load; });
  make_possible(highest);
  const bool more = !std::equal(highest.begin(), highest.end(), counted.begin(), counted.end(),
                                [](const auto& a, const auto& b) { return a.power <= b.power; });
  return more ? highest : std::vector<models::RatedPower>{};
}

/// The other end of what is stated; absent if all sources agree.
template <class Quantity, class Compare>
std::optional<Quantity> other_end(const std::vector<Claim>& claims,
                                  std::optional<Quantity> models::AmplifierSheet::*which,
                                  const std::optional<Quantity>& counted, Compare beyond) {
  auto end = counted;
  for (const auto& c : claims) {
    const auto& value = c.sheet.*which;
    if (value && end && beyond(*value, *end)) end = value;
  }
  return end == counted ? std::nullopt : end;
}

template <class Quantity>
std::vector<Stated> stated(const std::vector<Claim>& claims,
                           std::optional<Quantity> models::AmplifierSheet::*which, bool bounds = false) {
  std::vector<Stated> all;
  for (const auto& c : claims) {
    if ((c.sheet.*which) && (bounds == c.sheet.output_impedance_is_bound))
      all.push_back({(c.sheet.*which)->value(), c.how, c.source});
  }
  return all;
}

/// All that is stated of a quantity other than the output impedance, whose claims may be bounds.
template <class Quantity>
std::vector<Stated> all_stated(const std::vector<Claim>& claims,
                               std::optional<Quantity> models::AmplifierSheet::*which) {
  std::vector<Stated> all;
  for (const auto& c : claims) {
    if (c.sheet.*which) all.push_back({(c.sheet.*which)->value(), c.how, c.source});
  }
  return all;
}

}  // namespace

models::AmplifierSheet merged(const std::vector<AmplifierClaim>& claims) {
  using Sheet = models::AmplifierSheet;
  Sheet sheet;
  auto& remarks = sheet.remarks;
  auto exact = stated(claims, &Sheet::output_impedance);
  if (exact.empty()) {
    exact = stated(claims, &Sheet::output_impedance, true);
    sheet.output_impedance_is_bound = !exact.empty();
  }
  sheet.output_impedance = as<core::Ohms>(worst_of(exact, Worse::kHigher, "output impedance", "Ω", remarks));
  sheet.max_volt = as<core::Volts>(
      worst_of(all_stated(claims, &Sheet::max_volt), Worse::kLower, "unloaded voltage", "V", remarks));
  sheet.max_ampere = as<core::Amperes>(
      worst_of(all_stated(claims, &Sheet::max_ampere), Worse::kLower, "current", "A", remarks));
  sheet.min_load = as<core::Ohms>(
      worst_of(all_stated(claims, &Sheet::min_load), Worse::kHigher, "least load", "Ω", remarks));
  sheet.max_dissipation = as<core::Watts>(
      worst_of(all_stated(claims, &Sheet::max_dissipation), Worse::kLower, "dissipation", "W", remarks));
  sheet.noise =
      as<core::Volts>(worst_of(all_stated(claims, &Sheet::noise), Worse::kHigher, "noise", "V", remarks));
  sheet.dc_offset = as<core::Volts>(
      worst_of(all_stated(claims, &Sheet::dc_offset), Worse::kHigher, "DC offset", "V", remarks));
  merge_power(claims, sheet);
  sheet.highest_volt = other_end(claims, &Sheet::max_volt, sheet.max_volt, std::greater<>());
  sheet.highest_ampere = other_end(claims, &Sheet::max_ampere, sheet.max_ampere, std::greater<>());
  sheet.least_output_impedance =
      other_end(claims, &Sheet::output_impedance, sheet.output_impedance, std::less<>());
  sheet.highest_power = highest_power(claims, sheet.rated_power);
  return sheet;
}

}  // namespace ohmbench::library
