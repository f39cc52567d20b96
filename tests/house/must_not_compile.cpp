// Promises of the types: CASE 0 compiles, every other case must not.
#include "core/level.hpp"
#include "core/quantity.hpp"

using namespace ohmbench::core;

void promises() {
  [[maybe_unused]] const Volts v(1.0);
  [[maybe_unused]] const Ohms r(8.0);
  [[maybe_unused]] const DbFs level(-20);
#if CASE == 0
  [[maybe_unused]] const Amperes i = v / r;
  [[maybe_unused]] const DbFs louder = level + GainDb(3);
#elif CASE == 1
  [[maybe_unused]] const auto sum = v + r;  // volt plus ohm
#elif CASE == 2
  [[maybe_unused]] const Volts implicit = 1.0;  // a bare number is no voltage
#elif CASE == 3
  [[maybe_unused]] const Volts rms = PeakVolts(1.0);  // peak for RMS
#elif CASE == 4
  [[maybe_unused]] const auto twice = level + level;  // level plus level
#elif CASE == 5
  [[maybe_unused]] const Volts volts = level;  // dBFS for volts
#elif CASE == 6
  [[maybe_unused]] const auto mixed = level - DbSpl(94);  // two scales
#elif CASE == 7
  [[maybe_unused]] const double bare = v;  // out without .value()
#elif CASE == 8
  [[maybe_unused]] const auto power = PeakVolts(1.0) * Amperes(1.0);  // peak times RMS is no power
#endif
}
