// One level sweep: the climb, the maximum that is read from it, and what is played beyond it.
#include "max_output/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "disturbance/tone.hpp"
#include "max_output/beyond.hpp"
#include "max_output/points.hpp"

namespace ohmbench::max_output {
namespace {

constexpr double kHifi = 0.001;

/// The probe's line at or beside a frequency that is loudest at the load.
session::ProbeLine line_near(const session::Probe& probe, double f_hz) {
  session::ProbeLine most;
  constexpr double kNear = 1.1, kOctaveBelow200 = 2;
  const double near = f_hz < 200 ? kOctaveBelow200 : kNear;
  for (const auto& line : probe.lines) {
    if (line.f_hz < f_hz / near || line.f_hz > f_hz * near) continue;
    most.load_volt = std::max(most.load_volt, line.load_volt);
    most.load_watt = std::max(most.load_watt, line.load_watt);
    most.source_volt = std::max(most.source_volt, line.source_volt);
  }
  return most;
}

/// The level of the first step: start_dbfs, or lower if already that would be too much.
double first_level(const workbench::Bench& bench, const session::Probe& probe, double f_hz) {
  const auto line = line_near(probe, f_hz);
  double level = bench.limits.start.value();
  const auto lower = [&](double ratio) { level = std::min(level, 20 * std::log10(0.5 * ratio)); };
  if (bench.limits.load_max && line.load_volt > 0) lower(bench.limits.load_max->value() / line.load_volt);
  if (bench.limits.load_max_power && line.load_watt > 0)
    lower(std::sqrt(bench.limits.load_max_power->value() / line.load_watt));
  return level;
}

/// Up to which level the load may be driven, by the gain of the linear amplifier.
double highest_level(const workbench::Bench& bench, const Sweep& sweep) {
  return ceiling_of(bench, cleanest(sweep.climb.steps)).level_dbfs;
}

Climb climb_at(Player& player, const TonePlan& plan, const Options& options, double first_dbfs,
               double& linear_gain) {
  return climb(player.bench, {options.thd_n_limit, plan.tone_s()}, first_dbfs,
               [&](double level, double rest_s) {
                 auto step = play_step(player, plan, level, rest_s,
                                       fmt::format("{:.0f} Hz at {:.1f} dBFS", plan.f_hz(), level));
                 if (linear_gain == 0) linear_gain = gain_of(step);
                 hold_against_gain(step, plan, linear_gain);
                 return step;
               });
}

/// The maximum and what else the steps tell, with their uncertainties.
void read_steps(const workbench::Bench& bench, const Options& options, const Repeats& repeats, Sweep& sweep) {
  const auto& steps = sweep.climb.steps;
  const double limit = options.thd_n_limit;
  const auto& clean = last_clean(steps, limit);
  const auto at_limit = sweep.climb.by_distortion ? bracket(steps, limit) : std::nullopt;
  const auto passed = at_limit ? passing(steps, limit) : std::nullopt;
  sweep.most = passed ? *passed : point_of(clean);
  sweep.most_sigma = at_limit ? sigma_between(bench, sweep.f_hz, *at_limit->low, *at_limit->high, repeats)
                              : sigma_between(bench, sweep.f_hz, clean, clean, repeats);
  sweep.hifi = passing(steps, kHifi);
  if (const auto at = bracket(steps, kHifi); at && sweep.hifi)
    sweep.hifi_sigma = sigma_between(bench, sweep.f_hz, *at->low, *at->high, repeats);
  const auto& linear = cleanest(steps);
  sweep.load_ohm = std::abs(linear.load_ohm);
  sweep.load_phase_deg = std::arg(linear.load_ohm) * 180 / std::numbers::pi;
  sweep.gain_fs = linear.source_volt * std::numbers::sqrt2 / std::pow(10.0, linear.level_dbfs / 20);
  if (bench.rig.dac_full_scale)
    sweep.gain_db = 20 * std::log10(sweep.gain_fs / bench.rig.dac_full_scale->value());
  constexpr double kLeastHarmonics = 15;  // in the band: with fewer the tops of the waveform overshoot
  if (kLeastHarmonics * sweep.f_hz > disturbance::kAudioToHz) return;
  if (const auto cut = clip_volt(sweep.climb, limit, linear)) {
    sweep.clip_volt = cut->volt;
    Budget budget = sweep.most_sigma.volt;
    budget.interpolation = cut->relative_sigma;
    sweep.clip_volt_sigma = cut->volt * budget.total();
  }
}

/// What tells the cause, and the short-term output.
void look_beyond(Player& player, workbench::Fixture& fixture, const Found& found, Sweep& sweep,
                 Evidence& evidence) {
  const auto& options = found.options;
  const double at_dbfs = sweep.most.level_dbfs;
  evidence.level_dbfs = at_dbfs;
  evidence.ampere = sweep.most.ampere;
  overdrive(player, found, at_dbfs, sweep);
  if (options.bursts) play_bursts(player, found, sweep);
  if (sweep.short_term) {
    const double reached = at_dbfs + sweep.short_term->gain_db;
    (sweep.short_term->is_bound ? evidence.highest_burst_dbfs : evidence.burst_dbfs) = reached;
  }
  if (options.hold) evidence.sustained = sweep.sustained = hold(player, found, sweep);
  if (!options.open || !fixture.is_automatic()) return;
  fixture.set(core::FixtureState::kOpen);
  evidence.others.push_back(look_at_open(player, found, at_dbfs));
  sweep.open_dbfs = evidence.others.back().level_dbfs;
  fixture.set(core::FixtureState::kLoad);
}

}  // namespace

Sweep sweep_at(Player& player, workbench::Fixture& fixture, const Options& options,
               const session::Probe& probe, double f_hz) {
  const auto& bench = player.bench;
  const auto plan = steady_tone(f_hz, bench.interface.sample_rate_hz);
  Sweep sweep;
  sweep.f_hz = plan.f_hz();
  sweep.by_gain = !third_in_band(plan);
  Found found{options, plan};
  sweep.climb = climb_at(player, plan, options, first_level(bench, probe, plan.f_hz()), found.linear_gain);
  const auto& ended = sweep.climb;
  sweep.limited_by = ended.by_distortion || ended.collapsed ? "thd-n"
                     : ended.ceiling.is_dac                 ? "dac"
                                                            : "limit";
  Repeats repeats;
  if (!ended.collapsed) repeats = repeat(player, found, sweep);
  read_steps(bench, options, repeats, sweep);
  Evidence evidence{sweep.climb, options.thd_n_limit, {}, {}, options.others, {}, {}, {}};
  if (ended.by_distortion && bracket(ended.steps, options.thd_n_limit)) {
    found.ceiling_dbfs = highest_level(bench, sweep);
    look_beyond(player, fixture, found, sweep, evidence);
  }
  sweep.judgement = judge(evidence);
  return sweep;
}

}  // namespace ohmbench::max_output
