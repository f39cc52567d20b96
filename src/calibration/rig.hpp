// Rig: what is known about the hardware between the load and the samples. Unknown stays empty.
#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <optional>

#include "core/fixture_state.hpp"
#include "core/quantity.hpp"

namespace ohmbench::calibration {

/// Relative standard uncertainty of an input's volts that were only declared: 0.25 dB, what a gain knob set
/// by eye and a data sheet's "maximum input level" leave open. An assumption, as for the ratio of two inputs.
inline constexpr double kDeclaredVoltSigma = 0.0292;
/// The same after `calibrate volts`: a hand multimeter reads 1 kHz to 1 % of its reading; that as the half
/// width of a rectangle, 1 %/√3.
inline constexpr double kMeterVoltSigma = 0.0058;

struct Rig {
  core::Sense sense = core::Sense::kHighSide;
  core::Ohms sense_resistor{0};
  double sense_resistor_relative_sigma = 0.01;  ///< 1 standard deviation
  std::optional<std::array<core::PeakVolts, 2>>
      adc_full_scale;  ///< volts at the inputs on A and B for 0 dBFS
  /// relative, 1 standard deviation of both, as the bench file states it; empty: by how they are known
  std::optional<double> stated_volt_sigma;
  bool volts_by_meter = false;  ///< adc_full_scale is that of `calibrate volts`
  std::optional<core::PeakVolts> dac_full_scale;
  std::optional<std::array<core::Ohms, 2>> input_resistance;  ///< of the inputs on A and B

  /// Relative standard uncertainty of volts: common to everything that this bench measures in volts.
  double volt_sigma() const {
    return stated_volt_sigma.value_or(volts_by_meter ? kMeterVoltSigma : kDeclaredVoltSigma);
  }

  /// Input admittance of A (0) or B (1); 0 where it is not declared.
  core::Siemens input_admittance(std::size_t channel) const {
    return core::Siemens(input_resistance ? 1.0 / (*input_resistance)[channel].value() : 0.0);
  }
};

}  // namespace ohmbench::calibration
