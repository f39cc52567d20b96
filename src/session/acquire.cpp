#include "session/acquire.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/error.hpp"

namespace ohmbench::session {
namespace {

constexpr double kDefaultSeconds = 4.5;  // with the probe 5 s of playing

core::DbFs probe_level(const workbench::Bench& bench, const LevelWish& wish) {
  return wish.level ? std::min(*wish.level, bench.limits.start) : bench.limits.start;
}

Acquisition by_two_load(const workbench::Bench& bench, workbench::OpenBench& open,
                        workbench::Fixture& fixture, const MeasureOptions& options,
                        const workbench::Events& events, std::stop_token stop) {
  fixture.set(core::FixtureState::kLoad);
  const auto prepared =
      prepare(bench, open, options, bench.wiring.output_channel, ProbeTarget::kLoadOfTwo, stop);
  Acquisition acquired{{}, prepared.level, open.device->info().has_one_clock};
  constexpr std::array kOrder{core::FixtureState::kLoad, core::FixtureState::kOpen, core::FixtureState::kOpen,
                              core::FixtureState::kLoad};
  for (const auto state : kOrder) {
    fixture.set(state);
    const auto phase = fmt::format("run {} of 4 ({})", acquired.runs.size() + 1, core::name_of(state));
    acquired.runs.push_back(run_stimulus(bench, *open.device, state, prepared.stimulus,
                                         bench.wiring.output_channel, reporter(events, phase), stop));
    if (!acquired.runs.back().usable()) return acquired;
  }
  fixture.set(core::FixtureState::kLoad);
  return acquired;
}

Acquisition by_injection(const workbench::Bench& bench, workbench::OpenBench& open,
                         workbench::Fixture& fixture, const MeasureOptions& options,
                         const workbench::Events& events, std::stop_token stop) {
  if (!bench.wiring.injection_output_channel) {
    throw core::bad_input("injection needs a second output",
                          "give [wiring] injection_output_channel in bench.toml");
  }
  fixture.set(core::FixtureState::kInjection);
  // the amplifier's terminals are the "load" here, and the limits of [limits] hold for what they see
  workbench::Bench as_high_side = bench;
  as_high_side.rig.sense = core::Sense::kHighSide;
  const int output = *bench.wiring.injection_output_channel;
  const auto prepared = prepare(as_high_side, open, options, output, ProbeTarget::kAmplifierOutput, stop);
  Acquisition acquired{{}, prepared.level, open.device->info().has_one_clock};
  acquired.runs.push_back(run_stimulus(bench, *open.device, core::FixtureState::kInjection, prepared.stimulus,
                                       output, reporter(events, "injecting"), stop));
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
  return plan;
}

Prepared prepare(const workbench::Bench& bench, workbench::OpenBench& open, const MeasureOptions& options,
                 int output_channel, ProbeTarget target, std::stop_token stop) {
  stimulus::Plan plan = plan_of(bench, options);
  const Probe found =
      probe(bench, *open.device, output_channel, probe_level(bench, options.level), target, stop);
  plan.level = found.level;
  Prepared prepared;
  prepared.level = choose_level(bench, found, stimulus::render(plan), options.level);
  plan.level = prepared.level.level;
  prepared.stimulus = stimulus::render(plan);
  return prepared;
}

Acquisition acquire_load(const workbench::Bench& bench, workbench::OpenBench& open,
                         const MeasureOptions& options, const workbench::Events& events,
                         std::stop_token stop) {
  workbench::Fixture fixture(bench, open, events);
  fixture.assume_load();
  const auto prepared = prepare(bench, open, options, bench.wiring.output_channel, ProbeTarget::kLoad, stop);
  Acquisition acquired{{}, prepared.level, open.device->info().has_one_clock};
  acquired.runs.push_back(run_stimulus(bench, *open.device, core::FixtureState::kLoad, prepared.stimulus,
                                       bench.wiring.output_channel, reporter(events, "measuring"), stop));
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
