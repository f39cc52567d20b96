#include "audio/tape_recorder.hpp"

#include <algorithm>
#include <utility>

namespace ohmbench::audio {

TapeRecorder::TapeRecorder(const PlayRequest& request, int device_outputs, int device_inputs)
    : frames_(request.frames),
      device_outputs_(device_outputs),
      device_inputs_(device_inputs),
      outputs_(request.outputs),
      inputs_(request.input_channels),
      tape_(request.input_channels.size(), std::vector<float>(request.frames, 0.0F)) {}

bool TapeRecorder::advance(const float* input, float* output, std::size_t frames,
                           BufferFlags flags) noexcept {
  play(output, frames, {false, false, flags.output_overflow, flags.output_underflow});
  return record(input, frames, {flags.input_overflow, flags.input_underflow, false, false});
}

bool TapeRecorder::record(const float* input, std::size_t frames, BufferFlags flags) noexcept {
  heartbeat_.fetch_add(1, std::memory_order_relaxed);
  note(flags);
  const std::size_t at = recorded_.load(std::memory_order_relaxed);
  const std::size_t count = std::min(frames, frames_ - at);
  if (count == 0) return false;  // the tape may have been taken already
  if (input != nullptr) {
    for (std::size_t c = 0; c < inputs_.size(); ++c) {
      float* tape = tape_[c].data() + at;
      const float* from = input + (inputs_[c] - 1);
      for (std::size_t n = 0; n < count; ++n) tape[n] = from[n * static_cast<std::size_t>(device_inputs_)];
    }
  }
  recorded_.store(at + count, std::memory_order_release);
  return at + count < frames_;
}

bool TapeRecorder::play(float* output, std::size_t frames, BufferFlags flags) noexcept {
  note(flags);
  const std::size_t at = played_.load(std::memory_order_relaxed);
  if (output != nullptr) {
    std::fill_n(output, frames * static_cast<std::size_t>(device_outputs_), 0.0F);
    if (!muted_.load(std::memory_order_relaxed)) {
      for (const auto& track : outputs_) {
        const std::size_t left = track.samples.size() > at ? track.samples.size() - at : 0;
        const std::size_t count = std::min(frames, left);
        float* to = output + (track.channel - 1);
        for (std::size_t n = 0; n < count; ++n)
          to[n * static_cast<std::size_t>(device_outputs_)] = track.samples[at + n];
      }
    }
  }
  played_.store(at + frames, std::memory_order_release);
  return at + frames < frames_;
}

void TapeRecorder::note(BufferFlags flags) noexcept {
  if (!(flags.input_overflow || flags.input_underflow || flags.output_overflow || flags.output_underflow))
    return;
  input_overflows_.fetch_add(flags.input_overflow, std::memory_order_relaxed);
  input_underflows_.fetch_add(flags.input_underflow, std::memory_order_relaxed);
  output_overflows_.fetch_add(flags.output_overflow, std::memory_order_relaxed);
  output_underflows_.fetch_add(flags.output_underflow, std::memory_order_relaxed);
  std::size_t unset = static_cast<std::size_t>(-1);
  first_bad_.compare_exchange_strong(unset, recorded_.load(std::memory_order_relaxed),
                                     std::memory_order_relaxed);
}

Capture TapeRecorder::take(double sample_rate_hz, std::string device) {
  Capture capture;
  capture.sample_rate_hz = sample_rate_hz;
  capture.device = std::move(device);
  capture.channels = std::move(tape_);
  for (auto& channel : capture.channels) channel.resize(recorded_frames());
  capture.health.input_overflows = input_overflows_;
  capture.health.input_underflows = input_underflows_;
  capture.health.output_overflows = output_overflows_;
  capture.health.output_underflows = output_underflows_;
  if (first_bad_ != static_cast<std::size_t>(-1)) capture.health.first_bad_frame = first_bad_.load();
  return capture;
}

}  // namespace ohmbench::audio
