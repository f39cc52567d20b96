#include "max_output/climb.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/si_text.hpp"
#include "disturbance/tone.hpp"

namespace ohmbench::max_output {
namespace {

constexpr double kSameLevelDb = 0.02;    // 0.2 %: nothing is won by another step
constexpr double kSteepDb = 0.5;         // stride where distortion already rises
constexpr double kRising = 0.1;          // of the limit: from here on the strides are small
constexpr double kMostGainRiseDb = 0.5;  // from one step to the next; more is a volume control
constexpr double kHifiLimit = 0.001;     // THD+N whose level is told besides
constexpr int kMostRefinements = 8;

void refuse_excess(const workbench::Bench& bench, const Step& step) {
  const auto& limits = bench.limits;
  const bool volt = limits.load_max && step.volt > limits.load_max->value();
  const bool watt = limits.load_max_power && step.watt > limits.load_max_power->value();
  if (!volt && !watt) return;
  throw core::not_valid(fmt::format("the load got {} and {}, more than [limits] allow",
                                    core::format_si(step.volt, "V"), core::format_si(step.watt, "W")),
                        "has the volume been changed meanwhile?");
}

void refuse_risen_gain(const Step& before, const Step& now) {
  const double rise_db =
      20 * std::log10(now.source_volt / before.source_volt) - (now.level_dbfs - before.level_dbfs);
  if (rise_db < kMostGainRiseDb) return;
  throw core::not_valid(fmt::format("the amplifier became {:.1f} dB louder by itself", rise_db),
                        "leave the volume alone, and switch automatic gain off");
}

/// A limit is passed by distortion that grows with the level, not by noise that a small signal has.
bool passed(const std::vector<Step>& steps, double limit) {
  const auto& last = steps.back();
  if (last.figure() <= limit) return false;
  return steps.size() > 1 ? last.figure() > steps[steps.size() - 2].figure() : last.thd > limit / 2;
}

void insert(std::vector<Step>& steps, Step step) {
  const auto at =
      std::find_if(steps.begin(), steps.end(), [&](const Step& s) { return s.level_dbfs > step.level_dbfs; });
  steps.insert(at, std::move(step));
}

/// Steps between the two where THD+N passes `limit`, until they are within `apart_db` or do not differ in
/// volts by more than 0.2 %. Halving and secant (in the logarithms) in turn.
void refine(const workbench::Bench& bench, const ClimbOptions& options, double limit, double apart_db,
            const PlayAt& play, std::vector<Step>& steps) {
  constexpr double kSameVolt = 0.002, kKeepOff = 0.1;
  for (int i = 0; i < kMostRefinements; ++i) {
    std::size_t hi = steps.size() - 1;
    while (hi > 0 && !(steps[hi].figure() > limit && steps[hi - 1].figure() <= limit)) --hi;
    if (hi == 0) return;
    const Step& low = steps[hi - 1];
    const Step& high = steps[hi];
    const double width = high.level_dbfs - low.level_dbfs;
    if (width <= apart_db || std::abs(high.volt / low.volt - 1) < kSameVolt) return;
    double part = 0.5;
    if (i % 2 == 1 && width <= 1)
      part = std::clamp(std::log(limit / low.figure()) / std::log(high.figure() / low.figure()), kKeepOff,
                        1 - kKeepOff);
    const double level = low.level_dbfs + part * width;
    auto step = play(level, rest_before(bench, low, level, options.tone_s));
    refuse_excess(bench, step);
    insert(steps, std::move(step));
  }
}

}  // namespace

Climb climb(const workbench::Bench& bench, const ClimbOptions& options, double first_level_dbfs,
            const PlayAt& play) {
  Climb result;
  auto& steps = result.steps;
  double level = first_level_dbfs;
  double rest_s = 0;
  while (true) {
    steps.push_back(play(level, rest_s));
    const Step& now = steps.back();
    if (now.collapsed) {
      result.collapsed = true;
      result.stopped = "the output fell silent";
      return result;
    }
    refuse_excess(bench, now);
    if (steps.size() > 1) refuse_risen_gain(steps[steps.size() - 2], now);
    if (passed(steps, options.thd_n_limit)) {
      if (steps.size() == 1) {
        throw core::not_valid(fmt::format("THD+N is {:.2g} % already at {:.1f} dBFS", 100 * now.thd_n, level),
                              "lower [limits] start_dbfs, or find out what distorts: see ohmbench check");
      }
      result.by_distortion = true;
      result.stopped = "THD+N passed its limit";
      break;
    }
    result.ceiling = ceiling_of(bench, now);
    const double left = result.ceiling.level_dbfs - level;
    if (left <= kSameLevelDb || now.input_peak_fs >= 1) {
      result.stopped = result.ceiling.why;
      break;
    }
    const bool rising = std::max(now.thd, now.hidden) > kRising * options.thd_n_limit;
    constexpr double kNearlyThereDb = 0.05;  // the rest of a stride is played with it
    double stride = std::min(rising ? std::min(kSteepDb, stride_db(left)) : stride_db(left), left);
    if (left - stride < kNearlyThereDb) stride = left;
    rest_s = rest_before(bench, now, level + stride, options.tone_s);
    level += stride;
  }
  if (result.by_distortion) {
    constexpr double kFineDb = 0.03, kHifiDb = 0.2;
    refine(bench, options, options.thd_n_limit, kFineDb, play, steps);
    if (kHifiLimit < options.thd_n_limit) refine(bench, options, kHifiLimit, kHifiDb, play, steps);
  }
  return result;
}

std::optional<Passing> passing(const std::vector<Step>& steps, double thd_n) {
  std::vector<double> y, peak, volt, ampere, watt, source;
  for (const auto& s : steps) {
    if (s.collapsed || !(s.figure() > 0) || !(s.volt > 0) || !(s.watt > 0)) continue;
    y.push_back(s.figure());
    peak.push_back(std::pow(10.0, s.level_dbfs / 20));
    volt.push_back(s.volt);
    ampere.push_back(s.ampere);
    watt.push_back(s.watt);
    source.push_back(s.source_volt);
  }
  const auto at = disturbance::crossing(peak, y, thd_n);
  if (!at) return {};
  return Passing{20 * std::log10(*at), *disturbance::crossing(volt, y, thd_n),
                 *disturbance::crossing(ampere, y, thd_n), *disturbance::crossing(watt, y, thd_n),
                 *disturbance::crossing(source, y, thd_n)};
}

}  // namespace ohmbench::max_output
