// Damping: the damping factor over frequency.
// In the room `models`; hazard: the factor alone misleads. The voice coil's own resistance is in the same
// loop, so beyond about 20 a higher factor changes next to nothing.
#pragma once

#include <optional>
#include <vector>

#include "core/ohm_curve.hpp"
#include "core/quantity.hpp"
#include "models/band.hpp"

namespace ohmbench::models {

/// Arrays of one length.
struct Damping {
  std::vector<double> f_hz;
  std::vector<double> factor;
  /// one standard deviation of the factor; absent where Zout's errors are not known, or are so large that the
  /// factor has no upper end
  std::vector<std::optional<double>> sigma;
};

/// DF(f) = rated impedance / |Zout(f)| at the points of `z_out` in the band; points where Zout is 0 are left
/// out. Its relative deviation is that of |Zout|, which is stated below one third. Convention: the rated
/// impedance, not the measured one (IEC 60268-3).
Damping damping(const core::OhmCurve& z_out, core::Ohms rated, Band band = {});

/// What of a driver decides how an amplifier damps it: the voice coil's resistance, the resonance, its
/// mechanical and its electrical Q. All > 0.
struct DriverParameters {
  core::Ohms re;
  double fs_hz = 0;
  double qms = 0;
  double qes = 0;
  /// one standard deviation each; 0 where it is not known
  double re_sigma_ohm = 0, qms_sigma = 0, qes_sigma = 0;

  double qts() const { return qms * qes / (qms + qes); }
};

/// The same driver behind a source resistance.
struct DampedDriver {
  double qes = 0;
  double qts = 0;
  double ratio = 1;    ///< Qts' / Qts
  double lift_db = 0;  ///< by which the resonance rises above the rest of the response
  /// one standard deviation of `ratio`; absent where nothing is known of the errors
  std::optional<double> ratio_sigma;
};

/// The source's resistance is in one loop with the voice coil's:
///
///   Qes' = Qes (Re + Rg)/Re,  Qts' = Qms Qes'/(Qms + Qes'),
///   lift = 20 log10[ Zmax/(Zmax + Rg) · (Re + Rg)/Re ],  Zmax = Re (1 + Qms/Qes)
///
/// Qts'/Qts and the lift are the same ratio.
/// With x = Rg/Re and q = Qes/Qms the ratio is (1 + x)(1 + q)/(1 + q (1 + x)). The driver's three deviations
/// come from one fit whose covariance is not known here, so they add up linearly: an upper bound. That of the
/// source is of another measurement and joins them in quadrature.
/// @param source  Rg = Re(Zout) at the resonance, cable included [Ω, ≥ 0]
/// @param source_sigma_ohm  one standard deviation of Rg; 0 where it is not known
/// Source: R. Small, JAES 20(5), 1972, 383-395, with the source's resistance in the electrical loop.
DampedDriver damped(const DriverParameters& driver, core::Ohms source, double source_sigma_ohm = 0);

}  // namespace ohmbench::models
