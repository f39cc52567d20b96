#include "max_output/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/error.hpp"
#include "core/si_text.hpp"
#include "disturbance/tone.hpp"
#include "session/acquire.hpp"
#include "session/gain_check.hpp"
#include "session/probe.hpp"
#include "storage/utc.hpp"
#include "workbench/calibration_use.hpp"
#include "workbench/fixture.hpp"

namespace ohmbench::max_output {
namespace {

constexpr double kHifi = 0.001;

void refuse_unknown(const workbench::Bench& bench, const Options& options) {
  if (!bench.rig.adc_full_scale)
    throw core::bad_input("max-output needs the volts of the inputs",
                          "give adc_full_scale_volt in bench.toml, or calibrate volts");
  if (!bench.limits.load_max && !bench.limits.load_max_power)
    throw core::bad_input("max-output needs to know what the load can bear",
                          "give load_max_volt or load_max_watt in [limits]");
  if (!(options.thd_n_limit > 0 && options.thd_n_limit < 1))
    throw core::bad_input("--thd-n must lie between 0 and 100 %", "write e.g. 1");
  if (options.frequencies_hz.empty()) throw core::bad_input("no frequency is given", "write e.g. 1000");
}

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

Response response_of(const session::Probe& probe) {
  Response r;
  if (probe.lines.empty()) return r;
  const auto reference =
      std::min_element(probe.lines.begin(), probe.lines.end(), [](const auto& a, const auto& b) {
        return std::abs(std::log(a.f_hz / 1000)) < std::abs(std::log(b.f_hz / 1000));
      });
  for (const auto& line : probe.lines) {
    if (line.f_hz < disturbance::kAudioFromHz || line.f_hz > disturbance::kAudioToHz ||
        !(line.source_volt > 0))
      continue;
    r.f_hz.push_back(line.f_hz);
    r.db.push_back(20 * std::log10(line.source_volt / reference->source_volt));
  }
  return r;
}

Noise listen(Player& player) {
  constexpr double kSeconds = 1;
  stimulus::Stimulus silence;
  silence.plan.sample_rate_hz = player.bench.interface.sample_rate_hz;
  silence.samples.assign(static_cast<std::size_t>(kSeconds * silence.plan.sample_rate_hz), 0.0);
  const auto capture =
      session::record_stimulus(player.bench, *player.open.device, silence, player.bench.wiring.output_channel,
                               session::reporter(player.events, "listening"), player.stop);
  const auto& a = capture.channels[session::kSource];
  const auto count = static_cast<std::size_t>(kSeconds * capture.sample_rate_hz);
  const std::vector<double> heard(a.end() - static_cast<long>(std::min(count, a.size())), a.end());
  const auto rms = disturbance::noise_rms(heard, capture.sample_rate_hz);
  const double full_scale = (*player.bench.rig.adc_full_scale)[0].value();
  return {full_scale * rms.flat, full_scale * rms.a_weighted};
}

Passing point_of(const Step& s) {
  return {s.level_dbfs, s.volt, s.ampere, s.watt, s.source_volt};
}

/// Loudest step whose THD+N is within the limit and whose output did not collapse.
const Step& last_clean(const std::vector<Step>& steps, double limit) {
  for (std::size_t i = steps.size(); i-- > 1;)
    if (!steps[i].collapsed && steps[i].thd_n <= limit) return steps[i];
  return steps.front();
}

/// The step with the least THD+N: the loudest without distortion. Its gain is that of the linear amplifier.
const Step& cleanest(const std::vector<Step>& steps) {
  return *std::min_element(steps.begin(), steps.end(),
                           [](const Step& a, const Step& b) { return a.thd_n < b.thd_n; });
}

/// RMS across the load at a level between two steps, interpolated in the logarithms.
double volt_at(const std::vector<Step>& steps, double level_dbfs) {
  const auto right =
      std::find_if(steps.begin(), steps.end(), [&](const Step& s) { return s.level_dbfs >= level_dbfs; });
  if (right == steps.begin() || right == steps.end()) return cleanest(steps).volt;
  const auto left = right - 1;
  const double part = (level_dbfs - left->level_dbfs) / (right->level_dbfs - left->level_dbfs);
  return left->volt * std::pow(right->volt / left->volt, part);
}

/// RMS at the load of the sine whose peak is that of the voltage as it is cut. Only where it is cut flat.
std::optional<double> clip_volt(const Climb& climb, double limit, const Step& linear) {
  constexpr double kFlat = 0.18;  // a sine has 0.13, clipped to 1 % 0.20
  for (const auto& s : climb.steps) {
    if (s.thd_n <= limit || s.collapsed || s.volt_tops.flatness < kFlat) continue;
    return s.volt_tops.plateau / std::numbers::sqrt2 * linear.volt / linear.source_volt;
  }
  return {};
}

/// Bursts upwards from the maximum of the steady tone, until they are distorted or may not be louder.
void play_bursts(Player& player, const Options& options, double ceiling_dbfs, Sweep& sweep) {
  const auto plan = burst(sweep.f_hz, player.bench.interface.sample_rate_hz);
  if (!plan || ceiling_dbfs < sweep.most.level_dbfs) return;
  constexpr std::array kAboveDb{-0.5, 0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0};
  std::vector<Step> steps;
  for (const double above : kAboveDb) {
    const double level = std::min(sweep.most.level_dbfs + above, ceiling_dbfs);
    if (!steps.empty() && level <= steps.back().level_dbfs) break;
    const auto& known = last_clean(sweep.climb.steps, options.thd_n_limit);
    steps.push_back(play_step(player, *plan, level, rest_before(player.bench, known, level, plan->tone_s()),
                              fmt::format("burst at {:.1f} dBFS", level)));
    if (steps.back().thd_n > options.thd_n_limit) break;
  }
  const auto found = passing(steps, options.thd_n_limit);
  const bool clean = steps.back().thd_n <= options.thd_n_limit;
  if (!found && !clean) return;  // distorted from the first
  const auto most = found ? *found : point_of(steps.back());
  sweep.short_term = ShortTerm{static_cast<double>(plan->period_frames) / plan->sample_rate_hz, most.volt,
                               most.watt, most.level_dbfs - sweep.most.level_dbfs, clean};
}

/// The maximum held for seconds: does the supply give way, does a protection open?
Sustained hold(Player& player, const Options& options, TonePlan plan, const Sweep& sweep) {
  constexpr double kSettleSeconds = 2.2, kBelowDb = 0.1;  // with the ramp and the periods about 2.7 s
  plan.settle_s = kSettleSeconds;
  const double level = sweep.most.level_dbfs - kBelowDb;
  const auto& known = last_clean(sweep.climb.steps, options.thd_n_limit);
  const auto step = play_step(player, plan, level, rest_before(player.bench, known, level, plan.tone_s()),
                              fmt::format("holding {:.1f} dBFS", level));
  Sustained held;
  held.seconds = plan.fade_in_s + plan.settle_s +
                 static_cast<double>(plan.periods * plan.period_frames) / plan.sample_rate_hz;
  held.volt = step.volt;
  held.thd_n = step.thd_n;
  held.collapsed = step.collapsed;
  held.change_db = 20 * std::log10(std::max(step.volt, 1e-9) / volt_at(sweep.climb.steps, level));
  return held;
}

/// The open output at the same drive and above, never above what the load may get: a switch that fails must
/// not hurt it.
OtherLoad look_at_open(Player& player, const Options& options, double ceiling_dbfs, const TonePlan& plan,
                       double loaded_dbfs) {
  constexpr std::array kAboveDb{-3.0, -0.5, 0.0, 0.3, 0.6, 1.0, 1.5, 2.0, 3.0, 6.0};
  OtherLoad other;
  other.name = "nothing connected";
  std::vector<Step> steps;
  for (const double above : kAboveDb) {
    double level = std::min(loaded_dbfs + above, ceiling_dbfs);
    if (!steps.empty()) level = std::min(level, ceiling_of(player.bench, steps.back()).level_dbfs);
    if (!steps.empty() && level <= steps.back().level_dbfs) break;
    steps.push_back(play_step(player, plan, level, 0, fmt::format("open at {:.1f} dBFS", level)));
    other.highest_dbfs = level;
    if (steps.back().thd_n > options.thd_n_limit) break;
  }
  // volts do not count here, only the drive: no current flows
  std::vector<double> drive, distortion;
  for (const auto& s : steps) {
    drive.push_back(std::pow(10.0, s.level_dbfs / 20));
    distortion.push_back(std::max(s.thd_n, 1e-12));
  }
  if (const auto at = disturbance::crossing(drive, distortion, options.thd_n_limit))
    other.level_dbfs = 20 * std::log10(*at);
  return other;
}

/// Up to which level the load may be driven, by the gain of the linear amplifier.
double highest_level(const workbench::Bench& bench, const Sweep& sweep) {
  return ceiling_of(bench, cleanest(sweep.climb.steps)).level_dbfs;
}

/// A decibel beyond the limit the tops show plainly which quantity is cut; only a load with phase
/// tells them apart.
void overdrive(Player& player, const TonePlan& plan, double from_dbfs, double ceiling_dbfs, Sweep& sweep) {
  constexpr double kBeyondDb = 1;
  const double level = std::min(from_dbfs + kBeyondDb, ceiling_dbfs);
  auto& steps = sweep.climb.steps;
  if (std::abs(sweep.load_phase_deg) < kLeastPhaseDeg || level <= steps.back().level_dbfs) return;
  steps.push_back(play_step(player, plan, level,
                            rest_before(player.bench, cleanest(steps), level, plan.tone_s()),
                            fmt::format("overdriven at {:.1f} dBFS", level)));
}

Sweep sweep_at(Player& player, workbench::Fixture& fixture, const Options& options,
               const session::Probe& probe, double f_hz) {
  const auto& bench = player.bench;
  const auto plan = steady_tone(f_hz, bench.interface.sample_rate_hz);
  Sweep sweep;
  sweep.f_hz = plan.f_hz();
  const ClimbOptions climbing{options.thd_n_limit, plan.tone_s()};
  sweep.climb =
      climb(bench, climbing, first_level(bench, probe, plan.f_hz()), [&](double level, double rest_s) {
        return play_step(player, plan, level, rest_s,
                         fmt::format("{:.0f} Hz at {:.1f} dBFS", plan.f_hz(), level));
      });
  const auto& steps = sweep.climb.steps;
  const auto& clean = last_clean(steps, options.thd_n_limit);
  const auto passed = sweep.climb.by_distortion ? passing(steps, options.thd_n_limit) : std::nullopt;
  sweep.most = passed ? *passed : point_of(clean);
  sweep.hifi = passing(steps, kHifi);
  sweep.limited_by = sweep.climb.by_distortion || sweep.climb.collapsed ? "thd-n"
                     : sweep.climb.ceiling.is_dac                       ? "dac"
                                                                        : "limit";
  const auto& linear = cleanest(steps);
  sweep.load_ohm = std::abs(linear.load_ohm);
  sweep.load_phase_deg = std::arg(linear.load_ohm) * 180 / std::numbers::pi;
  sweep.gain_fs = linear.source_volt * std::numbers::sqrt2 / std::pow(10.0, linear.level_dbfs / 20);
  if (bench.rig.dac_full_scale)
    sweep.gain_db = 20 * std::log10(sweep.gain_fs / bench.rig.dac_full_scale->value());
  constexpr double kLeastHarmonics = 15;  // in the band: with fewer the tops of the waveform overshoot
  if (kLeastHarmonics * sweep.f_hz <= disturbance::kAudioToHz)
    sweep.clip_volt = clip_volt(sweep.climb, options.thd_n_limit, linear);

  Evidence evidence{sweep.climb, options.thd_n_limit, {}, {}, options.others, {}, {}, {}};
  if (passed) {
    evidence.level_dbfs = passed->level_dbfs;
    evidence.ampere = passed->ampere;
    const double ceiling = highest_level(bench, sweep);
    overdrive(player, plan, passed->level_dbfs, ceiling, sweep);
    if (options.bursts) play_bursts(player, options, ceiling, sweep);
    if (sweep.short_term) {
      const double reached = sweep.most.level_dbfs + sweep.short_term->gain_db;
      (sweep.short_term->is_bound ? evidence.highest_burst_dbfs : evidence.burst_dbfs) = reached;
    }
    if (options.hold) evidence.sustained = sweep.sustained = hold(player, options, plan, sweep);
    if (options.open && fixture.is_automatic()) {
      fixture.set(core::FixtureState::kOpen);
      evidence.others.push_back(look_at_open(player, options, ceiling, plan, passed->level_dbfs));
      sweep.open_dbfs = evidence.others.back().level_dbfs;
      fixture.set(core::FixtureState::kLoad);
    }
  }
  sweep.judgement = judge(evidence);
  return sweep;
}

}  // namespace

MaxOutput measure(const workbench::Bench& given, workbench::OpenBench& open, const Options& options,
                  const workbench::Events& events, std::stop_token stop) {
  MaxOutput result;
  auto& p = result.provenance;
  p.made = storage::utc_now();
  const auto bench = workbench::with_calibration(given, workbench::identity_of(open.device->info()), p.made);
  refuse_unknown(bench, options);
  for (const double f_hz : options.frequencies_hz) steady_tone(f_hz, bench.interface.sample_rate_hz);
  result.name = options.name;
  result.thd_n_limit = options.thd_n_limit;
  workbench::Fixture fixture(bench, open, events);
  session::refuse_moved_gain(bench, open, fixture, bench.limits.start, stop);
  fixture.assume_load();
  const auto probe = session::probe(bench, *open.device, bench.wiring.output_channel, bench.limits.start,
                                    session::ProbeTarget::kTheLoad, stop);
  result.response = response_of(probe);
  Player player{bench, open, events, stop, p};
  result.noise = listen(player);
  result.balance = measure_balance(player);
  for (const double f_hz : options.frequencies_hz)
    result.sweeps.push_back(sweep_at(player, fixture, options, probe, f_hz));
  const auto& first = result.sweeps.front();
  p.level.level = core::DbFs(first.most.level_dbfs);
  p.level.limited_by = first.climb.stopped;
  p.level.load_voltage = core::Volts(first.most.volt);
  p.quality.snr_db = 20 * std::log10(first.most.source_volt / std::max(result.noise.flat_volt, 1e-12));
  session::note_calibration(bench, p);
  session::note_faults(p);
  return result;
}

}  // namespace ohmbench::max_output
