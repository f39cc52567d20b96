// Which device the words of bench.toml mean.
#include "devices/device_choice.hpp"

#include "core/error.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using devices::choose_devices;

namespace {

const audio::DeviceInfo kFront{"ALSA", "front", 0, 2, 44100, true};
const audio::DeviceInfo kDefault{"ALSA", "default", 128, 128, 44100, true};
const audio::DeviceInfo kWebcam{"ALSA", "USB Camera: Audio (hw:1,0)", 1, 0, 44100, true};
const audio::DeviceInfo kScarlett{"ALSA", "Scarlett 2i2 USB: Audio (hw:2,0)", 2, 2, 44100, true};
const audio::DeviceInfo kSystem{"JACK Audio Connection Kit", "system", 2, 2, 48000, true};
const audio::DeviceInfo kBench{"JACK Audio Connection Kit", "bench", 4, 2, 48000, true};
const audio::DeviceInfo kBench2{"JACK Audio Connection Kit", "bench-2", 4, 2, 48000, true};

const std::vector<audio::DeviceInfo> kAll{kFront, kDefault, kWebcam, kScarlett, kSystem, kBench2, kBench};

std::string input_of(const std::string& host_api, const std::string& words) {
  return kAll[choose_devices(kAll, {host_api, words, words}).input].name;
}

std::string message_of(const std::vector<audio::DeviceInfo>& devices,
                       const devices::PortAudioSelection& selection) {
  try {
    choose_devices(devices, selection);
  } catch (const core::Error& error) {
    CHECK(error.kind() == core::ErrorKind::kDevice);
    CHECK(std::string(error.what()).find('\n') == std::string::npos);
    return error.what();
  }
  FAIL("a device was found");
  return {};
}

}  // namespace

TEST_CASE("Parts of a name find a device, in any case") {
  CHECK(input_of("", "scarlett") == kScarlett.name);
  CHECK(input_of("jack", "SYS") == "system");
  CHECK(input_of("", "hw:2") == kScarlett.name);
}

TEST_CASE("An exact name goes before a longer one that contains it") {
  CHECK(input_of("JACK", "bench") == "bench");
  CHECK(input_of("JACK", "bench-") == "bench-2");
}

TEST_CASE("The card itself goes before sound servers, and they before ALSA's plugins") {
  CHECK(input_of("", "") == kScarlett.name);
  CHECK(input_of("ALSA", "") == kScarlett.name);
  const std::vector<audio::DeviceInfo> no_card{kDefault, kSystem};
  CHECK(choose_devices(no_card, {"", "", ""}).input == 1);
  CHECK(choose_devices(no_card, {"ALSA", "", ""}).input == 0);
}

TEST_CASE("The same words for both directions prefer one device that does both") {
  const auto both = choose_devices(kAll, {"ALSA", "USB", "usb"});
  CHECK(kAll[both.input].name == kScarlett.name);
  CHECK(kAll[both.output].name == kScarlett.name);
}

TEST_CASE("Input and output may be two devices") {
  const auto two = choose_devices(kAll, {"", "camera", "scarlett"});
  CHECK(kAll[two.input].name == kWebcam.name);
  CHECK(kAll[two.output].name == kScarlett.name);
}

TEST_CASE("What is not there is named, with what is there and what to do") {
  const auto message = message_of(kAll, {"", "Motu", "Motu"});
  CHECK_THAT(message, ContainsSubstring("no audio input device \"Motu\""));
  CHECK_THAT(message, ContainsSubstring("Scarlett 2i2 USB"));
  CHECK_THAT(message, !ContainsSubstring("front"));
  CHECK_THAT(message, ContainsSubstring("plug it in"));
  CHECK_THAT(message_of(kAll, {"", "Scarlett", "Camera"}),
             ContainsSubstring("no audio output device \"Camera\""));
  CHECK_THAT(message_of({}, {"", "x", "x"}), ContainsSubstring("no audio device at all"));
  CHECK_THAT(message_of({kScarlett}, {"JACK", "bench", "bench"}), ContainsSubstring("start the JACK server"));
}

TEST_CASE("A long list is cut short") {
  const std::vector<audio::DeviceInfo> many(40, kScarlett);
  CHECK(message_of(many, {"", "x", "x"}).size() < 1000);
  CHECK_THAT(message_of(many, {"", "x", "x"}), ContainsSubstring("and 34 more"));
}
