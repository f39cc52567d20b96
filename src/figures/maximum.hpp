// Maximum: a result of kind max-output, as its figures see it. Private to the room.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "figures/subject.hpp"
#include "plot/axis.hpp"

namespace ohmbench::figures {

/// What ended a sweep, as far as it says something about other loads.
enum class Ending {
  kVoltage,  ///< whatever the load, there is no more voltage
  kCurrent,  ///< whatever the load, there is no more current
  kOther     ///< of the bench, of this load, or not known: both are "at least"
};

struct Maximum {
  std::string name;
  std::string conditions;  ///< of conditions_of
  double f_hz = 0;
  double ohm = 0;
  double volt = 0, ampere = 0, watt = 0;  ///< RMS
  Ending ending = Ending::kOther;
};

/// @throws core::Error kBadInput: it lacks one of these
Maximum maximum_of(const Subject& result);

/// Results that hold sweeps of several frequencies, as results of one each.
std::vector<Subject> each_sweep(const std::vector<Subject>& results);

/// "O2 at 1.00 kHz into 7.19 Ω".
/// @throws core::Error kBadInput
std::string conditions_of(const Subject& result);

/// Numbers under a key; null and what is no number is a gap.
std::vector<double> values(const nlohmann::json& object, const char* key);

/// Lowest and highest positive value so far.
struct Extent {
  double least = std::numeric_limits<double>::infinity();
  double most = 0;

  void take(const std::vector<double>& values);
  plot::Axis axis(const std::string& label) const;  ///< logarithmic, rounded out
};

}  // namespace ohmbench::figures
