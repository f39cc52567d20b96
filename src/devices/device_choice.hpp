// Device choice: which of the listed devices a bench.toml means by parts of names. Pure; knows no driver.
// Deterministic: the same list and the same words always give the same devices.
// Hazard: ALSA lists a card several times; only the "(hw:" entry is the card itself, the others resample or
// mix.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "audio/audio_device.hpp"

namespace ohmbench::devices {

/// What samples are made of between us and the driver library.
enum class SampleFormat {
  kFloat32,  ///< exact on JACK and on cards with 32-bit words; on packed 24-bit words one code low
  kInt24,    ///< exact on cards of up to 24 bits (ALSA hw:), one code low on JACK; converted in the callback
};

/// Parts of names, case-insensitive; empty = any.
struct PortAudioSelection {
  std::string host_api;
  std::string input;
  std::string output;
  SampleFormat format = SampleFormat::kFloat32;
};

/// Indices into the list that was chosen from.
struct DeviceChoice {
  std::size_t input = 0;
  std::size_t output = 0;
};

/// 0 = the card itself (ALSA "hw:"), 1 = devices of other host APIs, 2 = ALSA's plugins (default, front,
/// dmix, …).
int preference(const audio::DeviceInfo& device);

/// Chooses input and output. Among several that match: the exact name, then the lesser `preference`, then the
/// first. If input and output have the same words, a device that does both is taken before two that do one
/// each.
/// @throws core::Error kDevice if nothing matches; the line lists what there is.
DeviceChoice choose_devices(const std::vector<audio::DeviceInfo>& devices,
                            const PortAudioSelection& selection);

}  // namespace ohmbench::devices
