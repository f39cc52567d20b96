// Facts: what the checks of a match look at, worked out once. Private to the room.
#pragma once

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
};

struct Facts {
  const MatchInput& input;
  models::LoadSummary load;
  std::optional<core::Ohms> rated;
  std::optional<UsedOutputImpedance> z_out;
  models::AmplifierLimits limits;
  std::optional<Wish> wish;
  std::string no_wish;  ///< why there is none, as the beginning of a sentence
  models::Response response;
  std::optional<models::Headroom> headroom;
  std::optional<FirstLimit> first_limit;

  /// Where the load is and what it needs: for volts and levels.
  models::Listening listening() const { return {rated.value_or(core::Ohms(0.0)), input.distance_m}; }
  models::KnownOutputImpedance known_z_out() const {
    return z_out ? models::KnownOutputImpedance(z_out->curve) : std::nullopt;
  }
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
Check check_hiss(const Facts& facts);

}  // namespace ohmbench::verdict
