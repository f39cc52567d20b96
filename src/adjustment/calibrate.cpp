#include "adjustment/calibrate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "calibration/correction.hpp"
#include "calibration/input_swap.hpp"
#include "core/error.hpp"
#include "core/si_text.hpp"
#include "dsp/statistics.hpp"
#include "impedance/load.hpp"
#include "adjustment/calibration_check.hpp"
#include "session/gain_check.hpp"
#include "storage/utc.hpp"
#include "workbench/calibration_file.hpp"
#include "workbench/calibration_use.hpp"

namespace ohmbench::adjustment {
namespace {

/// The bench as it is for a step: with the calibration so far, and with limits that hold for the standard.
workbench::Bench prepared_bench(const workbench::Bench& given, const workbench::OpenBench& open,
                                bool start_new, core::FixtureState state) {
  auto bench = start_new ? given
                         : workbench::with_calibration(given, workbench::identity_of(open.device->info()),
                                                       storage::utc_now());
  const bool limited = bench.limits.load_max || bench.limits.load_max_power;
  if (limited && state == core::FixtureState::kReference) {
    bench.limits.load_max_power =
        std::min(bench.limits.load_max_power.value_or(bench.limits.reference_resistor_max),
                 bench.limits.reference_resistor_max);
  }
  return bench;
}

calibration::Standard standard_of(const workbench::Bench& bench, const CalibrateOptions& options) {
  calibration::Standard s;
  s.state = options.state;
  s.made = storage::utc_now();
  if (options.state != core::FixtureState::kReference) return s;
  if (options.ohm) {
    s.ohm = *options.ohm;
  } else if (bench.fixture.reference_resistor) {
    s.ohm = bench.fixture.reference_resistor->value();
  } else {
    throw core::bad_input("the value of the reference resistor is not known",
                          "give [fixture] reference_resistor_ohm in bench.toml, or --ohm");
  }
  if (!(s.ohm > 0)) throw core::bad_input(fmt::format("a reference of {:g} ohm cannot be", s.ohm));
  s.relative_sigma = options.relative_sigma.value_or(bench.fixture.reference_resistor_relative_sigma);
  return s;
}

/// Plays the measuring stimulus with the standard connected.
session::Run play(const workbench::Bench& bench, workbench::OpenBench& open, const CalibrateOptions& options,
         const std::string& phase, session::Provenance& p, const workbench::Events& events, std::stop_token stop) {
  auto prepared = session::prepare(bench, open, options.measure, bench.wiring.output_channel,
                                   session::ProbeTarget::kStandard, stop);
  p.level = prepared.level;
  p.plan = prepared.stimulus.plan;
  const auto state = options.by_swap ? core::FixtureState::kLoad : options.state;
  return session::play(bench, open, prepared, prepared.stimulus, {state, phase, true, {}}, events, stop);
}

/// Faults of the record. At a short (on the low side, with nothing connected) input B is silent by intent,
/// and what it hears is not distortion of anything.
void take_in_standard(const workbench::Bench& bench, const session::Run& run, session::Provenance& p) {
  session::take_in(run, p);
  const bool silent = run.state == (bench.rig.sense == core::Sense::kHighSide ? core::FixtureState::kShort
                                                                              : core::FixtureState::kOpen);
  p.faults.erase(std::remove_if(p.faults.begin(), p.faults.end(),
                                [silent](const auto& f) {
                                  return silent && (f.name == "no-load-signal" || f.name == "distorted");
                                }),
                 p.faults.end());
  if (!p.valid()) throw core::not_valid("not valid: " + p.cause().what, p.cause().remedy);
  session::note_faults(p);
}

void ask(const workbench::Events& events, const std::string& instruction) {
  if (!events.ask || !events.ask(instruction))
    throw core::bad_input("the plugs have to be exchanged by hand and nobody can be asked",
                          "run this in a terminal, or calibrate ratio without --by-swap");
}

/// The same load before and after the inputs' plugs were exchanged.
spectra::Frf swapped_reading(const workbench::Bench& bench, workbench::OpenBench& open,
                             const CalibrateOptions& options, session::Provenance& p, const workbench::Events& events,
                             std::stop_token stop) {
  const session::Run straight = play(bench, open, options, "calibrating (ratio, straight)", p, events, stop);
  take_in_standard(bench, straight, p);
  const std::string plugs = fmt::format(
      "the plugs of input {} and input {} (the cables stay where they are on "
      "the bench)",
      bench.wiring.source_channel, bench.wiring.load_channel);
  ask(events, "exchange " + plugs);
  const session::Run exchanged = play(bench, open, options, "calibrating (ratio, exchanged)", p, events, stop);
  take_in_standard(bench, exchanged, p);
  const auto before = session::transfer(straight, session::kLoad, session::kSource);
  const auto same = session::transfer(exchanged, session::kLoad, session::kSource);
  std::vector<double> differences;
  for (std::size_t i = 0; i < std::min(before.size(), same.size()); ++i)
    differences.push_back(std::abs(same.h[i] / before.h[i] - 1.0));
  constexpr double kLeastDifference = 0.01;  // |1/T² − 1| of a load of 200 Rs
  if (differences.empty() || dsp::median(differences) < kLeastDifference)
    throw core::not_valid("not valid: both readings are the same, the plugs were not exchanged",
                          "exchange them at the interface; or use a load nearer to the sense resistor");
  ask(events, "exchange them back");
  return calibration::ratio_by_swap(before, session::transfer(exchanged, session::kSource, session::kLoad));
}

}  // namespace

CalibrateReport calibrate_step(const workbench::Bench& given, workbench::OpenBench& open,
                               const CalibrateOptions& options, const workbench::Events& events,
                               std::stop_token stop) {
  const auto bench = prepared_bench(given, open, options.start_new, options.state);
  auto standard = standard_of(bench, options);
  workbench::Fixture fixture(bench, open, events);
  CalibrateReport report;
  std::optional<calibration::GainProbe> gains;
  if (options.by_swap) {
    fixture.assume_load();
    standard.reading = swapped_reading(bench, open, options, report.provenance, events, stop);
  } else {
    fixture.set(options.state);
    const session::Run run = play(bench, open, options, fmt::format("calibrating ({})", core::name_of(options.state)),
                         report.provenance, events, stop);
    take_in_standard(bench, run, report.provenance);
    standard.reading = session::transfer(run, session::kLoad, session::kSource);
    gains = session::gains_of(run);
  }

  refuse_wrong_standard(bench.rig, bench.calibration, standard);
  report.calibration = bench.calibration;
  calibration::put(report.calibration, standard);
  report.calibration.fingerprint =
      workbench::fingerprint_of(bench, workbench::identity_of(open.device->info()));
  if (gains && (options.state == core::FixtureState::kOpen || !report.calibration.gains))
    report.calibration.gains = gains;
  refuse_contradiction(bench.rig, report.calibration);
  report.findings = describe(bench.rig, report.calibration, standard);
  report.expected = expected_uncertainty(bench.rig, bench.calibration, report.calibration);
  return report;
}

Verification verify_calibration(const workbench::Bench& given, workbench::OpenBench& open,
                                const CalibrateOptions& wanted, const workbench::Events& events,
                                std::stop_token stop) {
  auto options = wanted;
  options.state = core::FixtureState::kReference;
  const auto bench = prepared_bench(given, open, false, options.state);
  if (bench.calibration.empty())
    throw core::bad_input("there is no calibration to verify", "calibrate first: ohmbench calibrate --help");
  const auto standard = standard_of(bench, options);
  workbench::Fixture fixture(bench, open, events);
  fixture.set(options.state);
  Verification v;
  const session::Run run = play(bench, open, options, "verifying", v.provenance, events, stop);
  take_in_standard(bench, run, v.provenance);
  session::note_calibration(bench, v.provenance);
  v.ohm = standard.ohm;
  v.z = impedance::load_impedance(
      calibration::correct(session::transfer(run, session::kLoad, session::kSource), bench.rig, bench.calibration), bench.rig.sense,
      calibration::in_words(standard));
  judge(v, standard.relative_sigma);
  return v;
}

}  // namespace ohmbench::adjustment
