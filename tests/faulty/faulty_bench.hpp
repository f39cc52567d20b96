// Benches drawn at random, each with the faults that people have: what a measurement makes of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "session/acquire.hpp"
#include "support/random_bench.hpp"

namespace ohmbench::test {

/// A bench, what is wrong with it, and what is measured on it.
struct FaultyBench {
  RandomBench bench;
  session::MeasureOptions options;
  bool calibrated = false;  ///< channels, inputs and resistor exactly: sigma is noise alone
  std::string faults;       ///< "nothing", or what was drawn
};

/// One bench in five has no fault; the others have one of `devices::all_faults()` or loud noise, hum off 50
/// or 60 Hz, clocks far apart, a bent amplifier; one in six has two. Half of them are calibrated.
FaultyBench faulty_bench(std::uint64_t seed);

struct Outcome {
  enum class Kind { kRefused, kInvalid, kValid };
  Kind kind = Kind::kRefused;
  std::string said;               ///< the cause, or the warnings
  std::vector<double> deviation;  ///< kValid: |Z − truth| / sigma at each frequency
  double worst_percent = 0;

  double median() const;
  double worst() const;
  double share_beyond(double sigmas) const;
};

/// `session::measure_impedance` on the virtual bench.
Outcome measure(const FaultyBench& faulty);

}  // namespace ohmbench::test
