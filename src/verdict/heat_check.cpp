// The check on what the amplifier turns into heat.
#include <fmt/format.h>

#include <algorithm>
#include <numbers>

#include "core/curve_sigma.hpp"
#include "core/si_text.hpp"
#include "models/heat.hpp"
#include "verdict/facts.hpp"

namespace ohmbench::verdict {
namespace {

constexpr double kHeatGood = 0.5;  // of what the output stage may dissipate
constexpr models::Band kBand;

std::string watt(double value) {
  return core::format_si(value, "W");
}

/// The largest heat [W] over the band with the programme wanted, or with the loudest that does not clip.
double programme_heat(const Facts& facts, const core::OhmCurve& z, core::PeakVolts rail) {
  const double loudest = rail.value() / core::GainDb(facts.wish->crest_db).ratio();
  const core::Volts programme(std::min(facts.wish->programme_volts.value(), loudest));
  double most = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    if (!kBand.contains(z.f_hz[i]) || z.z_ohm[i] == 0.0) continue;
    most = std::max(most, models::class_b_programme_heat(rail, programme, z.z_ohm[i]).value());
  }
  return most;
}

/// The largest heat [W] over the band with a sustained sine of the level wanted, or the loudest that does not
/// clip.
double sine_heat(const Facts& facts, core::PeakVolts rail) {
  const core::PeakVolts peak(std::min(core::sine_peak(facts.wish->volts).value(), rail.value()));
  const auto& z = facts.curve;
  double most = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    if (!kBand.contains(z.f_hz[i]) || z.z_ohm[i] == 0.0) continue;
    most = std::max(most, models::class_b_sine_heat(rail, peak, z.z_ohm[i]).value());
  }
  return most;
}

/// Why the heat cannot be worked out; empty if it can.
std::string no_heat(const Facts& facts) {
  const auto& sheet = facts.input.sheet;
  const auto stage = sheet ? sheet->amplifier_class : std::nullopt;
  if (!stage) return "The amplifier's class is not known, so its heat is not.";
  if (*stage == models::AmplifierClass::kA)
    return "A class A stage is hottest when it plays nothing; the load does not decide its heat.";
  if (*stage == models::AmplifierClass::kD)
    return "A class D stage makes little heat; its losses are not among the figures known.";
  if (!sheet->max_volt)
    return "The amplifier's unloaded voltage is not known, so its rails and its heat are not.";
  if (!facts.wish) return facts.no_wish + ", so the level and the heat are not known.";
  if (!facts.curve.phase_known) return "The load's phase is not known, so the heat is not.";
  return {};
}

}  // namespace

Check check_heat(const Facts& facts) {
  Check check{"heat", Outcome::kUnknown, {}, {}, {}, "W", no_heat(facts)};
  if (!check.why.empty()) return check;
  const auto& sheet = *facts.input.sheet;
  const auto rail = core::sine_peak(*sheet.max_volt);
  const auto heat = [&](const core::OhmCurve& z) { return programme_heat(facts, z, rail); };
  check.value = heat(facts.curve);
  check.uncertainty = core::sigma_of_figure(facts.curve, heat);
  const double tone = sine_heat(facts, rail);
  check.also.push_back({"sine_watt", tone});
  check.why = fmt::format(
      "With music at {} the output stage turns about {} into heat, with a lasting tone {}, its idle current "
      "not "
      "counted",
      facts.wish->volts.value() * std::numbers::sqrt2 > rail.value() ? "the loudest that does not clip"
                                                                     : "the level wanted",
      watt(*check.value), watt(tone));
  if (!sheet.max_dissipation) {
    check.why += "; how much it may is not known.";
    return check;
  }
  check.limit = sheet.max_dissipation->value();
  check.outcome =
      at_most(*check.value, kHeatGood * *check.limit, *check.limit, check.uncertainty.value_or(0.0));
  check.why +=
      fmt::format("; it may dissipate {}, and no more than half of that is wanted.", watt(*check.limit));
  if (check.outcome == Outcome::kYes && tone > *check.limit) {
    check.outcome = Outcome::kMarginal;
    check.why += " It bears music, not test tones.";
  }
  return check;
}

}  // namespace ohmbench::verdict
