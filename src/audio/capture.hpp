// Capture: what was recorded, in full scale, and what went wrong meanwhile. No volts yet: volts need a Rig.
// After this type nobody can tell whether the samples came from a card, a file or the virtual bench.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace ohmbench::audio {

/// What the stream itself reported. Counts of callbacks, not of samples; absence proves nothing
/// (methods 3.11).
struct StreamHealth {
  std::uint64_t input_overflows = 0;
  std::uint64_t input_underflows = 0;
  std::uint64_t output_overflows = 0;
  std::uint64_t output_underflows = 0;
  /// first captured frame at which any of them was reported
  std::optional<std::size_t> first_bad_frame;

  bool clean() const {
    return input_overflows + input_underflows + output_overflows + output_underflows == 0;
  }
};

/// Planar samples, `channels[c][n]`, in full scale: a full-scale sine has the peak 1.0.
struct Capture {
  double sample_rate_hz = 0;
  std::vector<std::vector<float>> channels;
  std::string device;  ///< "JACK: Scarlett 2i2", "virtual bench (seed 1)", "file z.wav"
  StreamHealth health;

  std::size_t frames() const { return channels.empty() ? 0 : channels.front().size(); }
};

/// Largest |sample| of one channel, in full scale; 0 for an empty channel.
double peak_fs(const std::vector<float>& channel);

/// Number of samples in runs of at least two at |x| >= 0.999 FS: a converter driven past its range (methods
/// 8).
std::size_t clipped_samples(const std::vector<float>& channel);

}  // namespace ohmbench::audio
