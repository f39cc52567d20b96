#include "session/evaluate.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <optional>
#include <span>
#include <tuple>

#include "calibration/correction.hpp"
#include "core/ensure.hpp"
#include "findings/fault_names.hpp"
#include "impedance/load.hpp"
#include "impedance/output.hpp"
#include "impedance/repeat.hpp"
#include "session/gain_check.hpp"
#include "session/signs.hpp"
#include "spectra/frf.hpp"

namespace ohmbench::session {
namespace {

Provenance begin(const Material& material) {
  const auto& acquired = material.acquired;
  ENSURE(!acquired.runs.empty());
  Provenance p;
  p.made = material.made;
  p.level = acquired.level;
  p.plan = acquired.runs.front().takes.front().plan;
  return p;
}

/// Node A and B/A of one run; adds what is wrong with it.
impedance::LoadState state_of(const Run& run, bool with_reference, Provenance& p) {
  impedance::LoadState state;
  state.b_over_a = transfer(run, kLoad, kSource);
  if (!with_reference) {
    // phasors have the time base of their take: one is used
    const auto& s = run.best().analysed.spectra;
    state.source = {s.f_hz, s.mean[kSource], s.variance[kSource], s.degrees_of_freedom};
    return state;
  }
  constexpr double kLeastReferenceSnrDb = 20;
  const double snr_db = spectra::snr_db(run.best().analysed.spectra, kReference);
  if (snr_db < kLeastReferenceSnrDb) {
    p.faults.push_back({true, "no-reference",
                        fmt::format("no signal on the reference channel (signal to noise {:.0f} dB)", snr_db),
                        "connect the loopback of the output, or remove reference_channel from [wiring]"});
    return state;
  }
  state.source = transfer(run, kSource, kReference);
  return state;
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

/// One cycle: loaded, open, open, loaded. Empty where the record is not valid.
std::optional<impedance::TwoLoadResult> one_cycle(const Material& material, std::span<const Run> four,
                                                  Provenance& p) {
  const auto& bench = material.bench;
  impedance::TwoLoadRuns runs;
  runs.has_reference = bench.wiring.reference_channel.has_value();
  const std::array states{&runs.loaded_first, &runs.open_first, &runs.open_second, &runs.loaded_second};
  for (std::size_t i = 0; i < states.size(); ++i) {
    *states[i] = state_of(four[i], runs.has_reference, p);
    if (!p.valid()) return {};
  }
  for (auto& fault : findings::wiring_faults(
           calibration::correct(runs.loaded_first.b_over_a, bench.rig, bench.calibration), bench.rig.sense)) {
    // whether a load was there at all is told better by the open run, below
    if (fault.name != findings::kLoadDisconnected) p.faults.push_back(fault);
  }
  if (!switched(runs.loaded_first, runs.open_first)) {
    p.faults.push_back({true, "not-switched",
                        "the states load and open look the same: the load was not switched",
                        "check the load's plug and [fixture] switch_command"});
  }
  if (!p.valid()) return {};
  // one clock: a delay between the runs is whole frames, and alignment has removed all but a miscount of them
  if (material.acquired.has_one_clock && p.one_clock) runs.whole_frame_s = 1.0 / p.plan.sample_rate_hz;
  return impedance::two_load(runs, bench.rig, bench.calibration, material.options.name);
}

/// The runs of one state are one measurement: what the amplifier gives must be the same in all of them.
void check_same_level(std::span<const Run> runs, Provenance& p) {
  constexpr double kMostDb = 0.3;  // an amplifier that warms up changes by hundredths
  const auto power = [](const Run& run) {
    double sum = 0;
    for (const auto& line : run.best().analysed.spectra.mean[kSource]) sum += std::norm(line);
    return sum;
  };
  for (const auto state : {core::FixtureState::kLoad, core::FixtureState::kOpen}) {
    const Run* first = nullptr;
    for (const auto& run : runs) {
      if (run.state != state) continue;
      if (first == nullptr) first = &run;
      const double db = 10 * std::log10(power(run) / power(*first));
      if (std::abs(db) < kMostDb) continue;
      p.faults.push_back({true, findings::fault::kAutomaticGain,
                          fmt::format("the amplifier gave {:+.1f} dB in another run of the state {}", db,
                                      core::name_of(state)),
                          "leave the volume alone between the runs, and switch automatic gain off"});
      return;
    }
  }
}

void two_load(const Material& material, OutputMeasurement& result) {
  auto& p = result.provenance;
  const std::span<const Run> all = material.acquired.runs;
  for (const auto& run : all) {
    if (run.state == core::FixtureState::kLoad) check_limit(material.bench, ProbeTarget::kTheLoad, run, p);
  }
  for (const auto& run : all) {
    if (!take_in(run, p)) return;
  }
  check_same_level(all, p);
  constexpr std::size_t kRuns = 4;
  ENSURE(all.size() % kRuns == 0);
  std::vector<impedance::OutputImpedance> cycles;
  std::optional<impedance::TwoLoadResult> found;
  for (std::size_t at = 0; at < all.size(); at += kRuns) {
    found = one_cycle(material, all.subspan(at, kRuns), p);
    if (!found) return;
    cycles.push_back(found->z_out);
  }
  result.z_out = impedance::mean_of(cycles);
  if (found->inductance_and_delay_merge) {
    p.quality.warnings.push_back(
        "no loopback is wired and the load is resistive: an output inductance cannot be told from a delay "
        "and was left out");
  } else if (!material.bench.wiring.reference_channel && found->delay_s != 0) {
    p.quality.warnings.push_back(
        fmt::format("no loopback is wired: a delay of {:.3f} us between the runs was fitted and removed",
                    found->delay_s * 1e6));
  }
}

/// What the amplifier played meanwhile, and whether it could be taken out.
void note_hot(const Material& material, Provenance& p) {
  const Take& take = material.acquired.runs.front().best();
  if (!take.hot) return;
  if (!material.acquired.has_one_clock || !p.one_clock) {
    p.faults.push_back(
        {true, "two-clocks",
         "the inputs run on another clock than the outputs: what the amplifier played cannot be "
         "taken out",
         "use one interface for both, or measure without --hot-volt"});
  }
  if (material.bench.rig.adc_full_scale)
    p.hot_volt = take.hot_signal.rms_fs[kLoad] * (*material.bench.rig.adc_full_scale)[kLoad].value();
  constexpr double kMostDistortionDb = -20;
  if (take.hot_signal.distortion_db[kLoad] > kMostDistortionDb) {
    p.faults.push_back({false, "hot-distortion",
                        fmt::format("the amplifier distorts what it plays ({:.0f} dB)",
                                    take.hot_signal.distortion_db[kLoad]),
                        "lower --hot-volt unless this is what you want to know"});
  }
}

void injected(const Material& material, OutputMeasurement& result) {
  const auto& [bench, options, acquired] = std::tie(material.bench, material.options, material.acquired);
  auto& p = result.provenance;
  check_limit(bench, ProbeTarget::kAmplifierOutput, acquired.runs.front(), p);
  if (!take_in(acquired.runs.front(), p)) return;
  const auto wired = impedance::for_injection(bench.rig, bench.calibration);
  const auto t =
      calibration::correct(transfer(acquired.runs.front(), kLoad, kSource), wired.rig, wired.calibration);
  for (auto& fault : findings::injection_faults(t)) p.faults.push_back(fault);
  if (!p.valid()) return;
  result.z_out = impedance::injection(t, options.name);
  note_hot(material, p);
  if (wired.calibration.find(core::FixtureState::kShort) == nullptr) {
    p.quality.warnings.push_back(
        "crosstalk between the inputs was not measured and may add the sense resistor times the crosstalk: "
        "calibrate short");
  }
}

/// The load at every level that was played. A run that is not good enough costs the verdict, not the curve.
void compare_levels(const Material& material, LoadMeasurement& result) {
  const auto& bench = material.bench;
  const auto& loudest = material.acquired.level;
  for (const auto& run : material.acquired.runs) {
    Provenance alone;
    if (!take_in(run, alone)) {
      result.level_dependence.emplace();
      result.level_dependence->why = "a level could not be measured: " + alone.cause().what;
      return;
    }
    const auto t = calibration::correct(transfer(run, kLoad, kSource), bench.rig, bench.calibration);
    findings::LevelRun level;
    level.level = run.takes.front().plan.level;
    if (loudest.load_voltage)
      level.load_voltage = core::Volts(loudest.load_voltage->value() * (level.level - loudest.level).ratio());
    level.curve = impedance::load_impedance(t, bench.rig.sense, {}).curve;
    result.levels.push_back(std::move(level));
  }
  result.level_dependence = findings::level_dependence(result.levels);
  findings::add_level_term(*result.level_dependence, result.z);
}

/// A rise of the noise since the calibration: methods 2.5.
void note_noise(const workbench::Bench& bench, const Run& run, Provenance& p) {
  if (!bench.calibration.gains) return;
  for (const auto channel : {kSource, kLoad}) {
    const auto rise_db = noise_above(run, *bench.calibration.gains, channel);
    if (!rise_db) continue;
    p.quality.warnings.push_back(fmt::format(
        "the noise on the {} channel is {:.0f} dB above that of the calibration: was a gain knob touched "
        "(ohmbench calibrate verify tells), or does the load pick up noise of the room?",
        channel == kSource ? "source" : "load", *rise_db));
  }
}

}  // namespace

LoadMeasurement evaluate_load(const Material& material) {
  const auto& bench = material.bench;
  LoadMeasurement result{{}, {}, {}, {}, begin(material)};
  auto& p = result.provenance;
  // first, and also in a record that is no good otherwise: too loud is what has to be told
  for (const auto& run : material.acquired.runs) check_limit(bench, ProbeTarget::kTheLoad, run, p);
  const Run& run = material.acquired.runs.front();
  if (take_in(run, p)) {
    const auto t = calibration::correct(transfer(run, kLoad, kSource), bench.rig, bench.calibration);
    for (auto& fault : recording_faults(bench, run)) p.faults.push_back(std::move(fault));
    for (auto& fault : findings::wiring_faults(t, bench.rig.sense)) p.faults.push_back(fault);
    result.z = impedance::load_impedance(t, bench.rig.sense, material.options.name);
    result.distortion = run.best().analysed.distortion;
    for (auto& fault : findings::curve_faults(result.z, material.options.expected_ohm))
      p.faults.push_back(fault);
    note_calibration(bench, p);
    note_noise(bench, run, p);
    if (p.valid() && material.acquired.runs.size() > 1) compare_levels(material, result);
  }
  note_faults(p);
  return result;
}

OutputMeasurement evaluate_output(const Material& material) {
  ENSURE(material.method.has_value());
  OutputMeasurement result{{}, begin(material)};
  if (*material.method == impedance::OutputImpedanceMethod::kTwoLoad)
    two_load(material, result);
  else
    injected(material, result);
  if (result.provenance.valid()) note_calibration(material.bench, result.provenance);
  note_faults(result.provenance);
  return result;
}

}  // namespace ohmbench::session
