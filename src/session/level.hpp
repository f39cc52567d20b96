// Level: how loud a measurement may be. A half-second probe at start_dbfs finds the gain from full scale to volts at the
// load; the limits of the bench, of the DAC and of the ADC then bound the level.
// Hazard: this is what stands between a user and a burnt headphone. What is not known is never assumed to be harmless.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/level.hpp"
#include "core/quantity.hpp"
#include "session/bench.hpp"
#include "session/open_bench.hpp"
#include "stimulus/stimulus.hpp"

namespace ohmbench::session {

/// What the user asked for; both empty: automatic.
struct LevelWish {
  std::optional<core::DbFs> level;
  std::optional<core::Volts> load_volt;
};

/// What the probe saw.
struct Probe {
  core::DbFs level{-40};
  double source_peak_fs = 0;                 ///< largest |sample| on node A's input
  double load_peak_fs = 0;
  double source_snr_db = 0;                  ///< signal lines against everything else in the record
  /// RMS volts across the load and real power in it; empty without adc_full_scale_volt
  struct AtLoad {
    core::Volts voltage;
    core::Watts power;
  };
  std::optional<AtLoad> spread;   ///< of the probe, whose energy is spread over the band
  std::optional<AtLoad> tone;     ///< of a sine of the same level at the frequency that gives most
};

struct ChosenLevel {
  core::DbFs level{-40};
  std::string limited_by;                    ///< in words: what kept it from being louder
  std::vector<std::string> warnings;
};

/// Plays the probe at `level`: start_dbfs, or lower where less is wished.
/// @throws core::Error kNotValid: no signal on node A, input overloaded already at start_dbfs
Probe probe(const Bench& bench, audio::AudioDevice& device, int output_channel, core::DbFs level, std::stop_token stop = {});

/// The level for `stimulus` (rendered at any level; only its crest counts).
/// Automatic: as high as the limits allow, with 0.45 dB to spare in voltage and power, 1 dB below the DAC's full scale and 3 dB below the
/// ADC's; start_dbfs where volts are unknown or no limit is given.
/// @throws core::Error kNotValid: the wished level, or already the probe, exceeds a limit, or cannot be held against it
ChosenLevel choose_level(const Bench& bench, const Probe& probe, const stimulus::Stimulus& stimulus, const LevelWish& wish);

}  // namespace ohmbench::session
