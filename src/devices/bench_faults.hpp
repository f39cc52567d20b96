// The faults of the virtual bench that are not part of its linear response: what the amplifier, the cables
// and the driver do to the signal in time. Real-time: nothing here allocates, locks or throws.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "devices/bench_setup.hpp"

namespace ohmbench::devices {

/// Part of its final growth that the warming resistor has at a time: 0 … 1.
double warmth(double t_s) noexcept;
/// The same bench with its sense resistor at its warmest.
BenchSetup warmed(BenchSetup setup);

/// Factor of the amplifier's volume knob at a time; 1 without kVolumeChanged.
double volume(const BenchSetup& setup, double t_s) noexcept;

/// What is left of a bridged amplifier's voltage [V peak] when the interface's ground, which is also the
/// ground of the amplifier's input, is on its negative leg: the positive leg's half, and of the other leg
/// what its limited current makes on the ground lead. The limit differs for the two directions, so it
/// distorts with even and odd orders.
double with_one_leg_grounded(double volt) noexcept;

/// Faults between the inputs' sockets and the program; one object a stream, frame by frame.
class InputFaults {
 public:
  static constexpr std::size_t kInputs = 4;
  using Frame = std::array<double, kInputs>;  ///< full scale

  InputFaults(const BenchSetup& setup, double sample_rate_hz);

  /// Click, bump, a ground current's hum, clipping of the analogue stage. The last input hears nothing.
  void before_converter(Frame& frame, double t_s) noexcept;
  /// Conversion of the rate, automatic gain, noise gate, mono.
  void after_converter(Frame& frame) noexcept;

 private:
  void resample(Frame& frame) noexcept;
  void control_gain(Frame& frame) noexcept;
  void gate(Frame& frame) noexcept;
  double resampled_at(std::size_t input, double other_frame) const noexcept;

  static constexpr std::size_t kHistory = 16;  ///< frames; a power of two
  double fs_hz_;
  double mains_hz_;
  double other_rate_;  ///< of the conversion, re the stream's rate
  double clip_fs_;
  double disturbed_at_s_;
  bool click_, bump_, ground_, clip_, resample_, gain_, linked_, gate_, mono_;
  std::uint64_t frames_ = 0;
  std::uint64_t scratch_ = 1;  ///< state of the scratching's generator
  std::array<Frame, kHistory> history_{};
  Frame envelope_{};
  Frame gain_now_{1, 1, 1, 1};
  std::array<double, kInputs> open_until_{};  ///< of the gate, frame number
};

}  // namespace ohmbench::devices
