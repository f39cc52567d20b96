#include "instrument/worker.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "effort/duration.hpp"
#include "instrument/keeping.hpp"
#include "instrument/metered_device.hpp"
#include "records/record.hpp"
#include "records/tape.hpp"
#include "results/calibration_result.hpp"
#include "results/check_result.hpp"
#include "results/curve_result.hpp"
#include "results/max_output_options.hpp"
#include "results/max_output_result.hpp"
#include "storage/json_file.hpp"
#include "storage/utc.hpp"
#include "workbench/calibration_file.hpp"
#include "workbench/calibration_use.hpp"

namespace ohmbench::instrument {
namespace {

constexpr auto kProgressStep = std::chrono::milliseconds(30);
constexpr double kListenSeconds = 60;  // one recording

std::filesystem::path file_of(const workbench::Bench& bench) {
  if (bench.calibration_file.empty())
    throw core::bad_input("the bench file names no calibration file",
                          "add [calibration] file = \"calibration.json\"");
  return bench.calibration_file;
}

}  // namespace

void Instrument::Worker::open() {
  if (!bench_) bench_ = *owner_.snapshot()->bench;
  if (open_.device) return;
  open_ = owner_.open_(*bench_);
  open_.device = std::make_unique<MeteredDevice>(
      std::move(open_.device), [this](const audio::PlayRequest& request) { return listener_for(request); });
  const auto info = open_.device->info();
  const bool alone = open_.rewire != nullptr || !bench_->fixture.switch_command.empty();
  publish([&](Snapshot& s) {
    s.device = info;
    s.rewires_itself = alone;
  });
  read_calibration();
}

void Instrument::Worker::close() {
  open_ = {};
  publish([](Snapshot& s) { s.device.reset(); });
}

audio::Listener Instrument::Worker::listener_for(const audio::PlayRequest& request) {
  using core::FixtureState;
  auto shown = LiveCurve::kNone;
  if (shows_curve_ && (wiring_ == FixtureState::kLoad || wiring_ == FixtureState::kReference))
    shown = LiveCurve::kLoad;
  if (shows_curve_ && wiring_ == FixtureState::kInjection) shown = LiveCurve::kAmplifier;
  view_ = std::make_unique<LiveView>(calibrated_, request, shown);
  return [this](std::span<const std::vector<float>> tape, std::size_t recorded) {
    auto live = view_->look(tape, recorded);
    publish([&](Snapshot& s) { s.live = std::move(live); });
  };
}

workbench::Events Instrument::Worker::events() {
  workbench::Events events;
  events.progress = [this](const std::string& phase, double fraction) {
    const auto now = std::chrono::steady_clock::now();
    if (fraction < 1 && now - last_progress_ < kProgressStep) return;
    last_progress_ = now;
    publish([&](Snapshot& s) {
      s.phase = phase;
      s.progress = fraction;
    });
  };
  events.ask = [this](const std::string& instruction) { return owner_.wait_for_answer(instruction, stop_); };
  events.rewiring = [this](core::FixtureState state) {
    wiring_ = state;
    publish([&](Snapshot& s) { s.wiring = state; });
  };
  return events;
}

void Instrument::Worker::read_calibration() {
  std::string problem;
  calibrated_ = *bench_;
  try {
    calibrated_ = workbench::with_calibration(*bench_, workbench::identity_of(open_.device->info()),
                                              storage::utc_now());
  } catch (const core::Error& e) {
    problem = e.what();
  }
  publish([&](Snapshot& s) {
    s.bench = std::make_shared<const workbench::Bench>(calibrated_);
    s.calibration_problem = problem;
  });
}

void Instrument::Worker::tell(Outcome outcome) {
  publish([&](Snapshot& s) { s.outcomes.push_back(std::make_shared<const Outcome>(std::move(outcome))); });
}

void Instrument::Worker::perform(const Command& command, const std::stop_token& stop) {
  stop_ = stop;
  shows_curve_ = std::holds_alternative<MeasureLoad>(command) ||
                 std::holds_alternative<MeasureOutput>(command) ||
                 std::holds_alternative<VerifyCalibration>(command);
  wiring_ = core::FixtureState::kLoad;
  if (!std::holds_alternative<UseBench>(command) && !std::holds_alternative<LookForDevices>(command)) open();
  std::visit([this](const auto& c) { perform(c); }, command);
}

void Instrument::Worker::perform(const UseBench& command) {
  open_ = {};
  bench_ = command.bench;
  publish([&](Snapshot& s) {
    s.bench = std::make_shared<const workbench::Bench>(command.bench);
    s.device.reset();
    s.wiring.reset();
    s.live.reset();
    s.check.reset();
  });
  open();
}

void Instrument::Worker::perform(const LookForDevices& command) {
  close();
  try {
    auto found = std::make_shared<const std::vector<audio::DeviceInfo>>(command.list());
    publish([&](Snapshot& s) { s.devices = std::move(found); });
  } catch (const core::Error&) {
    open();
    throw;
  }
  open();
}

void Instrument::Worker::perform(const Listen&) {
  audio::PlayRequest request;
  request.sample_rate_hz = bench_->interface.sample_rate_hz;
  request.buffer_frames = bench_->interface.buffer_frames;
  request.input_channels = {bench_->wiring.source_channel, bench_->wiring.load_channel};
  if (bench_->wiring.reference_channel) request.input_channels.push_back(*bench_->wiring.reference_channel);
  request.frames = static_cast<std::size_t>(kListenSeconds * request.sample_rate_hz);
  // on and on until it is stopped; a device that does not keep time is listened to once
  const auto kept_time = std::chrono::duration<double>(kListenSeconds / 2);
  auto begin = std::chrono::steady_clock::now();
  do {
    begin = std::chrono::steady_clock::now();
    open_.device->play_and_record(request, {}, stop_);
  } while (!stop_.stop_requested() && std::chrono::steady_clock::now() - begin > kept_time);
}

void Instrument::Worker::perform(const CheckBench& command) {
  auto report = checkup::check_bench(*bench_, open_, command.options, events(), stop_);
  Outcome outcome;
  outcome.kind = "check";
  outcome.made = storage::utc_now();
  outcome.summary = results::summary_of(report, *bench_);
  if (!report.valid()) outcome.invalid = "not valid: " + report.cause().what + ": " + report.cause().remedy;
  publish([&](Snapshot& s) { s.check = std::make_shared<const checkup::CheckReport>(std::move(report)); });
  tell(std::move(outcome));
}

void Instrument::Worker::perform(const CalibrateStep& command) {
  const auto file = file_of(*bench_);
  const auto report = adjustment::calibrate_step(*bench_, open_, command.options, events(), stop_);
  workbench::write_calibration(file, report.calibration);
  read_calibration();
  Outcome outcome;
  outcome.kind = "calibration-step";
  outcome.name = core::name_of(command.options.state);
  outcome.made = report.provenance.made;
  outcome.summary = results::summary_of(report);
  outcome.warnings = report.provenance.quality.warnings;
  tell(std::move(outcome));
}

void Instrument::Worker::perform(const VerifyCalibration& command) {
  const auto v = adjustment::verify_calibration(*bench_, open_, command.options, events(), stop_);
  Outcome outcome;
  outcome.kind = "calibration-check";
  outcome.made = v.provenance.made;
  outcome.summary = results::summary_of(v);
  if (!v.holds)
    outcome.invalid =
        fmt::format("the reference resistor measures {:.2f} % off, {:.2f} % is allowed: calibrate again",
                    100 * v.worst_deviation, 100 * v.allowed);
  tell(std::move(outcome));
}

void Instrument::Worker::perform(const CalibrateVolts& command) {
  const auto file = file_of(*bench_);
  const auto report = adjustment::calibrate_volts(*bench_, open_, command.options, events(), stop_);
  if (command.options.measured_volt) {
    workbench::write_calibration(file, report.calibration);
    read_calibration();
  }
  Outcome outcome;
  outcome.kind = "calibration-volts";
  outcome.name = command.options.channel == session::kLoad ? "load input" : "source input";
  outcome.made = storage::utc_now();
  outcome.summary = command.options.measured_volt
                        ? results::summary_of(report)
                        : fmt::format("the tone came in at {:.2f} dBFS\n", report.level_dbfs);
  tell(std::move(outcome));
}

void Instrument::Worker::perform(const MeasureLoad& command) {
  check_folders(*bench_, owner_.library_);
  session::Material material;
  session::AcquireLoad acquire = [](auto&&... known) {
    return effort::acquire_load(effort::Spectrum::kAuto, known...);
  };
  if (command.uncertainty)
    acquire = [wanted = *command.uncertainty](auto&&... known) {
      return effort::acquire_until(wanted, effort::Spectrum::kAuto, known...);
    };
  const auto m =
      session::measure_impedance(*bench_, open_, command.options, events(), stop_, &material, acquire);
  const bool valid = m.provenance.valid();
  auto outcome = keep(material, m.provenance, valid ? results::to_json(m, material.bench) : nlohmann::json(),
                      owner_.library_);
  if (valid) outcome.summary = results::summary_of(m, material.bench);
  tell(std::move(outcome));
}

void Instrument::Worker::perform(const MeasureOutput& command) {
  check_folders(*bench_, owner_.library_);
  session::Material material;
  const auto m = session::measure_output_impedance(*bench_, open_, command.method, command.options, events(),
                                                   stop_, &material);
  const bool valid = m.provenance.valid();
  auto outcome = keep(material, m.provenance, valid ? results::to_json(m, material.bench) : nlohmann::json(),
                      owner_.library_);
  if (valid) outcome.summary = results::summary_of(m, material.bench);
  tell(std::move(outcome));
}

void Instrument::Worker::perform(const MeasureMaximum& command) {
  check_folders(*bench_, owner_.library_);
  auto options = command.options;
  options.made = storage::utc_now();
  records::TapedRun run{"max-output", options.made, options.name, *bench_, results::to_json(options), {}};
  const bool kept = !bench_->records_folder.empty();
  struct TakenOff {  // also where the measurement fails
    workbench::OpenBench& open;
    ~TakenOff() { open = records::untaped(std::move(open)); }
  } taken_off{open_};
  if (kept) {
    run.bench = workbench::with_calibration(*bench_, workbench::identity_of(open_.device->info()), run.made);
    open_ = records::taping(std::move(open_), *bench_, run.tape);
  }
  Outcome outcome;
  outcome.kind = run.measurement;
  outcome.name = run.name;
  outcome.made = run.made;
  const auto keep_tape = [&](const std::string& result, const std::string& invalid) {
    if (!kept) return;
    outcome.record = records::new_record_name(*bench_, run.made, outcome.kind, run.name);
    records::write_tape(outcome.record, run, result, invalid);
  };
  try {
    std::vector<ClimbStep> climb;
    const auto heard = [&](double f_hz, const max_output::Step& step) {
      climb.push_back({f_hz, std::abs(step.load_ohm), step.volt, step.thd, step.thd_n});
      publish([&](Snapshot& s) { s.climb = std::make_shared<const std::vector<ClimbStep>>(climb); });
    };
    const auto m =
        max_output::measure(*bench_, open_, options, records::telling(events(), open_), stop_, heard);
    outcome.warnings = m.provenance.quality.warnings;
    outcome.summary = results::summary_of(m, *bench_);
    outcome.result = results::to_json(m, *bench_);
    outcome.file = kept_or_recorded(
        [&] {
          return keep_result(outcome.result, *bench_, outcome.made, outcome.kind, outcome.name,
                             owner_.library_);
        },
        [&] { keep_tape(storage::as_text(outcome.result), {}); });
    try {
      keep_tape(storage::as_text(outcome.result), {});
    } catch (const core::Error& error) {
      outcome.record.clear();
      outcome.warnings.push_back(fmt::format("the result is kept, but not its record: {}", error.what()));
    }
  } catch (const core::Error& error) {
    if (error.kind() != core::ErrorKind::kNotValid || stop_.stop_requested()) throw;
    outcome.invalid = std::string("not valid: ") + error.what();
    if (!run.tape.calls.empty()) keep_tape({}, error.what());
  }
  tell(std::move(outcome));
}

}  // namespace ohmbench::instrument
