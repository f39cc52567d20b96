// VirtualBench: the simulated bench as an AudioDevice, in process, faster than real time, seeded.
// For trying things without hardware, for teaching what faults look like, and for tests.
#pragma once

#include <cstdint>

#include "audio/audio_device.hpp"
#include "core/fixture_state.hpp"
#include "devices/bench_setup.hpp"

namespace ohmbench::devices {

class VirtualBench : public audio::AudioDevice {
 public:
  /// 4 inputs (node A, node B, loopback, silence), 2 outputs (amplifier, injector); the usual rates from 44.1
  /// to 192 kHz.
  explicit VirtualBench(BenchSetup setup);

  const audio::DeviceInfo& info() const override { return info_; }
  audio::Capture play_and_record(const audio::PlayRequest& request, const audio::Progress& progress = {},
                                 std::stop_token stop = {}) override;

  /// Rewires the bench, between two calls of `play_and_record`.
  void set_state(core::FixtureState state) { state_ = state; }

 private:
  BenchSetup setup_;
  audio::DeviceInfo info_;
  core::FixtureState state_ = core::FixtureState::kLoad;
  std::uint64_t runs_ = 0;  ///< every run has noise of its own
};

}  // namespace ohmbench::devices
