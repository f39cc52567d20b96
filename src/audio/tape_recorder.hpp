// TapeRecorder: the whole of what an audio callback does. It copies, counts, ORs flags; nothing else.
// Real-time: `advance` allocates, locks, logs and throws nothing. Everything is sized in the constructor.
// Other threads read the atomics while the callback runs, and the tape after it has ended.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "audio/audio_device.hpp"

namespace ohmbench::audio {

/// What went wrong around one buffer, as a device's callback reports it.
struct BufferFlags {
  bool input_overflow = false;
  bool input_underflow = false;
  bool output_overflow = false;
  bool output_underflow = false;
};

class TapeRecorder {
 public:
  /// Allocates the tape for `request` (checked already). Not real-time.
  /// @param device_outputs  channels that the device hands out at every callback; those not named in the
  /// request get zeros
  /// @param device_inputs   channels that the device hands in
  TapeRecorder(const PlayRequest& request, int device_outputs, int device_inputs);

  /// One buffer. `input` and `output` are interleaved [frame][channel] of the device's channels; either may
  /// be null for a stream of one direction. Returns false when all frames have been recorded. Real-time.
  bool advance(const float* input, float* output, std::size_t frames, BufferFlags flags) noexcept;

  /// Recording only, for a pair of devices with two clocks: fills the tape without touching the play
  /// position. Real-time.
  bool record(const float* input, std::size_t frames, BufferFlags flags) noexcept;
  /// Playing only. Real-time.
  bool play(float* output, std::size_t frames, BufferFlags flags) noexcept;

  /// From now on the output is silent. Any thread.
  void mute() noexcept { muted_.store(true, std::memory_order_relaxed); }

  std::size_t recorded_frames() const noexcept { return recorded_.load(std::memory_order_acquire); }
  std::size_t played_frames() const noexcept { return played_.load(std::memory_order_acquire); }
  /// Counts callbacks: the heartbeat by which a lost device is noticed.
  std::uint64_t heartbeat() const noexcept { return heartbeat_.load(std::memory_order_relaxed); }
  /// The tape while it is recorded: of each channel the first `recorded_frames()` frames may be read. Any
  /// thread, until the tape is taken.
  std::span<const std::vector<float>> tape() const noexcept { return tape_; }
  bool done() const noexcept { return recorded_frames() >= frames_; }

  /// Takes the tape, once: after the stream has ended, or while callbacks still come if `done()`.
  Capture take(double sample_rate_hz, std::string device);

 private:
  void note(BufferFlags flags) noexcept;

  std::size_t frames_;
  int device_outputs_;
  int device_inputs_;
  std::vector<OutputTrack> outputs_;
  std::vector<int> inputs_;
  std::vector<std::vector<float>> tape_;
  std::atomic<std::size_t> recorded_{0};
  std::atomic<std::size_t> played_{0};
  std::atomic<std::uint64_t> heartbeat_{0};
  std::atomic<bool> muted_{false};
  std::atomic<std::uint64_t> input_overflows_{0}, input_underflows_{0}, output_overflows_{0},
      output_underflows_{0};
  std::atomic<std::size_t> first_bad_{static_cast<std::size_t>(-1)};
};

}  // namespace ohmbench::audio
