// Where a fit begins: humps of the curve, and coil values from a grid of linear problems. Nobody has to type
// a start value. In the room `fitting`; hazard: the hump of the resonance need not be the highest point of
// the curve, because the coil's impedance rises without end.
#pragma once

#include <vector>

#include "fitting/least_squares.hpp"

namespace ohmbench::fitting {

/// A local maximum of Re Z (of |Z| without phases).
struct Hump {
  Resonance resonance;    ///< as its height, place and width at half height suggest
  double prominence = 0;  ///< its height over the higher of the two valleys beside it, in nepers
  double height_ohm = 0;  ///< the same in ohm
  double valley_ohm = 0;  ///< the lower of the two valleys
};

/// The humps that stand out of their valleys by `least` nepers, ascending in frequency. Single points that
/// stick out are no humps: a median of three goes first.
std::vector<Hump> humps(const Points& points, double least);

/// Start values for `coil` from the resonances of `from`: for each value on a grid of the coil's nonlinear
/// parameters the others are a linear least-squares problem. The best few of them, best first; empty if none
/// has positive values only.
std::vector<LoadModel> starts(const Points& points, const LoadModel& from, CoilModel coil, std::size_t most);

}  // namespace ohmbench::fitting
