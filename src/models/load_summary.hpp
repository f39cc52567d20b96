// LoadSummary: the handful of numbers that people quote from an impedance curve.
// In the room `models`, from a curve to its extremes; hazard: an extreme is that of the part of the band that
// was measured, which `from_hz` and `to_hz` state. What the curve does not reach is absent.
#pragma once

#include <optional>

#include "core/ohm_curve.hpp"
#include "models/band.hpp"

namespace ohmbench::models {

/// A magnitude and the frequency it occurs at, each with one standard deviation.
struct Extremum {
  double ohm = 0;
  double f_hz = 0;
  std::optional<double> sigma_ohm;  ///< absent if the curve's errors are not known
  std::optional<double> sigma_hz;   ///< absent also where the curve is too flat, or ends, to tell
};

/// What is absent was not covered by the curve; the rated impedance is also absent below the least standard
/// value.
struct LoadSummary {
  std::optional<Extremum> min;       ///< of |Z|
  std::optional<Extremum> max;       ///< of |Z|
  std::optional<Extremum> epdr_min;  ///< of the equivalent peak dissipation resistance; needs the phase
  std::optional<double> ohm_at_1khz;
  std::optional<double> sigma_at_1khz_ohm;
  std::optional<double> rated_ohm;
  std::optional<Band> covered;  ///< the first and last point inside the band
};

/// Summarises the points of the curve inside the band. An extreme is that of a parabola in ln|Z| over ln f
/// around the extreme point, so it does not jump with the grid: through the point and its neighbours, or
/// fitted by least squares to as many more points as agree with a parabola within their noise. Without that
/// the minimum of a flat and noisy curve would be the most wrong of its points.
///
/// At the vertex the slope is zero, so that to first order an error of its place does not matter and that of
/// the value is Σ L_i δ(ln|Z_i|), L_i the fit's weights there, ΣL_i = 1. With noise n_i and common part c_i
/// of each point (core::PointError),
///
///   u²(ln|Z|) = ½ Σ L_i² (n_i/|Z_i|)² + (Σ L_i c_i/|Z_i|)²:
///
/// noise averages over the points of the fit, the common part does not. For the EPDR both parts are weighted
/// with ∂ln EPDR/∂ln|Z| = 1 and ∂ln EPDR/∂|φ| = −cot(30° + |φ|/3) as core::sigma_of does. The frequency's
/// deviation is that by noise; a gain that is wrong at all frequencies does not move it.
/// @param curve  may also be an output impedance; empty gives an empty summary
LoadSummary summarize(const core::OhmCurve& curve, Band band = {});

/// The largest standard rated impedance Zr [Ω] with Zmin ≥ 0.8 Zr; absent if Zmin is below the least (2 Ω).
/// Source: the 80 % rule of IEC 60268-5 (loudspeakers), used for headphones too; the list holds the usual
/// ratings.
std::optional<double> rated_impedance_ohm(double z_min_ohm);

}  // namespace ohmbench::models
