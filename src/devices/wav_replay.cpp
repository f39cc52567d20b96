#include "devices/wav_replay.hpp"

#include <fmt/format.h>

#include "audio/wav.hpp"
#include "core/error.hpp"

namespace ohmbench::devices {
namespace {

/// Whatever output the wiring names, nobody hears it.
constexpr int kUnheardOutputs = 64;

}  // namespace

WavReplay::WavReplay(const std::filesystem::path& path) : tape_(audio::read_wav(path).capture) {
  info_ = {"file",          path.filename().string(), static_cast<int>(tape_.channels.size()),
           kUnheardOutputs, tape_.sample_rate_hz,     true};
}

audio::Capture WavReplay::play_and_record(const audio::PlayRequest& request, const audio::Progress& progress,
                                          std::stop_token stop) {
  audio::check_request(request, info_);
  if (request.sample_rate_hz != tape_.sample_rate_hz) {
    throw core::device_error(fmt::format("{} has the sample rate {} Hz, not {} Hz", info_.name,
                                         tape_.sample_rate_hz, request.sample_rate_hz),
                             "set sample_rate in bench.toml to the file's");
  }
  if (request.frames > tape_.frames()) {
    throw core::device_error(
        fmt::format("{} is too short: {} frames of {} wanted", info_.name, tape_.frames(), request.frames),
        "record it with the whole stimulus");
  }
  if (stop.stop_requested()) throw core::not_valid("stopped");
  audio::Capture capture;
  capture.sample_rate_hz = tape_.sample_rate_hz;
  capture.device = tape_.device;
  for (const int channel : request.input_channels) {
    const auto& from = tape_.channels[static_cast<std::size_t>(channel - 1)];
    capture.channels.emplace_back(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(request.frames));
  }
  if (progress) progress(request.frames, request.frames);
  return capture;
}

}  // namespace ohmbench::devices
