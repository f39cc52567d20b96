// The next step: how loud it may be.
#include <algorithm>
#include <cmath>

#include "max_output/climb.hpp"

namespace ohmbench::max_output {
namespace {

constexpr double kSpare = 0.995;         // of a limit in volts or amperes
constexpr double kInputPeak = 0.98;      // of an input's full scale
constexpr double kShortOverload = 6.25;  // of rated power, for 5 s
constexpr double kMostRestSeconds = 10;

double sense_watt(const workbench::Bench& bench, const Step& step) {
  return step.ampere * step.ampere * bench.rig.sense_resistor.value();
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
  if (limits.load_max_power && step.watt > 0)
    lower(kSpare * std::sqrt(limits.load_max_power->value() / step.watt), "[limits] load_max_watt");
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

double stride_db(double left_db) {
  if (left_db > 18) return 6;
  if (left_db > 9) return 3;
  if (left_db > 4) return 2;
  return 1;
}

}  // namespace ohmbench::max_output
