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

/// Beside a frequency: within 10 %, and within an octave below 200 Hz, where the probe's lines are far apart
/// and loads resonate.
bool is_near(double line_hz, double f_hz) {
  constexpr double kNear = 1.1, kNearBelow200 = 2;
  const double near = f_hz < 200 ? kNearBelow200 : kNear;
  return line_hz >= f_hz / near && line_hz <= f_hz * near;
}

/// The probe's line at or beside a frequency that is loudest at the load.
session::ProbeLine line_near(const session::Probe& probe, double f_hz) {
  session::ProbeLine most;
  for (const auto& line : probe.lines) {
    if (!is_near(line.f_hz, f_hz)) continue;
    most.load_volt = std::max(most.load_volt, line.load_volt);
    most.load_watt = std::max(most.load_watt, line.load_watt);
    most.source_volt = std::max(most.source_volt, line.source_volt);
    most.sense_watt = std::max(most.sense_watt, line.sense_watt);
  }
  return most;
}

/// What the probe's lines around a frequency let expect of a tone there. Empty where there is none.
std::optional<Expected> expected_at(const session::Probe& probe, double f_hz) {
  Expected e;
  e.source_volt = line_near(probe, f_hz).source_volt;
  for (std::size_t i = 0; i < probe.ratio.f_hz.size(); ++i) {
    if (!is_near(probe.ratio.f_hz[i], f_hz)) continue;
    const double ratio = std::abs(probe.ratio.h[i]);
    e.least_ratio = e.most_ratio > 0 ? std::min(e.least_ratio, ratio) : ratio;
    e.most_ratio = std::max(e.most_ratio, ratio);
  }
  if (!(e.source_volt > 0) || !(e.least_ratio > 0)) return {};
  return e;
}

/// The level of the first step: start_dbfs, or lower if already that would be too much.
double first_level(const workbench::Bench& bench, const session::Probe& probe, double f_hz) {
  const auto line = line_near(probe, f_hz);
  double level = bench.limits.start.value();
  const auto lower = [&](double ratio) { level = std::min(level, 20 * std::log10(0.5 * ratio)); };
  if (bench.limits.load_max && line.load_volt > 0) lower(bench.limits.load_max->value() / line.load_volt);
  if (bench.limits.load_max_power && line.load_watt > 0)
    lower(std::sqrt(bench.limits.load_max_power->value() / line.load_watt));
  if (line.sense_watt > 0) lower(std::sqrt(bench.limits.sense_resistor_max.value() / line.sense_watt));
  return level;
}

Climb climb_at(Player& player, Guard& guard, const TonePlan& plan, const Options& options, double first_dbfs,
               double& linear_gain) {
  return climb(guard, {options.thd_n_limit, plan.tone_s()}, first_dbfs, [&](double level, double rest_s) {
    auto step =
        play_step(player, plan, level, rest_s, fmt::format("{:.0f} Hz at {:.1f} dBFS", plan.f_hz(), level));
    if (linear_gain == 0) linear_gain = gain_of(step);
    hold_against_gain(step, plan, linear_gain);
    if (player.heard) player.heard(plan.f_hz(), step);
    return step;
  });
}

