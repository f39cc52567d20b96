// BenchSimulator: the hardware side of a bench, block by block: converters, amplifier, sense resistor, load,
// faults. The engine of both the in-process VirtualBench and the JACK client; double precision; seeded, so
// runs repeat. Hazard: it may use `circuit` and the plain FFT only; it must never learn how the answer is
// computed.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "core/fixture_state.hpp"
#include "devices/bench_setup.hpp"

namespace ohmbench::devices {

/// Inputs that the simulated interface has: node A, node B, loopback of output 1, silence.
inline constexpr int kSimulatedInputs = 4;
/// Outputs: 1 the amplifier under test, 2 the injector.
inline constexpr int kSimulatedOutputs = 2;

/// Every state of the fixture.
std::vector<core::FixtureState> all_states();

class BenchSimulator {
 public:
  /// Not real-time: computes the impulse responses of the states, 4 s long, so that the response at every
  /// multiple of 0.25 Hz is exactly that of the circuit.
  /// @param block_frames  frames of every later `process` call
  BenchSimulator(const BenchSetup& setup, double sample_rate_hz, std::size_t block_frames,
                 std::vector<core::FixtureState> states = all_states());
  ~BenchSimulator();
  BenchSimulator(BenchSimulator&&) noexcept;
  BenchSimulator& operator=(BenchSimulator&&) noexcept;

  /// Any thread; takes effect at the next block with a crossfade of one block. A state that was not prepared
  /// is ignored.
  void set_state(core::FixtureState state) noexcept;
  core::FixtureState state() const noexcept;

  /// One block. `played` [kSimulatedOutputs][block_frames], `recorded` [kSimulatedInputs][block_frames], full
  /// scale. Real-time: allocates and locks nothing. The same as `analogue` and then `convert`.
  void process(const float* const* played, float* const* recorded) noexcept;

  /// From the DAC's samples to the voltages at the ADC's inputs, in full scale, without noise. Real-time.
  void analogue(const float* const* played, double* const* at_inputs) noexcept;
  /// The ADC: noise, hum, resolution, clipping and its faults; `frames` may be any number. Real-time.
  void convert(const double* const* at_inputs, float* const* recorded, std::size_t frames) noexcept;

  std::size_t block_frames() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ohmbench::devices
