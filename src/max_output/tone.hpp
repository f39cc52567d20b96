// Tone: what one step of a level sweep plays, and its steady part cut out of what was recorded.
// Hazard: the record is only coherent when it is on the DAC's clock, settled, and whole; each of the three is
// looked after here and nowhere else.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "audio/capture.hpp"
#include "stimulus/stimulus.hpp"

namespace ohmbench::max_output {

/// A tone of whole cycles in a period of whole samples; what it plays is silence, ramp, settling, periods.
struct TonePlan {
  double sample_rate_hz = 48000;
  std::size_t period_frames = 9600;
  std::size_t cycles = 200;  ///< in a period
  std::size_t periods = 2;   ///< that count
  double fade_in_s = stimulus::kFadeInSeconds;
  double settle_s = 0.2;  ///< the ramp not counted
  double quiet_s = 0.1;   ///< before the tone

  double f_hz() const {
    return static_cast<double>(cycles) * sample_rate_hz / static_cast<double>(period_frames);
  }
  /// From the first sample that is not silent to the last.
  double tone_s() const;
  bool is_burst() const { return periods == 1; }
  double tail_s() const;      ///< after the last period, before the ramp down
  double fade_out_s() const;  ///< that ramp
};

/// Highest frequency of a sweep: 20 kHz, or 0.46 of the sample rate. Where the third harmonic of a tone lies
/// beyond the band, its distortion is not seen and its gain tells the limit: step.hpp, hold_against_gain.
double highest_tone_hz(double sample_rate_hz);

/// Nearest frequency that fits: multiples of 5 Hz from 100 Hz up (periods of 0.2 s), of 1 Hz below (1 s), so
/// that mains hum falls on bins. Hazard: on those of the tone and its harmonics where the tone is at the
/// mains' frequency, or a part of it. @throws core::Error kBadInput outside of 10 Hz … `highest_tone_hz`
TonePlan steady_tone(double f_hz, double sample_rate_hz);

/// A burst for short-term power: 20 ms at 1 kHz after 480 ms of silence; up to 0.1 s at frequencies that need
/// it to hold 5 whole cycles, within 10 Hz of the frequency wanted. Empty below 100 Hz, where a burst would
/// be no shorter than supplies take to sag. Source: the timing of IHF-A-202 (dynamic headroom).
std::optional<TonePlan> burst(double f_hz, double sample_rate_hz);

/// @param peak_fs  0 … 1
stimulus::Stimulus render(const TonePlan& plan, double peak_fs);

/// The steady part of a recording.
struct Cut {
  std::vector<std::vector<double>> channels;  ///< periods · period_frames each, on the DAC's clock
  double clock_ppm = 0;
  bool damaged = false;    ///< a dropout or a click in one period, or frames missing
  bool collapsed = false;  ///< channel 0 fell silent and stayed so to the end of the tone
  double sag_db = 0;       ///< change of channel 0 from the first period to the last
  double peak_fs = 0;      ///< of channels 0 and 1, whole record
  std::size_t clipped = 0;
};

/// @param align  the channel by which the tone is found: the loopback where there is one
/// Empty if the tone is not found.
std::optional<Cut> cut(const audio::Capture& capture, const TonePlan& plan, std::size_t align);

}  // namespace ohmbench::max_output
