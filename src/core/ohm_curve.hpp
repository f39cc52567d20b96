// OhmCurve: a complex impedance over frequency with its uncertainty; what load and output impedance have in
// common.
#pragma once

#include <complex>
#include <cstddef>
#include <vector>

namespace ohmbench::core {

/// Arrays of one length, frequency strictly ascending.
/// Hazard: what another program measured may come without a phase or without an uncertainty. Then the numbers
/// that stand in their place (phase 0, sigma 0) mean nothing, and whoever needs them asks the two flags
/// first.
struct OhmCurve {
  std::vector<double> f_hz;
  std::vector<std::complex<double>> z_ohm;
  /// one standard deviation of the complex value's error, √E|e|²: everything known that may be wrong
  std::vector<double> sigma_ohm;
  /// the part of it that is measured noise and falls with averaging
  std::vector<double> noise_ohm;
  /// false: only |Z| is known; it is the real part, and every imaginary part is 0
  bool phase_known = true;
  /// false: nothing is known of the errors, and sigma_ohm and noise_ohm are all 0
  bool sigma_known = true;

  std::size_t size() const { return f_hz.size(); }
  bool empty() const { return f_hz.empty(); }
};

/// Z at `f_hz`, linear in the complex value over log frequency between neighbours.
/// The result is meaningless outside [f_hz.front(), f_hz.back()]: ENSUREs that `at_hz` is inside.
std::complex<double> interpolate(const OhmCurve& curve, double at_hz);

/// sigma_ohm at `at_hz`, linear over log frequency. Same range.
double interpolate_sigma(const OhmCurve& curve, double at_hz);

/// true if `at_hz` lies within the curve's range
bool covers(const OhmCurve& curve, double at_hz);

/// The curve's points with these numbers, ascending.
OhmCurve points_at(const OhmCurve& curve, const std::vector<std::size_t>& which);

/// The points of the curve that interpolation at these frequencies looks at; those outside its range are left
/// out.
OhmCurve points_around(const OhmCurve& curve, const std::vector<double>& at_hz);

/// ENSUREs the promises of the struct: one length, ascending, finite, nothing in the place of what is not
/// known.
void check(const OhmCurve& curve);

}  // namespace ohmbench::core
