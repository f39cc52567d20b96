// A recorded WAV as a device.
#include "devices/wav_replay.hpp"

#include "audio/wav.hpp"
#include "audio/wav_files.hpp"
#include "devices/device_contract.hpp"

using namespace ohmbench;

namespace {

audio::Capture recording(std::size_t frames) {
  audio::Capture capture;
  capture.sample_rate_hz = 48000;
  capture.channels.assign(3, std::vector<float>(frames));
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t n = 0; n < frames; ++n) capture.channels[c][n] = static_cast<float>(n % 1000 + c) / 2000;
  }
  return capture;
}

}  // namespace

TEST_CASE("A WAV replay honours the contract of a device") {
  const test::Folder folder;
  audio::write_wav(folder / "r.wav", recording(60000));
  devices::WavReplay device(folder / "r.wav");
  test::hold_to_contract(device, {48000, 44100, 0});
}

TEST_CASE("A WAV replay returns the file's samples from their beginning, the channels in the order asked") {
  const test::Folder folder;
  const auto tape = recording(1000);
  audio::write_wav(folder / "r.wav", tape);
  devices::WavReplay device(folder / "r.wav");
  auto request = test::tone_request(48000, 600, 100);
  request.input_channels = {3, 1};
  const auto capture = device.play_and_record(request);
  CHECK(std::equal(capture.channels[0].begin(), capture.channels[0].end(), tape.channels[2].begin()));
  CHECK(std::equal(capture.channels[1].begin(), capture.channels[1].end(), tape.channels[0].begin()));
  CHECK(capture.device == "file r.wav");
}

TEST_CASE("A WAV that is shorter than the measurement is a device error that says so") {
  const test::Folder folder;
  audio::write_wav(folder / "r.wav", recording(1000));
  devices::WavReplay device(folder / "r.wav");
  CHECK_THROWS_WITH(device.play_and_record(test::tone_request(48000, 1001, 10)),
                    ContainsSubstring("too short: 1000 frames of 1001"));
  CHECK(test::failure_of(device, test::tone_request(48000, 1001, 10)) == core::ErrorKind::kDevice);
}
