#include "impedance/at_load.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/ensure.hpp"
#include "dsp/fft.hpp"
#include "impedance/output.hpp"

namespace ohmbench::impedance {
namespace {

using Complex = std::complex<double>;

constexpr double kLeastHz = 1;           // below, inputs are coupled by capacitors and hear their own drift
constexpr double kGridPerOctave = 12;    // of maps; between them they are interpolated
constexpr double kMostRelativeHz = 0.5;  // of the sample rate

Inputs between(const Inputs& a, const Inputs& b, double part) {
  const auto mix = [part](auto x, auto y) { return x * (1 - part) + y * part; };
  return {mix(a.zero, b.zero),
          mix(a.span, b.span),
          mix(a.z_c_ohm, b.z_c_ohm),
          mix(a.loading, b.loading),
          mix(a.zero_sigma, b.zero_sigma),
          mix(a.one_sigma, b.one_sigma),
          mix(a.resistor_sigma, b.resistor_sigma)};
}

/// Inputs at every bin of a window from kLeastHz on; the first is bin `from`.
struct Bins {
  std::size_t from = 1;
  std::vector<Inputs> inputs;
};

Bins bins_of(const InputMap& map, double sample_rate_hz, std::size_t frames) {
  const double df_hz = sample_rate_hz / static_cast<double>(frames);
  std::vector<Inputs> grid;
  const double step = std::exp2(1 / kGridPerOctave);
  for (double f_hz = kLeastHz; f_hz < step * kMostRelativeHz * sample_rate_hz; f_hz *= step)
    grid.push_back(map.at(f_hz));
  Bins bins;
  bins.from = static_cast<std::size_t>(std::max(1.0, std::ceil(kLeastHz / df_hz)));
  for (std::size_t k = bins.from; k <= frames / 2; ++k) {
    const double at = std::log2(static_cast<double>(k) * df_hz / kLeastHz) * kGridPerOctave;
    const auto left = std::min(static_cast<std::size_t>(std::max(at, 0.0)), grid.size() - 2);
    bins.inputs.push_back(between(grid[left], grid[left + 1], at - static_cast<double>(left)));
  }
  return bins;
}

double rms(const std::vector<double>& x) {
  double sum = 0;
  for (const double v : x) sum += v * v;
  return std::sqrt(sum / static_cast<double>(x.size()));
}

}  // namespace

InputMap::InputMap(const calibration::Rig& rig, const calibration::Calibration& calibration, Behind behind)
    : rig_(rig), calibration_(calibration), behind_(behind) {
  ENSURE(rig_.adc_full_scale.has_value());
  if (behind != Behind::kAmplifier) return;
  auto wired = for_injection(rig, calibration);
  rig_ = std::move(wired.rig);
  calibration_ = std::move(wired.calibration);
}

Inputs InputMap::at(double f_hz) const {
  const bool high = rig_.sense == core::Sense::kHighSide;
  const auto solved = calibration::solved_at(rig_, calibration_, f_hz);
  const auto& map = solved.map;
  Inputs inputs;
  inputs.zero = high ? map.short_circuit : map.open;
  inputs.span = (high ? map.open : map.short_circuit) - inputs.zero;
  inputs.z_c_ohm = map.z_c_ohm;
  inputs.loading = map.loading;
  double zero2 = 0, one2 = 0, resistor2 = 0;
  for (const auto& e : solved.errors) {
    zero2 += std::norm(high ? e.short_circuit : e.open);
    one2 += std::norm(high ? e.open : e.short_circuit);
    resistor2 += std::norm(e.ln_z_c);
  }
  inputs.zero_sigma = std::sqrt(zero2) / std::abs(inputs.span);
  inputs.one_sigma = std::sqrt(one2) / std::abs(inputs.span);
  inputs.resistor_sigma = std::sqrt(resistor2);
  return inputs;
}

AtLoad InputMap::at_most(const Inputs& in, Complex a_fs, Complex b_fs) const {
  const bool high = rig_.sense == core::Sense::kHighSide;
  const Complex v_a = (*rig_.adc_full_scale)[0].value() * a_fs;
  const Complex v_b = (*rig_.adc_full_scale)[1].value() * b_fs;
  const Complex part = (*rig_.adc_full_scale)[0].value() * (b_fs - in.zero * a_fs) / in.span;  // V_A T
  const Complex rest = v_a - part;
  // |V_A||δT|: the causes move both ends of the scale
  const double error = kDangerousSigmas * (in.zero_sigma * std::abs(rest) + in.one_sigma * std::abs(part));
  const double z_c = std::abs(in.z_c_ohm) / (1 + kDangerousSigmas * in.resistor_sigma);
  const double loaded = std::norm(1.0 + in.loading);
  AtLoad result;
  result.source_volt = std::abs(v_a) / std::sqrt(2.0);
  const Complex volt = high ? part / (1.0 + in.loading) : rest;
  const Complex ampere = high ? rest / (z_c * (1.0 + in.loading)) : part / z_c;
  const double more_watt = std::abs(v_a - 2.0 * part) * error / (z_c * (high ? loaded : 1.0));
  // the real part of what is uncertain can come out negative; its magnitude is what could heat the load
  result.watt = (std::abs((volt * std::conj(ampere)).real()) + more_watt) / 2;
  result.likely_volt = (high ? std::abs(v_b) : std::abs(volt)) / std::sqrt(2.0);
  const bool both_count = behind_ != Behind::kLoad;
  if (both_count)
    result.volt = result.likely_volt = std::max(std::abs(v_a), std::abs(v_b)) / std::sqrt(2.0);
  else if (high)
    result.volt = std::max(std::abs(volt), std::abs(v_b)) / std::sqrt(2.0);
  else
    result.volt = (std::max(std::abs(volt), std::abs(v_a - v_b)) + error) / std::sqrt(2.0);
  // nothing flows through the resistor where nothing is connected, which is what most standards are
  const double more_volt = behind_ == Behind::kStandard || !high ? 0 : error;
  const double across = high ? std::abs(rest + part * in.loading / (1.0 + in.loading)) + more_volt
                             : std::max(std::abs(part), std::abs(v_b));
  result.sense_watt = across * across / (z_c * (high ? std::sqrt(loaded) : 1.0)) / 2;
  return result;
}

AtLoad InputMap::loudest(std::span<const float> a, std::span<const float> b, double sample_rate_hz,
                         double window_s) const {
  const auto frames = std::min(static_cast<std::size_t>(window_s * sample_rate_hz), a.size());
  AtLoad most;
  if (frames < 2) return most;
  const auto bins = bins_of(*this, sample_rate_hz, frames);
  const double scale = 2.0 / static_cast<double>(frames);
  const double scale_b = (*rig_.adc_full_scale)[1].value();
  const bool is_heard_by_b = rig_.sense == core::Sense::kHighSide;
  for (std::size_t at = 0; at + frames <= a.size(); at += std::max<std::size_t>(frames / 2, 1)) {
    const auto cut = [at, frames](std::span<const float> x) {
      const auto part = x.subspan(at, frames);
      return std::vector<double>(part.begin(), part.end());
    };
    const auto in_b = cut(b);
    const auto lines_a = dsp::real_fft(cut(a));
    const auto lines_b = dsp::real_fft(in_b);
    AtLoad sum;
    for (std::size_t i = 0; i < bins.inputs.size(); ++i) {
      const auto one =
          at_most(bins.inputs[i], scale * lines_a[bins.from + i], scale * lines_b[bins.from + i]);
      sum.source_volt += one.source_volt * one.source_volt;
      sum.volt += one.volt * one.volt;
      sum.likely_volt += one.likely_volt * one.likely_volt;
      sum.watt += one.watt;
      sum.sense_watt += one.sense_watt;
    }
    most.source_volt = std::max(most.source_volt, std::sqrt(sum.source_volt));
    most.likely_volt = std::max(most.likely_volt, std::sqrt(sum.likely_volt));
    // what is below the bins is heard by input B as well
    most.volt = std::max({most.volt, std::sqrt(sum.volt), is_heard_by_b ? scale_b * rms(in_b) : 0.0});
    most.watt = std::max(most.watt, sum.watt);
    most.sense_watt = std::max(most.sense_watt, sum.sense_watt);
  }
  return most;
}

}  // namespace ohmbench::impedance
