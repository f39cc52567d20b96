#include "max_output/guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/ensure.hpp"
#include "core/si_text.hpp"

namespace ohmbench::max_output {
namespace {

constexpr double kSpare = 0.995;         // of a limit in volts or amperes
constexpr double kInputPeak = 0.98;      // of an input's full scale
constexpr double kShortOverload = 6.25;  // of rated power, for 5 s
constexpr double kMostRestSeconds = 10;
constexpr double kMostGainRiseDb = 0.5;  // of any step over all before it; more is a volume control
constexpr double kMostRiseOnProbeDb =
    3;                                  // the probe's lines lie beside the tone; half is left by first_level
constexpr double kMostRatioChange = 2;  // of B/A; a load that warms or moves far changes less
constexpr double kMostNoise = 0.9;      // of a step; beyond, nothing of it is sure

double sense_watt(const workbench::Bench& bench, const Step& step) {
  return step.ampere * step.ampere * bench.rig.sense_resistor.value();
}

double sure_part(const Step& step) {
  return 1 - std::min(step.figure(), kMostNoise);
}

/// What of a step's reading is not noise, hum or distortion, and without the inputs' peak, which noise makes
/// larger.
Step sure_of(Step step) {
  const double part = sure_part(step);
  step.volt *= part;
  step.ampere *= part;
  step.watt *= part * part;
  step.watt_most *= part * part;
  step.input_peak_fs = 0;
  return step;
}

}  // namespace

Ceiling ceiling_of(const workbench::Bench& bench, const Step& step) {
  Ceiling lowest{0, true, "the output's full scale"};
  const auto lower = [&](double ratio, const char* why) {
    const double level = step.level_dbfs + 20 * std::log10(ratio);
    if (level < lowest.level_dbfs) lowest = {level, false, why};
  };
  const auto& limits = bench.limits;
  if (limits.load_max && step.volt > 0)
    lower(kSpare * limits.load_max->value() / step.volt, "[limits] load_max_volt");
  if (const double watt = std::max(step.watt, step.watt_most); limits.load_max_power && watt > 0)
    lower(kSpare * std::sqrt(limits.load_max_power->value() / watt), "[limits] load_max_watt");
  if (const double heat = sense_watt(bench, step); heat > 0)
    lower(kSpare * std::sqrt(kShortOverload * limits.sense_resistor_max.value() / heat),
          "[wiring] sense_resistor_max_watt");
  if (step.input_peak_fs > 0) lower(kInputPeak / step.input_peak_fs, "the inputs' full scale");
  return lowest;
}

double rest_before(const workbench::Bench& bench, const Step& known, double level_dbfs, double tone_s) {
  const double heat = sense_watt(bench, known) * std::pow(10.0, (level_dbfs - known.level_dbfs) / 10);
  const double allowed = bench.limits.sense_resistor_max.value();
  return std::clamp(tone_s * (heat / allowed - 1), 0.0, kMostRestSeconds);
}

Ceiling Guard::ceiling() const {
  Ceiling lowest{0, true, "the output's full scale"};
  for (std::size_t i = 0; i < admitted_.size(); ++i) {
    const bool newest = i + 1 == admitted_.size();
    auto here = ceiling_of(bench_, newest ? admitted_[i] : sure_of(admitted_[i]));
    if (here.level_dbfs < lowest.level_dbfs) lowest = std::move(here);
  }
  return lowest;
}

Step Guard::play(double level_dbfs, double rest_s, const PlayAt& play) {
  ENSURE(std::isfinite(level_dbfs) && std::isfinite(rest_s));
  const double level = std::min(level_dbfs, ceiling().level_dbfs);
  Step step;
  try {
    step = play(level, rest_s);
  } catch (const NotHeard&) {
    if (admitted_.empty()) throw;
    step.level_dbfs = level;
    step.thd_n = 1;
    step.collapsed = true;
  }
  step.collapsed = step.collapsed || fell_silent(step);
  admit(step);
  return step;
}

void Guard::admit(const Step& step) {
  const bool readable = std::isfinite(step.volt) && std::isfinite(step.ampere) && std::isfinite(step.watt) &&
                        std::isfinite(step.source_volt) && std::isfinite(step.figure());
  const bool heard = step.collapsed || (step.volt > 0 && step.source_volt > 0);
  if (!readable || !heard)
    throw Unsafe(fmt::format("what was recorded at {:.1f} dBFS cannot be read as volts", step.level_dbfs),
                 "are both inputs plugged in? see ohmbench check");
  refuse_excess(step);
  if (step.collapsed) return;
  refuse_louder(step);
  refuse_other_ratio(step);
  admitted_.push_back(step);
}

void Guard::refuse_excess(const Step& step) const {
  const auto& limits = bench_.limits;
  const bool volt = limits.load_max && step.volt > limits.load_max->value();
  const bool watt = limits.load_max_power && step.watt > limits.load_max_power->value();
  if (volt || watt)
    throw Unsafe(fmt::format("the load got {} and {}, more than [limits] allow",
                             core::format_si(step.volt, "V"), core::format_si(step.watt, "W")),
                 "has the volume been changed meanwhile?");
  const double heat = sense_watt(bench_, step);
  if (heat > kShortOverload * limits.sense_resistor_max.value())
    throw Unsafe(fmt::format("the sense resistor got {}, {:.3g} times its sense_resistor_max_watt",
                             core::format_si(heat, "W"), heat / limits.sense_resistor_max.value()),
                 "has the volume been changed meanwhile?");
}

void Guard::refuse_louder(const Step& step) const {
  double known = 0;
  for (const auto& s : admitted_) known = std::max(known, gain_of(s) * (1 + std::min(s.thd_n, 1.0)));
  double allowed_db = kMostGainRiseDb;
  if (admitted_.empty() && expected_) known = expected_->source_volt, allowed_db = kMostRiseOnProbeDb;
  if (!(known > 0)) return;
  const double rise_db = 20 * std::log10(gain_of(step) / known);
  if (rise_db < allowed_db) return;
  throw Unsafe(fmt::format("the amplifier became {:.1f} dB louder by itself", rise_db),
               "leave the volume alone, and switch automatic gain off");
}

void Guard::refuse_other_ratio(const Step& step) const {
  double least = 0, most = 0;
  if (!admitted_.empty()) {
    least = most = admitted_.back().ratio;
  } else if (expected_) {
    least = expected_->least_ratio, most = expected_->most_ratio;
  }
  if (!(least > 0)) return;
  if (step.ratio > least / kMostRatioChange && step.ratio < most * kMostRatioChange) return;
  const bool b = step.ratio < least;
  throw Unsafe(
      fmt::format("at {:.1f} dBFS input {} hears {:.1f} dB less than before against input {}",
                  step.level_dbfs, b ? "B" : "A",
                  std::abs(20 * std::log10(std::max(step.ratio, 1e-9) / (b ? least : most))), b ? "A" : "B"),
      "is its plug still in, and the load connected? without it the limits of the load cannot be kept");
}

bool Guard::fell_silent(const Step& step) const {
  if (admitted_.empty()) return false;
  double at_a = 0, at_b = 0;
  for (const auto& s : admitted_) {
    at_a = std::max(at_a, sure_part(s) * gain_of(s));
    at_b = std::max(at_b, sure_part(s) * gain_of(s) * s.ratio);
  }
  return gain_of(step) < kSilent * at_a && gain_of(step) * step.ratio < kSilent * at_b;
}

}  // namespace ohmbench::max_output
