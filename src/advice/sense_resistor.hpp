// SenseResistor: what the sense resistor's value does to the error of an impedance, and which value is best.
// In the room `models`, before anything is measured or soldered. Hazard: the two wirings want different
// things. On the high side a small resistor magnifies errors of the channel ratio, on the low side a large
// one does.
#pragma once

#include <complex>
#include <functional>
#include <optional>
#include <vector>

#include "core/fixture_state.hpp"
#include "core/quantity.hpp"

namespace ohmbench::advice {

/// F in u(Z)/|Z| = √F · σA/|VA|: how much of the noise at the nodes gets into Z. With x = Rs/|Z|,
/// D = 1 + 2x cos φ + x² and ρ = σB/σA,
///
///   high side  F = (D/x²)(1 + ρ² D),   low side  F = D (1 + ρ² D/x²)
///
/// @param x          Rs/|Z|, > 0
/// @param phase_rad  of Z
/// @param rho        noise of the load channel over that of the source channel, each referred to its node
/// Source: δZ/Z = ±(δT/T)/(1 − T) with T = VB/VA and independent noise; divided by |Z|² the Cramér–Rao bound
/// of Z for two noisy channels.
double noise_factor(core::Sense sense, double x, double phase_rad, double rho);

/// The resistor with the least noise factor for a resistive load: u²(u − 2) = 1/ρ², and Rs = |Z|(u − 1) on
/// the high side, |Z|/(u − 1) on the low side. For ρ = 1: 1.2056 |Z| and 0.8295 |Z|.
core::Ohms least_noise_resistor(core::Sense sense, core::Ohms load, double rho);

/// (δZ/Z)/(δT/T): 1 + Z/Rs on the high side, −(1 + Rs/Z) on the low side.
std::complex<double> ratio_sensitivity(core::Sense sense, std::complex<double> z_ohm, double rs_ohm);

/// The resistor between `from` and `to` at which `error(Rs)` [any unit] is least.
/// @param error  must fall, then rise (or only one of them) over ln Rs. Every √(Σ c Rs^n) and every maximum
///               of such is of that kind, being convex in ln–ln.
core::Ohms least_error_resistor(const std::function<double(double rs_ohm)>& error, core::Ohms from,
                                core::Ohms to);

/// Values that shops have: E12 or E24 (IEC 60063).
enum class Series { kE12, kE24 };

/// All values of a series within [from, to], ascending.
std::vector<double> standard_values(Series series, core::Ohms from, core::Ohms to);

/// What the resistor turns into heat.
struct Dissipation {
  core::Watts working;  ///< V² Rs/(Rs + Zmin)²: at the load's least impedance, resistive
  core::Watts shorted;  ///< V²/Rs: the load's terminals shorted
};

/// @param volt  RMS at the amplifier's terminal
Dissipation dissipation(core::Volts volt, core::Ohms rs, core::Ohms z_min);

/// The least common power rating that bears a short and of which at most a tenth is used in work, so that the
/// warm resistor stays within 0.1 % of the cold one; absent if that is more than 100 W: use a fuse.
std::optional<core::Watts> power_rating(const Dissipation& dissipation);

}  // namespace ohmbench::advice
