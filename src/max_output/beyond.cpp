#include "max_output/beyond.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "disturbance/tone.hpp"
#include "max_output/guard.hpp"
#include "max_output/points.hpp"

namespace ohmbench::max_output {

namespace {

/// How the steps of a plan are played into the load, for the guard.
PlayAt into_load(Player& player, const Found& found, const TonePlan& plan, const char* what) {
  return [&, what](double level, double rest_s) {
    auto step = play_step(player, plan, level, rest_s, fmt::format("{} {:.1f} dBFS", what, level));
    hold_against_gain(step, plan, found.linear_gain);
    return step;
  };
}

/// The load is not connected, and who turns the volume up now would find it connected again.
void refuse_changed_gain(const std::vector<Step>& steps) {
  constexpr double kMostRiseDb = 0.5;
  const double rise_db = 20 * std::log10(gain_of(steps.back()) / gain_of(steps.front()));
  if (rise_db >= kMostRiseDb)
    throw Unsafe(fmt::format("the amplifier became {:.1f} dB louder by itself", rise_db),
                 "leave the volume alone, and switch automatic gain off");
}

double rest(const Found& found, const Step& known, double level_dbfs, const TonePlan& plan) {
  return rest_before(found.guard.bench(), known, level_dbfs, plan.tone_s());
}

}  // namespace

std::optional<double> play_bursts(Player& player, const Found& found, Sweep& sweep) {
  const double limit = found.options.thd_n_limit;
  const auto plan = burst(sweep.f_hz, player.bench.interface.sample_rate_hz);
  if (!plan || found.guard.ceiling().level_dbfs < sweep.most.level_dbfs) return {};
  constexpr std::array kAboveDb{-0.5, 0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0};
  const auto& known = best(sweep.climb.steps, limit);
  std::vector<Step> steps;
  for (const double above : kAboveDb) {
    const double level = std::min(sweep.most.level_dbfs + above, found.guard.ceiling().level_dbfs);
    if (!steps.empty() && level <= steps.back().level_dbfs) break;
    auto step = found.guard.play(level, rest(found, known, level, *plan),
                                 into_load(player, found, *plan, "burst at"));
    if (step.collapsed) return level;
    steps.push_back(std::move(step));
    if (steps.back().figure() > limit) break;
  }
  const auto passed = passing(steps, limit);
  const bool clean = steps.back().figure() <= limit;
  if (!passed && !clean) return {};  // distorted from the first
  const auto most = passed ? *passed : point_of(steps.back());
  sweep.short_term = ShortTerm{static_cast<double>(plan->period_frames) / plan->sample_rate_hz, most.volt,
                               most.watt, most.level_dbfs - sweep.most.level_dbfs, clean};
  return {};
}

Sustained hold(Player& player, const Found& found, const Sweep& sweep) {
  constexpr double kSettleSeconds = 2.2, kBelowDb = 0.1;  // with the ramp and the periods about 2.7 s
  auto plan = found.plan;
  plan.settle_s = kSettleSeconds;
  const double level = sweep.most.level_dbfs - kBelowDb;
  const auto& known = best(sweep.climb.steps, found.options.thd_n_limit);
  const auto step =
      found.guard.play(level, rest(found, known, level, plan), into_load(player, found, plan, "holding"));
  Sustained held;
  held.seconds = plan.fade_in_s + plan.settle_s +
                 static_cast<double>(plan.periods * plan.period_frames) / plan.sample_rate_hz;
  held.volt = step.volt;
  held.thd_n = step.figure();
  held.collapsed = step.collapsed;
  held.change_db = 20 * std::log10(std::max(step.volt, 1e-9) / volt_at(sweep.climb.steps, step.level_dbfs));
  return held;
}

OpenOutput look_at_open(Player& player, const Found& found, double loaded_dbfs) {
  const double limit = found.options.thd_n_limit;
  constexpr std::array kAboveDb{-3.0, -0.5, 0.0, 0.3, 0.6, 1.0, 1.5, 2.0, 3.0, 6.0};
  OpenOutput open;
  auto& other = open.seen;
  other.name = "nothing connected";
  // the load's limits do not hold for what does not reach it, and B may hear nothing: the level is what
  // guards
  const auto play = into_load(player, found, found.plan, "open at");
  const double highest = found.guard.ceiling().level_dbfs;
  std::vector<Step> steps;
  for (const double above : kAboveDb) {
    double level = std::min(loaded_dbfs + above, highest);
    if (!steps.empty()) level = std::min(level, ceiling_of(player.bench, steps.back()).level_dbfs);
    if (!steps.empty() && level <= steps.back().level_dbfs) break;
    try {
      steps.push_back(play(level, 0));
    } catch (const NotHeard&) {
      open.silent_dbfs = level;
      return open;
    }
    auto& step = steps.back();
    refuse_changed_gain(steps);
    if (step.collapsed || gain_of(step) < kSilent * found.linear_gain) {
      open.silent_dbfs = level;
      return open;
    }
    other.highest_dbfs = level;
    hold_against_gain(step, found.plan, gain_of(steps.front()));
    if (step.figure() > limit) break;
  }
  // volts do not count here, only the drive: no current flows
  std::vector<double> drive, distortion;
  for (const auto& s : steps) {
    drive.push_back(std::pow(10.0, s.level_dbfs / 20));
    distortion.push_back(std::max(s.figure(), 1e-12));
  }
  if (const auto at = disturbance::crossing(drive, distortion, limit))
    other.level_dbfs = 20 * std::log10(*at);
  return open;
}

bool overdrive(Player& player, const Found& found, double from_dbfs, Sweep& sweep) {
  constexpr double kBeyondDb = 1;
  const double level = std::min(from_dbfs + kBeyondDb, found.guard.ceiling().level_dbfs);
  auto& steps = sweep.climb.steps;
  if (std::abs(sweep.load_phase_deg) < kLeastPhaseDeg || level <= steps.back().level_dbfs) return true;
  steps.push_back(found.guard.play(level, rest(found, cleanest(steps), level, found.plan),
                                   into_load(player, found, found.plan, "overdriven at")));
  return !steps.back().collapsed;
}

Repeats repeat(Player& player, const Found& found, const Sweep& sweep) {
  const auto& first = best(sweep.climb.steps, found.options.thd_n_limit);
  Repeats again{{first.volt}, {std::max(first.figure(), 1e-12)}};
  for (int i = 0; i < found.options.repeats; ++i) {
    const auto step = found.guard.play(first.level_dbfs, rest(found, first, first.level_dbfs, found.plan),
                                       into_load(player, found, found.plan, "again at"));
    if (step.collapsed) return {{}, {}, step.level_dbfs};
    again.volt.push_back(step.volt);
    again.figure.push_back(std::max(step.figure(), 1e-12));
  }
  return again;
}

}  // namespace ohmbench::max_output
