#include "audio/audio_device.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.hpp"

namespace ohmbench::audio {
namespace {

void check_channel(int channel, int available, const char* what, const DeviceInfo& info) {
  if (channel < 1) {
    throw core::bad_input(fmt::format("{} channel {} does not exist", what, channel),
                          "channels count from 1");
  }
  if (channel > available) {
    throw core::device_error(fmt::format("{} has no {} channel {}", info.name, what, channel),
                             fmt::format("it has {}; correct [wiring] in bench.toml", available));
  }
}

}  // namespace

void check_request(const PlayRequest& request, const DeviceInfo& info) {
  if (request.frames == 0) throw core::bad_input("nothing to play: 0 frames");
  if (!(request.sample_rate_hz > 0)) throw core::bad_input("sample rate must be above 0 Hz");
  if (request.input_channels.empty()) throw core::bad_input("no input channel to record");
  for (const int channel : request.input_channels) check_channel(channel, info.input_channels, "input", info);
  std::vector<int> seen;
  for (const auto& track : request.outputs) {
    check_channel(track.channel, info.output_channels, "output", info);
    if (std::find(seen.begin(), seen.end(), track.channel) != seen.end()) {
      throw core::bad_input(fmt::format("output channel {} is used twice", track.channel));
    }
    seen.push_back(track.channel);
    const bool legal = std::all_of(track.samples.begin(), track.samples.end(),
                                   [](float x) { return std::isfinite(x) && std::abs(x) <= 1.0F; });
    if (!legal) throw core::bad_input("the signal to play exceeds full scale or is not finite");
  }
}

}  // namespace ohmbench::audio
