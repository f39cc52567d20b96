// Response: what an output impedance does to the frequency response at the load's terminals.
// In the room `models`, from Z and Zout to decibels over frequency; hazard: the division is complex. |Z|/(|Z|
// + |Zout|) is wrong by 3 dB for a load at 90 degrees, and one figure for Zout at 1 kHz misses coupling
// capacitors and output coils.
#pragma once

#include <complex>
#include <optional>
#include <vector>

#include "core/ohm_curve.hpp"
#include "core/quantity.hpp"
#include "models/band.hpp"

namespace ohmbench::models {

/// H = Z/(Z + Zout): the part of the amplifier's open-circuit voltage that arrives at the load.
std::complex<double> divider(std::complex<double> z_ohm, std::complex<double> z_out_ohm);

/// What |H| can be if only |Z| is known and the load is passive (phase within ±90°).
struct DividerBounds {
  double least = 0;
  double most = 0;
};

/// |H| = 1/|1 + ρ e^jθ|, ρ = |Zout|/|Z|, θ from arg Zout − 90° to arg Zout + 90°. For a resistance Zout the
/// least is that of a resistive load, 1/(1 + ρ), and the most that of a reactive one, 1/√(1 + ρ²).
/// @param z_ohm  > 0 (ENSUREd)
DividerBounds divider_bounds(double z_ohm, std::complex<double> z_out_ohm);

/// The largest resistance that, as a source, changes the response by no more than `span_db` over the points
/// of the band [Ω]; absent if even kLargestSource changes it less (a load that is nearly a resistor), or
/// without points. Found by bisection: the span rises with the resistance until it is as large as the load.
inline constexpr double kLargestSourceOhm = 1e4;
std::optional<double> largest_source_ohm(const core::OhmCurve& z, double span_db, Band band = {});

/// A stated output impedance as a curve on another curve's frequencies: a resistance, its error not known.
core::OhmCurve resistance_over(const core::OhmCurve& grid, core::Ohms resistance);

/// Arrays of one length; empty where nothing is known.
struct Response {
  std::vector<double> f_hz;
  std::vector<double> loss_db;             ///< 20 log10|H|, re Zout = 0; negative is less voltage
  std::vector<double> sigma_db;            ///< one standard deviation of loss_db
  std::vector<double> deviation_db;        ///< loss_db re its value at 1 kHz; empty if 1 kHz is not covered
  std::vector<double> deviation_sigma_db;  ///< of deviation_db; likewise
  double span_db = 0;                      ///< largest minus least loss
  double span_sigma_db = 0;
  double least_hz = 0;  ///< where the most is lost
  double most_hz = 0;   ///< where the least is lost

  bool empty() const { return f_hz.empty(); }
};

/// 20 log10|Z/(Z + Zout)| on the points of Z in the band that Zout covers as well.
///
/// Errors: δ ln H = (Zout/(Z + Zout)) (δZ/Z − δZout/Zout). Half of the noise of each is along H; of the
/// common part (core::PointError) that direction counts in which it does most harm. In a span and in a
/// deviation, which are differences between two frequencies, noise adds up and the common relative errors
/// partly cancel. The errors of Z and Zout are taken as independent; what they share, such as the sense
/// resistor, cancels in H, so the sigma is an upper bound.
/// Empty if the phase of Z is not known.
Response response(const core::OhmCurve& z, const core::OhmCurve& z_out, Band band = {});

/// Between what the span of the loss lies, dB, if only |Z| is known.
struct SpanBounds {
  double least_db = 0;
  double most_db = 0;
};

/// From the divider's bounds at every point in the band that Zout covers as well: at least what no phase
/// avoids, at most what the worst phases make. Absent without such a point.
std::optional<SpanBounds> span_bounds(const core::OhmCurve& z, const core::OhmCurve& z_out, Band band = {});

}  // namespace ohmbench::models
