// The contract of AudioDevice, held against any implementation: one suite for files, the virtual bench and
// real streams. A test case opens its device and calls `hold_to_contract`; every breach is a failed check of
// that test case.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "audio/audio_device.hpp"
#include "core/error.hpp"
#include "support/catch.hpp"

namespace ohmbench::test {

struct ContractTerms {
  double rate_hz = 48000;
  double refused_rate_hz = 48001;
  /// input that records output 1; 0 = the device does not hear what it plays
  int hears_output_1 = 0;
};

/// A tone well within full scale on output 1, `signal_frames` long, recorded from inputs 1 and 2.
inline audio::PlayRequest tone_request(double rate_hz, std::size_t frames, std::size_t signal_frames) {
  audio::PlayRequest request;
  request.sample_rate_hz = rate_hz;
  request.frames = frames;
  request.input_channels = {1, 2};
  request.outputs = {{1, std::vector<float>(signal_frames)}};
  for (std::size_t n = 0; n < signal_frames; ++n) {
    request.outputs[0].samples[n] = 0.25F * static_cast<float>(std::sin(0.1 * static_cast<double>(n)));
  }
  return request;
}

inline core::ErrorKind failure_of(audio::AudioDevice& device, const audio::PlayRequest& request,
                                  std::stop_token stop = {}) {
  try {
    device.play_and_record(request, {}, std::move(stop));
  } catch (const core::Error& error) {
    INFO(error.what());
    CHECK(std::string(error.what()).find('\n') == std::string::npos);
    return error.kind();
  }
  FAIL("the device accepted the request");
  return {};
}

inline float peak_between(const std::vector<float>& samples, std::size_t from, std::size_t to) {
  float peak = 0;
  for (std::size_t n = from; n < to; ++n) peak = std::max(peak, std::abs(samples[n]));
  return peak;
}

inline void hold_to_contract(audio::AudioDevice& device, const ContractTerms& terms) {
  const auto second = static_cast<std::size_t>(terms.rate_hz);
  const auto good = tone_request(terms.rate_hz, second + 123, second / 2);

  // what it says of itself
  CHECK_FALSE(device.info().name.empty());
  CHECK_FALSE(device.info().host_api.empty());
  REQUIRE(device.info().input_channels >= 2);
  REQUIRE(device.info().output_channels >= 1);

  // exactly the frames asked for, in finite samples, and progress that ends at the end
  std::size_t last_done = 0;
  const auto capture = device.play_and_record(good, [&](std::size_t done, std::size_t wanted) {
    CHECK(wanted == good.frames);
    CHECK(done >= last_done);
    last_done = done;
  });
  CHECK(last_done == good.frames);
  CHECK(capture.sample_rate_hz == terms.rate_hz);
  CHECK_FALSE(capture.device.empty());
  REQUIRE(capture.channels.size() == 2);
  for (const auto& channel : capture.channels) {
    CHECK(channel.size() == good.frames);
    CHECK(std::all_of(channel.begin(), channel.end(), [](float x) { return std::isfinite(x); }));
  }

  // the order asked for is the order delivered
  auto request = good;
  request.input_channels = {1, 2, 1};
  const auto thrice = device.play_and_record(request);
  REQUIRE(thrice.channels.size() == 3);
  CHECK(thrice.channels[0] == thrice.channels[2]);
  CHECK(thrice.channels[0] != thrice.channels[1]);

  // after the signal's end silence is played
  if (terms.hears_output_1 > 0) {
    request = tone_request(terms.rate_hz, 3 * second, second);
    request.input_channels = {terms.hears_output_1};
    const auto heard = device.play_and_record(request).channels[0];
    const float loud = peak_between(heard, 0, 3 * second / 2);
    CHECK(loud > 1e-3F);
    CHECK(peak_between(heard, 5 * second / 2, 3 * second) < 1e-4F * loud);
  }

  // what cannot be served is the device's error; nonsense is bad input
  request = good;
  request.input_channels = {device.info().input_channels + 1};
  CHECK(failure_of(device, request) == core::ErrorKind::kDevice);
  request = good;
  request.outputs[0].channel = device.info().output_channels + 1;
  CHECK(failure_of(device, request) == core::ErrorKind::kDevice);
  request = good;
  request.sample_rate_hz = terms.refused_rate_hz;
  CHECK(failure_of(device, request) == core::ErrorKind::kDevice);
  request = good;
  request.frames = 0;
  CHECK(failure_of(device, request) == core::ErrorKind::kBadInput);

  // a stop that was asked for before it began
  std::stop_source stop;
  stop.request_stop();
  CHECK(failure_of(device, good, stop.get_token()) == core::ErrorKind::kNotValid);

  // and after all these errors it still works
  CHECK(device.play_and_record(good).frames() == good.frames);
}

}  // namespace ohmbench::test
