// The classic f1-f2 method: Thiele-Small parameters with a ruler, beside the fit, for comparison.
// Hazard: it knows of no voice coil. With 0.9 mH on 6 ohm Qms and Qes come out 0.6 % high, and with a wrong
// Re anything may come out.
#pragma once

#include <optional>

#include "core/ohm_curve.hpp"

namespace ohmbench::fitting {

/// What it reads and what it makes of it.
struct Classic {
  double z_max_ohm = 0;
  double f1_hz = 0, f2_hz = 0;  ///< where |Z| = √(Re Zmax), below and above the resonance
  double fs_hz = 0;             ///< √(f1 f2)
  double qms = 0, qes = 0, qts = 0;
};

/// From the three readings, with r0 = Zmax/Re:
///
///   fs = √(f1 f2),  Qms = fs √r0/(f2 − f1),  Qes = Qms/(r0 − 1),  Qts = Qms/r0
///
/// ENSUREs 0 < re < z_max and 0 < f1 < f2. Source: R. Small, JAES 20(5), 1972, 383-395.
Classic classic_from(double re_ohm, double z_max_ohm, double f1_hz, double f2_hz);

/// Reads them from the curve, ln|Z| linear over ln f between points, the maximum by a parabola.
/// @param re_ohm  known from elsewhere: a fit, or an ohmmeter; not the value at the lowest frequency
/// @param near_hz  a frequency of the resonance's hump; the curve's maximum need not be on it
/// @return absent if the curve does not fall to √(Re Zmax) on both sides
std::optional<Classic> classic(const core::OhmCurve& curve, double re_ohm, double near_hz);

}  // namespace ohmbench::fitting
