#include "models/sheet_contradictions.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/si_text.hpp"

namespace ohmbench::models {
namespace {

using core::format_si;

const double kRounding = std::pow(10.0, 0.5 / 20.0);     // half a decibel of voltage
const double kUnexplained = std::pow(10.0, 1.0 / 20.0);  // one decibel

std::string ohm(core::Ohms r) {
  return format_si(r.value(), "Ω");
}
std::string volt(double v) {
  return format_si(v, "V");
}
std::string ampere(double i) {
  return format_si(i, "A");
}
std::string watt(double p) {
  return format_si(p, "W");
}

double volt_of(const RatedPower& r) {
  return std::sqrt(r.power.value() * r.load.value());
}
double ampere_of(const RatedPower& r) {
  return std::sqrt(r.power.value() / r.load.value());
}

/// What is left of the unloaded voltage across R.
std::optional<double> unloaded_across(const AmplifierSheet& sheet, core::Ohms r) {
  if (!sheet.max_volt) return {};
  const bool known = sheet.output_impedance && !sheet.output_impedance_is_bound;
  const double out = known ? sheet.output_impedance->value() : 0.0;
  return sheet.max_volt->value() * r.value() / (r.value() + out);
}

std::string against_limits(const AmplifierSheet& sheet, const RatedPower& r) {
  const auto most = unloaded_across(sheet, r.load);
  const double v = volt_of(r), i = ampere_of(r);
  const std::string stated =
      fmt::format("{} into {} are {} and {}", watt(r.power.value()), ohm(r.load), volt(v), ampere(i));
  if (most && v > *most * kRounding)
    return fmt::format("The datasheet contradicts itself: {}, but {} unloaded leave only {} there.", stated,
                       volt(sheet.max_volt->value()), volt(*most));
  if (sheet.max_ampere && i > sheet.max_ampere->value() * kRounding)
    return fmt::format("The datasheet contradicts itself: {}, but its current ends at {}.", stated,
                       ampere(sheet.max_ampere->value()));
  if (!most) return {};
  const double by_current = sheet.max_ampere ? sheet.max_ampere->value() * r.load.value() : HUGE_VAL;
  const double expected = std::min(*most, by_current);
  if (expected < v * kUnexplained) return {};
  return fmt::format(
      "The datasheet does not explain itself: {}, while {} across {} would be {}. The lower figure counts.",
      stated, volt(expected), ohm(r.load), watt(expected * expected / r.load.value()));
}

std::string against_volts(const RatedPower& r, const std::vector<RatedVolt>& volts) {
  for (const auto& v : volts) {
    if (v.load != r.load) continue;
    const double ratio = v.volt.value() / volt_of(r);
    if (ratio < kRounding && ratio > 1.0 / kRounding) continue;
    return fmt::format(
        "The datasheet contradicts itself: {} into {} are {}, not {}. The lower figure counts.",
        volt(v.volt.value()), ohm(v.load), watt(v.volt.value() * v.volt.value() / v.load.value()),
        watt(r.power.value()));
  }
  return {};
}

std::string against_next(const RatedPower& low, const RatedPower& high) {
  if (volt_of(high) * kRounding < volt_of(low))
    return fmt::format(
        "The datasheet contradicts itself: {} into {} are less volts ({}) than {} into {} ({}).",
        watt(high.power.value()), ohm(high.load), volt(volt_of(high)), watt(low.power.value()), ohm(low.load),
        volt(volt_of(low)));
  if (ampere_of(high) > ampere_of(low) * kRounding)
    return fmt::format(
        "The datasheet contradicts itself: {} into {} are more current ({}) than {} into {} ({}).",
        watt(high.power.value()), ohm(high.load), ampere(ampere_of(high)), watt(low.power.value()),
        ohm(low.load), ampere(ampere_of(low)));
  return {};
}

}  // namespace

std::vector<std::string> contradictions(const AmplifierSheet& sheet, const std::vector<RatedVolt>& volts) {
  std::vector<std::string> found;
  const auto add = [&found](std::string sentence) {
    if (!sentence.empty()) found.push_back(std::move(sentence));
  };
  const RatedPower* before = nullptr;
  for (const auto& rated : sheet.rated_power) {
    add(against_volts(rated, volts));
    add(against_limits(sheet, rated));
    if (before != nullptr) add(against_next(*before, rated));
    before = &rated;
  }
  return found;
}

}  // namespace ohmbench::models
