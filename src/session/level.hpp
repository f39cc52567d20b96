// Level: how loud a measurement may be, from what the probe saw and from the limits of the bench, of the DAC
// and of the ADC. Hazard: this is what stands between a user and a burnt headphone. What is not known is
// never assumed to be harmless.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audio/capture.hpp"
#include "core/level.hpp"
#include "core/quantity.hpp"
#include "session/probe.hpp"
#include "stimulus/stimulus.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::session {

/// What the user asked for; both empty: automatic.
struct LevelWish {
  std::optional<core::DbFs> level;
  std::optional<core::Volts> load_volt;
};

struct ChosenLevel {
  core::DbFs level{-40};
  std::string limited_by;                   ///< in words: what kept it from being louder
  std::optional<core::Volts> load_voltage;  ///< RMS expected across the load, for sweep and stepped sine at
                                            ///< the loudest frequency; empty if unknown
  std::vector<std::string> warnings;
};

/// The level for `stimulus` (rendered at any level; what counts are its lines and its crest).
/// Automatic: as high as the limits allow, with 5 % to spare in volts, 1 dB below the DAC's full scale and 3
/// dB below the ADC's; start_dbfs where volts are unknown or no limit is given.
/// @throws core::Error kNotValid: the wished level, or already the probe's, exceeds a limit, or cannot be
/// held against it
ChosenLevel choose_level(const workbench::Bench& bench, const Probe& probe,
                         const stimulus::Stimulus& stimulus, const LevelWish& wish);

/// The loudest that the limits, with what is to spare, and the output's and the inputs' full scale allow.
core::DbFs highest_level(const workbench::Bench& bench, const Probe& probe,
                         const stimulus::Stimulus& stimulus);

/// "the load got 1.2 V, more than load_max_volt": which limit the loudest stretch of `window_s` in a
/// recording exceeds, whatever was played. Empty where none is, or volts are unknown.
std::string excess(const workbench::Bench& bench, ProbeTarget target, const audio::Capture& capture,
                   double window_s);

}  // namespace ohmbench::session
