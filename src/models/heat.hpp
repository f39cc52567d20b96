// Heat: what a class-B output stage turns into heat with a real load.
// In the room `models`; hazard: the idle current's heat comes on top, and a rail is some volts higher than
// the largest peak, so with the rail taken from the clip level these are lower bounds.
#pragma once

#include <complex>

#include "core/quantity.hpp"

namespace ohmbench::models {

/// Both devices of a class-B stage with a sine of this peak across Z: P = (2/π) Vcc Vp/|Z| − Vp² cos
/// φ/(2|Z|). Source: E. Benjamin, JAES 42(9), 1994, 670-683.
core::Watts class_b_sine_heat(core::PeakVolts rail, core::PeakVolts peak, std::complex<double> z_ohm);

/// The same with a Gaussian programme of this RMS value that does not clip: P = √(2/π) Vcc s/|Z| − s² cos
/// φ/|Z|, from E|v| = √(2/π) s.
core::Watts class_b_programme_heat(core::PeakVolts rail, core::Volts programme, std::complex<double> z_ohm);

}  // namespace ohmbench::models
