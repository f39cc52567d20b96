// Correction: from the raw ratio of two channels to the ratio of two node voltages.
// The only way to a CorrectedFrf leads through here, so nobody can take a raw response for a corrected one.
#pragma once

#include <complex>
#include <string>
#include <vector>

#include "calibration/channel_map.hpp"
#include "calibration/rig.hpp"
#include "calibration/standard.hpp"
#include "spectra/frf.hpp"

namespace ohmbench::calibration {

/// How the calibration at a frequency is known; ordered from worst to best.
enum class Coverage {
  kNone,          ///< not measured: declared in the bench file or assumed
  kExtrapolated,  ///< continued by at most 1/12 octave beyond the calibrated band
  kInterpolated,  ///< between calibrated frequencies
  kExact,         ///< calibrated at this very frequency
};

/// "none", "extrapolated", "interpolated", "exact"
const char* name_of(Coverage coverage);

/// One cause of error of a CorrectedFrf, one standard deviation at each frequency.
struct CorrectionError {
  MapError::Cause cause;
  std::string source;                        ///< which standard, where there is one
  std::vector<std::complex<double>> t;       ///< δT
  std::vector<std::complex<double>> ln_z_c;  ///< δ ln Zc
  std::vector<std::complex<double>> loading;
};

/// T: 1 where nothing is connected and 0 at a short on the high side, the other way round on the low side.
/// That is V_B/V_A with the loading of input B taken out. Noise and the causes of error are kept apart,
/// because they behave differently: noise falls with averaging, a wrong channel ratio does not.
struct CorrectedFrf {
  std::vector<double> f_hz;
  std::vector<std::complex<double>> t;
  std::vector<double> noise_variance;       ///< E|δT|² from noise of this measurement
  std::vector<double> distortion_variance;  ///< E|δT|² of odd order at the lines, as far as it is known
  std::vector<double> degrees_of_freedom;
  std::vector<std::complex<double>> z_c_ohm;  ///< the sense resistor as the inputs leave it: Rs/(1 + y)
  std::vector<std::complex<double>> loading;  ///< y = Rs Y_B
  std::vector<CorrectionError> errors;
  std::vector<Coverage> coverage;

  std::size_t size() const { return f_hz.size(); }
  /// √Σ|δT|² over the causes of error, noise left out.
  double t_sigma(std::size_t i) const;
};

/// Removes everything that the calibration knows, and what the bench file declares where it knows nothing.
/// Readings at other frequencies are interpolated (four points, complex); beyond 1/12 octave outside of their
/// band they are not used.
CorrectedFrf correct(const spectra::Frf& raw_b_over_a, const Rig& rig, const Calibration& calibration = {});

/// The map at one frequency, from all standards that cover it.
ChannelMap map_at(const Rig& rig, const Calibration& calibration, double f_hz);

/// The same with its causes of error.
SolvedMap solved_at(const Rig& rig, const Calibration& calibration, double f_hz);

/// How the standards cover one frequency: the worst of them; kNone without standards.
Coverage coverage_at(const Calibration& calibration, double f_hz);

/// The reading of a standard at any frequency; false where it is not covered.
bool read_at(const Standard& standard, double f_hz, Reading& reading);

}  // namespace ohmbench::calibration
