// What the audio callbacks touch: sample formats, two streams in one capture, the watch from outside. No
// driver.
#include "devices/stream_tape.hpp"

#include <array>
#include <cmath>
#include <thread>

#include "audio/no_allocation.hpp"
#include "devices/device_contract.hpp"

using namespace ohmbench;
using devices::SampleFormat;
using devices::StreamTape;
using End = StreamTape::End;

namespace {

constexpr int kOutputs = 1;
constexpr int kInputs = 2;
constexpr std::size_t kBuffer = 512;

}  // namespace

TEST_CASE("Every 24-bit code survives the way to full scale and back") {
  std::array<unsigned char, 3> bytes{};
  std::array<unsigned char, 3> back{};
  std::size_t wrong = 0;
  for (std::uint32_t code = 0; code < 1U << 24; ++code) {
    bytes = {static_cast<unsigned char>(code), static_cast<unsigned char>(code >> 8),
             static_cast<unsigned char>(code >> 16)};
    float x = 0;
    devices::from_int24(bytes.data(), &x, 1);
    devices::to_int24(&x, back.data(), 1);
    if (back != bytes || x < -1.0F || x >= 1.0F) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("Beyond the range of 24 bits the nearest code is played, never the opposite end") {
  const std::array<float, 3> samples{1.0F, -1.0F, 1.5F};
  std::array<unsigned char, 9> bytes{};
  devices::to_int24(samples.data(), bytes.data(), 3);
  CHECK(bytes == std::array<unsigned char, 9>{0xFF, 0xFF, 0x7F, 0, 0, 0x80, 0xFF, 0xFF, 0x7F});
}

TEST_CASE("A loop of 24-bit words records exactly what was played, in buffers of any size") {
  auto request = test::tone_request(48000, 5000, 4000);
  for (auto& x : request.outputs[0].samples) x = std::round(x * 8388608.0F) / 8388608.0F;
  StreamTape tape(request, kOutputs, kInputs, SampleFormat::kInt24, false);
  std::vector<unsigned char> played(1000 * kOutputs * 3);
  std::vector<unsigned char> recorded(1000 * kInputs * 3);
  for (const std::size_t frames : {1, 255, 256, 257, 999, 1000, 1000, 1000, 1000}) {
    tape.on_duplex(recorded.data(), played.data(), frames, {});
    // what was played is recorded one callback later on input 2
    for (std::size_t n = 0; n < frames; ++n) std::copy_n(&played[3 * n], 3, &recorded[3 * (2 * n + 1)]);
  }
  const auto capture = tape.recorder().take(48000, "loop");
  CHECK(audio::peak_fs(capture.channels[0]) == 0);
  // callback 3 (frames 256..511) recorded what callback 2 (frames 1..255) had played, and one stale frame
  CHECK(std::equal(&capture.channels[1][256], &capture.channels[1][511], &request.outputs[0].samples[1]));
  // the last full buffers
  CHECK(
      std::equal(&capture.channels[1][2768], &capture.channels[1][3768], &request.outputs[0].samples[1768]));
}

TEST_CASE("The callbacks allocate nothing, in either format") {
  for (const auto format : {SampleFormat::kFloat32, SampleFormat::kInt24}) {
    StreamTape tape(test::tone_request(48000, 4000, 100), kOutputs, kInputs, format, false);
    const std::vector<float> input(kBuffer * kInputs);
    std::vector<float> output(kBuffer * kOutputs);
    std::size_t breaches = 0;
    {
      const test::NoAllocation guard;
      for (int i = 0; i < 10; ++i) {
        tape.on_duplex(input.data(), output.data(), kBuffer, {true, false, false, true});
        tape.on_input(input.data(), kBuffer, {});
        tape.on_output(output.data(), kBuffer, {});
      }
      breaches = guard.breaches();
    }
    CHECK(breaches == 0);
  }
}

TEST_CASE("With two streams, recording begins with the first buffer played") {
  StreamTape tape(test::tone_request(48000, 2 * kBuffer, 10), kOutputs, kInputs, SampleFormat::kFloat32,
                  true);
  const std::vector<float> input(kBuffer * kInputs, 0.5F);
  std::vector<float> output(kBuffer * kOutputs);
  tape.on_input(input.data(), kBuffer, {});
  CHECK(tape.recorder().recorded_frames() == 0);
  tape.on_output(output.data(), kBuffer, {});
  tape.on_input(input.data(), kBuffer, {});
  CHECK(tape.recorder().recorded_frames() == kBuffer);
}

TEST_CASE("The watch ends when all is recorded, at a stop, and when the callbacks cease") {
  StreamTape tape(test::tone_request(48000, 100 * kBuffer, 48000), kOutputs, kInputs, SampleFormat::kFloat32,
                  false);
  const std::vector<float> input(kBuffer * kInputs);
  std::vector<float> output(kBuffer * kOutputs, 9.0F);
  const auto run = [&](int buffers) {
    return std::jthread([&, buffers] {
      for (int i = 0; i < buffers; ++i) {
        tape.on_duplex(input.data(), output.data(), kBuffer, {});
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
    });
  };
  SECTION("done") {
    const auto driver = run(100);
    CHECK(tape.watch(48000, {}, {}) == End::kDone);
  }
  SECTION("stopped: silence is played from the next buffer on") {
    std::stop_source stop;
    auto driver = run(10);
    CHECK(tape.watch(
              48000, [&](std::size_t, std::size_t) { stop.request_stop(); }, stop.get_token()) ==
          End::kStopped);
    driver.join();
    tape.on_duplex(input.data(), output.data(), kBuffer, {});
    CHECK(std::all_of(output.begin(), output.end(), [](float x) { return x == 0; }));
  }
  SECTION("lost") {
    const auto driver = run(10);
    CHECK(tape.watch(48000, {}, {}) == End::kLost);
  }
}
