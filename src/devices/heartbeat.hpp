// HeartbeatWatch: tells a lost device by its callbacks, the only sign that every driver gives.
// A card that is unplugged, or a server that is killed, neither ends the stream nor calls the finished
// callback. Hazard: time is what the watcher itself was awake for, so that a stopped process (debugger) is no
// lost device.
#pragma once

#include <algorithm>
#include <cstdint>

namespace ohmbench::devices {

class HeartbeatWatch {
 public:
  enum class Pulse { kAlive, kNeverBegan, kLost };

  /// Healthy streams have been seen to pause for 0.43 s; a lost one must be told within 2 s, closing
  /// included.
  static constexpr double kSilence_s = 1.0;
  static constexpr double kSilentBuffers = 4.0;
  /// A sound server's first callback has been seen 1.9 s after the start.
  static constexpr double kFirstBeat_s = 3.0;
  /// Longer steps are the watcher's own sleep, not the device's.
  static constexpr double kLongestStep_s = 0.1;

  /// @param beats      callbacks so far
  /// @param buffer_s   longest buffer so far [s]
  /// @param elapsed_s  since the last look [s]
  Pulse look(std::uint64_t beats, double buffer_s, double elapsed_s) noexcept {
    if (beats != beats_) {
      beats_ = beats;
      silent_s_ = 0;
      return Pulse::kAlive;
    }
    silent_s_ += std::min(elapsed_s, kLongestStep_s);
    if (beats_ == 0) return silent_s_ > kFirstBeat_s ? Pulse::kNeverBegan : Pulse::kAlive;
    return silent_s_ > std::max(kSilence_s, kSilentBuffers * buffer_s) ? Pulse::kLost : Pulse::kAlive;
  }

 private:
  std::uint64_t beats_ = 0;
  double silent_s_ = 0;
};

}  // namespace ohmbench::devices
