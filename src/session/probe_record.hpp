// ProbeRecord: one short look at the bench at one level, as heard. Private to the room.
#pragma once

#include <complex>
#include <cstddef>
#include <stop_token>
#include <vector>

#include "audio/capture.hpp"
#include "dsp/alignment.hpp"
#include "session/probe.hpp"

namespace ohmbench::session {

/// Phasors of the lines of the last period; and the power of the lines and of everything else.
struct Spectrum {
  std::vector<std::complex<double>> lines;
  double signal_power = 0;
  double other_power = 0;

  double snr_db() const;
};

/// Noise alone correlates with a probe by 0.03.
inline constexpr double kLeastCorrelation = 0.1;
inline constexpr double kLeastSnrDb = 6.0;

struct ProbeRecord {
  stimulus::Stimulus stimulus;
  audio::Capture capture;
  dsp::Alignment alignment;  ///< on node A; its peak is 0 where the record is silent
  /// the last period of nodes A and B; empty where the probe was not found
  Spectrum a, b;

  bool found() const { return alignment.peak >= kLeastCorrelation; }
  double peak_fs() const;  ///< of both nodes
};

/// Silence and two periods of all lines, or the periods alone.
stimulus::Stimulus probe_stimulus(const workbench::Bench& bench, core::DbFs level, bool with_silence);

/// Plays and records one probe, and judges nothing but overload.
/// @throws core::Error kDevice; kNotValid: an input is overloaded
ProbeRecord record_probe(const workbench::Bench& bench, audio::AudioDevice& device, int output_channel,
                         core::DbFs level, bool with_silence, std::stop_token stop);

/// Level, gains and volts of a record in which the probe was found; the ratio is left empty.
Probe reading_of(const workbench::Bench& bench, const ProbeRecord& record, ProbeTarget target);

}  // namespace ohmbench::session
