// What a reader of the verdict has to know besides its checks.
#include <fmt/format.h>

#include <cmath>

#include "core/si_text.hpp"
#include "models/hearing.hpp"
#include "verdict/facts.hpp"
#include "verdict/first_limit_words.hpp"

namespace ohmbench::verdict {
namespace {

using core::format_si;

constexpr double kReferenceHz = 1000.0;
constexpr double kSurplusDb = 20.0;  // beyond, the volume control has little left to turn
constexpr double kBandSlack = 1.06;  // a twelfth of an octave: a grid need not hit 20 Hz
constexpr models::Band kBand;

/// A stated output impedance that the measured one contradicts; empty if they agree.
std::string stated_source_differs(const Facts& facts) {
  constexpr double kAgrees = 1.5, kLeastOhm = 0.05;  // contacts and cables make as much
  const auto& sheet = facts.input.sheet;
  if (!facts.z_out || !facts.z_out->measured || !sheet || !sheet->output_impedance) return {};
  const auto& curve = facts.input.z_out->curve;
  if (!core::covers(curve, kReferenceHz)) return {};
  const double measured = std::abs(core::interpolate(curve, kReferenceHz)),
               stated = sheet->output_impedance->value();
  const double sigma = core::interpolate_sigma(curve, kReferenceHz);
  const bool more = measured - kCoverage * sigma > kAgrees * stated + kLeastOhm;
  const bool less = measured + kCoverage * sigma < stated / kAgrees - kLeastOhm;
  if (!more && (!less || sheet->output_impedance_is_bound)) return {};
  return fmt::format(
      "The output impedance is stated as {}{} and was measured as {}: the measured one counts.",
      sheet->output_impedance_is_bound ? "less than " : "", format_si(stated, "Ω"), format_si(measured, "Ω"));
}

}  // namespace

std::string rating_contradicted(const Facts& facts) {
  constexpr double kLeastFraction = 0.64, kMostFraction = 2.0;  // of the rating; 0.64: 0.8 is often missed
  if (!facts.input.rated || !facts.has_curve || !facts.load.min) return {};
  const double fraction = facts.load.min->ohm / facts.input.rated->value();
  if (fraction >= kLeastFraction && fraction <= kMostFraction) return {};
  return fmt::format("The rated {} and the curve, whose least is {}, contradict each other",
                     format_si(facts.input.rated->value(), "Ω"), format_si(facts.load.min->ohm, "Ω"));
}

std::string in_words(const FirstLimit& first) {
  const auto where =
      first.everywhere || first.name == "voltage" ? std::string() : " at " + format_si(first.f_hz, "Hz");
  return first.headroom_db < 0
             ? fmt::format("Runs out first: {}{}, by {:.1f} dB.", first.name, where, -first.headroom_db)
             : fmt::format("Runs out first: {}{}, {:.1f} dB above the level wanted.", first.name, where,
                           first.headroom_db);
}

std::vector<std::string> notes_of(const Facts& facts) {
  std::vector<std::string> notes;
  if (const auto contradicted = rating_contradicted(facts); !contradicted.empty())
    notes.push_back(contradicted + ".");
  if (const auto differs = stated_source_differs(facts); !differs.empty()) notes.push_back(differs);
  const auto& covered = facts.load.covered;
  if (!facts.has_curve) {
    notes.push_back(
        fmt::format("Of the load only its rated impedance is known, {}. What needs its curve is unknown, and "
                    "nothing that "
                    "follows from the rating counts as good.",
                    format_si(facts.rated->value(), "Ω")));
  } else if (!covered) {
    notes.push_back("The load's curve has no point between 20 Hz and 20 kHz.");
  } else if (covered->from_hz > kBand.from_hz * kBandSlack || covered->to_hz < kBand.to_hz / kBandSlack) {
    notes.push_back(
        fmt::format("The load was measured from {} to {} only; the rest of 20 Hz to 20 kHz was not judged.",
                    format_si(covered->from_hz, "Hz"), format_si(covered->to_hz, "Hz")));
  }
  constexpr double kWideGap = 4.0;  // two octaves: a resonance fits in
  if (const auto gap = gap_in(facts.curve, "load", kWideGap); facts.has_curve && !gap.empty())
    notes.push_back(gap + "; a resonance could hide there.");
  if (!facts.curve.phase_known) {
    notes.push_back(
        "Of the load only the magnitude is known, not the phase: response and power lie between bounds, heat "
        "and EPDR "
        "are not known.");
  }
  if (!facts.curve.sigma_known) {
    notes.push_back(
        "The load's curve states no uncertainty: it counts as exact, and what is close to a limit may be "
        "beyond it.");
  }
  if (facts.z_out && facts.z_out->measured) {
    if (const auto missing = not_covered(facts.z_out->curve, "output impedance"); !missing.empty())
      notes.push_back(missing + "; elsewhere it counts as not known.");
  }
  if (facts.z_out && !facts.z_out->measured) {
    notes.push_back(
        facts.z_out->is_bound
            ? "The output impedance is stated as an upper bound, taken as a resistance at all frequencies."
            : "The output impedance is a stated figure, taken as a resistance at all frequencies.");
  }
  if (facts.input.cable.value() > 0)
    notes.push_back(
        fmt::format("The cable adds {} to the output impedance.", format_si(facts.input.cable.value(), "Ω")));
  if (facts.input.maximum) notes.push_back(maximum_in_words(*facts.input.maximum));
  notes.insert(notes.end(), facts.input.remarks.begin(), facts.input.remarks.end());
  if (facts.input.sheet)
    notes.insert(notes.end(), facts.input.sheet->remarks.begin(), facts.input.sheet->remarks.end());
  if (facts.rated && !facts.input.rated && facts.has_curve) {
    notes.push_back(fmt::format("The load's rated impedance, {}, follows from its minimum by the 80 % rule.",
                                format_si(facts.rated->value(), "Ω")));
  }
  if (!facts.wish) return notes;
  const auto& wish = *facts.wish;
  notes.push_back(fmt::format(
      "{:g} dB SPL is the level of a sine as loud as the programme's peaks: with a crest factor of "
      "{:g} dB the programme averages {:.0f} dB SPL.",
      wish.target.value(), wish.crest_db, wish.programme_average.value()));
  if (!models::is_loudspeaker(*facts.input.sensitivity)) {
    notes.push_back(fmt::format("At that average the weekly allowance for adults (80 dBA for 40 h) lasts {}.",
                                time_text(models::weekly_allowance_hours(wish.programme_average))));
  }
  if (facts.first_limit && facts.first_limit->headroom_db > kSurplusDb) {
    notes.push_back(fmt::format(
        "{:.0f} dB are left over: everyday listening uses only the lowest part of the volume control.",
        facts.first_limit->headroom_db));
  }
  return notes;
}

}  // namespace ohmbench::verdict
