// Echo: the played signal reaches an input once more, a little earlier or later. A ripple over frequency
// tells it at far lower levels than the response in time does, and needs no dense lines.
#pragma once

#include <complex>
#include <optional>
#include <vector>

#include "audio/capture.hpp"
#include "stimulus/stimulus.hpp"

namespace ohmbench::diagnosis {

struct Echo {
  double db = 0;       ///< re the main arrival
  double delay_s = 0;  ///< < 0: earlier, as only what takes a shorter way than the amplifier can be
};

inline constexpr double kFarthestEchoSeconds = 0.06;

/// The strongest arrival 0.3 ms to `farthest_s` before or after the main one. The response from 500 Hz up is
/// divided by a smooth curve, and the ripple that is left is sought by a periodogram over delay; it must
/// stand out from all others. Absent where nothing does, or with fewer than 60 points.
/// @param response  recorded over played, the main delay removed to within a few frames
std::optional<Echo> find_echo(const std::vector<double>& f_hz,
                              const std::vector<std::complex<double>>& response,
                              double farthest_s = kFarthestEchoSeconds);

/// Recorded over played at some 1/48 octave, from one period of a sweep. Empty where the record is too short.
/// @param latency_frames  of the record behind the stimulus
struct SweepResponse {
  std::vector<double> f_hz;
  std::vector<std::complex<double>> response;
};
SweepResponse response_to_sweep(const std::vector<float>& recorded, const stimulus::Stimulus& sweep,
                                double latency_frames);

/// The harmonics of a bent amplifier come before a sweep's response, the second by the time of an octave:
/// echoes are sought nearer than that.
double farthest_echo_s(const stimulus::Stimulus& sweep);

/// Frames by which what is played later in a sweep comes earlier: frames were lost on the way, or put in (<
/// 0). Another clock makes the delay grow steadily and is no step. Absent where no step stands out.
std::optional<double> delay_step(const SweepResponse& sweep, double sample_rate_hz);

}  // namespace ohmbench::diagnosis
