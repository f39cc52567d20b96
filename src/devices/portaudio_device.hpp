// PortAudioDevice: a real sound card (ALSA, JACK, …) behind the recorder contract. Where voltages become
// samples. Its .cpp is the only file that includes PortAudio. A lost device is noticed by its heartbeat
// (heartbeat.hpp), and every driver call can be abandoned (abandonable_call.hpp). Hazard: once
// `audio_calls_abandoned()` is true, the process must leave with `_exit`; see there.
#pragma once

#include <memory>
#include <vector>

#include "audio/audio_device.hpp"
#include "devices/abandonable_call.hpp"
#include "devices/device_choice.hpp"

namespace ohmbench::devices {

/// All devices of all host APIs, cards first (see `preference`), looked for afresh unless a PortAudioDevice
/// exists. Cards that another program holds are missing: the drivers do not list them.
/// @throws core::Error kDevice if the audio system does not answer.
std::vector<audio::DeviceInfo> list_portaudio_devices();

class PortAudioDevice : public audio::AudioDevice {
 public:
  /// Finds the devices; opens nothing yet.
  /// @throws core::Error kDevice: see `choose_devices`.
  explicit PortAudioDevice(PortAudioSelection selection);
  ~PortAudioDevice() override;

  const audio::DeviceInfo& info() const override;

  /// See AudioDevice. One device, or two of one JACK server, run in one stream. Two devices with two clocks
  /// run in two streams, and recording begins with the first buffer played. One call at a time.
  audio::Capture play_and_record(const audio::PlayRequest& request, const audio::Progress& progress = {},
                                 std::stop_token stop = {}) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ohmbench::devices
