// Contradictions: what cannot be true together among the figures of one datasheet.
// In the room `models`, from a sheet to sentences. Hazard: rounded figures are no contradiction, so what
// agrees within half a decibel is let pass.
#pragma once

#include <string>
#include <vector>

#include "models/amplifier_sheet.hpp"

namespace ohmbench::models {

/// A stated largest voltage across a load, beside the rated power into it.
struct RatedVolt {
  core::Ohms load;
  core::Volts volt;
};

/// One sentence for each contradiction, with V = √(P R), I = √(P/R) of each rated power:
///
///   V ≤ Vmax R/(R + Zout),  I ≤ Imax,  P = V²/R of a stated V into the same R,
///   V does not fall and I does not rise with R,
///
/// and where Vmax is known: less power than it allows by 1 dB must be explained by a stated current.
/// @param volts  further statements of the sheet
std::vector<std::string> contradictions(const AmplifierSheet& sheet,
                                        const std::vector<RatedVolt>& volts = {});

}  // namespace ohmbench::models
