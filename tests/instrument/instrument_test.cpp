// Facts about the worker: commands are done in order, what it publishes does not change, a stop ends what
// runs, and what was measured is on the disk before anybody is told.
#include "instrument/instrument.hpp"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "core/error.hpp"
#include "records/tape.hpp"
#include "results/max_output_options.hpp"
#include "results/max_output_result.hpp"
#include "support/catch.hpp"
#include "support/simulated.hpp"

using namespace ohmbench;
using namespace std::chrono_literals;
using core::FixtureState;
using instrument::Activity;
using instrument::Instrument;
using instrument::Snapshot;

namespace {

constexpr auto kLongest = 60s;  // also under a sanitizer

struct Place {
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("ohmbench-instrument-" + std::to_string(getpid()));
  Place() { std::filesystem::create_directories(folder); }
  ~Place() { std::filesystem::remove_all(folder); }
};

using Told = std::shared_ptr<const Snapshot>;

/// The first snapshot that this holds for; fails where none comes.
Told wait_for(const Instrument& instrument, const std::function<bool(const Snapshot&)>& holds) {
  const auto end = std::chrono::steady_clock::now() + kLongest;
  while (std::chrono::steady_clock::now() < end) {
    auto snapshot = instrument.snapshot();
    if (holds(*snapshot)) return snapshot;
    std::this_thread::sleep_for(1ms);
  }
  FAIL("nothing of the kind was published");
  return {};
}

bool done(const Snapshot& s) {
  return s.device && s.activity == Activity::kIdle && s.number > 3;
}

session::MeasureOptions quick() {
  session::MeasureOptions options;
  options.seconds = 3;
  options.name = "simulated";
  return options;
}

/// A bench that does not rewire itself.
workbench::OpenBench by_hand(test::Simulated simulated, std::vector<FixtureState>* = nullptr,
                             double pace = 0) {
  simulated.setup.pace = pace;
  auto open = simulated.open();
  open.rewire = nullptr;
  return open;
}

}  // namespace

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

TEST_CASE("The load's curve is there before the recording ends, and near the final one", "[instrument]") {
  const Place place;
  test::Simulated simulated;
  std::shared_ptr<const instrument::Live> last;
  double loudest_dbfs = -200;
  std::unique_ptr<Instrument> it;
  it = std::make_unique<Instrument>([&](const auto&) { return simulated.open(); }, simulated.bench,
                                    place.folder);
  it->ask(instrument::MeasureLoad{quick(), {}});
  Told told;
  while (!told || told->outcomes.empty()) {
    told = it->snapshot();
    REQUIRE(!told->problem);
    if (told->live && told->live->periods > 0) {
      last = told->live;
      loudest_dbfs = std::max(loudest_dbfs, last->meters.at(0).rms_dbfs);
    }
    if (told->outcomes.empty()) std::this_thread::sleep_for(1ms);
  }
  REQUIRE(last);
  REQUIRE(last->meters.size() == 3);
  CHECK(loudest_dbfs > -60);
  CHECK(!last->meters[0].clipped);
  REQUIRE(last->curve.size() > 100);
  const auto final_re = told->outcomes[0]->result.at("impedance_re_ohm").get<std::vector<double>>();
  const auto final_hz = told->outcomes[0]->result.at("frequency_hz").get<std::vector<double>>();
  for (std::size_t i = 0; i < final_hz.size(); i += 40) {
    const auto live = core::interpolate(
        last->curve, std::clamp(final_hz[i], last->curve.f_hz.front(), last->curve.f_hz.back()));
    CHECK(live.real() == Approx(final_re[i]).epsilon(0.02));
  }
}

