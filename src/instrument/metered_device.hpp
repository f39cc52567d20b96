// MeteredDevice: a device that tells what it hears while it plays; all else is the device behind it.
#pragma once

#include <functional>
#include <memory>

#include "audio/audio_device.hpp"

namespace ohmbench::instrument {

class MeteredDevice : public audio::AudioDevice {
 public:
  /// @param listener_for  called before each recording with what is asked for
  MeteredDevice(std::unique_ptr<audio::AudioDevice> device,
                std::function<audio::Listener(const audio::PlayRequest&)> listener_for)
      : device_(std::move(device)), listener_for_(std::move(listener_for)) {}

  const audio::DeviceInfo& info() const override { return device_->info(); }
  audio::Capture play_and_record(const audio::PlayRequest& request, const audio::Progress& progress,
                                 std::stop_token stop) override {
    auto metered = request;
    metered.listener = listener_for_(request);
    return device_->play_and_record(metered, progress, std::move(stop));
  }

 private:
  std::unique_ptr<audio::AudioDevice> device_;
  std::function<audio::Listener(const audio::PlayRequest&)> listener_for_;
};

}  // namespace ohmbench::instrument
