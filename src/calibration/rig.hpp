// Rig: what is known about the hardware between the load and the samples. Unknown stays empty.
#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <optional>

#include "core/fixture_state.hpp"
#include "core/quantity.hpp"

namespace ohmbench::calibration {

struct Rig {
  core::Sense sense = core::Sense::kHighSide;
  core::Ohms sense_resistor{0};
  double sense_resistor_relative_sigma = 0.01;  ///< 1 standard deviation
  std::optional<std::array<core::PeakVolts, 2>>
      adc_full_scale;  ///< volts at the inputs on A and B for 0 dBFS
  std::optional<core::PeakVolts> dac_full_scale;
  std::optional<std::array<core::Ohms, 2>> input_resistance;  ///< of the inputs on A and B

  /// Input admittance of A (0) or B (1); 0 where it is not declared.
  core::Siemens input_admittance(std::size_t channel) const {
    return core::Siemens(input_resistance ? 1.0 / (*input_resistance)[channel].value() : 0.0);
  }
};

}  // namespace ohmbench::calibration
