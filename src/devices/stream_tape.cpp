#include "devices/stream_tape.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

#include "devices/heartbeat.hpp"

namespace ohmbench::devices {
namespace {

using Clock = std::chrono::steady_clock;
using Pulse = HeartbeatWatch::Pulse;

constexpr auto kPollStep = std::chrono::milliseconds(5);
constexpr auto kProgressStep = std::chrono::milliseconds(100);
constexpr std::size_t kChunkFrames = 256;
constexpr std::size_t kBytesPerInt24 = 3;
constexpr float kInt24Scale = 8388608.0F;

}  // namespace

void from_int24(const unsigned char* from, float* to, std::size_t count) noexcept {
  for (std::size_t i = 0; i < count; ++i, from += kBytesPerInt24) {
    const std::uint32_t high =
        std::uint32_t{from[0]} << 8 | std::uint32_t{from[1]} << 16 | std::uint32_t{from[2]} << 24;
    to[i] = static_cast<float>(static_cast<std::int32_t>(high) / 256) / kInt24Scale;
  }
}

void to_int24(const float* from, unsigned char* to, std::size_t count) noexcept {
  for (std::size_t i = 0; i < count; ++i, to += kBytesPerInt24) {
    const float value = std::clamp(from[i] * kInt24Scale, -kInt24Scale, kInt24Scale - 1);
    const auto code = static_cast<std::uint32_t>(std::lrint(value));
    to[0] = static_cast<unsigned char>(code & 0xFFU);
    to[1] = static_cast<unsigned char>(code >> 8 & 0xFFU);
    to[2] = static_cast<unsigned char>(code >> 16 & 0xFFU);
  }
}

StreamTape::StreamTape(const audio::PlayRequest& request, int outputs, int inputs, SampleFormat format,
                       bool two_streams)
    : recorder_(request, outputs, inputs),
      listener_(request.listener),
      frames_(request.frames),
      outputs_(static_cast<std::size_t>(outputs)),
      inputs_(static_cast<std::size_t>(inputs)),
      format_(format),
      two_streams_(two_streams),
      input_chunk_(kChunkFrames * inputs_),
      output_chunk_(kChunkFrames * outputs_) {}

void StreamTape::beat(std::atomic<std::uint64_t>& beats, std::size_t frames) noexcept {
  beats.fetch_add(1, std::memory_order_relaxed);
  if (frames > longest_buffer_frames_.load(std::memory_order_relaxed)) longest_buffer_frames_ = frames;
}

/// Calls `pass(input, output, frames, flags)` with floats: once as they are, or chunk by chunk around the
/// conversion.
template <class Pass>
void StreamTape::in_chunks(const void* input, void* output, std::size_t frames, audio::BufferFlags flags,
                           Pass pass) noexcept {
  if (format_ == SampleFormat::kFloat32) {
    pass(static_cast<const float*>(input), static_cast<float*>(output), frames, flags);
    return;
  }
  const auto* from = static_cast<const unsigned char*>(input);
  auto* to = static_cast<unsigned char*>(output);
  for (std::size_t left = frames; left > 0;) {
    const std::size_t count = std::min(left, kChunkFrames);
    if (from != nullptr) from_int24(from, input_chunk_.data(), count * inputs_);
    pass(from != nullptr ? input_chunk_.data() : nullptr, to != nullptr ? output_chunk_.data() : nullptr,
         count, flags);
    if (to != nullptr) to_int24(output_chunk_.data(), to, count * outputs_);
    if (from != nullptr) from += count * inputs_ * kBytesPerInt24;
    if (to != nullptr) to += count * outputs_ * kBytesPerInt24;
    flags = {};
    left -= count;
  }
}

void StreamTape::on_duplex(const void* input, void* output, std::size_t frames,
                           audio::BufferFlags flags) noexcept {
  beat(input_beats_, frames);
  beat(output_beats_, frames);
  in_chunks(input, output, frames, flags,
            [this](const float* in, float* out, std::size_t n, audio::BufferFlags f) {
              recorder_.advance(in, out, n, f);
            });
}

void StreamTape::on_input(const void* input, std::size_t frames, audio::BufferFlags flags) noexcept {
  beat(input_beats_, frames);
  if (two_streams_ && recorder_.played_frames() == 0) return;
  in_chunks(
      input, nullptr, frames, flags,
      [this](const float* in, float*, std::size_t n, audio::BufferFlags f) { recorder_.record(in, n, f); });
}

void StreamTape::on_output(void* output, std::size_t frames, audio::BufferFlags flags) noexcept {
  beat(output_beats_, frames);
  in_chunks(
      nullptr, output, frames, flags,
      [this](const float*, float* out, std::size_t n, audio::BufferFlags f) { recorder_.play(out, n, f); });
}

StreamTape::End StreamTape::watch(double sample_rate_hz, const audio::Progress& progress,
                                  const std::stop_token& stop) {
  // from the thread that asks, at once: the output must not wait for the next look
  const std::stop_callback silence(stop, [this] { recorder_.mute(); });
  HeartbeatWatch input_watch;
  HeartbeatWatch output_watch;
  auto last = Clock::now();
  auto last_progress = last;
  while (!recorder_.done()) {
    if (stop.stop_requested()) return End::kStopped;
    std::this_thread::sleep_for(kPollStep);
    const auto now = Clock::now();
    const double elapsed_s = std::chrono::duration<double>(now - last).count();
    last = now;
    const double buffer_s = static_cast<double>(longest_buffer_frames_.load()) / sample_rate_hz;
    for (const Pulse pulse :
         {input_watch.look(input_beats_.load(), buffer_s, elapsed_s),
          two_streams_ ? output_watch.look(output_beats_.load(), buffer_s, elapsed_s) : Pulse::kAlive}) {
      if (pulse == Pulse::kLost) return End::kLost;
      if (pulse == Pulse::kNeverBegan) return End::kNeverBegan;
    }
    if (now - last_progress >= kProgressStep) {
      last_progress = now;
      const std::size_t recorded = recorder_.recorded_frames();
      if (progress) progress(recorded, frames_);
      if (listener_) listener_(recorder_.tape(), recorded);
    }
  }
  if (progress) progress(frames_, frames_);
  return End::kDone;
}

}  // namespace ohmbench::devices