/// The maximum and what else the steps tell, with their uncertainties.
void read_steps(const workbench::Bench& bench, const Options& options, const Repeats& repeats, Sweep& sweep) {
  const auto& steps = sweep.climb.steps;
  const double limit = options.thd_n_limit;
  const auto& loudest = best(steps, limit);
  const auto at_limit = sweep.climb.by_distortion ? bracket(steps, limit) : std::nullopt;
  const auto passed = at_limit ? passing(steps, limit) : std::nullopt;
  sweep.most = passed ? *passed : point_of(loudest);
  sweep.most_sigma = at_limit ? sigma_between(bench, sweep.f_hz, *at_limit->low, *at_limit->high, repeats)
                              : sigma_between(bench, sweep.f_hz, loudest, loudest, repeats);
  sweep.hifi = passing(steps, kHifiLimit);
  if (const auto at = bracket(steps, kHifiLimit); at && sweep.hifi)
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

/// The earlier results that tell something about this sweep; of the others it is said why not.
std::vector<OtherLoad> comparable(Player& player, const Options& options, const Sweep& sweep) {
  const auto& linear = cleanest(sweep.climb.steps);
  const LoadSeen now{sweep.f_hz, sweep.load_ohm, linear.ampere > 0 ? linear.source_volt / linear.ampere : 0,
                     gain_of(linear)};
  std::vector<OtherLoad> found;
  for (const auto& other : options.others) {
    const auto why = not_comparable(other, now);
    if (why)
      player.provenance.quality.warnings.push_back(
          fmt::format("at {:.0f} Hz {} was not compared: {}", sweep.f_hz, other.name, *why));
    else
      found.push_back(other);
  }
  return found;
}

/// What tells the cause, and the short-term output. Nothing more is played once the output fell silent: what
/// protects itself tells nothing further, and whoever opened it may have had a reason.
void look_beyond(Player& player, workbench::Fixture& fixture, const Found& found, Sweep& sweep,
                 Evidence& evidence) {
  const auto& options = found.options;
  const double at_dbfs = sweep.most.level_dbfs;
  evidence.level_dbfs = at_dbfs;
  evidence.ampere = sweep.most.ampere;
  if (!overdrive(player, found, at_dbfs, sweep)) {
    evidence.silent_dbfs = sweep.climb.steps.back().level_dbfs;
    return;
  }
  if (options.bursts) evidence.silent_dbfs = play_bursts(player, found, sweep);
  if (evidence.silent_dbfs) return;
  if (sweep.short_term) {
    const double reached = at_dbfs + sweep.short_term->gain_db;
    (sweep.short_term->is_bound ? evidence.highest_burst_dbfs : evidence.burst_dbfs) = reached;
  }
  if (options.hold) evidence.sustained = sweep.sustained = hold(player, found, sweep);
  if (sweep.sustained && sweep.sustained->collapsed) return;
  if (!options.open || !fixture.is_automatic()) return;
  fixture.set(core::FixtureState::kOpen);
  auto open = look_at_open(player, found, at_dbfs);
  fixture.set(core::FixtureState::kLoad);
  evidence.silent_dbfs = open.silent_dbfs;
  if (open.silent_dbfs) return;
  sweep.open_dbfs = open.seen.level_dbfs;
  evidence.others.push_back(std::move(open.seen));
}

}  // namespace

Sweep sweep_at(Player& player, workbench::Fixture& fixture, const Options& options,
               const session::Probe& probe, double f_hz) {
  const auto& bench = player.bench;
  const auto plan = steady_tone(f_hz, bench.interface.sample_rate_hz);
  Sweep sweep;
  sweep.f_hz = plan.f_hz();
  sweep.by_gain = !third_in_band(plan);
  Guard guard(bench, expected_at(probe, plan.f_hz()));
  Found found{options, plan, guard};
  sweep.climb =
      climb_at(player, guard, plan, options, first_level(bench, probe, plan.f_hz()), found.linear_gain);
  const auto& ended = sweep.climb;
  sweep.limited_by = ended.by_distortion || ended.collapsed ? "thd-n"
                     : ended.ceiling.is_dac                 ? "dac"
                                                            : "limit";
  Repeats repeats;
  if (!ended.collapsed) repeats = repeat(player, found, sweep);
  read_steps(bench, options, repeats, sweep);
  if (last_clean(ended.steps, options.thd_n_limit) == nullptr)
    player.provenance.quality.warnings.push_back(fmt::format(
        "at {:.0f} Hz THD+N never came below {:g} %: noise or hum; what is told is the loudest step",
        sweep.f_hz, 100 * options.thd_n_limit));
  Evidence evidence{sweep.climb, options.thd_n_limit, {}, {}, comparable(player, options, sweep), {}, {}, {}};
  evidence.silent_dbfs = repeats.silent_dbfs;
  const bool silent = ended.collapsed || repeats.silent_dbfs;
  if (ended.by_distortion && !silent && bracket(ended.steps, options.thd_n_limit))
    look_beyond(player, fixture, found, sweep, evidence);
  sweep.silent_dbfs = ended.collapsed ? silent_level(ended.steps) : evidence.silent_dbfs;
  sweep.judgement = judge(evidence);
  return sweep;
}

}  // namespace ohmbench::max_output
