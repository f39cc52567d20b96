// The checks on the driver's damping, and on what else comes out of the amplifier: distortion and DC.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/si_text.hpp"
#include "verdict/facts.hpp"

namespace ohmbench::verdict {
namespace {

using core::format_si;

constexpr double kQtsGood = 1.1, kQtsBearable = 1.3;  // Qts' / Qts
constexpr double kThdGoodPercent = 0.1, kThdBearablePercent = 1.0;
constexpr double kDcHeadphoneVolt = 0.010, kDcLoudspeakerVolt = 0.050;
constexpr double kDcBearable = 3.0;  // times the limit

/// How much more a resonance may rise than the response's span tells: that is held against the least |Z|, the
/// lift against the coil's resistance, for which the least real part of Z is taken. Both over what the source
/// adds.
double beyond_span(const Facts& facts) {
  double coil = facts.load.min->ohm;
  for (const auto& z : facts.curve.z_ohm) coil = std::min(coil, std::max(z.real(), 0.0));
  if (coil <= 0) return HUGE_VAL;
  double rg = 0;  // the more the source adds, the more it is
  for (const double f_hz : facts.response.f_hz)
    rg = std::max(rg, std::abs(core::interpolate(facts.z_out->curve, f_hz)));
  const double least = facts.load.min->ohm;
  return (coil + rg) / coil * least / (least + rg);
}

/// true if the curves show all resonances of the load: below one that it begins above, a load is capacitive.
bool shows_the_resonance(const Facts& facts) {
  constexpr double kCapacitive = -0.1;  // of |Z|
  const auto& r = facts.response;
  if (!facts.has_curve || r.empty() || !facts.load.min || !facts.whole_band_known()) return false;
  const auto first = core::interpolate(facts.curve, r.f_hz.front());
  return first.imag() > kCapacitive * std::abs(first);
}

/// What damping can do at most: no resonance in the curve rises by much more than the response's span.
Check damping_by_span(const Facts& facts, Check check) {
  const bool shown = shows_the_resonance(facts);
  const double more = shown ? beyond_span(facts) : 1.0;
  const double bound = more * std::pow(10.0, facts.response.span_db / 20.0);
  if (!shown || bound > kQtsGood) {
    check.why =
        "What the output impedance does to the damping takes the driver's Re, fs, Qms and Qes, as a fit "
        "gives "
        "them.";
    return check;
  }
  const double surely =
      more * std::pow(10.0, (facts.response.span_db + kCoverage * facts.response.span_sigma_db) / 20.0);
  check.value = bound;
  check.outcome = surely <= kQtsGood ? Outcome::kYes : Outcome::kMarginal;
  check.why = fmt::format(
      "No resonance of the load rises by more than {:.2g} dB on this amplifier, so damping does not matter "
      "here.",
      20.0 * std::log10(bound));
  return check;
}

/// A driver's parameters that cannot be those of this curve; empty if they can.
std::string not_this_driver(const Facts& facts) {
  constexpr double kLeast = 0.5, kMost = 1.1;  // Re over the least |Z|, which is above Re
  if (!facts.has_curve || !facts.load.min) return {};
  const double re = facts.input.driver->re.value(), least = facts.load.min->ohm;
  if (re >= kLeast * least && re <= kMost * least) return {};
  return fmt::format(
      "The driver's parameters have an Re of {}, but the load's least impedance is {}: they are of "
      "another load.",
      format_si(re, "Ω"), format_si(least, "Ω"));
}

/// THD+N at a voltage, on the log-log line between the steps around it.
std::optional<double> thd_n_at(const std::vector<models::DistortionPoint>& steps, double volt) {
  const auto right = std::lower_bound(steps.begin(), steps.end(), volt,
                                      [](const auto& step, double v) { return step.volt.value() < v; });
  if (right == steps.end()) return {};
  if (right->volt.value() == volt) return right->thd_n_percent;
  if (right == steps.begin()) return {};
  const auto left = right - 1;
  const double w = std::log(volt / left->volt.value()) / std::log(right->volt / left->volt);
  return std::exp((1 - w) * std::log(left->thd_n_percent) + w * std::log(right->thd_n_percent));
}

/// Distortion that was measured into one load holds for another only as far as that is no harder to drive,
/// and what the interface distorted is not the amplifier's.
Check as_far_as_measured(Check check, const Facts& facts) {
  const auto& m = *facts.input.maximum;
  constexpr double kSameLoad = 0.8;  // as a rated load may fall to 0.8 of its rating
  const bool known_good = check.outcome == Outcome::kYes || check.outcome == Outcome::kMarginal;
  const bool bad = check.outcome == Outcome::kNo || check.outcome == Outcome::kMarginal;
  if (m.ended_by == models::BenchEnd::kInterface && bad) {
    check.outcome = Outcome::kUnknown;
    check.why += " But the interface's own distortion is in it, whose output ended the measurement.";
  } else if (m.load && facts.load.min && known_good && facts.load.min->ohm < kSameLoad * m.load->value()) {
    check.outcome = Outcome::kUnknown;
    check.why += fmt::format(" But this load falls to {} and takes more current, which may distort more.",
                             format_si(facts.load.min->ohm, "Ω"));
  } else if (m.limit == models::OutputLimit::kCurrent && m.load && facts.load.min && !known_good &&
             facts.load.min->ohm * kSameLoad > m.load->value()) {
    check.outcome = Outcome::kUnknown;
    check.why +=
        fmt::format(" But it was the current that was cut there, and this load takes less: {} at least.",
                    format_si(facts.load.min->ohm, "Ω"));
  }
  return check;
}

}  // namespace

std::optional<models::Purpose> Facts::purpose() const {
  if (input.purpose || !input.sensitivity) return input.purpose;
  return models::is_loudspeaker(*input.sensitivity) ? models::Purpose::kLoudspeakers
                                                    : models::Purpose::kHeadphones;
}

Check check_damping(const Facts& facts) {
  Check check{"damping", Outcome::kUnknown, {}, kQtsGood, {}, "", {}};
  if (!facts.z_out) {
    check.limit.reset();
    check.why = "The amplifier's output impedance is not known.";
    return check;
  }
  if (!facts.driver) return damping_by_span(facts, std::move(check));
  if (const auto stranger = not_this_driver(facts); !stranger.empty()) {
    check.limit.reset();
    check.why = stranger;
    return check;
  }
  const auto& driver = *facts.input.driver;
  check.value = facts.driver->ratio;
  check.uncertainty = facts.driver->ratio_sigma;
  check.outcome = at_most(facts.driver->ratio, kQtsGood, kQtsBearable, check.uncertainty.value_or(0.0));
  check.also = {
      {"qts", driver.qts()}, {"qts_on_amplifier", facts.driver->qts}, {"lift_db", facts.driver->lift_db}};
  check.why = fmt::format(
      "At the resonance, {}, the source adds to the voice coil's {}: Qts goes from {:.3g} to {:.3g}, and the "
      "resonance rises by {:.1f} dB.",
      format_si(driver.fs_hz, "Hz"), format_si(driver.re.value(), "Ω"), driver.qts(), facts.driver->qts,
      facts.driver->lift_db);
  if (facts.z_out->is_bound && check.outcome != Outcome::kYes) {
    check.outcome = Outcome::kUnknown;
    check.why += " But the output impedance is only known to be less.";
  }
  return check;
}

Check check_thd_n(const Facts& facts) {
  Check check{"thd-n", Outcome::kUnknown, {}, {}, {}, "%", {}};
  const auto& maximum = facts.input.maximum;
  if (!maximum || maximum->distortion.empty()) {
    check.why = "The amplifier's distortion over level was not measured.";
    return check;
  }
  if (!facts.wish) {
    check.why = facts.no_wish + ", so the level at which distortion counts is not known.";
    return check;
  }
  const auto& steps = maximum->distortion;
  const double volt = facts.wish->volts.value();
  const auto into = maximum->load ? " into " + format_si(maximum->load->value(), "Ω") : std::string();
  check.limit = kThdGoodPercent;
  check.value = thd_n_at(steps, volt);
  if (check.value) {
    check.outcome = at_most(*check.value, kThdGoodPercent, kThdBearablePercent);
    check.why = fmt::format("At {}{}, which the level wanted takes, THD+N is {:.2g} %; {:g} % is wanted.",
                            format_si(volt, "V"), into, *check.value, kThdGoodPercent);
  } else if (volt > steps.back().volt.value() && maximum->by_amplifier) {
    check.outcome = Outcome::kNo;
    check.value = steps.back().thd_n_percent;
    check.why =
        fmt::format("The level wanted takes {}; at {} already{} THD+N is {:.2g} %.", format_si(volt, "V"),
                    format_si(steps.back().volt.value(), "V"), into, *check.value);
  } else {
    check.why = fmt::format("The level wanted takes {}; distortion was measured from {} to {} only.",
                            format_si(volt, "V"), format_si(steps.front().volt.value(), "V"),
                            format_si(steps.back().volt.value(), "V"));
  }
  return as_far_as_measured(std::move(check), facts);
}

Check check_dc_offset(const Facts& facts) {
  Check check{"dc-offset", Outcome::kUnknown, {}, {}, {}, "V", {}};
  const auto dc = facts.input.sheet ? facts.input.sheet->dc_offset : std::nullopt;
  if (!dc) {
    check.why = "DC at the amplifier's output is not known; a multimeter tells, an audio interface cannot.";
    return check;
  }
  check.value = dc->value();
  const auto purpose = facts.purpose();
  if (!purpose) {
    check.why =
        "Whether the load is a headphone or a loudspeaker is not known, so neither is how much DC it bears.";
    return check;
  }
  const double limit = *purpose == models::Purpose::kHeadphones ? kDcHeadphoneVolt : kDcLoudspeakerVolt;
  check.limit = limit;
  check.outcome = at_most(dc->value(), limit, kDcBearable * limit);
  check.why = fmt::format("Without a signal {} of DC lie across the load; {} are harmless.",
                          format_si(dc->value(), "V"), format_si(limit, "V"));
  return check;
}

}  // namespace ohmbench::verdict
