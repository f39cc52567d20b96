#include "verdict/match.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/curve_sigma.hpp"
#include "core/ensure.hpp"
#include "verdict/facts.hpp"

namespace ohmbench::verdict {
namespace {

constexpr double kSineCrestDb = 3.0102999566398120;  // 20 log10 √2
constexpr double kTieDb = 0.05;  // power comes first only if it is tighter than what it follows from
constexpr models::Band kBand;
constexpr double kReferenceHz = 1000.0;

/// Adds the cable's resistance.
core::OhmCurve with_cable(core::OhmCurve curve, core::Ohms cable) {
  for (auto& z : curve.z_ohm) z += cable.value();
  return curve;
}

std::optional<UsedOutputImpedance> used_output_impedance(const MatchInput& input,
                                                         const core::OhmCurve& load) {
  if (input.z_out) {
    UsedOutputImpedance used{with_cable(input.z_out->curve, input.cable), true, {}, false};
    if (!input.z_out->detection_limit_ohm.empty()) {
      used.detection_limit = input.z_out->curve;
      std::copy(input.z_out->detection_limit_ohm.begin(), input.z_out->detection_limit_ohm.end(),
                used.detection_limit.z_ohm.begin());
    }
    return used;
  }
  if (input.sheet && input.sheet->output_impedance) {
    return UsedOutputImpedance{models::resistance_over(load, *input.sheet->output_impedance + input.cable),
                               false,
                               {},
                               input.sheet->output_impedance_is_bound};
  }
  return {};
}

Wish wish_for(const MatchInput& input, const models::Sensitivity& sensitivity,
              const models::Listening& listening) {
  const bool loudspeaker = models::is_loudspeaker(sensitivity);
  Wish wish;
  wish.target = input.target.value_or(core::DbSpl(loudspeaker ? kLoudspeakerTargetDb : kHeadphoneTargetDb));
  wish.crest_db = input.crest_db.value_or(loudspeaker ? kLoudspeakerCrestDb : kHeadphoneCrestDb);
  wish.volts = models::volts_for(wish.target, sensitivity, listening);
  const core::GainDb to_programme(kSineCrestDb - wish.crest_db);
  wish.programme_average = wish.target + to_programme;
  wish.programme_volts = wish.volts * to_programme.ratio();
  return wish;
}

void add_wish(Facts& facts) {
  const auto contradicted = rating_contradicted(facts);
  if (!facts.input.sensitivity) {
    facts.no_wish = "No sensitivity of the load was given";
  } else if (!contradicted.empty() && models::needs_rated_impedance(*facts.input.sensitivity)) {
    facts.no_wish = contradicted + "; a sensitivity per power tells nothing without the right one";
  } else if (models::needs_rated_impedance(*facts.input.sensitivity) && !facts.rated) {
    facts.no_wish = "The sensitivity is per power and the load's rated impedance is not known";
  } else {
    facts.wish = wish_for(facts.input, *facts.input.sensitivity, facts.listening());
  }
}

std::optional<FirstLimit> first_limit(const models::Headroom& headroom) {
  std::optional<FirstLimit> first;
  const auto consider = [&](const char* name, const models::Margin& margin) {
    if (!margin.headroom_db || (first && *margin.headroom_db > first->headroom_db - kTieDb)) return;
    first = FirstLimit{name, margin.f_hz, *margin.headroom_db, margin.sigma_db, margin.everywhere};
  };
  consider("voltage", headroom.voltage);
  consider("current", headroom.current);
  consider("power", headroom.power);
  return first;
}

/// The load's curve, or its rated impedance over the band where it has none.
core::OhmCurve curve_of(const MatchInput& input) {
  if (!input.load.curve.empty()) return input.load.curve;
  ENSURE(input.rated && input.rated->value() > 0);
  const std::vector<double> f_hz{kBand.from_hz, kReferenceHz, kBand.to_hz}, none(f_hz.size(), 0.0);
  return {f_hz, std::vector<std::complex<double>>(f_hz.size(), input.rated->value()), none, none};
}

Facts gather(const MatchInput& input) {
  Facts facts{
      input, curve_of(input), !input.load.curve.empty(), {}, input.rated, {}, {}, {}, {}, {}, {}, {}, {}, {}};
  facts.load = input.summary ? *input.summary : models::summarize(facts.curve, kBand);
  facts.z_out = used_output_impedance(input, facts.curve);
  std::optional<double> z_out_ohm;
  if (facts.z_out && !facts.z_out->is_bound && core::covers(facts.z_out->curve, kReferenceHz))
    z_out_ohm = std::abs(core::interpolate(facts.z_out->curve, kReferenceHz) - input.cable.value());
  facts.limits = models::limits_of(input.sheet, input.maximum, z_out_ohm);
  facts.most_limits = models::most_limits_of(input.sheet, input.maximum, z_out_ohm);
  facts.limits.cable = facts.most_limits.cable = input.cable;
  facts.limits.source_is_bound = facts.most_limits.source_is_bound = facts.z_out && facts.z_out->is_bound;
  if (!facts.rated && facts.load.rated_ohm) facts.rated = core::Ohms(*facts.load.rated_ohm);
  add_wish(facts);
  if (facts.z_out) facts.response = models::response(facts.curve, facts.z_out->curve, kBand);
  if (facts.wish) {
    facts.headroom =
        models::headroom(facts.curve, facts.known_z_out(), facts.limits, facts.wish->volts, kBand);
  }
  if (facts.headroom) facts.first_limit = first_limit(*facts.headroom);
  if (input.driver && facts.z_out && core::covers(facts.z_out->curve, input.driver->fs_hz)) {
    const auto source = core::interpolate(facts.z_out->curve, input.driver->fs_hz);
    const auto error = core::interpolate_error(facts.z_out->curve, input.driver->fs_hz);
    const double phase = std::arg(source);  // Re Z = |Z| cos φ
    facts.driver = models::damped(*input.driver, core::Ohms(std::max(source.real(), 0.0)),
                                  core::sigma_of(error, std::cos(phase), std::sin(phase)));
  }
  return facts;
}

std::vector<Check> all_checks(const Facts& facts) {
  return {check_output_impedance(facts),
          check_frequency_response(facts),
          check_damping(facts),
          check_voltage(facts),
          check_current(facts),
          check_power(facts),
          check_spl(facts),
          check_heat(facts),
          check_load_safety(facts),
          check_impedance_range(facts),
          check_epdr(facts),
          check_thd_n(facts),
          check_hiss(facts),
          check_dc_offset(facts)};
}

bool known(const std::vector<Check>& checks, std::string_view name) {
  const auto found =
      std::find_if(checks.begin(), checks.end(), [&](const Check& c) { return c.name == name; });
  ENSURE(found != checks.end());
  return found->outcome != Outcome::kUnknown;
}

Verdict conclude(std::vector<Check> checks) {
  const bool colour = known(checks, "output-impedance-ratio") || known(checks, "frequency-response");
  const bool drive = known(checks, "power") || (known(checks, "voltage") && known(checks, "current"));
  const auto unknown = names_with(checks, Outcome::kUnknown);
  const auto not_known =
      unknown.empty() ? std::string() : fmt::format(" Not known: {}.", fmt::join(unknown, ", "));
  Verdict verdict{worst(checks), {}, colour && drive, std::move(checks)};
  if (verdict.outcome == Outcome::kNo) {
    verdict.why =
        fmt::format("It does not fit: {}.", fmt::join(names_with(verdict.checks, Outcome::kNo), ", "));
  } else if (verdict.outcome == Outcome::kMarginal) {
    verdict.why = fmt::format("It fits with reservations: {}.",
                              fmt::join(names_with(verdict.checks, Outcome::kMarginal), ", "));
  } else if (verdict.outcome == Outcome::kYes && colour && drive) {
    verdict.why = unknown.empty() ? "It fits in every respect." : "It fits as far as is known.";
  } else {
    const char* what =
        !colour && !drive
            ? "neither what its output impedance does to the sound nor whether it can drive the load is"
        : !colour ? "what its output impedance does to the sound is not"
                  : "whether it can drive the load is not";
    verdict.outcome = Outcome::kMarginal;
    verdict.why = fmt::format("Not enough is known for a yes: {} known.", what);
  }
  verdict.why += not_known;
  return verdict;
}

std::string amplifier_name(const MatchInput& input) {
  if (input.sheet && !input.sheet->name.empty()) return input.sheet->name;
  if (input.z_out && !input.z_out->name.empty()) return input.z_out->name;
  return input.maximum ? input.maximum->name : std::string();
}

}  // namespace

models::KnownOutputImpedance Facts::least_z_out() const {
  if (z_out && z_out->measured) return z_out->curve;
  const auto stated = input.sheet ? input.sheet->least_output_impedance : std::nullopt;
  return stated ? models::resistance_over(curve, *stated + input.cable) : known_z_out();
}

std::string time_text(double hours) {
  constexpr double kMinutes = 60.0, kSeconds = 3600.0, kLong = 99.5, kLongest = 1000.0;
  if (hours > kLongest) return "more than 1000 h";
  if (hours >= kLong) return fmt::format("{:.0f} h", hours);
  if (hours >= 1.0) return fmt::format("{:.2g} h", hours);
  if (hours * kMinutes >= 1.0) return fmt::format("{:.2g} min", hours * kMinutes);
  return fmt::format("{:.2g} s", hours * kSeconds);
}

MatchResult match(const MatchInput& input) {
  if (!input.load.curve.empty()) core::check(input.load.curve);
  ENSURE(input.distance_m > 0);
  const Facts facts = gather(input);
  auto checks = all_checks(facts);
  if (facts.has_curve)
    hold_against_coverage(checks, facts);
  else
    hold_against_rating(checks, *facts.rated);
  MatchResult result;
  result.load_name = input.load.name;
  result.amplifier_name = amplifier_name(input);
  result.verdict = conclude(std::move(checks));
  result.load = facts.has_curve ? facts.load : models::LoadSummary{};
  result.rated = facts.rated;
  result.wish = facts.wish;
  result.headroom = facts.headroom;
  result.first_limit = facts.first_limit;
  if (facts.has_curve) result.response = facts.response;
  if (facts.z_out && facts.rated) result.damping = models::damping(facts.z_out->curve, *facts.rated, kBand);
  result.driver = facts.driver;
  if (input.with_advice) {
    if (facts.has_curve && facts.wish)
      result.headroom_curve = models::headroom_over_frequency(facts.curve, facts.known_z_out(), facts.limits,
                                                              facts.wish->volts, kBand);
    result.what_if = what_if(facts);
    result.advice = advice(facts);
  }
  result.notes = notes_of(facts);
  return result;
}

}  // namespace ohmbench::verdict
