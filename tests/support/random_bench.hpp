// Benches drawn at random, with the imperfections that good ones have: what a check must not complain about.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "devices/bench_setup.hpp"
#include "workbench/bench.hpp"
#include "workbench/open_bench.hpp"

namespace ohmbench::test {

struct RandomBench {
  workbench::Bench bench;
  devices::BenchSetup setup;
  double rated_ohm = 0;  ///< of the load: its resistance
  std::string words;     ///< what was drawn, for messages

  workbench::OpenBench open() const;
};

/// Loads of 4 to 600 ohm with up to two resonances, a sense resistor of a third to thrice of it (high side)
/// or a fifteenth to a half (low side), amplifiers of 0 to 50 ohm, gains 0.3 to 5, declared full scales or
/// none, a loopback or none, hum up to −80 dBFS, noise up to −95 dBFS, clocks within 50 ppm, channels within
/// 0.25 dB, coupling corners up to 8 Hz, 0.1 % of distortion at 1 V, 16 or 24 bits, 44.1 to 96 kHz.
RandomBench random_bench(std::uint64_t seed,
                         const std::vector<double>& rates_hz = {44100, 48000, 48000, 96000});

}  // namespace ohmbench::test
