#include "max_output/uncertainty.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "calibration/correction.hpp"

namespace ohmbench::max_output {
namespace {

using Cause = calibration::MapError::Cause;
using Complex = std::complex<double>;

/// Volts, amperes and watts at the load as the bench would tell them by this map.
struct Told {
  double volt, ampere, watt;
};

Told told(const calibration::ChannelMap& map, core::Sense sense, Complex b_over_a) {
  const auto load = at_load(map, sense, 1.0, 1.0, b_over_a);
  return {std::abs(load.volt), std::abs(load.ampere), (load.volt * std::conj(load.ampere)).real()};
}

calibration::ChannelMap moved(calibration::ChannelMap map, const calibration::MapError& e, Complex by) {
  map.open += by * e.open;
  map.short_circuit += by * e.short_circuit;
  map.z_c_ohm *= std::exp(by * e.ln_z_c);
  map.loading += by * e.loading;
  return map;
}

bool is_circular(Cause cause) {
  return cause != Cause::kChannelRatio && cause != Cause::kSenseResistor &&
         cause != Cause::kReferenceResistor;
}

double scatter(const std::vector<double>& values) {
  if (values.size() < 2) return 0;
  double mean = 0, sum = 0;
  for (const double v : values) mean += std::log(v) / static_cast<double>(values.size());
  for (const double v : values) sum += std::pow(std::log(v) - mean, 2);
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

double rectangle(double low, double high) {
  // watts of a load near ±90° may have either sign, or none
  if (!(low > 0 && high > 0))
    return std::abs(high - low) / std::sqrt(12.0) / std::max(std::abs(low), std::abs(high));
  return std::abs(std::log(high / low)) / std::sqrt(12.0);
}

}  // namespace

double Budget::total() const {
  return std::sqrt(scale * scale + inputs * inputs + interpolation * interpolation + repeat * repeat);
}

InputsSigma inputs_sigma(const workbench::Bench& bench, double f_hz, Complex load_ohm) {
  const auto solved = calibration::solved_at(bench.rig, bench.calibration, f_hz);
  const Complex reading = calibration::reading_of(solved.map, load_ohm);
  const auto as_is = told(solved.map, bench.rig.sense, reading);
  InputsSigma sum;  // of squares
  const auto add = [&](const calibration::MapError& e, Complex by, double weight) {
    const auto other = told(moved(solved.map, e, by), bench.rig.sense, reading);
    sum.volt += weight * std::pow(other.volt / as_is.volt - 1, 2);
    sum.ampere += weight * std::pow(other.ampere / as_is.ampere - 1, 2);
    sum.watt += weight * std::pow(other.watt / as_is.watt - 1, 2);
  };
  for (const auto& e : solved.errors) {
    if (!is_circular(e.cause)) {
      add(e, 1.0, 1.0);
      continue;
    }
    add(e, 1.0, 0.5);
    add(e, Complex(0, 1), 0.5);
  }
  return {std::sqrt(sum.volt), std::sqrt(sum.ampere), std::sqrt(sum.watt)};
}

double repeat_sigma(const Repeats& repeats, const Step& low, const Step& high) {
  double by_figure = 0;
  const double rise = std::log(high.figure() / low.figure());
  if (rise > 0) by_figure = scatter(repeats.figure) * std::abs(std::log(high.volt / low.volt)) / rise;
  // two periods that differ by d: their mean scatters by d/2
  const double d = std::max(std::abs(low.sag_db), std::abs(high.sag_db)) * std::numbers::ln10 / 20;
  return std::max(std::hypot(scatter(repeats.volt), by_figure), d / 2);
}

PointSigma sigma_between(const workbench::Bench& bench, double f_hz, const Step& low, const Step& high,
                         const Repeats& repeats) {
  const double scale = bench.rig.volt_sigma();
  const auto inputs = inputs_sigma(bench, f_hz, low.load_ohm);
  const double repeat = repeat_sigma(repeats, low, high);
  PointSigma s;
  s.volt = {scale, inputs.volt, rectangle(low.volt, high.volt), repeat};
  s.ampere = {scale, inputs.ampere, rectangle(low.ampere, high.ampere), repeat};
  s.watt = {2 * scale, inputs.watt, rectangle(low.watt, high.watt), 2 * repeat};
  s.source_volt = {scale, 0, rectangle(low.source_volt, high.source_volt), repeat};
  return s;
}

}  // namespace ohmbench::max_output
