// The driver's parameters for a match: read from a result of fit, or fitted to the load's own curve.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "impedance/curves.hpp"
#include "models/damping.hpp"

namespace ohmbench::matches {

/// re_ohm, fs_hz, qms and qes of a result of kind fit. @throws core::Error kBadInput
models::DriverParameters read_driver(const std::filesystem::path& fit);

/// The driver out of the load's own curve, for the damping. Takes up to 50 ms.
struct FittedDriver {
  std::optional<models::DriverParameters> driver;
  std::string told;  ///< what was found, or why nothing was, as a sentence; empty: nothing to fit
};
FittedDriver fit_driver(const impedance::ImpedanceCurve& z);

}  // namespace ohmbench::matches
