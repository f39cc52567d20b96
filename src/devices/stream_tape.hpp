// StreamTape: all that an audio driver's callbacks touch, and the watch kept on it from outside; knows no
// driver. Around the TapeRecorder: sample formats, heartbeats, and two streams with two clocks recorded into
// one capture. Real-time: `on_*` allocate, lock and log nothing. Hazard: held by shared_ptr, also by every
// thread that calls the driver: an abandoned callback must find it alive.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

#include "audio/audio_device.hpp"
#include "audio/tape_recorder.hpp"
#include "devices/device_choice.hpp"

namespace ohmbench::devices {

/// Packed little-endian 24-bit words to full scale, exact. Real-time.
void from_int24(const unsigned char* from, float* to, std::size_t count) noexcept;
/// Full scale to packed 24-bit words, rounded to nearest and limited to the range. Real-time.
void to_int24(const float* from, unsigned char* to, std::size_t count) noexcept;

class StreamTape {
 public:
  /// @param outputs,inputs   channels that the streams are opened with; 0 outputs: nothing is played
  /// @param two_streams      input and output call back apart; recording begins with the first buffer played
  StreamTape(const audio::PlayRequest& request, int outputs, int inputs, SampleFormat format,
             bool two_streams);

  /// One buffer, interleaved words of the sample format. A null pointer is recorded as silence. Real-time.
  void on_duplex(const void* input, void* output, std::size_t frames, audio::BufferFlags flags) noexcept;
  void on_input(const void* input, std::size_t frames, audio::BufferFlags flags) noexcept;
  void on_output(void* output, std::size_t frames, audio::BufferFlags flags) noexcept;

  enum class End { kDone, kStopped, kNeverBegan, kLost };
  /// Blocks until all is recorded, `stop` is asked for (the output is then muted already), or the heartbeat
  /// is gone.
  End watch(double sample_rate_hz, const audio::Progress& progress, const std::stop_token& stop);

  audio::TapeRecorder& recorder() { return recorder_; }
  int outputs() const { return static_cast<int>(outputs_); }
  int inputs() const { return static_cast<int>(inputs_); }
  SampleFormat format() const { return format_; }

 private:
  template <class Pass>
  void in_chunks(const void* input, void* output, std::size_t frames, audio::BufferFlags flags,
                 Pass pass) noexcept;
  void beat(std::atomic<std::uint64_t>& beats, std::size_t frames) noexcept;

  audio::TapeRecorder recorder_;
  audio::Listener listener_;
  std::size_t frames_;
  std::size_t outputs_;
  std::size_t inputs_;
  SampleFormat format_;
  bool two_streams_;
  std::vector<float> input_chunk_;  ///< for conversion, [kChunkFrames][inputs]
  std::vector<float> output_chunk_;
  std::atomic<std::uint64_t> input_beats_{0};
  std::atomic<std::uint64_t> output_beats_{0};
  std::atomic<std::size_t> longest_buffer_frames_{0};
};

}  // namespace ohmbench::devices
