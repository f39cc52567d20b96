// What depends on the load and the wish alone: other sources for it, and what an amplifier for it should
// have.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/si_text.hpp"
#include "verdict/facts.hpp"

namespace ohmbench::verdict {
namespace {

using core::format_si;

constexpr double kReferenceHz = 1000.0;
constexpr models::Band kBand;

/// The most by which a source's voltage must exceed the load's: max |1 + R/Z|.
double most_drop(const core::OhmCurve& z, double source_ohm) {
  double most = 1.0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    if (kBand.contains(z.f_hz[i]) && z.z_ohm[i] != 0.0)
      most = std::max(most, std::abs(1.0 + source_ohm / z.z_ohm[i]));
  }
  return most;
}

WhatIf on_source(const Facts& facts, core::Ohms source) {
  WhatIf w;
  w.source = source;
  const auto response = models::response(facts.curve, models::resistance_over(facts.curve, source), kBand);
  w.span_db = response.span_db, w.span_sigma_db = response.span_sigma_db;
  w.most_hz = response.most_hz, w.least_hz = response.least_hz;
  if (!facts.curve.phase_known) {
    if (const auto span =
            models::span_bounds(facts.curve, models::resistance_over(facts.curve, source), kBand))
      w.span_db = span->most_db, w.least_span_db = span->least_db;
  } else if (core::covers(facts.curve, kReferenceHz)) {
    const auto h = models::divider(core::interpolate(facts.curve, kReferenceHz), source.value());
    if (std::abs(h) > 0) w.loss_at_1khz_db = 20.0 * std::log10(std::abs(h));
  }
  if (facts.load.min && source.value() > 0) w.ratio = facts.load.min->ohm / source.value();
  if (facts.input.driver) w.qts_ratio = models::damped(*facts.input.driver, source + facts.input.cable).ratio;
  if (facts.wish) w.volts_to_target = facts.wish->volts.value() * most_drop(facts.curve, source.value());
  return w;
}

void advise_source(const Facts& facts, Advice& a) {
  if (!facts.load.min) return;
  a.source_by_rule = core::Ohms(facts.load.min->ohm / kRatioGood);
  const std::string rule = format_si(a.source_by_rule->value(), "Ω");
  if (!facts.has_curve) {
    a.sentences.push_back(fmt::format(
        "By its rated impedance alone an output impedance up to {} suits; a curve would tell.", rule));
    return;
  }
  if (!facts.curve.phase_known) {
    a.sentences.push_back(fmt::format(
        "An output impedance up to {} keeps the rule of one eighth; without the phase no more can be said.",
        rule));
    return;
  }
  if (const auto by_response = models::largest_source_ohm(facts.curve, kSpanGoodDb, kBand))
    a.source_by_response = core::Ohms(*by_response);
  a.sentences.push_back(
      a.source_by_response
          ? fmt::format(
                "An output impedance up to {} keeps the rule of one eighth; up to {} changes the response by "
                "no more than {:g} dB.",
                rule, format_si(a.source_by_response->value(), "Ω"), kSpanGoodDb)
          : fmt::format(
                "An output impedance up to {} keeps the rule of one eighth, but the load is so even that any "
                "leaves its response as it is.",
                rule));
}

void advise_drive(const Facts& facts, Advice& a) {
  if (!facts.wish || !facts.load.min) return;
  const double reserve = core::GainDb(kReserveDb).ratio();
  a.volts = facts.wish->volts * reserve;
  a.amperes = *a.volts / core::Ohms(facts.load.min->ohm);
  std::string into;
  if (facts.rated) {
    a.watts = core::Watts(a.volts->value() * a.volts->value() / facts.rated->value());
    into = fmt::format(", which is {} into {}", format_si(a.watts->value(), "W"),
                       format_si(facts.rated->value(), "Ω"));
  }
  a.sentences.push_back(
      fmt::format("For {:g} dB SPL with {:g} dB in reserve an amplifier must give {} and {}{}.",
                  facts.wish->target.value(), kReserveDb, format_si(a.volts->value(), "V"),
                  format_si(a.amperes->value(), "A"), into));
}

void advise_rating(const Facts& facts, Advice& a) {
  if (!facts.input.rated_power || facts.purpose() != models::Purpose::kLoudspeakers) return;
  a.rating_from = *facts.input.rated_power;
  a.rating_to = *facts.input.rated_power * kLoudspeakerRatingFactor;
  std::string sentence =
      fmt::format("For a loudspeaker that takes {} an amplifier rated slightly more suits: {} to {}.",
                  format_si(a.rating_from->value(), "W"), format_si(a.rating_from->value(), "W"),
                  format_si(a.rating_to->value(), "W"));
  if (a.watts && *a.watts > *a.rating_to)
    sentence +=
        " The level wanted asks for more than that: sit closer, or take a more sensitive loudspeaker.";
  a.sentences.push_back(std::move(sentence));
}

}  // namespace

std::vector<WhatIf> what_if(const Facts& facts) {
  if (!facts.has_curve) return {};
  auto sources = facts.input.what_if;
  if (sources.empty())
    std::for_each(kWhatIf.begin(), kWhatIf.end(), [&](double r) { sources.emplace_back(r); });
  std::vector<WhatIf> all;
  for (const auto source : sources) all.push_back(on_source(facts, source));
  return all;
}

Advice advice(const Facts& facts) {
  Advice a;
  advise_source(facts, a);
  advise_drive(facts, a);
  advise_rating(facts, a);
  return a;
}

}  // namespace ohmbench::verdict
