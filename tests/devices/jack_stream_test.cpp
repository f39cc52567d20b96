// Real PortAudio streams through a JACK server without a card. A device that is busy cannot be tested here:
// drivers of real cards leave busy ones out of the list, and JACK's devices are never busy.
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>

#include "audio/wav_files.hpp"
#include "devices/device_contract.hpp"
#include "devices/jack_loop.hpp"
#include "devices/jack_server.hpp"
#include "devices/portaudio_device.hpp"

using namespace ohmbench;

namespace {

const devices::PortAudioSelection kLoop{"JACK", "loop", "loop"};

/// Noise of 24-bit values on one output; never twice the same.
std::vector<float> noise(std::size_t frames, std::uint32_t seed) {
  std::vector<float> samples(frames);
  for (auto& x : samples) {
    seed = seed * 1664525U + 1013904223U;
    x = static_cast<float>(static_cast<std::int32_t>(seed) / 512) / 8388608.0F;
  }
  return samples;
}

/// PortAudio's own conversion from JACK's floats to 24-bit words truncates: one code low, at most.
constexpr float kOneCode = 1.0F / 8388608.0F;

/// How many frames later `recorded` is than `played`; both must agree over 64 frames in the middle.
std::optional<std::size_t> latency_frames(const std::vector<float>& played,
                                          const std::vector<float>& recorded, float tolerance) {
  const std::size_t at = played.size() / 2;
  for (std::size_t latency = 0; at + latency + 64 < recorded.size(); ++latency) {
    if (std::equal(&played[at], &played[at] + 64, &recorded[at + latency],
                   [=](float x, float y) { return std::abs(x - y) <= tolerance; })) {
      return latency;
    }
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("A PortAudio stream honours the contract of a device") {
  const test::JackServer server;
  const test::JackLoop loop("loop", true);
  devices::PortAudioDevice device(kLoop);
  CHECK(device.info().default_sample_rate_hz == test::JackServer::kRate_hz);
  CHECK(device.info().has_one_clock);
  test::hold_to_contract(device, {48000, 44100, 1});
}

TEST_CASE(
    "What is played through JACK comes back sample for sample, in float and in 24 bits, on the channel "
    "asked") {
  const test::JackServer server;
  const test::JackLoop loop("loop", true);
  for (const auto format : {devices::SampleFormat::kFloat32, devices::SampleFormat::kInt24}) {
    auto selection = kLoop;
    selection.format = format;
    devices::PortAudioDevice device(selection);
    audio::PlayRequest request;
    request.sample_rate_hz = 48000;
    request.frames = 20 * 48000;
    request.outputs = {{2, noise(request.frames, 1)}};
    request.input_channels = {2, 1};
    const auto capture = device.play_and_record(request);
    REQUIRE(capture.channels.size() == 2);
    CHECK(audio::peak_fs(capture.channels[1]) == 0);
    // the first half second runs in real time and may be disturbed by other work of the machine; freewheeling
    // may not
    const auto& played = request.outputs[0].samples;
    const auto& recorded = capture.channels[0];
    const float tolerance = format == devices::SampleFormat::kFloat32 ? 0.0F : kOneCode;
    const auto latency = latency_frames(played, recorded, tolerance);
    REQUIRE(latency);
    std::size_t wrong = 0;
    for (std::size_t n = request.frames / 4; n + *latency < request.frames; ++n) {
      wrong += std::abs(recorded[n + *latency] - played[n]) > tolerance;
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("A stop in mid-stream ends it long before its time, and the device can be used again") {
  const test::JackServer server;
  const test::JackLoop loop("loop", false);
  devices::PortAudioDevice device(kLoop);
  const auto request = test::tone_request(48000, 120 * 48000, 48000);
  std::stop_source stop;
  const auto start = std::chrono::steady_clock::now();
  CHECK_THROWS_WITH(device.play_and_record(
                        request, [&](std::size_t, std::size_t) { stop.request_stop(); }, stop.get_token()),
                    "stopped");
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
  CHECK(device.play_and_record(test::tone_request(48000, 4800, 100)).frames() == 4800);
}

TEST_CASE("An exception in the progress function ends the stream and passes through") {
  const test::JackServer server;
  const test::JackLoop loop("loop", false);
  devices::PortAudioDevice device(kLoop);
  const auto request = test::tone_request(48000, 120 * 48000, 48000);
  CHECK_THROWS_AS(
      device.play_and_record(request, [](std::size_t, std::size_t) { throw std::runtime_error("x"); }),
      std::runtime_error);
  CHECK(device.play_and_record(test::tone_request(48000, 4800, 100)).frames() == 4800);
}

TEST_CASE("The list of devices is looked for afresh") {
  const test::JackServer server;
  const auto is_listed = [](const std::string& name) {
    const auto listed = devices::list_portaudio_devices();
    return std::any_of(listed.begin(), listed.end(), [&](const auto& device) { return device.name == name; });
  };
  CHECK_FALSE(is_listed("loop"));
  {
    const test::JackLoop loop("loop", false);
    CHECK(is_listed("loop"));
  }
  CHECK_FALSE(is_listed("loop"));
}

TEST_CASE("A device that does not exist, and one that has gone, are told in one clear line each") {
  const test::JackServer server;
  CHECK_THROWS_WITH(devices::PortAudioDevice({"JACK", "Motu", "Motu"}),
                    ContainsSubstring("no audio input device \"Motu\"") && ContainsSubstring("\"system\""));
  auto loop = std::make_unique<test::JackLoop>("loop", false);
  devices::PortAudioDevice device(kLoop);
  loop.reset();
  CHECK(test::failure_of(device, test::tone_request(48000, 4800, 100)) == core::ErrorKind::kDevice);
  loop = std::make_unique<test::JackLoop>("loop", false);
  CHECK(device.play_and_record(test::tone_request(48000, 4800, 100)).frames() == 4800);
}

TEST_CASE("Without a JACK server its host API is missing, and the error says what to start") {
  setenv("JACK_DEFAULT_SERVER", "ohmbench-test-no-such-server", 1);
  CHECK_THROWS_WITH(devices::PortAudioDevice(kLoop), ContainsSubstring("start the JACK server"));
  unsetenv("JACK_DEFAULT_SERVER");
}

TEST_CASE("Two devices with two clocks are played and recorded in one capture") {
  const test::Folder folder;  // a card that plays into nothing, beside the JACK server
  std::ofstream(folder / "asound.conf") << "</usr/share/alsa/alsa.conf>\npcm.ohmbench_null { type null }\n";
  setenv("ALSA_CONFIG_PATH", (folder / "asound.conf").c_str(), 1);
  const test::JackServer server;
  const test::JackLoop loop("loop", false);
  {
    devices::PortAudioDevice device({"", "loop", "ohmbench_null"});
    CHECK_FALSE(device.info().has_one_clock);
    CHECK(device.info().name == "ohmbench_null / loop");
    CHECK(device.info().input_channels == 2);
    const auto capture = device.play_and_record(test::tone_request(48000, 12345, 1000));
    CHECK(capture.frames() == 12345);
    CHECK(audio::peak_fs(capture.channels[0]) == 0);
  }
  unsetenv("ALSA_CONFIG_PATH");
}
