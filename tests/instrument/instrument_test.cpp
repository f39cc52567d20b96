// Facts about the worker: commands are done in order, what it publishes does not change, a stop ends what
// runs, and what was measured is on the disk before anybody is told.
#include <atomic>
#include <thread>

#include "core/error.hpp"
#include "worker_at_work.hpp"

using namespace ohmbench;
using namespace ohmbench::test;

TEST_CASE("A load is measured, and its result and record are on the disk when it is told", "[instrument]") {
  const Place place;
  test::Simulated simulated;
  simulated.bench.records_folder = place.folder / "records";
  Instrument instrument([&](const auto&) { return simulated.open(); }, simulated.bench,
                        place.folder / "library");
  instrument.ask(instrument::MeasureLoad{quick(), {}});
  const auto told = wait_for(instrument, [](const Snapshot& s) { return !s.outcomes.empty() || s.problem; });
  REQUIRE(!told->problem);
  const auto& outcome = *told->outcomes.front();
  CHECK(outcome.invalid.empty());
  CHECK(std::filesystem::is_regular_file(outcome.file));
  CHECK(std::filesystem::is_regular_file(outcome.record / "record.json"));
  CHECK(outcome.result.at("kind") == "impedance");
  CHECK(told->device->host_api == "virtual");
}

TEST_CASE("A person is asked to rewire, with the state to draw, and a refusal ends the measurement",
          "[instrument]") {
  const Place place;
  const test::Simulated simulated;
  Instrument instrument([&](const auto&) { return by_hand(simulated); }, simulated.bench, place.folder);
  instrument.ask(instrument::MeasureOutput{impedance::OutputImpedanceMethod::kTwoLoad, quick()});
  const auto first = wait_for(instrument, [](const Snapshot& s) { return s.prompt || s.problem; });
  REQUIRE(first->prompt);
  CHECK(first->prompt->state == FixtureState::kLoad);
  instrument.answer(true);
  const auto second = wait_for(instrument, [](const Snapshot& s) {
    return (s.prompt && s.prompt->state == FixtureState::kOpen) || s.problem;
  });
  REQUIRE(second->prompt);
  CHECK(second->prompt->instruction.find("disconnect") != std::string::npos);
  instrument.answer(false);
  const auto end = wait_for(instrument, [](const Snapshot& s) { return s.problem.has_value(); });
  CHECK(end->outcomes.empty());
  CHECK(first->prompt->state == FixtureState::kLoad);  // what was published is as it was
}

TEST_CASE("A stop ends a measurement that plays in real time at once, and drops what is queued",
          "[instrument]") {
  const Place place;
  test::Simulated simulated;
  simulated.setup.pace = 1;
  Instrument instrument([&](const auto&) { return simulated.open(); }, simulated.bench, place.folder);
  instrument.ask(instrument::MeasureLoad{quick(), {}});
  instrument.ask(instrument::MeasureLoad{quick(), {}});
  wait_for(instrument, [](const Snapshot& s) { return s.live != nullptr; });
  instrument.stop();
  const auto end =
      wait_for(instrument, [](const Snapshot& s) { return s.activity == Activity::kIdle && s.device; });
  CHECK(end->note == "stopped");
  CHECK(!end->problem);
  CHECK(end->outcomes.empty());
  std::this_thread::sleep_for(20ms);
  CHECK(instrument.snapshot()->activity == Activity::kIdle);
}

TEST_CASE("A stop ends the wait for a person", "[instrument]") {
  const Place place;
  const test::Simulated simulated;
  Instrument instrument([&](const auto&) { return by_hand(simulated); }, simulated.bench, place.folder);
  instrument.ask(instrument::MeasureOutput{impedance::OutputImpedanceMethod::kTwoLoad, quick()});
  wait_for(instrument, [](const Snapshot& s) { return s.prompt.has_value(); });
  instrument.stop();
  const auto end = wait_for(instrument, [](const Snapshot& s) { return done(s) && !s.note.empty(); });
  CHECK(!end->prompt);
}

TEST_CASE("A lost device is told, is opened again by the next command, and costs no earlier result",
          "[instrument]") {
  const Place place;
  test::Simulated simulated;
  int opened = 0;
  Instrument instrument(
      [&](const auto&) {
        auto s = simulated;
        if (++opened == 2) s.setup.faults = {devices::Fault::kDeviceLost};
        return s.open();
      },
      simulated.bench, place.folder);
  instrument.ask(instrument::MeasureLoad{quick(), {}});
  wait_for(instrument, [](const Snapshot& s) { return s.outcomes.size() == 1 && done(s); });
  instrument.ask(instrument::UseBench{simulated.bench});
  instrument.ask(instrument::MeasureLoad{quick(), {}});
  const auto lost = wait_for(instrument, [](const Snapshot& s) { return s.problem && !s.device; });
  CHECK(lost->problem->kind == core::ErrorKind::kDevice);
  CHECK(lost->problem->text.find("plug it in again") != std::string::npos);
  CHECK(lost->outcomes.size() == 1);
  instrument.ask(instrument::MeasureLoad{quick(), {}});
  const auto again = wait_for(instrument, [](const Snapshot& s) { return s.outcomes.size() == 2; });
  CHECK(!again->problem);
  CHECK(opened == 3);
}

