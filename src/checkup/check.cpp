#include "checkup/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "calibration/correction.hpp"
#include "core/ensure.hpp"
#include "core/error.hpp"
#include "core/si_text.hpp"
#include "diagnosis/coarse_ratio.hpp"
#include "impedance/load.hpp"
#include "session/acquire.hpp"
#include "session/probe.hpp"
#include "session/run.hpp"
#include "stimulus/stimulus.hpp"
#include "storage/utc.hpp"
#include "workbench/calibration_use.hpp"
#include "workbench/fixture.hpp"

namespace ohmbench::checkup {
namespace {

using diagnosis::Examination;
using findings::Fault;
using session::choose_level;
using session::kSource;
using session::LevelWish;
using session::MeasureOptions;
using session::plan_of;
using session::probe;
using session::ProbeTarget;
using session::record_stimulus;

constexpr double kSilenceSeconds = 1.2;
constexpr double kMillivolt = 1e-3;  // RMS: 75 dB SPL from the most sensitive headphones
constexpr double kWhisperStepDb = 10;
constexpr double kStepDb = 6;
constexpr double kOverload = 0.999;
constexpr double kClearSnrDb = 20;  // for wiring to be judged

double snr_db(const diagnosis::ChannelSigns& c) {
  return c.noise_fs > 0 ? 20 * std::log10(c.level_fs / c.noise_fs) : 300;
}

class Climb {
 public:
  Climb(const workbench::Bench& bench, workbench::OpenBench& open, const CheckOptions& options,
        const workbench::Events& events, std::stop_token stop)
      : bench_(bench), open_(open), options_(options), events_(events), stop_(std::move(stop)) {
    report_.inputs = {bench.wiring.source_channel, bench.wiring.load_channel};
    if (bench.wiring.reference_channel) report_.inputs.push_back(*bench.wiring.reference_channel);
    stimulus_ = stimulus::render(plan());
  }

  CheckReport run() {
    if (listen() && whisper() && approach()) climb();
    conclude();
    return std::move(report_);
  }

 private:
  /// Dense odd lines: all that 5 Hz allow below 2.9 kHz, so that arrivals can be told; even bins and, above,
  /// many odd bins stay free for what is not linear.
  stimulus::Plan plan() const {
    stimulus::Plan plan;
    plan.sample_rate_hz = bench_.interface.sample_rate_hz;
    plan.from_hz = 5;
    plan.to_hz = std::min(22000.0, stimulus::highest_hz(plan.sample_rate_hz));
    plan.points_per_octave = 200;
    plan.level = start();
    plan.period_s = 0.2;
    plan.settle_s = 0.2;
    plan.seconds = 0.8;
    return plan;
  }

  core::DbFs start() const {
    return options_.level.level ? std::min(*options_.level.level, bench_.limits.start) : bench_.limits.start;
  }

  /// False where an input is overloaded already.
  bool listen() {
    audio::PlayRequest request;
    request.sample_rate_hz = bench_.interface.sample_rate_hz;
    request.buffer_frames = bench_.interface.buffer_frames;
    request.input_channels = report_.inputs;
    request.frames = static_cast<std::size_t>(kSilenceSeconds * request.sample_rate_hz);
    tell("silence");
    const auto capture = open_.device->play_and_record(request, {}, stop_);
    report_.device = capture.device;
    report_.silence = diagnosis::listen(capture);
    for (std::size_t c = 0; c < 2; ++c) {
      if (report_.silence.inputs[c].peak_fs < kOverload) continue;
      add({true, findings::fault::kClipped,
           fmt::format("input {} is overloaded while nothing is played", report_.inputs[c]),
           "switch the amplifier off and check the wiring, phantom power and the input's gain"});
    }
    const bool bearable = report_.valid();
    add(findings::silence_faults(report_.silence, report_.inputs));
    return bearable;
  }

  /// Up to a millivolt at node A, as far as volts are known. False where nothing louder may be played:
  /// something is wrong, or node A does not hear it.
  bool whisper() {
    // hum and noise are no reason not to whisper: what they come with tells what they come from
    whispering_ = true;
    for (const auto level : session::whisper_levels(bench_, start())) {
      if (!step(level)) return false;
      if (source_volt() * core::GainDb(kWhisperStepDb).ratio() > kMillivolt) break;
    }
    const auto& last = report_.steps.back();
    if (!last.found || !last.channels[0].heard) return hears(last);
    return harmless();
  }

  /// From there to start_dbfs, where both nodes must be heard and the load must make sense.
  bool approach() {
    double level = report_.steps.back().level_dbfs;
    while (level < start().value() - 0.1) {
      level = std::min(level + kStepDb, start().value());
      if (!step(core::DbFs(level))) return false;
    }
    const auto& last = report_.steps.back();
    if (hears(last)) {
      add(wiring_faults());
      add(curve_faults());
    }
    whispering_ = false;
    return harmless();
  }

