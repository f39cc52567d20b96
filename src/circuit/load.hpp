// Load: what a headphone or loudspeaker looks like to an amplifier; forward physics for the virtual bench.
#pragma once

#include <complex>
#include <string>
#include <vector>

namespace ohmbench::circuit {

/// A motional resonance, R / (1 + jQ (f/f0 − f0/f)), in series with the coil (methods 5.2).
struct Resonance {
  double ohm = 0;
  double f0_hz = 0;
  double q = 0;
};

/// R parallel L, a section of a lossy coil.
struct ParallelRl {
  double ohm = 0;
  double henry = 0;
};

/// Z(f) = Re + jωLe + K (jω)^n + Σ R∥L + Σ resonances, all ≥ 0; then in parallel with a capacitor, if any.
/// That is for small signals; a current i adds the voltage r1 i² + r2 i³ in series.
struct Load {
  std::string name;
  double re_ohm = 8.0;
  double le_henry = 0;
  double semi_k = 0;  ///< K of the semi-inductor [Ω s^n]
  double semi_n = 0.5;
  std::vector<ParallelRl> sections;
  std::vector<Resonance> resonances;
  double parallel_farad = 0;
  double ohm_per_ampere = 0;   ///< r1: the resistance grows with the current; distortion of even order
  double ohm_per_ampere2 = 0;  ///< r2: and with its square; of odd order
  std::string source;          ///< where the figures come from

  /// Z at f > 0 [Ω].
  std::complex<double> impedance(double f_hz) const;
  /// What a momentary current adds to the linear voltage [V].
  double bend_volt(double ampere) const {
    return ampere * ampere * (ohm_per_ampere + ohm_per_ampere2 * ampere);
  }
  bool is_linear() const { return ohm_per_ampere == 0 && ohm_per_ampere2 == 0; }
};

/// Parses component values: "8 ohm", "300 ohm + 0.1 mH + 213 ohm @ 81 Hz Q 3.7 + semi 0.011 n 0.72 + 28 ohm |
/// 0.43 mH + 2 ohm/A + 40 ohm/A2".
/// @throws core::Error kBadInput naming the term that was not understood.
Load parse_load(const std::string& text);

}  // namespace ohmbench::circuit
