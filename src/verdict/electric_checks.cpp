// The checks on curves: output impedance, response, and the load's place in the amplifier's range.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/curve_sigma.hpp"
#include "core/si_text.hpp"
#include "verdict/facts.hpp"

namespace ohmbench::verdict {
namespace {

using core::format_si;

// kRatioGood: the rule of thumb |Zout| ≤ |Z|/8 keeps the loss of a resistive source below 1.02 dB at all
// frequencies
// below it only the response tells what is heard; where the amplifier keeps more than the load gets, it does
// not suit
constexpr double kRatioBearable = 1.0;
constexpr double kRatioHopeless = 0.25;  // below, 14 dB and more are lost, whatever the response is
constexpr double kSpanTonalDb = 1.5;     // plainly audible as a change of tone
constexpr double kSpanBearableDb = 3.0;
constexpr double kRatedFraction = 0.8;                   // a load rated R may fall to 0.8 R (IEC 60268-5)
constexpr double kEpdrGood = 0.5, kEpdrBearable = 0.25;  // of the least load
constexpr models::Band kBand;

std::string ohm(double value) {
  return format_si(value, "Ω");
}
std::string hertz(double value) {
  return format_si(value, "Hz");
}

// the usual range where the maker states none: headphones from 16 to 600 Ω, loudspeakers from 4 to 16 Ω
struct Range {
  double from_ohm, to_ohm;
  const char* made_for;
};
constexpr Range kHeadphoneRange{16.0, 600.0, "headphones"}, kLoudspeakerRange{4.0, 16.0, "loudspeakers"};

/// |Z|/|Zout| at one frequency.
struct Ratio {
  double f_hz = 0;
  double z_ohm = 0;
  double z_out_ohm = 0;
  double value = 0;
  double sigma = 0;
  bool at_least = false;  ///< Zout was below what its measurement can tell; its detection limit stands for it
};

Ratio ratio_at(const core::OhmCurve& load, std::size_t i, const UsedOutputImpedance& z_out) {
  const double f_hz = load.f_hz[i];
  Ratio r{f_hz, std::abs(load.z_ohm[i]), std::abs(core::interpolate(z_out.curve, f_hz)), 0, 0, false};
  if (!z_out.detection_limit.empty()) {
    const double detectable = std::abs(core::interpolate(z_out.detection_limit, f_hz));
    r.at_least = r.z_out_ohm < detectable;
    r.z_out_ohm = std::max(r.z_out_ohm, detectable);
  }
  r.value = r.z_ohm / r.z_out_ohm;
  const auto part = [](const core::PointError& error, double ohm) {
    return core::sigma_of(error, 1.0, 0.0) / ohm;
  };
  const double by_out = r.at_least ? 0.0 : part(core::interpolate_error(z_out.curve, f_hz), r.z_out_ohm);
  r.sigma = r.value * std::hypot(part(core::error_at(load, i), r.z_ohm), by_out);
  return r;
}

/// The least ratio over the band where both are known and Zout is not 0.
std::optional<Ratio> least_ratio(const core::OhmCurve& load, const UsedOutputImpedance& z_out) {
  std::optional<Ratio> least;
  for (std::size_t i = 0; i < load.size(); ++i) {
    const double f_hz = load.f_hz[i];
    if (!kBand.contains(f_hz) || load.z_ohm[i] == 0.0 || !core::covers(z_out.curve, f_hz)) continue;
    const auto ratio = ratio_at(load, i, z_out);
    if (std::isfinite(ratio.value) && (!least || ratio.value < least->value)) least = ratio;
  }
  return least;
}

std::string also_rated(const Facts& facts, const Ratio& ratio) {
  if (!facts.rated) return {};
  return fmt::format(" By the rated {} it would be {:#.3g}.", ohm(facts.rated->value()),
                     facts.rated->value() / ratio.z_out_ohm);
}

/// Whether load and output impedance have frequencies in common; the latter is known.
bool overlap(const Facts& facts) {
  const auto& load = facts.curve;
  return load.phase_known ? !facts.response.empty()
                          : models::span_bounds(load, facts.z_out->curve, kBand).has_value();
}

/// Without the phase the response lies between bounds; an answer only where both ends agree on it.
Check response_without_phase(const Facts& facts) {
  Check check = unknown("frequency-response", "dB", {});
  const auto span = *models::span_bounds(facts.curve, facts.z_out->curve, kBand);
  const auto best = at_most(span.least_db, kSpanGoodDb, kSpanBearableDb);
  check.limit = kSpanGoodDb;
  if (best == at_most(span.most_db, kSpanGoodDb, kSpanBearableDb)) check.outcome = best;
  check.why = fmt::format(
      "The load's phase is not known: the output impedance changes the response by something between {:.2g} "
      "and {:.2g} "
      "dB.",
      span.least_db, span.most_db);
  return check;
}

/// An output impedance that is stated as "less than" may be less: what fails by the bound is not known.
Check no_worse_than_known(Check check, const Facts& facts) {
  if (!facts.z_out->is_bound || check.outcome == Outcome::kYes || check.outcome == Outcome::kUnknown)
    return check;
  check.outcome = Outcome::kUnknown;
  check.why += " But the output impedance is only known to be less than that.";
  return check;
}

std::string common_range_missing(const Facts& facts) {
  const auto& z = facts.curve.f_hz;
  const auto& out = facts.z_out->curve.f_hz;
  return fmt::format(
      "The load was measured from {} to {} and the output impedance from {} to {}: they share no frequency.",
      hertz(z.front()), hertz(z.back()), hertz(out.front()), hertz(out.back()));
}

/// Held against what amplifiers of this kind are usually made for, as the maker states nothing.
Check by_purpose(Check check, const Facts& facts, models::Purpose purpose, const std::string& falls) {
  const auto& range = purpose == models::Purpose::kHeadphones ? kHeadphoneRange : kLoudspeakerRange;
  const double min = *check.value, rated = facts.rated ? facts.rated->value() : min;
  const std::string usual = fmt::format("amplifiers for {} are usually made for {:g} to {:g} Ω",
                                        range.made_for, range.from_ohm, range.to_ohm);
  if (rated > range.to_ohm) {
    check.limit = range.to_ohm;
    check.outcome = Outcome::kMarginal;
    check.why =
        fmt::format("The load is rated {}; {}, and its gain and noise are made for them.", ohm(rated), usual);
    return check;
  }
  check.limit = range.from_ohm;
  const double sigma = check.uncertainty.value_or(0.0);
  const bool kept = min - kCoverage * sigma >= kRatedFraction * range.from_ohm;
  check.outcome = kept ? Outcome::kYes : Outcome::kMarginal;
  check.why = fmt::format("{}; {}.", falls, usual);
  return check;
}

}  // namespace

Check unknown(std::string name, std::string unit, std::string why) {
  return {std::move(name), Outcome::kUnknown, {}, {}, {}, std::move(unit), std::move(why)};
}

Check check_output_impedance(const Facts& facts) {
  const std::string name = "output-impedance-ratio";
  if (!facts.z_out) return unknown(name, "", "The amplifier's output impedance is not known.");
  if (!overlap(facts)) return unknown(name, "", common_range_missing(facts));
  const auto ratio = least_ratio(facts.curve, *facts.z_out);
  if (!ratio) return {name, Outcome::kYes, {}, kRatioGood, {}, "", "The output impedance is stated as 0 Ω."};
  Check check{name,
              at_least(ratio->value, kRatioGood, kRatioBearable, ratio->sigma),
              ratio->value,
              kRatioGood,
              {},
              "",
              {}};
  if (ratio->sigma > 0) check.uncertainty = ratio->sigma;
  check.why = fmt::format(
                  "At {} the load's {} is {}{:#.3g} times the output impedance of {}{}; a factor of "
                  "{:g} is wanted.",
                  hertz(ratio->f_hz), ohm(ratio->z_ohm), ratio->at_least ? "at least " : "", ratio->value,
                  ratio->at_least ? "at most " : "", ohm(ratio->z_out_ohm), kRatioGood) +
              also_rated(facts, *ratio);
  if (check.outcome == Outcome::kMarginal && ratio->value >= kRatioGood) {
    check.why += " Within its uncertainty it may also fall short.";
  }
  if (facts.rated) check.also.push_back({"by_rated", facts.rated->value() / ratio->z_out_ohm});
  // the rule stands for the response, where that is not known
  if (check.outcome == Outcome::kNo && ratio->value >= kRatioHopeless) {
    const bool unharmed =
        facts.whole_band_known() && check_frequency_response(facts).outcome == Outcome::kYes;
    if (unharmed)
      check.why += " But the load is so even that its response is unharmed; what is lost is level.";
    if (!facts.curve.phase_known) check.why += " What it does to the response the phase would tell.";
    if (unharmed || !facts.curve.phase_known) check.outcome = Outcome::kMarginal;
  }
  return no_worse_than_known(std::move(check), facts);
}

Check check_frequency_response(const Facts& facts) {
  const std::string name = "frequency-response";
  if (!facts.z_out)
    return unknown(
        name, "dB",
        "What the output impedance does to the response is not known, because it is not known itself.");
  if (!facts.has_curve)
    return unknown(name, "dB", "The load's impedance over frequency is not known, only its rated value.");
  if (!overlap(facts)) return unknown(name, "dB", common_range_missing(facts));
  if (!facts.curve.phase_known) return no_worse_than_known(response_without_phase(facts), facts);
  const auto& r = facts.response;
  Check check{name,      at_most(r.span_db, kSpanGoodDb, kSpanBearableDb, r.span_sigma_db),
              r.span_db, kSpanGoodDb,
              {},        "dB",
              {}};
  if (r.span_sigma_db > 0) check.uncertainty = r.span_sigma_db;
  check.why = fmt::format(
      "The output impedance changes the response by {:.2g} dB: it takes most at {} and least at {}.",
      r.span_db, hertz(r.least_hz), hertz(r.most_hz));
  if (r.span_db < 0.005)
    check.why = "The output impedance does not change the response by as much as 0.01 dB.";
  if (r.span_db > kSpanTonalDb) check.why += " That is a plainly audible change of tone.";
  if (check.outcome == Outcome::kMarginal && r.span_db <= kSpanGoodDb) {
    check.why += fmt::format(" Within its uncertainty it may exceed {:g} dB.", kSpanGoodDb);
  }
  return no_worse_than_known(std::move(check), facts);
}

Check check_impedance_range(const Facts& facts) {
  const std::string name = "impedance-range";
  if (!facts.load.min) return unknown(name, "Ω", "The load's curve has no point between 20 Hz and 20 kHz.");
  const auto& sheet = facts.input.sheet;
  const double min = facts.load.min->ohm;
  const auto sigma = facts.load.min->sigma_ohm;
  const std::string falls =
      facts.has_curve ? fmt::format("The load falls to {} at {}", ohm(min), hertz(facts.load.min->f_hz))
                      : fmt::format("the load is rated {}", ohm(min));
  if (sheet && sheet->min_load) {
    const double limit = sheet->min_load->value();
    Check check{
        name, at_least(min, limit, kRatedFraction * limit, sigma.value_or(0.0)), min, limit, sigma, "Ω", {}};
    check.why = check.outcome == Outcome::kYes
                    ? fmt::format("{}; the amplifier is made for {} and more.", falls, ohm(limit))
                    : fmt::format("{}; the amplifier's maker allows no less than {}.", falls, ohm(limit));
    if (check.outcome == Outcome::kMarginal && min >= limit)
      check.why =
          fmt::format("{}; within its uncertainty that is less than the {} that the amplifier is made for.",
                      falls, ohm(limit));
    return check;
  }
  Check check = unknown(
      name, "Ω", fmt::format("{}; the least load that the amplifier is made for is not known.", falls));
  check.value = min;
  check.uncertainty = sigma;
  if (!sheet) return check;
  const auto least =
      sheet->rated_power.empty() ? std::nullopt : std::optional(sheet->rated_power.front().load);
  const bool above = facts.rated && sheet->purpose == models::Purpose::kLoudspeakers &&
                     facts.rated->value() > kLoudspeakerRange.to_ohm;
  if (least && !above && min - kCoverage * sigma.value_or(0.0) >= kRatedFraction * least->value()) {
    check.outcome = Outcome::kYes;
    check.limit = least->value();
    check.why = fmt::format("{}; the amplifier is rated into loads down to {}.", falls, ohm(least->value()));
    return check;
  }
  return sheet->purpose ? by_purpose(std::move(check), facts, *sheet->purpose, falls) : check;
}

Check check_epdr(const Facts& facts) {
  const std::string name = "epdr";
  const auto& sheet = facts.input.sheet;
  if (!facts.curve.phase_known)
    return unknown(name, "Ω",
                   "The load's phase is not known, and the equivalent peak dissipation resistance needs it.");
  if (!facts.load.epdr_min)
    return unknown(name, "Ω", "The load's curve has no point between 20 Hz and 20 kHz.");
  if (!facts.has_curve) return unknown(name, "Ω", "The load's phase is not known, only its rated value.");
  const double epdr = facts.load.epdr_min->ohm;
  Check check = unknown(name, "Ω", {});
  check.value = epdr;
  check.uncertainty = facts.load.epdr_min->sigma_ohm;
  check.why = fmt::format("The equivalent peak dissipation resistance falls to {} at {}", ohm(epdr),
                          hertz(facts.load.epdr_min->f_hz));
  const auto stage = sheet ? sheet->amplifier_class : std::nullopt;
  if (!stage || !sheet->min_load) {
    check.why += "; the amplifier's class and least load are not both known.";
  } else if (*stage == models::AmplifierClass::kA || *stage == models::AmplifierClass::kD) {
    check.why += "; it ranks class B and AB stages only.";
  } else {
    const double least = sheet->min_load->value();
    check.limit = kEpdrGood * least;
    check.outcome = at_least(epdr, kEpdrGood * least, kEpdrBearable * least, check.uncertainty.value_or(0.0));
    check.why += fmt::format("; half of the amplifier's least load, {}, is wanted.", ohm(*check.limit));
  }
  return check;
}

}  // namespace ohmbench::verdict
