// Correction: from the raw ratio of two channels to the ratio of two node voltages.
// The only way to a CorrectedFrf leads through here, so nobody can take a raw response for a corrected one.
#pragma once

#include <complex>
#include <vector>

#include "calibration/rig.hpp"
#include "spectra/frf.hpp"

namespace ohmbench::calibration {

/// How the channel ratio at a frequency is known.
enum class Coverage {
  kNone,  ///< declared in the bench file or assumed equal, not measured
};

/// T = V_B/V_A with its uncertainty in two parts, because they behave differently: noise falls with averaging
/// and differs from line to line; the channel ratio's error is common to all.
struct CorrectedFrf {
  std::vector<double> f_hz;
  std::vector<std::complex<double>> t;
  std::vector<double> noise_variance;  ///< E|δT|² from noise
  std::vector<double> degrees_of_freedom;
  std::vector<double> ratio_relative_sigma;  ///< of the channel ratio k: δT/T
  std::vector<Coverage> coverage;

  std::size_t size() const { return f_hz.size(); }
};

/// What two inputs of one interface differ by when nobody has measured it: 0.25 dB as a standard uncertainty.
/// Fixed-gain line inputs differ by 0.01 to 0.1 dB, inputs with gain knobs set by eye by some tenths. It is
/// an assumption: calibrate.
inline constexpr double kUnmeasuredRatioSigma = 0.0292;

/// Removes the declared full scales: T = (B · fs_B) / (A · fs_A); equal ones are assumed where none are
/// declared.
CorrectedFrf correct(const spectra::Frf& raw_b_over_a, const Rig& rig);

}  // namespace ohmbench::calibration
