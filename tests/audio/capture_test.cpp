// Captures and the checks that every device makes of a request.
#include "audio/capture.hpp"

#include <functional>

#include "audio/audio_device.hpp"
#include "core/error.hpp"
#include "support/catch.hpp"

using namespace ohmbench;

namespace {

const audio::DeviceInfo kCard{"test", "card", 4, 2, 48000, true};

audio::PlayRequest good_request() {
  audio::PlayRequest request;
  request.sample_rate_hz = 48000;
  request.outputs = {{1, {0.5F, -1.0F}}};
  request.input_channels = {1, 2};
  request.frames = 10;
  return request;
}

core::ErrorKind kind_of(const audio::PlayRequest& request) {
  try {
    audio::check_request(request, kCard);
  } catch (const core::Error& error) {
    return error.kind();
  }
  FAIL("no error");
  return {};
}

}  // namespace

TEST_CASE("The peak of a channel is its largest magnitude") {
  CHECK(audio::peak_fs({}) == 0.0);
  CHECK(audio::peak_fs({0.25F, -0.75F, 0.5F}) == 0.75);
}

TEST_CASE("Clipping is a run of at least two samples at full scale; one alone is a legal peak") {
  CHECK(audio::clipped_samples({0.0F, 1.0F, 0.0F, -1.0F}) == 0);
  CHECK(audio::clipped_samples({0.0F, 1.0F, 1.0F, 0.0F}) == 2);
  CHECK(audio::clipped_samples({-1.0F, -1.0F, -1.0F, 0.5F, 1.0F, 1.0F}) == 5);
}

TEST_CASE("A request that a device can serve passes") {
  CHECK_NOTHROW(audio::check_request(good_request(), kCard));
}

TEST_CASE("A request that contradicts itself is bad input, a missing channel is the device's") {
  const auto with = [](const std::function<void(audio::PlayRequest&)>& change) {
    auto request = good_request();
    change(request);
    return kind_of(request);
  };
  using core::ErrorKind;
  CHECK(with([](auto& r) { r.frames = 0; }) == ErrorKind::kBadInput);
  CHECK(with([](auto& r) { r.sample_rate_hz = 0; }) == ErrorKind::kBadInput);
  CHECK(with([](auto& r) { r.sample_rate_hz = std::numeric_limits<double>::quiet_NaN(); }) ==
        ErrorKind::kBadInput);
  CHECK(with([](auto& r) { r.input_channels.clear(); }) == ErrorKind::kBadInput);
  CHECK(with([](auto& r) { r.input_channels = {0}; }) == ErrorKind::kBadInput);
  CHECK(with([](auto& r) { r.outputs.push_back(r.outputs.front()); }) == ErrorKind::kBadInput);
  CHECK(with([](auto& r) { r.outputs[0].samples[0] = 1.001F; }) == ErrorKind::kBadInput);
  CHECK(with([](auto& r) { r.outputs[0].samples[0] = std::numeric_limits<float>::quiet_NaN(); }) ==
        ErrorKind::kBadInput);
  CHECK(with([](auto& r) { r.input_channels = {5}; }) == ErrorKind::kDevice);
  CHECK(with([](auto& r) { r.outputs[0].channel = 3; }) == ErrorKind::kDevice);
}
