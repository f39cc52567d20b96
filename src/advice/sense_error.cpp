#include "advice/sense_error.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "advice/sense_resistor.hpp"
#include "core/ensure.hpp"

namespace ohmbench::advice {
namespace {

// the same as a measurement assumes while nobody has calibrated
constexpr double kUnmeasuredRatio = 0.0292;   // 0.25 dB
constexpr double kCrosstalk = 1e-4;           // −80 dB: common interfaces have −80 to −110 dB
constexpr double kLeastInputOhm = 10e3;       // of a line input; an undeclared one may be anything above
constexpr double kDeclaredInputSigma = 0.05;  // of an input impedance from a datasheet
constexpr double kStrayFarad = 200e-12;       // of an input and its cable
// and what is usual
constexpr double kRatioDrift = 2e-4;       // 0.002 dB between calibration and measurement, interface warm
constexpr double kResistorHenry = 20e-9;   // metal film with its leads; wire-wound has a hundredfold and more
constexpr double kPerKelvin = 50e-6;       // temperature coefficient of metal film
constexpr double kKelvinAtRating = 150.0;  // self-heating at full rated power
constexpr double kUsedPart = 0.1;          // of an unknown rating

double& term(SenseError& e, ErrorSource source) {
  return e.terms[static_cast<std::size_t>(source)];
}

/// m = V_B/V_A with this load.
double reading(const SenseBench& b, double z_ohm) {
  const double rs = b.sense_resistor.value();
  return (b.sense == core::Sense::kHighSide ? z_ohm : rs) / (z_ohm + rs);
}

/// √(S/T)/V_line: the noise of one node in one line, relative to node A's signal there.
double line_noise(const SenseBench& b) {
  const double line_volt = b.volt.value() / std::sqrt(static_cast<double>(b.lines));
  return b.noise_volt_per_root_hz / std::sqrt(b.record_s) / line_volt;
}

/// Noise of the readings of open, short and reference, which all enter
/// Z = ZL (m − ms)(mo − mL)/((mo − m)(mL − ms)). The ratio's noise is line_noise √(1 + |m|²).
double standards_noise(const SenseBench& b, double z_ohm) {
  const bool high = b.sense == core::Sense::kHighSide;
  const double open = high ? 1.0 : 0.0, shorted = 1.0 - open;
  const double m = reading(b, z_ohm), reference = reading(b, b.reference.value());
  const auto noise = [](double at) { return std::sqrt(1.0 + at * at); };
  const double by_reference = (open - shorted) / ((open - reference) * (reference - shorted));
  const double by_short = (m - reference) / ((m - shorted) * (reference - shorted));
  const double by_open = (reference - m) / ((open - reference) * (open - m));
  return line_noise(b) *
         std::hypot(by_reference * noise(reference), by_short * noise(shorted), by_open * noise(open));
}

double input_siemens(const SenseBench& b, double f_hz) {
  const double stray = 2.0 * std::numbers::pi * f_hz * kStrayFarad;
  // declared: half of the stray capacitance may be in what was declared; otherwise 1/R is uniform from 0 up
  if (b.input_resistance) return std::hypot(kDeclaredInputSigma / b.input_resistance->value(), 0.5 * stray);
  return std::hypot(1.0 / (std::numbers::sqrt3 * kLeastInputOhm), stray);
}

double used_part(const SenseBench& b, double z_ohm) {
  if (!b.rating) return kUsedPart;
  return dissipation(b.volt, b.sense_resistor, core::Ohms(z_ohm)).working / *b.rating;
}

}  // namespace

std::string_view name_of(ErrorSource source) {
  static constexpr std::array<std::string_view, kErrorSources> kNames{
      "noise",         "calibration-noise",   "channel-ratio",
      "crosstalk",     "resistor-tolerance",  "reference-tolerance",
      "input-loading", "resistor-inductance", "resistor-heat"};
  return kNames[static_cast<std::size_t>(source)];
}

std::string_view words_of(ErrorSource source) {
  static constexpr std::array<std::string_view, kErrorSources> kWords{
      "the noise of the inputs",
      "the noise of the calibration",
      "the inequality of the two inputs",
      "crosstalk between the inputs",
      "the tolerance of the sense resistor",
      "the tolerance of the reference resistor",
      "the input impedance, which is not known well enough",
      "the inductance of the sense resistor",
      "the heat in the sense resistor"};
  return kWords[static_cast<std::size_t>(source)];
}

double SenseError::total() const {
  double sum = 0;
  for (const double t : terms) sum += t * t;
  return std::sqrt(sum);
}

ErrorSource SenseError::largest() const {
  return static_cast<ErrorSource>(std::max_element(terms.begin(), terms.end()) - terms.begin());
}

double SenseError::by_value_of_resistor(core::Sense sense) const {
  const double loading = sense == core::Sense::kLowSide ? of(ErrorSource::kInputLoading) : 0.0;
  return std::hypot(std::hypot(of(ErrorSource::kNoise), of(ErrorSource::kChannelRatio), loading),
                    of(ErrorSource::kCrosstalk), of(ErrorSource::kInductance));
}

SenseError expected_error(const SenseBench& b, CalibratedBy calibration, double z_ohm, double f_hz) {
  const double rs = b.sense_resistor.value();
  ENSURE(rs > 0 && z_ohm > 0 && f_hz > 0 && b.volt.value() > 0 && b.record_s > 0 && b.lines > 0);
  const bool by_standards = calibration == CalibratedBy::kStandards;
  SenseError e;
  term(e, ErrorSource::kNoise) = std::sqrt(noise_factor(b.sense, rs / z_ohm, 0.0, 1.0)) * line_noise(b);
  const double gain = std::abs(ratio_sensitivity(b.sense, z_ohm, rs));
  term(e, ErrorSource::kChannelRatio) =
      gain * (calibration == CalibratedBy::kNothing ? kUnmeasuredRatio : kRatioDrift);
  if (calibration == CalibratedBy::kRatio)  // both inputs on node A: two equal noises
    term(e, ErrorSource::kCalibrationNoise) = gain * std::numbers::sqrt2 * line_noise(b);
  if (by_standards) term(e, ErrorSource::kCalibrationNoise) = standards_noise(b, z_ohm);
  term(e, ErrorSource::kHeat) = kPerKelvin * kKelvinAtRating * used_part(b, z_ohm);
  if (by_standards) {
    term(e, ErrorSource::kReference) = b.reference_sigma;
    return e;
  }
  term(e, ErrorSource::kCrosstalk) = kCrosstalk / reading(b, z_ohm);
  term(e, ErrorSource::kResistor) = b.resistor_sigma;
  term(e, ErrorSource::kInputLoading) =
      input_siemens(b, f_hz) * (b.sense == core::Sense::kHighSide ? z_ohm : rs);
  term(e, ErrorSource::kInductance) = 2.0 * std::numbers::pi * f_hz * kResistorHenry / rs;
  return e;
}

}  // namespace ohmbench::advice
