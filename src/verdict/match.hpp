// match: does this amplifier suit this load? Curves and datasheet figures in, checks with reasons out.
// In the room `verdict`. Hazards: the level wanted is that of a sine which is as loud as the programme's
// peaks (an equivalent sine), not the programme's average; and a missing figure leaves its check unknown.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/level.hpp"
#include "core/quantity.hpp"
#include "impedance/curves.hpp"
#include "models/amplifier_sheet.hpp"
#include "models/damping.hpp"
#include "models/headroom.hpp"
#include "models/load_sheet.hpp"
#include "models/load_summary.hpp"
#include "models/response.hpp"
#include "models/sensitivity.hpp"
#include "verdict/check.hpp"

namespace ohmbench::verdict {

/// Equivalent-sine levels that are wanted if nobody says otherwise: a sine whose volts RMS the amplifier must
/// deliver. Headphones: the loudest peaks people ask for. Loudspeakers: 85 dB on average at the listener with
/// 15 dB crest, 85 + 15 − 3 dB.
inline constexpr double kHeadphoneTargetDb = 110.0;
inline constexpr double kLoudspeakerTargetDb = 97.0;
/// Crest factor of music, 20 log10(peak/RMS): uncompressed on headphones, broadcast and recorded music on
/// loudspeakers.
inline constexpr double kHeadphoneCrestDb = 20.0;
inline constexpr double kLoudspeakerCrestDb = 15.0;

/// What is known of the load, the amplifier and the wish. Only the load is needed.
struct MatchInput {
  impedance::ImpedanceCurve load;
  std::optional<impedance::OutputImpedance> z_out;  ///< measured: goes before the sheet's figure
  std::optional<models::AmplifierSheet> sheet;
  std::optional<models::MeasuredMaximum> maximum;
  std::optional<models::Sensitivity> sensitivity;
  std::optional<core::DbSpl> target;  ///< equivalent sine; absent: the defaults above
  std::optional<double> crest_db;     ///< absent: the defaults above
  std::optional<core::Ohms> rated;    ///< the maker's rated impedance of the load; absent: by the 80 % rule
  std::optional<core::Watts> rated_power;  ///< what the load may take
  double distance_m = 1.0;                 ///< loudspeakers: to the listener, > 0
  /// if sources differ: the most that one of them states; `sensitivity` is then the least. It counts for hiss
  /// and for the ears
  std::optional<models::Sensitivity> highest_sensitivity = {};
  std::optional<models::DriverParameters> driver = {};  ///< of a fit or a datasheet; for damping
  std::optional<models::Purpose> purpose = {};          ///< what the load is
  core::Ohms cable = core::Ohms(0.0);     ///< resistance of a cable that is not part of the load's curve
  std::vector<core::Ohms> what_if = {};   ///< source impedances to compare; empty: those of kWhatIf
  std::vector<std::string> remarks = {};  ///< about the load's figures, in sentences; they go to the notes
  bool with_advice = true;                ///< also what_if and advice, which depend on the load alone
  std::optional<models::LoadSummary> summary = {};  ///< of the load's curve over 20 Hz to 20 kHz, if at hand
};

/// Source impedances that a match compares: from a good loudspeaker amplifier to the 120 Ω of IEC 61938.
inline constexpr std::array kWhatIf{0.1, 1.0, 10.0, 47.0, 120.0};

/// The same load on another source: a resistance.
struct WhatIf {
  core::Ohms source;
  double span_db = 0;                   ///< of the response; without the load's phase the most that it can be
  std::optional<double> least_span_db;  ///< without the load's phase: the least
  double span_sigma_db = 0;             ///< one standard deviation; 0 if not known
  double most_hz = 0, least_hz = 0;     ///< where it is loudest and softest
  std::optional<double> loss_at_1khz_db;
  std::optional<double> ratio;      ///< least |Z| over the source
  std::optional<double> qts_ratio;  ///< Qts' / Qts; absent without the driver's parameters
  std::optional<double>
      volts_to_target;  ///< unloaded volts that the level wanted takes at its worst frequency
};

/// What would be right for this load.
struct Advice {
  std::optional<core::Ohms> source_by_rule;           ///< an eighth of the least |Z|
  std::optional<core::Ohms> source_by_response;       ///< for 0.5 dB over the band; absent if any does
  std::optional<core::Volts> volts;                   ///< for the level wanted with 3 dB in reserve
  std::optional<core::Amperes> amperes;               ///< likewise, at the least |Z|
  std::optional<core::Watts> watts;                   ///< likewise, into the rated impedance
  std::optional<core::Watts> rating_from, rating_to;  ///< amplifier's rating that suits the load's own
  std::vector<std::string> sentences;
};

/// What the level wanted asks for; absent without a sensitivity.
struct Wish {
  core::DbSpl target{0.0};  ///< equivalent sine
  core::Volts volts;        ///< across the load, RMS of that sine
  double crest_db = 0;
  core::DbSpl programme_average{0.0};  ///< target − crest + 3.01 dB
  core::Volts programme_volts;         ///< RMS of the programme
};

/// Which limit comes first as the level rises.
struct FirstLimit {
  std::string name;  ///< "voltage", "current" or "power"
  double f_hz = 0;
  double headroom_db = 0;
  std::optional<double> sigma_db;  ///< one standard deviation by the errors of the curves
  bool everywhere = false;         ///< true if as much is left at all frequencies
};

struct MatchResult {
  std::string load_name;
  std::string amplifier_name;
  Verdict verdict;
  models::LoadSummary load;
  std::optional<core::Ohms> rated;
  std::optional<Wish> wish;
  std::optional<models::Headroom> headroom;
  models::HeadroomCurve headroom_curve;  ///< empty without a curve, or without a level wanted
  std::optional<FirstLimit> first_limit;
  models::Response response;                   ///< empty if the output impedance is not known
  models::Damping damping;                     ///< empty likewise
  std::optional<models::DampedDriver> driver;  ///< on this amplifier; absent without the driver's parameters
  std::vector<WhatIf> what_if;                 ///< empty without a curve
  Advice advice;
  std::vector<std::string> notes;
};

/// Judges the match over 20 Hz to 20 kHz. Checks, in this order: output-impedance-ratio, frequency-response,
/// damping, voltage, current, power, spl, heat, load-safety, impedance-range, epdr, thd-n, hiss, dc-offset.
///
/// Without a curve (`load.curve` empty) a rated impedance is needed; it then stands for the curve, what needs
/// a curve is unknown, and what comes out good by the rated impedance alone is unknown, too.
///
/// The verdict is the worst known check. It is yes only if the questions of colour (output impedance) and of
/// drive (voltage and current, or power) are answered; otherwise it is marginal at best.
MatchResult match(const MatchInput& input);

}  // namespace ohmbench::verdict
