// Sensitivity: from a maker's figure to volts for a sound pressure level, and back.
// In the room `models`. Hazard: the field's commonest slip is dB/mW read as dB/V, 15 dB at 32 ohm; therefore
// a sensitivity always carries its reference, and dB/mW is converted with the rated impedance, never with a
// measured one.
#pragma once

#include <string>
#include <string_view>

#include "core/level.hpp"
#include "core/quantity.hpp"

namespace ohmbench::models {

/// What the level was stated at.
enum class SensitivityReference {
  kPerVolt,            ///< 1 V RMS
  kPerMilliwatt,       ///< 1 mW into the rated impedance
  kPer2V83AtOneMetre,  ///< √8 V RMS (1 W into 8 Ω), at 1 m
  kPerWattAtOneMetre,  ///< 1 W into the rated impedance, at 1 m
};

/// A sound pressure level at a stated electrical level.
struct Sensitivity {
  core::DbSpl level{0.0};
  SensitivityReference reference = SensitivityReference::kPerVolt;
};

/// Parses "103 dB/V", "99 dB/mW", "87 dB/2.83V/1m", "86 dB/W/m" and their usual variants: without blanks, any
/// case, "dB SPL", "dB (SPL)", "Vrms", "1 mW", "@" instead of "/", a decimal comma.
/// "dB/W" and "dB/2.83V" without a distance may be a loudspeaker's or a headphone's, and are neither.
/// @throws core::Error kBadInput if the reference is missing, incomplete or not one of these, or the level is
/// not 40 to 160 dB.
Sensitivity parse_sensitivity(std::string_view text);

/// "103 dB/V": what parse_sensitivity reads back to the same value.
std::string to_text(const Sensitivity& sensitivity);

/// true for the references at a distance: a loudspeaker's.
bool is_loudspeaker(const Sensitivity& sensitivity);

/// true if the reference is a power, so that the rated impedance is needed.
bool needs_rated_impedance(const Sensitivity& sensitivity);

/// Where the listener is. The distance counts for loudspeakers only, and as in a free field.
struct Listening {
  core::Ohms rated{0.0};  ///< > 0 if needs_rated_impedance (ENSUREd)
  double distance_m = 1.0;
};

/// V = Vref 10^((L + 20 log10 d − S)/20), with Vref = 1 V, √(1 mW · Zr), √8 V or √(1 W · Zr), and d = 1 for
/// headphones [V RMS].
core::Volts volts_for(core::DbSpl level, const Sensitivity& sensitivity, const Listening& listening);

/// The level that a voltage (> 0, RMS) makes; the inverse of volts_for.
core::DbSpl level_at(core::Volts volts, const Sensitivity& sensitivity, const Listening& listening);

}  // namespace ohmbench::models