  bool hears(const Examination& e) {
    std::optional<double> rate;
    if (!e.found) rate = diagnosis::other_rate(last_capture_, stimulus_, kSource);
    auto faults = findings::hearing_faults(e, report_.inputs, bench_.rig.sense, rate);
    const bool heard = faults.empty();
    add(std::move(faults));
    return heard;
  }

  /// RMS at node A in the last step; 0 where it is not heard or volts are unknown.
  double source_volt() const {
    const auto& last = report_.steps.back();
    if (!bench_.rig.adc_full_scale || !last.found || !last.channels[0].heard) return 0;
    return last.channels[0].level_fs * (*bench_.rig.adc_full_scale)[0].value();
  }

  /// On to the level that a measurement would choose.
  void climb() {
    try {
      MeasureOptions measurement;
      measurement.level = options_.level;
      const auto found =
          probe(bench_, *open_.device, bench_.wiring.output_channel, start(), ProbeTarget::kTheLoad, stop_);
      auto measuring = plan_of(bench_, measurement);
      measuring.level = found.level;
      report_.level = choose_level(bench_, found, stimulus::render(measuring), options_.level);
      LevelWish automatic;  // this signal has another crest and other lines: the limits hold for it, too
      const auto own = choose_level(bench_, found, scaled(found.level), automatic);
      const double target = std::min(report_.level->level, own.level).value();
      double level = start().value();
      while (level < target - 0.1) {
        level = std::min(level + kStepDb, target);
        if (!step(core::DbFs(level))) return;
      }
    } catch (const core::Error& error) {
      if (error.kind() != core::ErrorKind::kNotValid || stop_.stop_requested()) throw;
      add({true, findings::fault::kRefused, fmt::format("a measurement would be refused: {}", error.what()),
           "do as it says, then check again"});
    }
  }

  /// Plays one step and judges it. False where nothing louder may be played.
  bool step(core::DbFs level) {
    const auto s = scaled(level);
    tell(fmt::format("{:.0f} dBFS", level.value()));
    auto now = examine(s);
    const auto faults_of = [this](const Examination& e) {
      auto faults = findings::signal_faults(e, report_.inputs);
      if (faults.empty()) faults = findings::damage_faults(e);
      return faults;
    };
    auto faults = faults_of(now);
    if (!faults.empty()) {  // once more: a bump or another program's sound is not a fault of the bench
      now = examine(s);
      const auto again = faults_of(now);
      const auto gone = [&again](const Fault& f) {
        return std::none_of(again.begin(), again.end(), [&f](const Fault& g) { return g.name == f.name; });
      };
      faults.erase(std::remove_if(faults.begin(), faults.end(), gone), faults.end());
    }
    add(std::move(faults));
    if (now.channels[0].peak_fs >= kOverload || now.channels[1].peak_fs >= kOverload) {
      const std::size_t c = now.channels[0].peak_fs >= kOverload ? 0 : 1;
      add({true, findings::fault::kClipped,
           fmt::format("input {} is overloaded at {:.0f} dBFS", report_.inputs[c], level.value()),
           "turn the input's gain or the amplifier down, or lower [limits] start_dbfs"});
    }
    // hum at an input is no volts at the load: up to start_dbfs only the foretold counts
    const auto what = whispering_
                          ? std::string()
                          : session::excess(bench_, ProbeTarget::kTheLoad, last_capture_, s.plan.period_s);
    if (!what.empty()) {
      add({true, findings::fault::kLimitExceeded, fmt::format("{} at {:.0f} dBFS", what, level.value()),
           "has the volume been changed meanwhile? Turn the amplifier down"});
    }
    if (now.found) {
      for (auto& fault : findings::record_faults(findings::facts_of(now))) {
        if (fault.name == findings::fault::kDistorted) add(std::move(fault));
      }
      if (!report_.steps.empty()) add(findings::level_faults(report_.steps.back(), now, report_.inputs));
    }
    add(findings::ground_and_gate_faults(report_.silence, now, report_.inputs));
    report_.steps.push_back(std::move(now));
    // wrong wiring shows in the ratio long before it is loud
    if (clear(report_.steps.back())) add(wiring_faults());
    return harmless();
  }

  static bool clear(const Examination& e) {
    const auto is_clear = [&e](const diagnosis::ChannelSigns& c) {
      constexpr double kLeastSteps = 10;  // of the converter
      return c.heard && snr_db(c) > kClearSnrDb && c.level_fs > kLeastSteps * e.quantum_fs;
    };
    return e.found && is_clear(e.channels[0]) && is_clear(e.channels[1]);
  }

