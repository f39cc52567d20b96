// Points: what is read from the steps of a sweep once they are played. Private to the room.
#pragma once

#include <optional>
#include <vector>

#include "max_output/climb.hpp"

namespace ohmbench::max_output {

/// The two steps between which the distortion passes a limit, the last time upwards; of the steps that were
/// heard.
struct Bracket {
  const Step* low;
  const Step* high;
};
std::optional<Bracket> bracket(const std::vector<Step>& steps, double limit);

Passing point_of(const Step& step);

/// Loudest step whose distortion is within the limit and whose output did not collapse; null: there is none.
const Step* last_clean(const std::vector<Step>& steps, double limit);

/// The same, or where noise hides whether any step was clean, the loudest that was heard. ENSUREs one.
const Step& best(const std::vector<Step>& steps, double limit);

/// The step with the least distortion: the loudest without any. Its gain is that of the linear amplifier.
const Step& cleanest(const std::vector<Step>& steps);

/// RMS across the load at a level between two steps, interpolated in the logarithms; beyond them in
/// proportion to the drive. ENSUREs a step that was heard.
double volt_at(const std::vector<Step>& steps, double level_dbfs);

/// RMS at the load of the sine whose peak is that of the voltage as it is cut. Only where it is cut flat.
struct ClipVolt {
  double volt = 0;
  double relative_sigma = 0;  ///< by how even the plateau is
};
std::optional<ClipVolt> clip_volt(const Climb& climb, double limit, const Step& linear);

}  // namespace ohmbench::max_output
