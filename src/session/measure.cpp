#include "session/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "calibration/correction.hpp"
#include "core/ensure.hpp"
#include "core/error.hpp"
#include "core/si_text.hpp"
#include "impedance/load.hpp"
#include "impedance/output.hpp"
#include "session/run.hpp"
#include "spectra/frf.hpp"

namespace ohmbench::session {
namespace {

constexpr double kDefaultSeconds = 4.5;  // with the probe 5 s of playing

core::DbFs probe_level(const Bench& bench, const LevelWish& wish) {
  return wish.level ? std::min(*wish.level, bench.limits.start) : bench.limits.start;
}

std::function<void(double)> reporter(const Events& events, const std::string& phase) {
  if (!events.progress) return {};
  return [&events, phase](double fraction) { events.progress(phase, fraction); };
}

/// Renders at the level that the probe allows. The bench must be in the state that will be measured.
stimulus::Stimulus prepare(const Bench& bench, OpenBench& open, const MeasureOptions& options,
                           int output_channel, ProbeTarget target, Provenance& provenance,
                           std::stop_token stop) {
  stimulus::Plan plan = plan_of(bench, options);
  const Probe found =
      probe(bench, *open.device, output_channel, probe_level(bench, options.level), target, stop);
  plan.level = found.level;
  provenance.level = choose_level(bench, found, stimulus::render(plan), options.level);
  plan.level = provenance.level.level;
  provenance.plan = plan;
  return stimulus::render(plan);
}

verdict::RunFacts facts_of(const Run& run) {
  verdict::RunFacts facts;
  facts.usable = run.analysed.usable;
  facts.clipped = run.clipped;
  facts.dropouts = run.dropouts;
  facts.correlation = run.analysed.spectra.health.correlation;
  if (facts.usable) {
    facts.source_snr_db = spectra::snr_db(run.analysed.spectra, kSource);
    facts.load_snr_db = spectra::snr_db(run.analysed.spectra, kLoad);
    facts.distortion_db = run.analysed.spectra.health.distortion_db;
  }
  return facts;
}

/// Adds what one run says to the provenance. Returns false if the record itself is invalid.
bool take_in(const Run& run, Provenance& p) {
  const auto facts = facts_of(run);
  const bool first = p.device.empty();
  if (!first)
    p.one_clock = p.one_clock && run.analysed.spectra.health.clock_ppm == 0;
  else
    p.one_clock = run.analysed.spectra.health.clock_ppm == 0;
  p.device = run.capture.device;
  p.latency_frames = run.analysed.spectra.health.latency_frames;
  p.clock_ppm = run.analysed.spectra.health.clock_ppm;
  p.quality.clipped += run.clipped;
  p.quality.dropouts += run.dropouts;
  p.quality.repeated_periods += run.repeated_periods;
  p.quality.snr_db = first ? facts.source_snr_db : std::min(p.quality.snr_db, facts.source_snr_db);
  if (!run.capture.health.clean()) {
    p.quality.warnings.push_back(
        fmt::format("the driver reported {} overflows and {} underflows",
                    run.capture.health.input_overflows + run.capture.health.output_overflows,
                    run.capture.health.input_underflows + run.capture.health.output_underflows));
  }
  for (auto& fault : verdict::record_faults(facts)) p.faults.push_back(std::move(fault));
  return p.valid();
}

/// What the load really got: the loudest period of a multisine, the loudest 0.1 s of a stimulus that is at
/// one frequency at a time.
void check_limit(const Bench& bench, const audio::Capture& capture, const stimulus::Stimulus& s,
                 Provenance& p) {
  if (!bench.limits.load_max || !bench.rig.adc_full_scale) return;
  const double fs_hz = capture.sample_rate_hz;
  const auto window =
      s.plan.kind == stimulus::Kind::kMultisine ? s.period_frames : static_cast<std::size_t>(0.1 * fs_hz);
  const double scale_a = (*bench.rig.adc_full_scale)[0].value();
  const double scale_b = (*bench.rig.adc_full_scale)[1].value();
  double loudest = 0;
  for (std::size_t at = 0; at + window <= capture.frames(); at += window / 2) {
    double sum = 0;
    for (std::size_t n = at; n < at + window; ++n) {
      const double a = capture.channels[kSource][n] * scale_a;
      const double b = capture.channels[kLoad][n] * scale_b;
      const double v = bench.rig.sense == core::Sense::kHighSide ? b : a - b;
      sum += v * v;
    }
    loudest = std::max(loudest, std::sqrt(sum / static_cast<double>(window)));
  }
  if (loudest > bench.limits.load_max->value()) {
    p.faults.push_back(
        {true, "limit-exceeded",
         fmt::format("the load got {}, more than load_max_volt", core::format_si(loudest, "V")),
         "has the volume been changed meanwhile? Lower the level"});
  }
}

struct TwoLoadRecord {
  impedance::LoadState state;
  bool ok = false;
};

/// One of the four runs.
TwoLoadRecord run_state(const Bench& bench, OpenBench& open, const stimulus::Stimulus& s,
                        const std::string& phase, const Events& events, Provenance& p, bool with_reference,
                        std::stop_token stop) {
  const Run run =
      run_stimulus(bench, *open.device, s, bench.wiring.output_channel, reporter(events, phase), stop);
  TwoLoadRecord record;
  if (!take_in(run, p)) return record;
  record.state.b_over_a = spectra::transfer(run.analysed, kLoad, kSource);
  if (with_reference) {
    constexpr double kLeastReferenceSnrDb = 20;
    const double snr_db = spectra::snr_db(run.analysed.spectra, kReference);
    if (snr_db < kLeastReferenceSnrDb) {
      p.faults.push_back(
          {true, "no-reference",
           fmt::format("no signal on the reference channel (signal to noise {:.0f} dB)", snr_db),
           "connect the loopback of the output, or remove reference_channel from [wiring]"});
      return record;
    }
    record.state.source = spectra::transfer(run.analysed, kSource, kReference);
  } else {
    const auto& spectra = run.analysed.spectra;
    record.state.source = {spectra.f_hz, spectra.mean[kSource], spectra.variance[kSource],
                           spectra.degrees_of_freedom};
  }
  record.ok = true;
  return record;
}

/// A switch that does not switch shows the same ratio in both states, but for noise.
bool switched(const impedance::LoadState& loaded, const impedance::LoadState& open) {
  double difference = 0;
  double noise = 0;
  double sum = 0;
  for (std::size_t i = 0; i < loaded.b_over_a.size(); ++i) {
    difference += std::norm(loaded.b_over_a.h[i] - open.b_over_a.h[i]);
    noise += loaded.b_over_a.variance[i] + open.b_over_a.variance[i];
    sum += std::norm(open.b_over_a.h[i]) + std::norm(loaded.b_over_a.h[i]);
  }
  constexpr double kLeast = 1e-4;        // relative RMS change of B/A
  constexpr double kLeastOverNoise = 4;  // of the noise's power, over all lines
  return difference > kLeast * kLeast * sum && difference > kLeastOverNoise * noise;
}

OutputMeasurement by_two_load(const Bench& bench, OpenBench& open, Fixture& fixture,
                              const MeasureOptions& options, const Events& events, std::stop_token stop) {
  OutputMeasurement result;
  auto& p = result.provenance;
  fixture.set(core::FixtureState::kLoad);
  const auto s = prepare(bench, open, options, bench.wiring.output_channel, ProbeTarget::kLoadOfTwo, p, stop);
  impedance::TwoLoadRuns runs;
  runs.has_reference = bench.wiring.reference_channel.has_value();
  const std::array<std::pair<core::FixtureState, impedance::LoadState*>, 4> order{
      {{core::FixtureState::kLoad, &runs.loaded_first},
       {core::FixtureState::kOpen, &runs.open_first},
       {core::FixtureState::kOpen, &runs.open_second},
       {core::FixtureState::kLoad, &runs.loaded_second}}};
  int number = 0;
  for (const auto& [state, run] : order) {
    fixture.set(state);
    const auto phase = fmt::format("run {} of 4 ({})", ++number, core::name_of(state));
    auto record = run_state(bench, open, s, phase, events, p, runs.has_reference, stop);
    if (!record.ok) return result;
    *run = std::move(record.state);
  }
  fixture.set(core::FixtureState::kLoad);
  for (auto& fault : verdict::wiring_faults(
           calibration::correct(runs.loaded_first.b_over_a, bench.rig, bench.calibration), bench.rig.sense)) {
    // whether a load was there at all is told better by the open run, below
    if (fault.name != verdict::kLoadDisconnected) p.faults.push_back(fault);
  }
  if (!switched(runs.loaded_first, runs.open_first)) {
    p.faults.push_back({true, "not-switched",
                        "the states load and open look the same: the load was not switched",
                        "check the load's plug and [fixture] switch_command"});
  }
  if (!p.valid()) return result;
  // one clock: a delay between the runs is whole frames, and alignment has removed all but a miscount of them
  if (open.device->info().has_one_clock && p.one_clock)
    runs.whole_frame_s = 1.0 / bench.interface.sample_rate_hz;
  const auto found = impedance::two_load(runs, bench.rig, bench.calibration, options.name);
  result.z_out = found.z_out;
  if (found.inductance_and_delay_merge) {
    p.quality.warnings.push_back(
        "no loopback is wired and the load is resistive: an output inductance cannot be told from a delay "
        "and was left out");
  } else if (!runs.has_reference && found.delay_s != 0) {
    p.quality.warnings.push_back(
        fmt::format("no loopback is wired: a delay of {:.3f} us between the runs was fitted and removed",
                    found.delay_s * 1e6));
  }
  return result;
}

OutputMeasurement by_injection(const Bench& bench, OpenBench& open, Fixture& fixture,
                               const MeasureOptions& options, const Events& events, std::stop_token stop) {
  if (!bench.wiring.injection_output_channel) {
    throw core::bad_input("injection needs a second output",
                          "give [wiring] injection_output_channel in bench.toml");
  }
  OutputMeasurement result;
  auto& p = result.provenance;
  fixture.set(core::FixtureState::kInjection);
  // the amplifier's terminals are the "load" here, and the limits of [limits] hold for what they see
  Bench as_high_side = bench;
  as_high_side.rig.sense = core::Sense::kHighSide;
  const auto s = prepare(as_high_side, open, options, *bench.wiring.injection_output_channel,
                         ProbeTarget::kAmplifierOutput, p, stop);
  const Run run = run_stimulus(bench, *open.device, s, *bench.wiring.injection_output_channel,
                               reporter(events, "injecting"), stop);
  if (!take_in(run, p)) return result;
  const auto wired = impedance::for_injection(bench.rig, bench.calibration);
  const auto t =
      calibration::correct(spectra::transfer(run.analysed, kLoad, kSource), wired.rig, wired.calibration);
  for (auto& fault : verdict::injection_faults(t)) p.faults.push_back(fault);
  if (!p.valid()) return result;
  result.z_out = impedance::injection(t, options.name);
  note_uncalibrated(bench, p);
  p.quality.warnings.push_back(
      "crosstalk between the inputs is not removed: it adds the sense resistor times the crosstalk");
  return result;
}

}  // namespace

void note_uncalibrated(const Bench& bench, Provenance& p) {
  std::error_code ignored;
  if (!bench.calibration_file.empty() && std::filesystem::exists(bench.calibration_file, ignored)) {
    p.quality.warnings.push_back("the calibration file is not used: this version does not calibrate");
  }
  p.quality.warnings.push_back(
      bench.rig.adc_full_scale
          ? "the channel ratio is declared, not measured; 0.25 dB is assumed as its standard uncertainty"
          : "the channels are taken as equal, not measured; 0.25 dB is assumed as the standard uncertainty");
}

void note_faults(Provenance& p) {
  for (const auto& warning : p.level.warnings) p.quality.warnings.push_back(warning);
  for (const auto& fault : p.faults) {
    if (!fault.invalid) p.quality.warnings.push_back(fault.what + ": " + fault.remedy);
  }
}

bool Provenance::valid() const {
  return std::none_of(faults.begin(), faults.end(), [](const auto& fault) { return fault.invalid; });
}

const verdict::Fault& Provenance::cause() const {
  const auto found =
      std::find_if(faults.begin(), faults.end(), [](const auto& fault) { return fault.invalid; });
  ENSURE(found != faults.end());
  return *found;
}

stimulus::Plan plan_of(const Bench& bench, const MeasureOptions& options) {
  stimulus::Plan plan;
  plan.kind = options.stimulus;
  plan.sample_rate_hz = bench.interface.sample_rate_hz;
  plan.from_hz = options.from_hz;
  plan.to_hz = options.to_hz.value_or(std::min(20000.0, stimulus::highest_hz(plan.sample_rate_hz)));
  plan.points_per_octave = options.points_per_octave;
  plan.seconds = options.seconds.value_or(kDefaultSeconds);
  return plan;
}

LoadMeasurement measure_impedance(const Bench& bench, OpenBench& open, const MeasureOptions& options,
                                  const Events& events, std::stop_token stop) {
  LoadMeasurement result;
  auto& p = result.provenance;
  Fixture fixture(bench, open, events);
  fixture.assume_load();
  const auto s = prepare(bench, open, options, bench.wiring.output_channel, ProbeTarget::kLoad, p, stop);
  Run run =
      run_stimulus(bench, *open.device, s, bench.wiring.output_channel, reporter(events, "measuring"), stop);
  if (take_in(run, p)) {
    const auto t =
        calibration::correct(spectra::transfer(run.analysed, kLoad, kSource), bench.rig, bench.calibration);
    for (auto& fault : verdict::wiring_faults(t, bench.rig.sense)) p.faults.push_back(fault);
    result.z = impedance::load_impedance(t, bench.rig.sense, options.name);
    for (auto& fault : verdict::curve_faults(result.z, options.expected_ohm)) p.faults.push_back(fault);
    note_uncalibrated(bench, p);
    check_limit(bench, run.capture, s, p);
  }
  result.capture = std::move(run.capture);
  note_faults(p);
  return result;
}

OutputMeasurement measure_output_impedance(const Bench& bench, OpenBench& open,
                                           impedance::OutputImpedanceMethod method,
                                           const MeasureOptions& options, const Events& events,
                                           std::stop_token stop) {
  Fixture fixture(bench, open, events);
  auto result = method == impedance::OutputImpedanceMethod::kTwoLoad
                    ? by_two_load(bench, open, fixture, options, events, stop)
                    : by_injection(bench, open, fixture, options, events, stop);
  note_faults(result.provenance);
  return result;
}

}  // namespace ohmbench::session
