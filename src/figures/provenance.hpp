// Provenance: what whoever publishes a figure has to say of how it was measured, as far as the results tell
// it.
#pragma once

#include <span>
#include <string>

#include "figures/subject.hpp"

namespace ohmbench::figures {

/// "HD 800 S: 907 mV at the load, 100 ohm sense resistor, uncertainty 0.05 % at 987 Hz (1 sigma),
/// 2026-11-21". Of a maximum: its frequency, load, what ended it, and the uncertainty of its volts.
std::string provenance_of(const Subject& subject);

/// What several have in common, or from where to where it goes: "5 results: 0.9 V to 1.0 V at the load,
/// 100 ohm sense resistor, uncertainty 0.05 to 0.07 %, 2026-11-21".
std::string provenance_of_all(std::span<const Subject> subjects);

/// "ohmbench 0.1.0", of the program that made the result.
std::string program_of(const Subject& subject);

}  // namespace ohmbench::figures
