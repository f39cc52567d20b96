#include "max_output/climb.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.hpp"

namespace ohmbench::max_output {
namespace {

constexpr double kSameLevelDb = 0.02;  // 0.2 %: nothing is won by another step
constexpr double kSteepDb = 0.5;       // stride where distortion already rises
constexpr double kRising = 0.1;        // of the limit: from here on the strides are small
constexpr int kMostRefinements = 8;

bool was_within(const std::vector<Step>& steps, double limit) {
  return std::any_of(steps.begin(), steps.end(), [&](const Step& s) { return s.figure() <= limit; });
}

/// A limit is passed by distortion that grows with the level, not by noise that a small signal has: some step
/// was within it.
bool passed(const std::vector<Step>& steps, double limit) {
  if (steps.size() < 2 || steps.back().figure() <= limit) return false;
  return steps.back().figure() > steps[steps.size() - 2].figure() && was_within(steps, limit);
}

/// Nothing was within the limit yet. Noise and hum fall as the tone rises, dB by dB; what does not fall by a
/// quarter of that is distortion.
void refuse_distorted(const std::vector<Step>& steps, double limit) {
  if (steps.size() < 2 || was_within(steps, limit)) return;
  constexpr double kOfLimit = 0.5;  // of the harmonics; with less, what is above the limit is noise
  if (std::max(steps.back().thd, steps.back().hidden) <= kOfLimit * limit) return;
  constexpr double kLeastFall = 0.25;
  const auto& before = steps[steps.size() - 2];
  const auto& now = steps.back();
  const double fall_db = 20 * std::log10(before.figure() / now.figure());
  if (fall_db >= kLeastFall * (now.level_dbfs - before.level_dbfs)) return;
  if (steps.size() == 2)
    throw core::not_valid(
        fmt::format("THD+N is {:.2g} % already at {:.1f} dBFS, and {:.2g} % at {:.1f} dBFS",
                    100 * before.figure(), before.level_dbfs, 100 * now.figure(), now.level_dbfs),
        "lower [limits] start_dbfs, or find out what distorts: see ohmbench check");
  throw core::not_valid(
      fmt::format(
          "THD+N never came below its limit of {:g} %: {:.2g} % at {:.1f} dBFS, {:.2g} % at {:.1f} dBFS",
          100 * limit, 100 * before.figure(), before.level_dbfs, 100 * now.figure(), now.level_dbfs),
      "find out what distorts, or hums: see ohmbench check; or give a larger --thd-n");
}

/// The sweep ended at a ceiling. What was above the limit all along is noise then, unless the harmonics alone
/// are above it.
void refuse_never_clean(const std::vector<Step>& steps, double limit) {
  if (steps.back().thd <= limit || was_within(steps, limit)) return;
  throw core::not_valid(
      fmt::format("THD+N never came below its limit of {:g} %: the harmonics alone are {:.2g} % at "
                  "{:.1f} dBFS",
                  100 * limit, 100 * steps.back().thd, steps.back().level_dbfs),
      "find out what distorts, or hums: see ohmbench check; stay off 50 and 60 Hz, or give a larger --thd-n");
}

void insert(std::vector<Step>& steps, Step step) {
  const auto at =
      std::find_if(steps.begin(), steps.end(), [&](const Step& s) { return s.level_dbfs > step.level_dbfs; });
  steps.insert(at, std::move(step));
}

/// Steps between the two where THD+N passes `limit`, until they are within `apart_db` or do not differ in
/// volts by more than 0.2 %. Halving and secant (in the logarithms) in turn. Not after a silent one.
void refine(Guard& guard, const ClimbOptions& options, double limit, double apart_db, const PlayAt& play,
            Climb& climb) {
  constexpr double kSameVolt = 0.002, kKeepOff = 0.1;
  auto& steps = climb.steps;
  for (int i = 0; i < kMostRefinements && !climb.collapsed; ++i) {
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
    auto step = guard.play(level, rest_before(guard.bench(), low, level, options.tone_s), play);
    if (step.level_dbfs <= low.level_dbfs) return;  // the guard's ceiling has come down
    climb.collapsed = step.collapsed;
    insert(steps, std::move(step));
  }
}

/// Whether the harmonics fall at half the rate at least, in dB, at which those of noise do.
bool falls_as_noise(const Step& before, const Step& now) {
  const double fall = std::max(before.thd, before.hidden) / std::max({now.thd, now.hidden, 1e-12});
  return 20 * std::log10(fall) > (now.level_dbfs - before.level_dbfs) / 2;
}

/// The stride to the next step, `left_db` below the ceiling: small where distortion already rises.
double next_stride(const std::vector<Step>& steps, double limit, double left_db) {
  constexpr double kNearlyThereDb = 0.05;  // the rest of a stride is played with it
  const Step& now = steps.back();
  const double distortion = std::max(now.thd, now.hidden);
  // what falls as the tone rises is the harmonics of noise or hum
  const bool falls = steps.size() > 1 && falls_as_noise(steps[steps.size() - 2], now);
  const bool rising = distortion > kRising * limit && !falls && was_within(steps, limit);
  const double stride =
      std::min(rising ? std::min(kSteepDb, stride_db(left_db)) : stride_db(left_db), left_db);
  return left_db - stride < kNearlyThereDb ? left_db : stride;
}

}  // namespace

double stride_db(double left_db) {
  if (left_db > 18) return 6;
  if (left_db > 9) return 3;
  if (left_db > 4) return 2;
  return 1;
}

std::optional<double> silent_level(const std::vector<Step>& steps) {
  for (const Step& s : steps)
    if (s.collapsed) return s.level_dbfs;
  return {};
}

Climb climb(Guard& guard, const ClimbOptions& options, double first_level_dbfs, const PlayAt& play) {
  Climb result;
  auto& steps = result.steps;
  double level = first_level_dbfs;
  double rest_s = 0;
  while (true) {
    steps.push_back(guard.play(level, rest_s, play));
    const Step& now = steps.back();
    if (now.collapsed) {
      if (steps.size() == 1)
        throw core::not_valid(fmt::format("the output fell silent already at {:.1f} dBFS", level),
                              "switch the amplifier off and on, and look at the load: is it shorted?");
      result.collapsed = true;
      result.stopped = "the output fell silent";
      return result;
    }
    if (passed(steps, options.thd_n_limit)) {
      result.by_distortion = true;
      result.stopped = "THD+N passed its limit";
      break;
    }
    refuse_distorted(steps, options.thd_n_limit);
    result.ceiling = guard.ceiling();
    const double left = result.ceiling.level_dbfs - level;
    if (left <= kSameLevelDb || now.input_peak_fs >= 1) {
      refuse_never_clean(steps, options.thd_n_limit);
      result.stopped = result.ceiling.why;
      break;
    }
    const double stride = next_stride(steps, options.thd_n_limit, left);
    rest_s = rest_before(guard.bench(), now, level + stride, options.tone_s);
    level += stride;
  }
  if (result.by_distortion) {
    constexpr double kFineDb = 0.03, kHifiDb = 0.2;
    refine(guard, options, options.thd_n_limit, kFineDb, play, result);
    if (kHifiLimit < options.thd_n_limit) refine(guard, options, kHifiLimit, kHifiDb, play, result);
  }
  return result;
}

}  // namespace ohmbench::max_output
