#include "session/acquire.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/error.hpp"
#include "session/gain_check.hpp"

namespace ohmbench::session {
namespace {

constexpr core::GainDb kLevelStep{-6.0206};  // half the volts
constexpr double kDefaultSeconds = 4.5;      // with the probe 5 s of playing

core::DbFs probe_level(const workbench::Bench& bench, const LevelWish& wish) {
  return wish.level ? std::min(*wish.level, bench.limits.start) : bench.limits.start;
}

/// The same with other phases.
stimulus::Plan realisation_of(stimulus::Plan plan, int realisation) {
  plan.realisation = realisation;
  return plan;
}

Acquisition by_two_load(const workbench::Bench& bench, workbench::OpenBench& open,
                        workbench::Fixture& fixture, const MeasureOptions& options,
                        const workbench::Events& events, std::stop_token stop) {
  refuse_moved_gain(bench, open, fixture, probe_level(bench, options.level), stop);
  fixture.set(core::FixtureState::kLoad);
  auto prepared = prepare(bench, open, options, bench.wiring.output_channel, ProbeTarget::kLoadOfTwo, stop);
  Acquisition acquired{{}, prepared.level, open.device->info().has_one_clock};
  constexpr std::array kOrder{core::FixtureState::kLoad, core::FixtureState::kOpen, core::FixtureState::kOpen,
                              core::FixtureState::kLoad};
  const std::size_t all = kOrder.size() * static_cast<std::size_t>(options.cycles);
  while (acquired.runs.size() < all) {
    const auto state = kOrder[acquired.runs.size() % kOrder.size()];
    fixture.set(state);
    const auto phase = fmt::format("run {} of {} ({})", acquired.runs.size() + 1, all, core::name_of(state));
    const bool as_probed = state == core::FixtureState::kLoad;
    acquired.runs.push_back(
        play(bench, open, prepared, prepared.stimulus, {state, phase, as_probed, {}}, events, stop));
    if (!acquired.runs.back().usable()) return acquired;
  }
  fixture.set(core::FixtureState::kLoad);
  return acquired;
}

/// The level at which the amplifier's own output has the volts wished for. Leaves in the limits of `bench`
/// what is left for the injector.
core::DbFs level_of_amplifier(workbench::Bench& bench, workbench::OpenBench& open,
                              const MeasureOptions& options, std::stop_token stop) {
  if (!open.device->info().has_one_clock)
    throw core::bad_input("hot injection needs one clock for output and input",
                          "use one interface for both, or measure without --hot-volt");
  if (!stimulus::fits_periods(plan_of(bench, options)) || options.stimulus != stimulus::Kind::kMultisine)
    throw core::bad_input("hot injection needs a multisine of two periods at least",
                          "leave --stimulus and --seconds out");
  if (!bench.rig.adc_full_scale)
    throw core::bad_input("--hot-volt needs the volts of the inputs",
                          "give adc_full_scale_volt in bench.toml, or calibrate volts");
  constexpr double kHalf = 0.5;  // of the heat each
  bench.limits.sense_resistor_max = core::Watts(kHalf * bench.limits.sense_resistor_max.value());
  if (bench.limits.load_max_power)
    bench.limits.load_max_power = core::Watts(kHalf * bench.limits.load_max_power->value());
  // seen from the amplifier, its terminals are the source and the injector's output the load
  workbench::Bench from_amplifier = bench;
  std::swap(from_amplifier.wiring.source_channel, from_amplifier.wiring.load_channel);
  from_amplifier.rig.adc_full_scale = {(*bench.rig.adc_full_scale)[1], (*bench.rig.adc_full_scale)[0]};
  from_amplifier.calibration = {};
  MeasureOptions hot = options;
  hot.level = {{}, options.hot_volt};
  auto prepared =
      prepare(from_amplifier, open, hot, bench.wiring.output_channel, ProbeTarget::kStandard, stop);
  approach(from_amplifier, open, prepared, prepared.level.level, stop);
  if (bench.limits.load_max) {
    const double all = bench.limits.load_max->value();
    const double own = options.hot_volt->value();
    bench.limits.load_max = core::Volts(std::sqrt(all * all - own * own));
  }
  return prepared.level.level;
}

Acquisition by_injection(const workbench::Bench& bench, workbench::OpenBench& open,
                         workbench::Fixture& fixture, const MeasureOptions& options,
                         const workbench::Events& events, std::stop_token stop) {
  if (!bench.wiring.injection_output_channel) {
    throw core::bad_input("injection needs a second output",
                          "give [wiring] injection_output_channel in bench.toml");
  }
  refuse_moved_gain(bench, open, fixture, probe_level(bench, options.level), stop);
  fixture.set(core::FixtureState::kInjection);
  // the amplifier's terminals are the "load" here, and the limits of [limits] hold for what they see
  workbench::Bench as_high_side = bench;
  as_high_side.rig.sense = core::Sense::kHighSide;
  const int output = *bench.wiring.injection_output_channel;
  std::optional<core::DbFs> hot_level;
  if (options.hot_volt) hot_level = level_of_amplifier(as_high_side, open, options, stop);
  auto prepared = prepare(as_high_side, open, options, output, ProbeTarget::kAmplifierOutput, stop);
  Acquisition acquired{{}, prepared.level, open.device->info().has_one_clock};
  acquired.runs.push_back(play(as_high_side, open, prepared, prepared.stimulus,
                               {core::FixtureState::kInjection, "injecting", true, hot_level}, events, stop));
  return acquired;
}

}  // namespace

std::function<void(double)> reporter(const workbench::Events& events, const std::string& phase) {
  if (!events.progress) return {};
  return [&events, phase](double fraction) { events.progress(phase, fraction); };
}

stimulus::Plan plan_of(const workbench::Bench& bench, const MeasureOptions& options) {
  stimulus::Plan plan;
  plan.kind = options.stimulus;
  plan.sample_rate_hz = bench.interface.sample_rate_hz;
  plan.from_hz = options.from_hz;
  plan.to_hz = options.to_hz.value_or(std::min(20000.0, stimulus::highest_hz(plan.sample_rate_hz)));
  plan.points_per_octave = options.points_per_octave;
  plan.seconds = options.seconds.value_or(kDefaultSeconds);
  // too short for a multisine: a single sweep tells more
  if (plan.kind == stimulus::Kind::kMultisine && !stimulus::fits_periods(plan))
    plan.kind = stimulus::Kind::kSweep;
  if (options.realisations == 1) return plan;
  if (options.levels > 1)
    throw core::bad_input("--levels and --realisations cannot be given together", "measure twice");
  if (plan.kind != stimulus::Kind::kMultisine)
    throw core::bad_input("--realisations are choices of phases of a multisine",
                          "leave out --stimulus, and give 2.5 s at least");
  plan.seconds = std::max(plan.seconds / options.realisations, plan.settle_s + 2 * plan.period_s);
  return plan;
}

Prepared prepare(const workbench::Bench& bench, workbench::OpenBench& open, const MeasureOptions& options,
                 int output_channel, ProbeTarget target, std::stop_token stop) {
  stimulus::Plan plan = plan_of(bench, options);
  Prepared prepared;
  prepared.output_channel = output_channel;
  prepared.target = target;
  prepared.probe =
      probe(bench, *open.device, output_channel, probe_level(bench, options.level), target, stop);
  plan.level = prepared.probe.level;
  auto loudest = stimulus::render(plan);
  for (int i = 1; i < options.realisations; ++i) {
    auto other = stimulus::render(realisation_of(plan, i));
    if (other.peak_fs > loudest.peak_fs) loudest = std::move(other);
  }
  prepared.level = choose_level(bench, prepared.probe, loudest, options.level);
  plan.level = prepared.level.level;
  prepared.stimulus = stimulus::render(plan);
  for (int i = 1; i < options.realisations; ++i)
    prepared.more.push_back(stimulus::render(realisation_of(plan, i)));
  return prepared;
}

void render_at_level(const workbench::Bench& bench, const MeasureOptions& options, stimulus::Plan plan,
                     Prepared& prepared) {
  plan.level = prepared.probe.level;
  prepared.level = choose_level(bench, prepared.probe, stimulus::render(plan), options.level);
  plan.level = prepared.level.level;
  prepared.stimulus = stimulus::render(plan);
}

Prepared prepare_load(const workbench::Bench& bench, workbench::OpenBench& open,
                      const MeasureOptions& options, const workbench::Events& events, std::stop_token stop) {
  workbench::Fixture fixture(bench, open, events);
  refuse_moved_gain(bench, open, fixture, probe_level(bench, options.level), stop);
  fixture.assume_load();
  return prepare(bench, open, options, bench.wiring.output_channel, ProbeTarget::kTheLoad, stop);
}

Acquisition acquire_load(const workbench::Bench& bench, workbench::OpenBench& open,
                         const MeasureOptions& options, const workbench::Events& events,
                         std::stop_token stop) {
  return acquire_refined({}, bench, open, options, events, stop);
}

Acquisition acquire_refined(const Refine& refine, const workbench::Bench& bench, workbench::OpenBench& open,
                            const MeasureOptions& options, const workbench::Events& events,
                            std::stop_token stop) {
  auto prepared = prepare_load(bench, open, options, events, stop);
  if (refine) refine(bench, prepared);
  Acquisition acquired{{}, prepared.level, open.device->info().has_one_clock};
  const auto as = [](const std::string& phase) {
    return Playing{core::FixtureState::kLoad, phase, true, {}};
  };
  acquired.runs.push_back(play(bench, open, prepared, prepared.stimulus, as("measuring"), events, stop));
  for (const auto& other : prepared.more) {
    const auto run = play(bench, open, prepared, other, as("measuring"), events, stop);
    auto& takes = acquired.runs.front().takes;
    takes.insert(takes.end(), run.takes.begin(), run.takes.end());
  }
  auto plan = prepared.stimulus.plan;
  for (int i = 1; options.levels > 1 && i <= options.levels && acquired.runs.back().usable(); ++i) {
    plan.level = i < options.levels ? plan.level + kLevelStep : prepared.stimulus.plan.level;
    const auto phase = fmt::format("measuring at {:.1f} dBFS", plan.level.value());
    acquired.runs.push_back(play(bench, open, prepared, stimulus::render(plan), as(phase), events, stop));
  }
  return acquired;
}

Acquisition acquire_output(const workbench::Bench& bench, workbench::OpenBench& open,
                           impedance::OutputImpedanceMethod method, const MeasureOptions& options,
                           const workbench::Events& events, std::stop_token stop) {
  workbench::Fixture fixture(bench, open, events);
  return method == impedance::OutputImpedanceMethod::kTwoLoad
             ? by_two_load(bench, open, fixture, options, events, stop)
             : by_injection(bench, open, fixture, options, events, stop);
}

}  // namespace ohmbench::session
