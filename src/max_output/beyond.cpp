#include "max_output/beyond.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "disturbance/tone.hpp"
#include "max_output/points.hpp"

namespace ohmbench::max_output {

void play_bursts(Player& player, const Found& found, Sweep& sweep) {
  const double limit = found.options.thd_n_limit;
  const auto plan = burst(sweep.f_hz, player.bench.interface.sample_rate_hz);
  if (!plan || found.ceiling_dbfs < sweep.most.level_dbfs) return;
  constexpr std::array kAboveDb{-0.5, 0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0};
  std::vector<Step> steps;
  for (const double above : kAboveDb) {
    const double level = std::min(sweep.most.level_dbfs + above, found.ceiling_dbfs);
    if (!steps.empty() && level <= steps.back().level_dbfs) break;
    const auto& known = last_clean(sweep.climb.steps, limit);
    steps.push_back(play_step(player, *plan, level, rest_before(player.bench, known, level, plan->tone_s()),
                              fmt::format("burst at {:.1f} dBFS", level)));
    hold_against_gain(steps.back(), *plan, found.linear_gain);
    if (steps.back().figure() > limit) break;
  }
  const auto passed = passing(steps, limit);
  const bool clean = steps.back().figure() <= limit;
  if (!passed && !clean) return;  // distorted from the first
  const auto most = passed ? *passed : point_of(steps.back());
  sweep.short_term = ShortTerm{static_cast<double>(plan->period_frames) / plan->sample_rate_hz, most.volt,
                               most.watt, most.level_dbfs - sweep.most.level_dbfs, clean};
}

Sustained hold(Player& player, const Found& found, const Sweep& sweep) {
  constexpr double kSettleSeconds = 2.2, kBelowDb = 0.1;  // with the ramp and the periods about 2.7 s
  auto plan = found.plan;
  plan.settle_s = kSettleSeconds;
  const double level = sweep.most.level_dbfs - kBelowDb;
  const auto& known = last_clean(sweep.climb.steps, found.options.thd_n_limit);
  auto step = play_step(player, plan, level, rest_before(player.bench, known, level, plan.tone_s()),
                        fmt::format("holding {:.1f} dBFS", level));
  hold_against_gain(step, plan, found.linear_gain);
  Sustained held;
  held.seconds = plan.fade_in_s + plan.settle_s +
                 static_cast<double>(plan.periods * plan.period_frames) / plan.sample_rate_hz;
  held.volt = step.volt;
  held.thd_n = step.figure();
  held.collapsed = step.collapsed;
  held.change_db = 20 * std::log10(std::max(step.volt, 1e-9) / volt_at(sweep.climb.steps, level));
  return held;
}

OtherLoad look_at_open(Player& player, const Found& found, double loaded_dbfs) {
  const double limit = found.options.thd_n_limit;
  constexpr std::array kAboveDb{-3.0, -0.5, 0.0, 0.3, 0.6, 1.0, 1.5, 2.0, 3.0, 6.0};
  OtherLoad other;
  other.name = "nothing connected";
  std::vector<Step> steps;
  for (const double above : kAboveDb) {
    double level = std::min(loaded_dbfs + above, found.ceiling_dbfs);
    if (!steps.empty()) level = std::min(level, ceiling_of(player.bench, steps.back()).level_dbfs);
    if (!steps.empty() && level <= steps.back().level_dbfs) break;
    steps.push_back(play_step(player, found.plan, level, 0, fmt::format("open at {:.1f} dBFS", level)));
    other.highest_dbfs = level;
    hold_against_gain(steps.back(), found.plan, gain_of(steps.front()));
    if (steps.back().figure() > limit) break;
  }
  // volts do not count here, only the drive: no current flows
  std::vector<double> drive, distortion;
  for (const auto& s : steps) {
    drive.push_back(std::pow(10.0, s.level_dbfs / 20));
    distortion.push_back(std::max(s.figure(), 1e-12));
  }
  if (const auto at = disturbance::crossing(drive, distortion, limit))
    other.level_dbfs = 20 * std::log10(*at);
  return other;
}

void overdrive(Player& player, const Found& found, double from_dbfs, Sweep& sweep) {
  constexpr double kBeyondDb = 1;
  const double level = std::min(from_dbfs + kBeyondDb, found.ceiling_dbfs);
  auto& steps = sweep.climb.steps;
  if (std::abs(sweep.load_phase_deg) < kLeastPhaseDeg || level <= steps.back().level_dbfs) return;
  steps.push_back(play_step(player, found.plan, level,
                            rest_before(player.bench, cleanest(steps), level, found.plan.tone_s()),
                            fmt::format("overdriven at {:.1f} dBFS", level)));
  hold_against_gain(steps.back(), found.plan, found.linear_gain);
}

Repeats repeat(Player& player, const Found& found, const Sweep& sweep) {
  const auto& first = last_clean(sweep.climb.steps, found.options.thd_n_limit);
  Repeats again{{first.volt}, {first.figure()}};
  for (int i = 0; i < found.options.repeats; ++i) {
    auto step = play_step(player, found.plan, first.level_dbfs,
                          rest_before(player.bench, first, first.level_dbfs, found.plan.tone_s()),
                          fmt::format("again at {:.1f} dBFS", first.level_dbfs));
    if (step.collapsed) return {};
    hold_against_gain(step, found.plan, found.linear_gain);
    again.volt.push_back(step.volt);
    again.figure.push_back(std::max(step.figure(), 1e-12));
  }
  return again;
}

}  // namespace ohmbench::max_output
