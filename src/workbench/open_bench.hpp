// OpenBench: a bench whose device is open; handed in by the mains, because `session` knows no device.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "audio/audio_device.hpp"
#include "core/fixture_state.hpp"

namespace ohmbench::workbench {

struct OpenBench {
  std::unique_ptr<audio::AudioDevice> device;
  /// The device rewires itself (the virtual bench); empty for real ones.
  std::function<void(core::FixtureState)> rewire;
};

/// What a running measurement tells and asks; every member may be empty.
struct Events {
  /// "measuring the load", 0 … 1
  std::function<void(const std::string& phase, double fraction)> progress;
  /// Asks a person to rewire; returns false if there is nobody to ask.
  std::function<bool(const std::string& instruction)> ask;
  /// Told before the wiring is brought into another state, whoever does it.
  std::function<void(core::FixtureState)> rewiring = {};
};

}  // namespace ohmbench::workbench
