// The checks on levels: voltage, current, power and sound pressure.
#include <fmt/format.h>

#include <cmath>

#include "core/si_text.hpp"
#include "verdict/facts.hpp"

namespace ohmbench::verdict {
namespace {

using core::format_si;

constexpr double kWorthTellingDb = 0.05;
constexpr double kRounding = 1e-9;  // relative; less comes of exact figures, whose errors are not known

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
    check.why = "The load's curve has no point between 20 Hz and 20 kHz.";
  } else {
    const auto& margin = (*facts.headroom).*which;
    check.value = margin.need;
    check.limit = margin.limit;
    if (margin.need_sigma.value_or(0.0) > kRounding * margin.need) check.uncertainty = margin.need_sigma;
    check.why = why(words, facts, margin);
    if (margin.headroom_db)
      check.outcome = at_least(*margin.headroom_db, kReserveDb, 0.0, margin.sigma_db.value_or(0.0));
    else
      check.why += not_tried(facts);
  }
  return check;
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
  if (facts.curve.phase_known || !facts.headroom) return check;
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
  constexpr double kStatedDb = 1e-6;  // less comes of exact figures, whose errors are not known
  if (facts.first_limit->sigma_db.value_or(0.0) > kStatedDb) check.uncertainty = facts.first_limit->sigma_db;
  check.outcome = short_of ? Outcome::kNo : Outcome::kYes;
  check.why = fmt::format("It reaches {:.1f} dB SPL, where {:g} dB SPL is wanted; {} runs out first{}.",
                          *check.value, *check.limit, facts.first_limit->name,
                          facts.first_limit->everywhere || facts.first_limit->name == "voltage"
                              ? ""
                              : ", at " + format_si(facts.first_limit->f_hz, "Hz"));
  return check;
}

}  // namespace ohmbench::verdict