TEST_CASE("A device that cannot be opened is a problem in words, not the end", "[instrument]") {
  const Place place;
  const test::Simulated simulated;
  Instrument instrument(
      [](const auto&) -> workbench::OpenBench {
        throw core::device_error("no audio host answers", "start one");
      },
      simulated.bench, place.folder);
  const auto told = wait_for(instrument, [](const Snapshot& s) { return s.problem.has_value(); });
  CHECK(told->problem->text == "no audio host answers: start one");
  CHECK(!told->device);
}

TEST_CASE("A library that cannot be written is told before anything plays", "[instrument]") {
  const test::Simulated simulated;
  Instrument instrument([&](const auto&) { return simulated.open(); }, simulated.bench, "/proc/ohmbench");
  instrument.ask(instrument::MeasureLoad{quick(), {}});
  const auto told = wait_for(instrument, [](const Snapshot& s) { return s.problem.has_value(); });
  CHECK(told->problem->text.find("cannot be made") != std::string::npos);
  CHECK(!told->live);
}

TEST_CASE("Each step of a calibration is kept, and the bench that is shown has it", "[instrument]") {
  const Place place;
  test::Simulated simulated;
  simulated.bench.calibration_file = place.folder / "calibration.json";
  Instrument instrument([&](const auto&) { return simulated.open(); }, simulated.bench, place.folder);
  for (const auto state : {FixtureState::kBridged, FixtureState::kOpen}) {
    adjustment::CalibrateOptions options;
    options.state = state;
    options.measure.seconds = 3;
    instrument.ask(instrument::CalibrateStep{options});
  }
  const auto told =
      wait_for(instrument, [](const Snapshot& s) { return s.outcomes.size() == 2 || s.problem; });
  REQUIRE(!told->problem);
  CHECK(told->bench->calibration.standards.size() == 2);
  CHECK(std::filesystem::is_regular_file(simulated.bench.calibration_file));
}

TEST_CASE("A multimeter's reading becomes volts of the bench that is shown", "[instrument]") {
  const Place place;
  test::Simulated simulated;
  simulated.bench.calibration_file = place.folder / "calibration.json";
  Instrument instrument([&](const auto&) { return simulated.open(); }, simulated.bench, place.folder);
  // -20 dBFS of 2 V peak by an amplifier with nothing connected, as a meter at A would show it
  const double open_volt = 0.1 * 2.0 / std::sqrt(2.0) * simulated.setup.amplifier.gain;
  adjustment::VoltsOptions options;
  options.measured_volt = open_volt;
  instrument.ask(instrument::CalibrateVolts{options});
  const auto told =
      wait_for(instrument, [](const Snapshot& s) { return s.outcomes.size() == 1 || s.problem; });
  REQUIRE(!told->problem);
  CHECK(told->outcomes[0]->kind == "calibration-volts");
  REQUIRE(told->bench->calibration.volt_full_scale[0]);
  CHECK(*told->bench->calibration.volt_full_scale[0] == Approx(4.0).epsilon(0.01));
  options.measured_volt = 100 * open_volt;  // a slip of a prefix
  instrument.ask(instrument::CalibrateVolts{options});
  const auto refused = wait_for(instrument, [](const Snapshot& s) { return s.problem.has_value(); });
  CHECK(refused->problem->text.find("read the meter again") != std::string::npos);
  CHECK(*refused->bench->calibration.volt_full_scale[0] == Approx(4.0).epsilon(0.01));
}

TEST_CASE("Devices are looked for while none is open, and the bench's own is opened again", "[instrument]") {
  const Place place;
  test::Simulated simulated;
  std::atomic<int> open = 0, opened = 0;
  struct Counted : audio::AudioDevice {
    Counted(std::unique_ptr<audio::AudioDevice> d, std::atomic<int>& n) : device(std::move(d)), count(n) {
      ++count;
    }
    ~Counted() override { --count; }
    const audio::DeviceInfo& info() const override { return device->info(); }
    audio::Capture play_and_record(const audio::PlayRequest& request, const audio::Progress& progress,
                                   std::stop_token stop) override {
      return device->play_and_record(request, progress, stop);
    }
    std::unique_ptr<audio::AudioDevice> device;
    std::atomic<int>& count;
  };
  Instrument instrument(
      [&](const auto&) {
        ++opened;
        auto bench = simulated.open();
        bench.device = std::make_unique<Counted>(std::move(bench.device), open);
        return bench;
      },
      simulated.bench, place.folder);
  wait_for(instrument, [](const Snapshot& s) { return s.device.has_value(); });
  int open_meanwhile = -1;
  instrument.ask(instrument::LookForDevices{[&] {
    open_meanwhile = open;
    return std::vector<audio::DeviceInfo>{{"ALSA", "hw:7", 2, 2, 48000, true}};
  }});
  const auto found = wait_for(instrument, [](const Snapshot& s) { return s.devices && s.device; });
  CHECK(open_meanwhile == 0);
  CHECK(found->devices->at(0).name == "hw:7");
  CHECK(opened == 2);
  // a list that cannot be had costs neither the device nor the list of before
  instrument.ask(instrument::LookForDevices{[]() -> std::vector<audio::DeviceInfo> {
    throw core::device_error("the audio system does not answer");
  }});
  const auto failed = wait_for(instrument, [](const Snapshot& s) { return s.problem.has_value(); });
  CHECK(failed->problem->text.find("does not answer") != std::string::npos);
  CHECK(failed->devices->size() == 1);
}
