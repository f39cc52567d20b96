// AudioDevice: the recorder contract. Play N frames, record M channels, tell what went wrong.
// One contract, several implementations (room `devices`), one contract test suite for all of them.
// Hazard: everything is rendered and allocated before the stream starts; nothing may allocate while it runs.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "audio/capture.hpp"

namespace ohmbench::audio {

/// What a device can do. A device that plays and records on two cards has two names in `name`, "out / in".
struct DeviceInfo {
  std::string host_api;  ///< "ALSA", "JACK Audio Connection Kit", "virtual", "file"
  std::string name;
  int input_channels = 0;
  int output_channels = 0;
  double default_sample_rate_hz = 0;
  bool has_one_clock = true;  ///< input and output run on the same clock
};

/// One channel to be played.
struct OutputTrack {
  int channel = 1;             ///< counts from 1
  std::vector<float> samples;  ///< full scale, |x| <= 1; shorter than `frames`: silence follows
};

/// The tape so far: [channel][frames], in the order of PlayRequest::input_channels; the first `recorded`
/// frames of each are there. Told from the calling thread, as progress is; never from a callback.
using Listener = std::function<void(std::span<const std::vector<float>> tape, std::size_t recorded)>;

/// What to play and what to record.
struct PlayRequest {
  double sample_rate_hz = 0;
  std::vector<OutputTrack> outputs;  ///< channels not named play silence
  std::vector<int> input_channels;   ///< count from 1; the order is the order of Capture::channels
  std::size_t frames = 0;            ///< to be played and recorded, > 0
  std::optional<unsigned> buffer_frames;
  Listener listener = {};  ///< may be empty; devices that have the tape only at the end do not tell
};

/// Told from the calling thread now and then: frames done of frames wanted.
using Progress = std::function<void(std::size_t done, std::size_t wanted)>;

class AudioDevice {
 public:
  virtual ~AudioDevice() = default;

  virtual const DeviceInfo& info() const = 0;

  /// Plays and records `request.frames` frames; blocks until done. The first captured frame was recorded
  /// while the first frame was handed to the output: latency is in the data, constant within one call and not
  /// to be trusted between calls. On stop the output falls silent within one buffer and Error (kNotValid,
  /// "stopped") is thrown.
  /// @throws core::Error kDevice: no such channel, rate refused, busy, device lost in mid-stream (told within
  /// two seconds).
  /// @throws core::Error kBadInput: a request that contradicts itself (see `check_request`).
  virtual Capture play_and_record(const PlayRequest& request, const Progress& progress = {},
                                  std::stop_token stop = {}) = 0;
};

/// The part of the contract that all devices share: frames > 0, a positive rate, at least one input, channels
/// >= 1 and within `info`, no output channel twice, samples finite and within full scale.
/// @throws core::Error kDevice for a channel that the device lacks, kBadInput for the rest.
void check_request(const PlayRequest& request, const DeviceInfo& info);

}  // namespace ohmbench::audio
