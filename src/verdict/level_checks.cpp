// The checks on levels: voltage, current, power and sound pressure, heat, the load's safety, and hiss.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/curve_sigma.hpp"
#include "core/si_text.hpp"
#include "models/heat.hpp"
#include "verdict/facts.hpp"

namespace ohmbench::verdict {
namespace {

using core::format_si;

constexpr double kReserveDb = 3.0;    // headroom that is wanted above the level wanted
constexpr double kHeatGood = 0.5;     // of what the output stage may dissipate
constexpr double kHissGoodDb = 15.0;  // dBA at the ear or the listener: below a quiet room
constexpr double kHissBearableDb = 25.0;
constexpr double kWorthTellingDb = 0.05;
constexpr models::Band kBand;

std::string watt(double value) {
  return format_si(value, "W");
}

/// How one of the three limits is spoken about.
struct Wording {
  const char* name;
  const char* unit;
  const char* gives;  ///< "gives 4.35 V across this load"
};

std::string needs(const Wording& words, const Facts& facts, const models::Margin& margin) {
  const auto where =
      margin.everywhere || *words.unit == 'V' ? std::string() : " at " + format_si(margin.f_hz, "Hz");
  return fmt::format("{:g} dB SPL takes {}{}", facts.wish->target.value(), format_si(margin.need, words.unit),
                     where);
}

/// " (± 0.12 dB)", or nothing where nothing is known or it does not matter.
std::string plus_minus(const std::optional<double>& sigma_db) {
  return sigma_db && *sigma_db >= kWorthTellingDb ? fmt::format(" (± {:.1g} dB)", *sigma_db) : std::string();
}

std::string why(const Wording& words, const Facts& facts, const models::Margin& margin) {
  const auto take = needs(words, facts, margin);
  if (!margin.limit) return fmt::format("{}; how much the amplifier gives is not known.", take);
  const auto limit = format_si(*margin.limit, words.unit);
  if (margin.headroom_db && *margin.headroom_db < 0) {
    return fmt::format("{}; the amplifier gives no more than {}{}: {:.1f} dB{} short.", take, limit,
                       words.gives, -*margin.headroom_db, plus_minus(margin.sigma_db));
  }
  if (margin.headroom_db) {
    return fmt::format("{}; the amplifier gives {}{}: {:.1f} dB{} in reserve.", take, limit, words.gives,
                       *margin.headroom_db, plus_minus(margin.sigma_db));
  }
  if (*margin.limit < margin.need) {
    return fmt::format("{}; the amplifier is known to give {}{}, whether it gives more is not known.", take,
                       limit, words.gives);
  }
  return fmt::format("{}; the amplifier gives at most {}, how much of it reaches this load is not known.",
                     take, limit);
}

Check margin_check(const Wording& words, const Facts& facts, models::Margin models::Headroom::*which) {
  Check check{words.name, Outcome::kUnknown, {}, {}, {}, words.unit, {}};
  if (!facts.wish) {
    check.why = fmt::format("{}, so the {} needed is not known.", facts.no_wish, words.name);
  } else if (!facts.headroom) {
    check.why = "Load and output impedance were not measured at common frequencies.";
  } else {
    const auto& margin = (*facts.headroom).*which;
    check.value = margin.need;
    check.limit = margin.limit;
    check.uncertainty = margin.need_sigma;
    check.why = why(words, facts, margin);
    if (margin.headroom_db)
      check.outcome = at_least(*margin.headroom_db, kReserveDb, 0.0, margin.sigma_db.value_or(0.0));
  }
  return check;
}

/// The largest real power [W] that a voltage makes in the load.
double most_watt(const core::OhmCurve& z, core::Volts volts) {
  double most = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    if (kBand.contains(z.f_hz[i]) && z.z_ohm[i] != 0.0) most = std::max(most, std::real(1.0 / z.z_ohm[i]));
  }
  return volts.value() * volts.value() * most;
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

/// One standard deviation, by the errors of both curves, of the most power at full volume.
std::optional<double> full_watt_sigma(const Facts& facts) {
  const auto z_out = facts.known_z_out();
  const auto& z = facts.input.load.curve;
  const auto watts = [&](const core::OhmCurve& load, const models::KnownOutputImpedance& out) {
    const auto bounds = models::largest_watt(load, out, facts.limits, kBand);
    return bounds.most ? bounds.most : bounds.promised;
  };
  const auto by_z =
      core::sigma_of_figure(z, [&](const core::OhmCurve& moved) { return watts(moved, z_out); });
  if (!z_out) return by_z;
  return core::in_quadrature(
      by_z, core::sigma_of_figure(*z_out, [&](const core::OhmCurve& moved) { return watts(z, moved); }));
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
  if (!facts.input.load.curve.phase_known) return "The load's phase is not known, so the heat is not.";
  return {};
}

/// Which of the limits that matter to the level are not known, as words.
std::string unknown_limits(const models::Headroom& headroom) {
  std::string names;
  const auto add = [&](const char* name, const models::Margin& margin) {
    if (!margin.headroom_db) names += (names.empty() ? "" : " and ") + std::string(name);
  };
  add("voltage", headroom.voltage);
  add("current", headroom.current);
  if (names.empty()) add("power", headroom.power);
  return names;
}

}  // namespace

Check check_voltage(const Facts& facts) {
  return margin_check({"voltage", "V", " across this load"}, facts, &models::Headroom::voltage);
}

Check check_current(const Facts& facts) {
  Check check = margin_check({"current", "A", ""}, facts, &models::Headroom::current);
  if (facts.wish || !facts.limits.current || !facts.load.min) return check;
  const auto ampere = *facts.limits.current;
  const auto volt = ampere * core::Ohms(facts.load.min->ohm);
  check.limit = ampere.value();
  if (facts.limits.unloaded && volt >= *facts.limits.unloaded) return check;  // voltage ends it first
  check.why += fmt::format(" Into the minimum of {} the amplifier's {} make no more than {} and {}.",
                           format_si(facts.load.min->ohm, "Ω"), format_si(ampere.value(), "A"),
                           format_si(volt.value(), "V"), watt((volt * ampere).value()));
  return check;
}

Check check_power(const Facts& facts) {
  Check check = margin_check({"power", "W", " into this load"}, facts, &models::Headroom::power);
  if (facts.input.load.curve.phase_known || !facts.headroom) return check;
  check.value.reset();  // volts times amperes would be apparent power
  check.limit.reset();
  const auto left_db = facts.headroom->power.headroom_db;
  check.why = "The load's phase is not known, so the watts are not";
  check.why += left_db
                   ? fmt::format("; with voltage and current counted together the amplifier is {:.1f} dB {}.",
                                 std::abs(*left_db), *left_db < 0 ? "short" : "in reserve")
                   : std::string(".");
  return check;
}

Check check_spl(const Facts& facts) {
  Check check{"spl", Outcome::kUnknown, {}, {}, {}, "dB SPL", {}};
  if (!facts.wish) {
    check.why = facts.no_wish + ", so the loudness is not known.";
    return check;
  }
  check.limit = facts.wish->target.value();
  const auto open = facts.headroom ? unknown_limits(*facts.headroom) : std::string("output");
  const bool short_of = facts.first_limit && facts.first_limit->headroom_db < 0;
  if (!short_of && (!open.empty() || !facts.first_limit)) {
    check.why =
        fmt::format("How loud it plays is not known, because the amplifier's limit of {} is not.", open);
    return check;
  }
  check.value = *check.limit + facts.first_limit->headroom_db;
  check.uncertainty = facts.first_limit->sigma_db;
  check.outcome = short_of ? Outcome::kNo : Outcome::kYes;
  check.why = fmt::format(
      "It reaches {:.1f} dB SPL, where {:g} dB SPL is wanted; {} runs out first{}.", *check.value,
      *check.limit, facts.first_limit->name,
      facts.first_limit->name == "voltage" ? "" : ", at " + format_si(facts.first_limit->f_hz, "Hz"));
  return check;
}

Check check_heat(const Facts& facts) {
  Check check{"heat", Outcome::kUnknown, {}, {}, {}, "W", no_heat(facts)};
  if (!check.why.empty()) return check;
  const auto& sheet = *facts.input.sheet;
  const auto rail = core::sine_peak(*sheet.max_volt);
  const auto heat = [&](const core::OhmCurve& z) { return programme_heat(facts, z, rail); };
  check.value = heat(facts.input.load.curve);
  check.uncertainty = core::sigma_of_figure(facts.input.load.curve, heat);
  check.why = fmt::format("With music at the level wanted the output stage turns about {} into heat",
                          watt(*check.value));
  if (!sheet.max_dissipation) {
    check.why += "; how much it may is not known.";
    return check;
  }
  check.limit = sheet.max_dissipation->value();
  check.outcome =
      at_most(*check.value, kHeatGood * *check.limit, *check.limit, check.uncertainty.value_or(0.0));
  check.why +=
      fmt::format("; it may dissipate {}, and no more than half of that is wanted.", watt(*check.limit));
  return check;
}

Check check_load_safety(const Facts& facts) {
  Check check{"load-safety", Outcome::kUnknown, {}, {}, {}, "W", {}};
  const auto& z = facts.input.load.curve;
  const auto full = models::largest_watt(z, facts.known_z_out(), facts.limits, kBand);
  check.value = full.most ? full.most : full.promised;
  check.uncertainty = full_watt_sigma(facts);
  const bool real = z.phase_known;
  const auto can = check.value
                       ? fmt::format("At full volume the amplifier can bring {}{} into the load",
                                     real ? "" : "at most ", watt(*check.value))
                       : std::string("What the amplifier brings into the load at full volume is not known");
  if (!facts.input.rated_power) {
    check.why = can + "; how much the load takes is not known.";
    return check;
  }
  const double rated = facts.input.rated_power->value();
  check.limit = rated;
  if (real && facts.wish && most_watt(z, facts.wish->programme_volts) > rated) {
    check.outcome = Outcome::kNo;
    const auto watts = [&](const core::OhmCurve& moved) {
      return most_watt(moved, facts.wish->programme_volts);
    };
    check.value = watts(z);
    check.uncertainty = core::sigma_of_figure(z, watts);
    check.why = fmt::format("Music at the level wanted brings {} into a load that takes {}.",
                            watt(*check.value), watt(rated));
  } else if (full.most && *full.most + kCoverage * check.uncertainty.value_or(0.0) <= rated) {
    check.outcome = Outcome::kYes;
    check.why = fmt::format("{}, which takes {}.", can, watt(rated));
  } else if (full.promised && *full.promised > rated) {
    check.outcome = Outcome::kMarginal;
    check.why = fmt::format("{}, which takes {}: mind the volume control.", can, watt(rated));
  } else {
    check.why = fmt::format("{}; the load takes {}.", can, watt(rated));
  }
  return check;
}

Check check_hiss(const Facts& facts) {
  Check check{"hiss", Outcome::kUnknown, {}, {}, {}, "dB SPL", {}};
  const auto noise = facts.input.sheet ? facts.input.sheet->noise : std::nullopt;
  if (!noise || !facts.wish) {
    check.why = !noise ? "The amplifier's noise is not known."
                       : facts.no_wish + ", so the loudness of the noise is not known.";
    return check;
  }
  check.limit = kHissGoodDb;
  if (noise->value() == 0.0) {
    check.outcome = Outcome::kYes;
    check.why = "The noise is stated as zero.";
    return check;
  }
  check.value = models::level_at(*noise, *facts.input.sensitivity, facts.listening()).value();
  check.outcome = at_most(*check.value, kHissGoodDb, kHissBearableDb);
  check.why = fmt::format("Its noise of {} is heard at {:.0f} dBA; up to {:g} dBA nobody hears it.",
                          format_si(noise->value(), "V"), *check.value, kHissGoodDb);
  return check;
}

}  // namespace ohmbench::verdict