TEST_CASE("The amplifier's curve grows while something is injected", "[instrument]") {
  const Place place;
  test::Simulated simulated;
  simulated.bench.wiring.injection_output_channel = 2;
  std::shared_ptr<const instrument::Live> last;
  Instrument instrument([&](const auto&) { return simulated.open(); }, simulated.bench, place.folder);
  instrument.ask(instrument::MeasureOutput{impedance::OutputImpedanceMethod::kInjection, quick()});
  Told told;
  while (!told || told->outcomes.empty()) {
    told = instrument.snapshot();
    REQUIRE(!told->problem);
    if (told->live && told->live->periods > 0) last = told->live;
    if (told->outcomes.empty()) std::this_thread::sleep_for(1ms);
  }
  REQUIRE(told->outcomes[0]->invalid.empty());
  REQUIRE(last);
  CHECK(last->of_amplifier);
  const auto& result = told->outcomes[0]->result;
  const auto f_hz = result.at("frequency_hz").get<std::vector<double>>();
  const auto re = result.at("impedance_re_ohm").get<std::vector<double>>();
  REQUIRE(last->curve.size() > 100);
  for (std::size_t i = 0; i < f_hz.size(); i += 40) {
    const auto at = std::clamp(f_hz[i], last->curve.f_hz.front(), last->curve.f_hz.back());
    CHECK(core::interpolate(last->curve, at).real() == Approx(re[i]).epsilon(0.05));
  }
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

TEST_CASE("The maximum output is measured, and is in the library when it is told", "[instrument]") {
  const Place place;
  test::Simulated simulated;
  simulated.setup.amplifier.clip_volt_peak = 1.0;
  Instrument instrument([&](const auto&) { return simulated.open(); }, simulated.bench, place.folder);
  max_output::Options options;
  options.name = "an amplifier";
  instrument.ask(instrument::MeasureMaximum{options});
  const auto begun = wait_for(instrument, [](const Snapshot& s) { return s.climb || s.problem; });
  REQUIRE(begun->climb);
  CHECK(begun->busy());
  const auto told =
      wait_for(instrument, [](const Snapshot& s) { return s.outcomes.size() == 1 || s.problem; });
  REQUIRE(!told->problem);
  // what was told on the way is what the result holds
  const auto& result = told->outcomes[0]->result;
  REQUIRE(told->climb->size() > 3);
  REQUIRE(result.at("volt").size() >= told->climb->size());
  for (std::size_t i = 0; i < told->climb->size(); ++i) {
    const auto& step = (*told->climb)[i];
    CHECK(step.f_hz == result.at("frequency_hz").get<double>());
    const auto same = [&](const nlohmann::json& volt) {
      return std::abs(volt.get<double>() - step.volt) < 1e-9;
    };
    CHECK(std::any_of(result.at("volt").begin(), result.at("volt").end(), same));
  }
  CHECK(told->outcomes[0]->kind == "max-output");
  CHECK(told->outcomes[0]->result.at("name") == "an amplifier");
  CHECK(std::filesystem::is_regular_file(told->outcomes[0]->file));
  instrument.ask(instrument::UseBench{simulated.bench});
  wait_for(instrument, [](const Snapshot& s) { return s.activity == Activity::kIdle && !s.climb; });
}

TEST_CASE("A maximum leaves its record, from which the same result comes again", "[instrument]") {
  const Place place;
  test::Simulated simulated;
  simulated.setup.amplifier.clip_volt_peak = 1.0;
  simulated.bench.records_folder = place.folder / "records";
  Instrument instrument([&](const auto&) { return simulated.open(); }, simulated.bench, place.folder);
  max_output::Options options;
  options.hold = options.bursts = false;
  instrument.ask(instrument::MeasureMaximum{options});
  const auto told =
      wait_for(instrument, [](const Snapshot& s) { return s.outcomes.size() == 1 || s.problem; });
  REQUIRE(!told->problem);
  const auto& outcome = *told->outcomes[0];
  auto record = records::read_tape(outcome.record);
  CHECK(nlohmann::json::parse(record.result) == outcome.result);
  auto again = records::replaying(std::move(record.run.tape));
  auto asked = results::max_output_options(record.run.options, outcome.record);
  asked.name = record.run.name;
  asked.made = record.run.made;
  const auto m = max_output::measure(record.run.bench, again, asked, {});
  CHECK(results::to_json(m, record.run.bench) == outcome.result);
}

TEST_CASE("A maximum that is not valid is told with its reason, and its record is kept", "[instrument]") {
  const Place place;
  test::Simulated simulated;
  simulated.setup.amplifier.clip_volt_peak = 1e-4;  // it distorts at a whisper
  simulated.bench.records_folder = place.folder / "records";
  Instrument instrument([&](const auto&) { return simulated.open(); }, simulated.bench, place.folder);
  instrument.ask(instrument::MeasureMaximum{});
  const auto told =
      wait_for(instrument, [](const Snapshot& s) { return s.outcomes.size() == 1 || s.problem; });
  REQUIRE(!told->problem);
  const auto& outcome = *told->outcomes[0];
  CHECK(outcome.invalid.find("not valid: ") == 0);
  CHECK_THAT(outcome.invalid, Catch::Contains("no signal on the source channel"));
  CHECK(outcome.result.is_null());
  CHECK(outcome.file.empty());
  const auto record = records::read_tape(outcome.record);
  CHECK(record.result.empty());
  CHECK(!record.run.tape.calls.empty());
}

TEST_CASE("A library that is gone when the measurement ends costs the result file, not the record",
          "[instrument]") {
  const Place place;
  test::Simulated simulated;
  simulated.bench.records_folder = place.folder / "records";
  const auto library = place.folder / "library";
  struct Breaking : audio::AudioDevice {
    const audio::DeviceInfo& info() const override { return device->info(); }
    audio::Capture play_and_record(const audio::PlayRequest& request, const audio::Progress& progress,
                                   std::stop_token stop) override {
      std::filesystem::remove_all(library);
      std::ofstream(library) << "a file in its place";
      return device->play_and_record(request, progress, stop);
    }
    std::unique_ptr<audio::AudioDevice> device;
    std::filesystem::path library;
  };
  const auto open = [&](const auto&) {
    auto bench = simulated.open();
    auto breaking = std::make_unique<Breaking>();
    breaking->device = std::move(bench.device);
    breaking->library = library;
    bench.device = std::move(breaking);
    return bench;
  };
  max_output::Options options;
  options.hold = options.bursts = false;
  for (const instrument::Command& command : {instrument::Command(instrument::MeasureLoad{}),
                                             instrument::Command(instrument::MeasureMaximum{options})}) {
    std::filesystem::remove_all(library);
    std::filesystem::remove_all(simulated.bench.records_folder);
    Instrument instrument(open, simulated.bench, library);
    instrument.ask(command);
    const auto told =
        wait_for(instrument, [](const Snapshot& s) { return s.problem.has_value() || !s.outcomes.empty(); });
    INFO(instrument::name_of(command));
    REQUIRE(told->problem);
    CHECK_THAT(told->problem->text, Catch::Contains("record is kept"));
    REQUIRE(std::distance(std::filesystem::directory_iterator(simulated.bench.records_folder), {}) == 1);
    const auto record = *std::filesystem::directory_iterator(simulated.bench.records_folder);
    CHECK(std::filesystem::is_regular_file(record.path() / "result.json"));
  }
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

TEST_CASE("Listening tells levels, and gives way to any other command", "[instrument]") {
  const Place place;
  test::Simulated simulated;
  simulated.setup.pace = 1;
  simulated.setup.imperfections.noise_dbfs = -80;
  Instrument instrument([&](const auto&) { return simulated.open(); }, simulated.bench, place.folder);
  instrument.ask(instrument::Listen{});
  const auto heard = wait_for(instrument, [](const Snapshot& s) { return s.live != nullptr; });
  CHECK(heard->live->meters[0].rms_dbfs == Approx(-80).margin(1.5));
  CHECK(!heard->busy());
  instrument.ask(instrument::UseBench{simulated.bench});
  const auto end =
      wait_for(instrument, [](const Snapshot& s) { return s.activity == Activity::kIdle && s.device; });
  CHECK(end->note.empty());
  CHECK(!end->problem);
}
