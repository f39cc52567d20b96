// The load's impedance from the ratio of node voltages, in both topologies, input loading removed.
#pragma once

#include <complex>
#include <string>

#include "calibration/correction.hpp"
#include "impedance/curves.hpp"

namespace ohmbench::impedance {

/// High side: Z = Rs T / (1 − T − Rs Y_B T), T = V_B/V_A. T = 1/(1 + Rs Y_B) is an open circuit: the result
/// is not finite.
std::complex<double> high_side_impedance(std::complex<double> t, double rs_ohm,
                                         std::complex<double> y_b_siemens);
/// Low side: Z = (1/T − 1) / (1/Rs + Y_B).
std::complex<double> low_side_impedance(std::complex<double> t, double rs_ohm,
                                        std::complex<double> y_b_siemens);

/// Z(f) with sigma_ohm² = |∂Z/∂T|² (noise + |T|² u_k²) + |∂Z/∂Rs|² u_Rs²: noise, channel ratio, sense
/// resistor. Points at which Z is not finite (an open circuit to the last digit) are left out. Source:
/// Kirchhoff at node B; GUM (JCGM 102) for complex quantities.
ImpedanceCurve load_impedance(const calibration::CorrectedFrf& t, const calibration::Rig& rig,
                              const std::string& name);

}  // namespace ohmbench::impedance
