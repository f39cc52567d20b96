// Amplifier: a Thévenin source with limits; forward physics for the virtual bench.
#pragma once

#include <complex>
#include <limits>
#include <string>

namespace ohmbench::circuit {

/// V_A = E − Zout I, with E = clip(g·u + a2 (g·u)² + a3 (g·u)³), Zout = Rout + jωLout + Rz∥jωLz + 1/(jωCout).
struct Amplifier {
  std::string name;
  double gain = 1.0;
  double rout_ohm = 0.1;
  double lout_henry = 0;
  double cout_farad = 0;  ///< output coupling capacitor; 0 = none
  double zobel_ohm = 0;   ///< output coil's parallel resistor; 0 = none
  double zobel_henry = 0;
  double bandwidth_hz = 0;  ///< first-order corner; 0 = unlimited
  double highpass_hz = 0;   ///< input coupling; 0 = none
  double a2_per_volt = 0;
  double a3_per_volt2 = 0;
  double clip_volt_peak = std::numeric_limits<double>::infinity();
  // limits that depend on what is driven (output_stage.hpp)
  double limit_ampere_peak = std::numeric_limits<double>::infinity();
  double protect_ampere_peak = std::numeric_limits<double>::infinity();  ///< held longer, the output opens
  double protect_after_s = 0.05;
  double sag_ohm = 0;  ///< of the supply: the rails fall by this times the mean |current| …
  double sag_s = 0.3;  ///< … taken over this time constant
  std::string source;  ///< where the figures come from

  /// Zout at f > 0 [Ω].
  std::complex<double> output_impedance(double f_hz) const;
  /// Linear gain E/u at f > 0, complex.
  std::complex<double> transfer(double f_hz) const;
};

/// Parses "10.4 ohm", "10.4 ohm, gain 2, clip 5.9 V, 1.1 uH, 220 uF"; "limit 0.25 A" (peak), "protect 0.3 A"
/// (peak, held for 50 ms) or "protect 0.3 A 0.2 s", "sag 3 ohm 0.3 s".
/// @throws core::Error kBadInput naming the term that was not understood.
Amplifier parse_amplifier(const std::string& text);

}  // namespace ohmbench::circuit
