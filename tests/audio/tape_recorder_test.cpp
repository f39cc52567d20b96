// The audio callback's whole work: what is played, what is recorded, and that nothing is allocated meanwhile.
#include "audio/tape_recorder.hpp"

#include "audio/no_allocation.hpp"
#include "support/catch.hpp"

using namespace ohmbench;

namespace {

constexpr int kOutputs = 2;
constexpr int kInputs = 3;

audio::PlayRequest request_of(std::size_t frames) {
  audio::PlayRequest request;
  request.sample_rate_hz = 48000;
  request.outputs = {{2, {0.1F, 0.2F, 0.3F}}};
  request.input_channels = {3, 1};
  request.frames = frames;
  return request;
}

/// [frame][channel]: 10 * frame + channel, channels counting from 1.
std::vector<float> numbered(std::size_t first, std::size_t frames) {
  std::vector<float> samples;
  for (std::size_t n = first; n < first + frames; ++n) {
    for (int c = 1; c <= kInputs; ++c) samples.push_back(static_cast<float>(10 * n) + static_cast<float>(c));
  }
  return samples;
}

}  // namespace

TEST_CASE("The tape holds the channels in the order asked, buffer after buffer, cut at the last frame") {
  audio::TapeRecorder recorder(request_of(5), kOutputs, kInputs);
  std::vector<float> output(3 * kOutputs, 9.0F);
  CHECK(recorder.advance(numbered(0, 3).data(), output.data(), 3, {}));
  CHECK_FALSE(recorder.done());
  CHECK_FALSE(recorder.advance(numbered(3, 3).data(), output.data(), 3, {}));
  CHECK(recorder.done());
  const auto capture = recorder.take(48000, "test");
  REQUIRE(capture.channels.size() == 2);
  CHECK(capture.channels[0] == std::vector<float>{3, 13, 23, 33, 43});
  CHECK(capture.channels[1] == std::vector<float>{1, 11, 21, 31, 41});
  CHECK(capture.health.clean());
  CHECK_FALSE(capture.health.first_bad_frame);
}

TEST_CASE("The signal goes to its own channel, everything else and everything after it is silence") {
  audio::TapeRecorder recorder(request_of(8), kOutputs, kInputs);
  std::vector<float> output(2 * kOutputs, 9.0F);
  recorder.advance(numbered(0, 2).data(), output.data(), 2, {});
  CHECK(output == std::vector<float>{0, 0.1F, 0, 0.2F});
  recorder.advance(numbered(2, 2).data(), output.data(), 2, {});
  CHECK(output == std::vector<float>{0, 0.3F, 0, 0});
  recorder.advance(numbered(4, 2).data(), output.data(), 2, {});
  CHECK(output == std::vector<float>{0, 0, 0, 0});
}

TEST_CASE("A muted recorder plays silence from the next buffer on and records further") {
  audio::TapeRecorder recorder(request_of(4), kOutputs, kInputs);
  std::vector<float> output(2 * kOutputs, 9.0F);
  recorder.mute();
  recorder.advance(numbered(0, 2).data(), output.data(), 2, {});
  CHECK(output == std::vector<float>{0, 0, 0, 0});
  CHECK(recorder.recorded_frames() == 2);
}

TEST_CASE("Flags are counted, and the first bad frame is kept") {
  audio::TapeRecorder recorder(request_of(100), kOutputs, kInputs);
  std::vector<float> output(4 * kOutputs);
  const auto input = numbered(0, 4);
  recorder.advance(input.data(), output.data(), 4, {});
  recorder.advance(input.data(), output.data(), 4, {true, false, false, true});
  recorder.advance(input.data(), output.data(), 4, {false, true, true, false});
  recorder.advance(input.data(), output.data(), 4, {true, false, false, false});
  CHECK(recorder.heartbeat() == 4);
  const auto health = recorder.take(48000, "test").health;
  CHECK(health.input_overflows == 2);
  CHECK(health.input_underflows == 1);
  CHECK(health.output_overflows == 1);
  CHECK(health.output_underflows == 1);
  CHECK(health.first_bad_frame == std::size_t{4});
}

TEST_CASE("A recording that was broken off is as long as what was recorded") {
  audio::TapeRecorder recorder(request_of(100), kOutputs, kInputs);
  recorder.record(numbered(0, 7).data(), 7, {});
  CHECK(recorder.take(48000, "test").frames() == 7);
}

TEST_CASE("A driver that hands in no buffer is recorded as silence") {
  audio::TapeRecorder recorder(request_of(3), kOutputs, kInputs);
  recorder.advance(nullptr, nullptr, 3, {});
  CHECK(recorder.take(48000, "test").channels[0] == std::vector<float>{0, 0, 0});
}

TEST_CASE("Callbacks that still come after the tape was taken do no harm") {
  audio::TapeRecorder recorder(request_of(3), kOutputs, kInputs);
  std::vector<float> output(4 * kOutputs);
  const auto input = numbered(0, 4);
  recorder.advance(input.data(), output.data(), 4, {});
  const auto capture = recorder.take(48000, "test");
  CHECK_FALSE(recorder.advance(input.data(), output.data(), 4, {}));
  CHECK(capture.frames() == 3);
}

TEST_CASE("The callback allocates nothing, from the first buffer to beyond the last") {
  audio::TapeRecorder recorder(request_of(10000), kOutputs, kInputs);
  std::vector<float> output(256 * kOutputs);
  const auto input = numbered(0, 256);
  std::size_t breaches = 0;
  {
    const test::NoAllocation guard;
    for (int i = 0; i < 60; ++i)
      recorder.advance(input.data(), output.data(), 256, {i == 5, false, i == 7, true});
    recorder.mute();
    recorder.record(input.data(), 256, {});
    recorder.play(output.data(), 256, {});
    breaches = guard.breaches();
  }
  CHECK(breaches == 0);
  CHECK(recorder.done());
}

TEST_CASE("The guard against allocation does notice one") {
  std::size_t breaches = 0;
  {
    const test::NoAllocation guard;
    std::vector<float> memory(100);
    memory.push_back(1.0F);
    breaches = guard.breaches();
  }
  CHECK(breaches > 0);
}
