// WavReplay: a recorded WAV as an AudioDevice: what is played goes nowhere, what is recorded is the file.
// For replaying a capture that was saved through the same road as a live one.
// Hazard: the file must have been made with the same stimulus; nothing here can tell.
#pragma once

#include <filesystem>

#include "audio/audio_device.hpp"

namespace ohmbench::devices {

class WavReplay : public audio::AudioDevice {
 public:
  /// @throws core::Error kBadInput: see audio::read_wav.
  explicit WavReplay(const std::filesystem::path& path);

  const audio::DeviceInfo& info() const override { return info_; }

  /// The file's first `request.frames` frames. See AudioDevice.
  /// @throws core::Error kDevice if the file has another rate, or fewer frames or channels.
  audio::Capture play_and_record(const audio::PlayRequest& request, const audio::Progress& progress = {},
                                 std::stop_token stop = {}) override;

 private:
  audio::DeviceInfo info_;
  audio::Capture tape_;
};

}  // namespace ohmbench::devices
