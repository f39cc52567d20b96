#include "session/calibrate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "calibration/correction.hpp"
#include "core/error.hpp"
#include "core/si_text.hpp"
#include "impedance/load.hpp"
#include "session/calibration_check.hpp"
#include "session/gain_check.hpp"
#include "storage/utc.hpp"
#include "workbench/calibration_file.hpp"
#include "workbench/calibration_use.hpp"

namespace ohmbench::session {
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
Run play(const workbench::Bench& bench, workbench::OpenBench& open, const CalibrateOptions& options,
         const std::string& phase, Provenance& p, const workbench::Events& events, std::stop_token stop) {
  const auto prepared =
      prepare(bench, open, options.measure, bench.wiring.output_channel, ProbeTarget::kStandard, stop);
  p.level = prepared.level;
  p.plan = prepared.stimulus.plan;
  return run_stimulus(bench, *open.device, options.state, prepared.stimulus, bench.wiring.output_channel,
                      reporter(events, phase), stop);
}

/// Faults of the record. At a short (on the low side, with nothing connected) input B is silent by intent,
/// and what it hears is not distortion of anything.
void take_in_standard(const workbench::Bench& bench, const Run& run, Provenance& p) {
  take_in(run, p);
  const bool silent = run.state == (bench.rig.sense == core::Sense::kHighSide ? core::FixtureState::kShort
                                                                              : core::FixtureState::kOpen);
  p.faults.erase(std::remove_if(p.faults.begin(), p.faults.end(),
                                [silent](const auto& f) {
                                  return silent && (f.name == "no-load-signal" || f.name == "distorted");
                                }),
                 p.faults.end());
  if (!p.valid()) throw core::not_valid("not valid: " + p.cause().what, p.cause().remedy);
  note_faults(p);
}

}  // namespace

CalibrateReport calibrate_step(const workbench::Bench& given, workbench::OpenBench& open,
                               const CalibrateOptions& options, const workbench::Events& events,
                               std::stop_token stop) {
  const auto bench = prepared_bench(given, open, options.start_new, options.state);
  auto standard = standard_of(bench, options);
  workbench::Fixture fixture(bench, open, events);
  CalibrateReport report;
  fixture.set(options.state);
  const Run run = play(bench, open, options, fmt::format("calibrating ({})", core::name_of(options.state)),
                       report.provenance, events, stop);
  take_in_standard(bench, run, report.provenance);
  standard.reading = transfer(run, kLoad, kSource);

  refuse_wrong_standard(bench.rig, bench.calibration, standard);
  report.calibration = bench.calibration;
  calibration::put(report.calibration, standard);
  report.calibration.fingerprint =
      workbench::fingerprint_of(bench, workbench::identity_of(open.device->info()));
  if (options.state == core::FixtureState::kOpen || !report.calibration.gains)
    report.calibration.gains = gains_of(run);
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
  const Run run = play(bench, open, options, "verifying", v.provenance, events, stop);
  take_in_standard(bench, run, v.provenance);
  note_calibration(bench, v.provenance);
  v.ohm = standard.ohm;
  v.z = impedance::load_impedance(
      calibration::correct(transfer(run, kLoad, kSource), bench.rig, bench.calibration), bench.rig.sense,
      calibration::in_words(standard));
  judge(v, standard.relative_sigma);
  return v;
}

}  // namespace ohmbench::session
