// LoadSheet: what is known of a headphone or loudspeaker besides its curve, from its maker or a reviewer.
// In the room `models`; hazard: sources differ by 3 to 6 dB about the sensitivity of one headphone. The least
// counts for how loud it gets, the most for hiss and for the ears.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/quantity.hpp"
#include "models/amplifier_sheet.hpp"
#include "models/damping.hpp"
#include "models/sensitivity.hpp"

namespace ohmbench::models {

/// Almost everything is optional; what is absent is unknown.
struct LoadSheet {
  std::string name;
  std::optional<Purpose> purpose;
  std::optional<core::Ohms> rated;
  std::optional<Sensitivity> sensitivity;          ///< the least that a source states
  std::optional<Sensitivity> highest_sensitivity;  ///< the most; absent if no source states more
  std::optional<core::Watts> rated_power;          ///< what it may take
  std::optional<DriverParameters> driver;
  std::vector<std::string> remarks;  ///< what is contradictory or disputed among the figures, in sentences
};

}  // namespace ohmbench::models
