// What several sources say of one amplifier, and what comes of it. Private to the room.
#pragma once

#include <string>
#include <vector>

#include "models/amplifier_sheet.hpp"
#include "models/sheet_contradictions.hpp"

namespace ohmbench::library {

/// What one source says.
struct AmplifierClaim {
  models::AmplifierSheet sheet;
  std::vector<models::RatedVolt> volts;
  std::vector<models::RatedPower> highest;  ///< where power and voltage contradict each other, the greater
  std::string source, how;
};

/// One sheet of all claims: of each figure what is worse for the drive counts (the lower limit, the higher
/// output impedance), the other end is kept beside it for what must not be too much, and a remark tells where
/// they differ.
models::AmplifierSheet merged(const std::vector<AmplifierClaim>& claims);

}  // namespace ohmbench::library
