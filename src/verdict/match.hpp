// match: does this amplifier suit this load? Curves and datasheet figures in, checks with reasons out.
// In the room `verdict`. Hazards: the level wanted is that of a sine which is as loud as the programme's
// peaks (an equivalent sine), not the programme's average; and a missing figure leaves its check unknown.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/level.hpp"
#include "core/quantity.hpp"
#include "impedance/curves.hpp"
#include "models/amplifier_sheet.hpp"
#include "models/damping.hpp"
#include "models/headroom.hpp"
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
};

struct MatchResult {
  std::string load_name;
  std::string amplifier_name;
  Verdict verdict;
  models::LoadSummary load;
  std::optional<core::Ohms> rated;
  std::optional<Wish> wish;
  std::optional<models::Headroom> headroom;
  std::optional<FirstLimit> first_limit;
  models::Response response;  ///< empty if the output impedance is not known
  models::Damping damping;    ///< empty likewise
  std::vector<std::string> notes;
};

/// Judges the match over 20 Hz to 20 kHz. Checks, in this order: output-impedance-ratio, frequency-response,
/// voltage, current, power, spl, heat, load-safety, impedance-range, epdr, hiss.
///
/// The verdict is the worst known check. It is yes only if the questions of colour (output impedance) and of
/// drive (voltage and current, or power) are answered; otherwise it is marginal at best.
MatchResult match(const MatchInput& input);

}  // namespace ohmbench::verdict
