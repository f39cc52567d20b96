// Silence: what the inputs hear while nothing is played: noise, hum, a signal that should not be there.
// The first thing that is known about a bench, before anything is risked.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "audio/capture.hpp"

namespace ohmbench::diagnosis {

/// One input. RMS values in full scale (peak 1.0), 5 Hz … half the sample rate.
struct InputSilence {
  double noise_fs = 0;  ///< without hum and stray tone
  double hum_fs =
      0;  ///< the mains' fundamental and its harmonics up to 1 kHz; 0 where it is not above the noise
  double stray_fs = 0;  ///< the strongest tone that is not the mains'; 0 where nothing stands out
  double stray_hz = 0;
  double offset_fs = 0;  ///< mean: DC at the input, if it passes DC at all
  double peak_fs = 0;
  bool all_equal = false;  ///< every sample is the same: a converter that is off, or a gate in the driver
};

struct Silence {
  std::optional<double> mains_hz;  ///< empty where no input hums
  std::vector<InputSilence> inputs;
};

/// Seconds at the beginning of a record that are not used: streams start with settling converters.
inline constexpr double kSilenceSkippedSeconds = 0.2;

/// Hann-windowed spectrum of what follows the first kSilenceSkippedSeconds, which must be 0.5 s at least.
Silence listen(const audio::Capture& capture);

}  // namespace ohmbench::diagnosis
