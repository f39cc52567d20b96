// Uncertainty: how well a maximum is known, from what each of its causes of error does to it.
// Hazard: the volts of the inputs are common to everything that this bench measures; repeating does not tell.
#pragma once

#include <complex>
#include <optional>
#include <vector>

#include "max_output/step.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::max_output {

/// One standard deviation of a figure, relative, by its independent causes.
struct Budget {
  double scale = 0;          ///< of the inputs' volts: declared, or by a multimeter
  double inputs = 0;         ///< channel ratio, loading, crosstalk, sense resistor, noise of the standards
  double interpolation = 0;  ///< where between the last two steps the limit was passed
  double repeat = 0;         ///< how far the same step comes out otherwise when it is played again

  double total() const;
};

/// Of one point of a sweep.
struct PointSigma {
  Budget volt, ampere, watt, source_volt;
};

/// How the map from samples to volts and amperes at the load may be wrong, relative, for a load Z. Causes
/// that move a gain or a resistance act as they are; those whose phase is not known (noise, crosstalk,
/// loading) act by half along and half across.
struct InputsSigma {
  double volt = 0, ampere = 0, watt = 0;
};
InputsSigma inputs_sigma(const workbench::Bench& bench, double f_hz, std::complex<double> load_ohm);

/// The step before the limit played again: what came out, relative to the first time.
struct Repeats {
  std::vector<double> volt;                ///< the first time among them
  std::vector<double> figure;              ///< distortion, likewise
  std::optional<double> silent_dbfs = {};  ///< the output fell silent instead
};

/// Standard deviation of ln(volt) where the distortion passes its limit, by the scatter of repeated steps: of
/// the volts themselves, and of the distortion over its slope ∂ln(figure)/∂ln(volt) between the two steps of
/// the bracket. Never less than what the two periods of each step differ by.
/// @param low, high  the bracket; the same step twice where the maximum is the loudest step
double repeat_sigma(const Repeats& repeats, const Step& low, const Step& high);

/// Everything for a point between two steps. Interpolation: the limit was passed somewhere between the two,
/// so the width of the bracket as a rectangle, ln(high/low)/√12.
PointSigma sigma_between(const workbench::Bench& bench, double f_hz, const Step& low, const Step& high,
                         const Repeats& repeats);

}  // namespace ohmbench::max_output
