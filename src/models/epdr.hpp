// EPDR, the equivalent peak dissipation resistance: how hard a load is on an output transistor.
// In the room `models`, from a value of Z to one number; hazard: it ranks stress in class B and AB for a
// sine. It is not a current requirement (that is |Z|) and says nothing about class A or D.
#pragma once

#include <complex>
#include <vector>

#include "core/ohm_curve.hpp"
#include "models/band.hpp"

namespace ohmbench::models {

/// The resistance that gives one device of an ideal class-B stage, driven to its full rail, the same peak
/// dissipation as Z.
///
///   EPDR = |Z| / (8 sin³(30° + |φ|/3))
///
/// Exact: with v = V sin θ and i = (V/|Z|) sin(θ − φ) the device dissipates (V − v) i; the derivative
/// vanishes at θ = 150° + 2|φ|/3, where it is 2 sin³(30° + |φ|/3) V²/|Z|; a resistor's is V²/(4R). The sign
/// of φ does not matter.
/// @param z_ohm  not 0 (ENSUREd)
/// Source: definition K. Howard, "Heavy Load", Stereophile, July 2007, after E. Benjamin, JAES 42(9), 1994,
/// 670-683.
double epdr_ohm(std::complex<double> z_ohm);

/// Stereophile's working formula for the same, |Z|/(1 + 4.2 |φ|/90°): right at 0 and 90 degrees, up to 12 %
/// low between. For comparison with figures published there, and named as theirs.
/// @param z_ohm  not 0 (ENSUREd)
/// Source: J. Atkinson by e-mail, quoted on Audiogon, 2022.
double epdr_stereophile_ohm(std::complex<double> z_ohm);

/// EPDR over frequency. Arrays of one length.
struct EpdrCurve {
  std::vector<double> f_hz;
  std::vector<double> epdr_ohm;              ///< exact
  std::vector<double> epdr_stereophile_ohm;  ///< their working formula
};

/// At the points of the curve in the band at which Z is not 0; empty if the curve's phase is not known.
EpdrCurve epdr_curve(const core::OhmCurve& curve, Band band = {});

}  // namespace ohmbench::models
