// LoadSummary: the handful of numbers that people quote from an impedance curve.
// In the room `models`, from a curve to its extremes; hazard: an extreme is that of the part of the band that
// was measured, which `from_hz` and `to_hz` state. What the curve does not reach is absent.
#pragma once

#include <optional>

#include "core/ohm_curve.hpp"
#include "models/band.hpp"

namespace ohmbench::models {

/// A magnitude and the frequency it occurs at.
struct Extremum {
  double ohm = 0;
  double f_hz = 0;
};

/// What is absent was not covered by the curve; the rated impedance is also absent below the least standard
/// value.
struct LoadSummary {
  std::optional<Extremum> min;       ///< of |Z|
  std::optional<Extremum> max;       ///< of |Z|
  std::optional<Extremum> epdr_min;  ///< of the equivalent peak dissipation resistance
  std::optional<double> ohm_at_1khz;
  std::optional<double> rated_ohm;
  std::optional<Band> covered;  ///< the first and last point inside the band
};

/// Summarises the points of the curve inside the band; the extremes are those of a parabola through the
/// extreme point and its neighbours in ln|Z| over ln f, so they do not jump with the grid.
/// @param curve  may also be an output impedance; empty gives an empty summary
LoadSummary summarize(const core::OhmCurve& curve, Band band = {});

/// The largest standard rated impedance Zr [Ω] with Zmin ≥ 0.8 Zr; absent if Zmin is below the least (2 Ω).
/// Source: the 80 % rule of IEC 60268-5 (loudspeakers), used for headphones too; the list holds the usual
/// ratings.
std::optional<double> rated_impedance_ohm(double z_min_ohm);

}  // namespace ohmbench::models
