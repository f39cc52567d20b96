// OutputStage: the limits of an amplifier that depend on what it drives, sample by sample: how much current
// it gives, how its supply sags, when its protection opens. Forward physics for the virtual bench.
#pragma once

#include <cstddef>
#include <vector>

#include "circuit/amplifier.hpp"
#include "circuit/load.hpp"

namespace ohmbench::circuit {

class OutputStage {
 public:
  /// In series: the amplifier's output impedance, a resistor and the load. Backward Euler with one step a
  /// sample: within ωT/2 of the exact phase, which is enough to know the current that a limiter sees. The
  /// load's semi-inductor and its parallel capacitor are left out. Not real-time.
  OutputStage(const Amplifier& amplifier, double series_ohm, const Load& load, double sample_rate_hz);

  /// Whether an amplifier has any such limit at all.
  static bool is_needed_by(const Amplifier& amplifier);

  /// The EMF that the stage really gives for the EMF wanted [V], in this order: protection (nothing at all),
  /// rails that have sagged, current limit. Real-time.
  double step(double wanted_volt) noexcept;

 private:
  /// R, L and C in parallel; any of them may be missing. i = (v − u)/r with u from the sample before.
  struct Element {
    double per_ohm = 0;      ///< 1/R
    double per_henry_s = 0;  ///< T/L
    double farad_per_s = 0;  ///< C/T
    double coil_ampere = 0;
    double volt = 0;

    double resistance() const { return 1 / (per_ohm + per_henry_s + farad_per_s); }
    double offset() const { return resistance() * (farad_per_s * volt - coil_ampere); }
    void advance(double ampere) noexcept;
  };

  void add_resistor(double ohm);
  void add(const Element& element);
  bool protect(double wanted_volt, double ampere) noexcept;

  Amplifier amplifier_;
  double step_s_;
  std::vector<Element> elements_;
  double series_ohm_ = 0;  ///< Σ of what the elements are within one sample
  double mean_ampere_ = 0;
  double ampere_ = 0;
  bool tripped_ = false;
  double over_s_ = 0;
  double since_over_s_ = 0;
  double silent_s_ = 0;
};

}  // namespace ohmbench::circuit