  /// Whether more may be played.
  bool harmless() const {
    return std::all_of(report_.findings.begin(), report_.findings.end(), [this](const Fault& f) {
      const bool silence = f.name == findings::fault::kHum || f.name == findings::fault::kNoisy ||
                           f.name == findings::fault::kStraySignal;
      return !f.invalid || (silence && whispering_);
    });
  }

  Examination examine(const stimulus::Stimulus& s) {
    last_capture_ = record_stimulus(bench_, *open_.device, s, bench_.wiring.output_channel, {}, stop_);
    auto examined = diagnosis::examine(last_capture_, s, kSource);
    // a source channel that is dead or wrong: the others may tell when the signal came
    for (std::size_t c = 1; c < last_capture_.channels.size() && !examined.found; ++c) {
      auto other = diagnosis::examine(last_capture_, s, c);
      if (other.found) examined = std::move(other);
    }
    return examined;
  }

  calibration::CorrectedFrf corrected(const spectra::Frf& ratio) const {
    return calibration::correct(ratio, bench_.rig, bench_.calibration);
  }

  std::vector<Fault> wiring_faults() const {
    if (has(findings::fault::kMono)) return {};  // the wiring cannot be judged through one channel
    const auto coarse = diagnosis::in_sixths(report_.steps.back().b_over_a);
    return findings::wiring_faults_with_doubles(corrected(coarse), bench_.rig.sense);
  }

  std::vector<Fault> curve_faults() {
    if (!report_.valid()) return {};
    const auto z = impedance::load_impedance(corrected(report_.steps.back().b_over_a), bench_.rig.sense, "");
    constexpr double kFromHz = 20;
    for (std::size_t i = 0; i < z.curve.size(); ++i) {
      const double ohm = std::abs(z.curve.z_ohm[i]);
      if (z.curve.f_hz[i] >= kFromHz) report_.least_ohm = std::min(report_.least_ohm.value_or(ohm), ohm);
    }
    auto faults = findings::curve_faults(z, options_.expected_ohm);
    const auto vague = [](const Fault& f) { return f.name == findings::fault::kTooVague; };
    if (std::any_of(faults.begin(), faults.end(), vague)) return findings::no_current_faults();
    return faults;
  }

  bool has(const char* name) const {
    return std::any_of(report_.findings.begin(), report_.findings.end(),
                       [name](const Fault& f) { return f.name == name; });
  }

  void conclude() {
    if (has(findings::fault::kDigitalSilence) && has(findings::fault::kAutomaticGain)) {
      add({true, findings::fault::kNoiseGate,
           "silence is digital and gain wanders: both may be a noise gate that the signal opens now and then",
           "switch off noise suppression, gates and enhancements of the recording device"});
    }
    report_.cannot_tell = unknowns(report_, bench_, options_);
  }

  stimulus::Stimulus scaled(core::DbFs level) const {
    auto s = stimulus_;
    const double gain = (level - stimulus_.plan.level).ratio();
    for (double& x : s.samples) x *= gain;
    s.peak_fs *= gain;
    s.plan.level = level;
    return s;
  }

  void tell(const std::string& phase) const {
    if (events_.progress) events_.progress("checking: " + phase, 0.5);
  }

  void add(Fault fault) {
    const auto known = std::find_if(report_.findings.begin(), report_.findings.end(),
                                    [&fault](const Fault& f) { return f.name == fault.name; });
    if (known == report_.findings.end()) {
      report_.findings.push_back(std::move(fault));
    } else if (fault.invalid && !known->invalid) {
      *known = std::move(fault);
    }
  }
  void add(std::vector<Fault> faults) {
    for (auto& fault : faults) add(std::move(fault));
  }

  const workbench::Bench& bench_;
  workbench::OpenBench& open_;
  const CheckOptions& options_;
  const workbench::Events& events_;
  std::stop_token stop_;
  stimulus::Stimulus stimulus_;
  audio::Capture last_capture_;
  bool whispering_ = false;  ///< below start_dbfs
  CheckReport report_;
};

}  // namespace

CheckReport check_bench(const workbench::Bench& bench, workbench::OpenBench& open,
                        const CheckOptions& options, const workbench::Events& events, std::stop_token stop) {
  workbench::Fixture fixture(bench, open, events);
  fixture.assume_load();
  // a calibration that a measurement would refuse is a finding, and no reason to find nothing else
  workbench::Bench calibrated = bench;
  std::optional<Fault> refused;
  try {
    calibrated =
        workbench::with_calibration(bench, workbench::identity_of(open.device->info()), storage::utc_now());
  } catch (const core::Error& error) {
    refused = {true, findings::fault::kCalibrationRefused, error.what(),
               "calibrate again, or take [calibration] file out of the bench file"};
  }
  auto report = Climb(calibrated, open, options, events, std::move(stop)).run();
  if (refused) report.findings.push_back(std::move(*refused));
  return report;
}

}  // namespace ohmbench::checkup
