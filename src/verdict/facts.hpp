// Facts: what the checks of a match look at, worked out once. Private to the room.
#pragma once

#include <array>
#include <optional>

#include "core/ohm_curve.hpp"
#include "models/amplifier_limits.hpp"
#include "verdict/match.hpp"

namespace ohmbench::verdict {

/// The output impedance that the checks use, and how it is known.
struct UsedOutputImpedance {
  core::OhmCurve curve;
  bool measured = false;
  /// |Zout| below which the measurement cannot tell it from zero; empty if stated or not known
  core::OhmCurve detection_limit;
  bool is_bound = false;  ///< stated as "less than"
};

/// Names of the checks that rest on a curve: by a rated impedance alone none of them is good.
inline constexpr std::array kOfTheCurve{"output-impedance-ratio",
                                        "frequency-response",
                                        "voltage",
                                        "current",
                                        "power",
                                        "spl",
                                        "heat",
                                        "load-safety",
                                        "impedance-range",
                                        "epdr"};

struct Facts {
  const MatchInput& input;
  core::OhmCurve curve;  ///< of the load; by its rated impedance if it has none
  bool has_curve = true;
  models::LoadSummary load;
  std::optional<core::Ohms> rated;
  std::optional<UsedOutputImpedance> z_out;
  models::AmplifierLimits limits;       ///< what it surely gives
  models::AmplifierLimits most_limits;  ///< what it may do to a load: the other end of what is known
  std::optional<Wish> wish;
  std::string no_wish;  ///< why there is none, as the beginning of a sentence
  models::Response response;
  std::optional<models::Headroom> headroom;
  std::optional<FirstLimit> first_limit;
  std::optional<models::DampedDriver> driver;

  /// The sensitivity that counts for what must not be loud.
  const models::Sensitivity& loudest() const {
    return input.highest_sensitivity ? *input.highest_sensitivity : *input.sensitivity;
  }
  /// What the load is, as far as it was said or its sensitivity tells.
  std::optional<models::Purpose> purpose() const;
  /// Where the load is and what it needs: for volts and levels.
  models::Listening listening() const { return {rated.value_or(core::Ohms(0.0)), input.distance_m}; }
  models::KnownOutputImpedance known_z_out() const {
    return z_out ? models::KnownOutputImpedance(z_out->curve) : std::nullopt;
  }
  /// true if load and output impedance are known over the whole band
  bool whole_band_known() const;
  /// The least that the output impedance may be: for what it may do to a load.
  models::KnownOutputImpedance least_z_out() const;
};

Check check_output_impedance(const Facts& facts);
Check check_frequency_response(const Facts& facts);
Check check_voltage(const Facts& facts);
Check check_current(const Facts& facts);
Check check_power(const Facts& facts);
Check check_spl(const Facts& facts);
Check check_heat(const Facts& facts);
Check check_load_safety(const Facts& facts);
Check check_impedance_range(const Facts& facts);
Check check_epdr(const Facts& facts);
Check check_damping(const Facts& facts);
Check check_thd_n(const Facts& facts);
Check check_hiss(const Facts& facts);
Check check_dc_offset(const Facts& facts);

/// A rated impedance that the load's own curve contradicts: its least is to be 80 % of it or more, and no
/// load is rated at half of what it has anywhere. Empty if they agree, or if only one is known.
std::string rating_contradicted(const Facts& facts);

/// What a reader has to know besides the checks, in sentences.
std::vector<std::string> notes_of(const Facts& facts);

/// What is good at the frequencies that were measured is not known to be good at the others.
void hold_against_coverage(std::vector<Check>& checks, const Facts& facts);

/// What is good by a rated impedance alone is not known to be good.
void hold_against_rating(std::vector<Check>& checks, core::Ohms rated);

/// "The load was measured from 200 Hz to 20 kHz only", or with a gap; empty if the curve covers 20 Hz to 20
/// kHz.
/// @param what  "load"
std::string not_covered(const core::OhmCurve& curve, const char* what);

/// "The load was not measured between 1.00 kHz and 20.0 kHz" where neighbours are further apart than `ratio`;
/// empty if none are.
std::string gap_in(const core::OhmCurve& curve, const char* what, double ratio);

/// "2.4 h", "3 min", "20 s"
std::string time_text(double hours);

/// What was measured of the amplifier's maximum, and what it leaves open, in one sentence.
std::string maximum_in_words(const models::MeasuredMaximum& maximum);
/// " It was measured only until the interface's output ended it.", or nothing.
std::string not_tried(const Facts& facts);

/// A check without an answer.
Check unknown(std::string name, std::string unit, std::string why);

std::vector<WhatIf> what_if(const Facts& facts);
Advice advice(const Facts& facts);

inline constexpr double kReserveDb = 3.0;   ///< headroom that is wanted above the level wanted
inline constexpr double kRatioGood = 8.0;   ///< |Z| over |Zout|; see check_output_impedance
inline constexpr double kSpanGoodDb = 0.5;  ///< of the response; methods.md
/// An amplifier for a loudspeaker may be rated up to this multiple of the loudspeaker: ratings are for noise
/// with peaks 6 dB above its RMS value, a sine's are 3 dB above (IEC 60268-5, noise of IEC 60268-1)
inline constexpr double kLoudspeakerRatingFactor = 2.0;

}  // namespace ohmbench::verdict
