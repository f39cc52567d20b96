// The load's impedance from the ratio of node voltages, in both topologies, input loading removed.
#pragma once

#include <complex>
#include <string>

#include "calibration/correction.hpp"
#include "impedance/curves.hpp"

namespace ohmbench::impedance {

/// Z = Zc T/(1 − T) on the high side, Z = Zc (1 − T)/T on the low side, with T and Zc of CorrectedFrf.
/// Not finite for an open circuit to the last digit.
std::complex<double> load_from_ratio(std::complex<double> t, std::complex<double> z_c_ohm, core::Sense sense);

/// Z(f) with its budget: each cause of error moves T and Zc at once,
/// δZ = Z (δ ln Zc ± δT/(T(1 − T))), + on the high side; sigma_ohm² is the sum over the causes and noise.
/// Points at which Z is not finite (an open circuit to the last digit) are left out.
/// Source: Kirchhoff at node B; GUM (JCGM 102) for complex quantities.
ImpedanceCurve load_impedance(const calibration::CorrectedFrf& t, core::Sense sense, const std::string& name);

}  // namespace ohmbench::impedance
