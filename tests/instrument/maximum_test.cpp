// Facts about the maximum output as the worker measures it, and about what is kept of a measurement.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/error.hpp"
#include "records/tape.hpp"
#include "results/max_output_options.hpp"
#include "results/max_output_result.hpp"
#include "worker_at_work.hpp"

using namespace ohmbench;
using namespace ohmbench::test;

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
