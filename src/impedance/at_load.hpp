// AtLoad: what is heard at the two inputs, as volts and watts at the load and in the sense resistor.
// Hazard: watts come from a difference of two readings. With a sense resistor far below the load, a tenth of
// a dB between the inputs cancels that difference, and with it the limit. So the calibration is used where
// there is one, and what the channels may still differ by is taken at its dangerous end.
#pragma once

#include <complex>
#include <span>

#include "calibration/correction.hpp"

namespace ohmbench::impedance {

/// Standard uncertainties that are added to what a reading says before it is held against a limit. For
/// inputs that nobody compared that is 0.5 dB between them (see calibration::kUnmeasuredRatioSigma).
inline constexpr double kDangerousSigmas = 2;

/// Of sines that sound at once: sums of squares and of powers.
struct AtLoad {
  double source_volt = 0;  ///< RMS at node A
  double volt = 0;         ///< RMS across the load, at most
  double likely_volt = 0;  ///< the same, as it is read
  double watt = 0;         ///< real power in the load, at most
  double sense_watt = 0;   ///< in the sense resistor, at most
};

/// How one frequency's readings become volts and watts. Linear in all members, so that neighbours can be
/// interpolated.
struct Inputs {
  std::complex<double> zero;  ///< reading B/A where the voltage behind the sense resistor is none
  std::complex<double> span;  ///< from there to all of node A's
  std::complex<double> z_c_ohm;
  std::complex<double> loading;  ///< y = Rs Y_B
  double zero_sigma = 0;         ///< of `zero`, re span
  double one_sigma = 0;          ///< of `zero + span`, re span
  double resistor_sigma = 0;     ///< relative
};

/// What is behind node B.
enum class Behind {
  kLoad,
  kStandard,   ///< anything: the volts of either node count
  kAmplifier,  ///< whose output impedance is measured by injection: the same
};

/// Inputs at a frequency, in the topology and with the calibration that hold for what is behind node B.
/// ENSUREs that the rig has volts.
class InputMap {
 public:
  InputMap(const calibration::Rig& rig, const calibration::Calibration& calibration, Behind behind);

  Inputs at(double f_hz) const;

  /// What peak phasors of the two inputs (in full scale) mean.
  ///
  /// T = (m − m₀)/(m₁ − m₀), V = V_A T and I = V_A (1 − T)/Zc (low side: the other way round), P = Re V I*.
  /// An error δT of the ratio changes the power by |V_A|²|1 − 2T||δT|/|Zc| and the volts of a difference by
  /// |V_A||δT|; each is added kDangerousSigmas times. Volts that one input hears by itself have the
  /// uncertainty of its full scale, for which levels have 5 % to spare. Source: docs/methods.md, "The level".
  AtLoad at_most(const Inputs& inputs, std::complex<double> a_fs, std::complex<double> b_fs) const;

  /// The loudest stretch of a recording (in full scale), whatever was played: each quantity by itself the
  /// most of all stretches of `window_s`, half overlapping. Noise and distortion count.
  AtLoad loudest(std::span<const float> a, std::span<const float> b, double sample_rate_hz,
                 double window_s) const;

 private:
  calibration::Rig rig_;
  calibration::Calibration calibration_;
  Behind behind_;
};

}  // namespace ohmbench::impedance
