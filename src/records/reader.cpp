#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "audio/wav.hpp"
#include "core/error.hpp"
#include "records/files.hpp"
#include "records/record.hpp"
#include "stimulus/description.hpp"
#include "storage/json_file.hpp"
#include "workbench/calibration_use.hpp"

namespace ohmbench::records {
namespace {

using storage::Json;
using storage::text_of;
using storage::unusable;

/// For each channel of the bench, in the order of session/run.hpp, where the recording holds it.
std::vector<std::size_t> columns(const workbench::Bench& bench, const std::vector<int>& recorded) {
  std::vector<int> wanted{bench.wiring.source_channel, bench.wiring.load_channel};
  if (bench.wiring.reference_channel) wanted.push_back(*bench.wiring.reference_channel);
  std::vector<std::size_t> found;
  for (const int channel : wanted) {
    const auto at = std::find(recorded.begin(), recorded.end(), channel);
    if (at == recorded.end()) {
      throw core::bad_input(
          fmt::format("{} names input {}, which the record does not hold", bench.path.string(), channel),
          fmt::format("it holds the inputs {}", fmt::join(recorded, ", ")));
    }
    found.push_back(static_cast<std::size_t>(at - recorded.begin()));
  }
  return found;
}

session::Run run_from(const Json& json, const std::filesystem::path& folder,
                      const std::vector<std::size_t>& columns) {
  session::Run run;
  const auto state = core::fixture_state(text_of(json, "state"));
  if (!state) throw unusable(folder / kContents, "names an unknown state");
  run.state = *state;
  std::map<std::string, stimulus::Stimulus> rendered;  // takes often share one
  for (const auto& take : json.at("takes")) {
    const auto words = text_of(take, "stimulus");
    const auto plan = stimulus::parse_description(words);
    if (!plan) throw unusable(folder / kContents, "describes a stimulus that this version does not know");
    auto recorded = audio::read_wav(folder / std::filesystem::path(text_of(take, "file")).filename()).capture;
    audio::Capture capture;
    capture.sample_rate_hz = plan->sample_rate_hz;
    capture.device = text_of(take, "device");
    capture.health = health_from(take.at("driver"));
    for (const auto c : columns) {
      if (c >= recorded.channels.size())
        throw unusable(folder / kContents, "has recordings without a channel");
      capture.channels.push_back(recorded.channels[c]);
    }
    auto at = rendered.find(words);
    if (at == rendered.end()) at = rendered.emplace(words, stimulus::render(*plan)).first;
    std::optional<stimulus::Plan> hot;
    if (take.contains("hot")) {
      hot = stimulus::parse_description(text_of(take, "hot"));
      if (!hot) throw unusable(folder / kContents, "describes a stimulus that this version does not know");
    }
    run.takes.push_back(session::analyse_take(at->second, std::move(capture), hot));
  }
  if (run.takes.empty()) throw unusable(folder / kContents, "has a run without a recording");
  return run;
}

session::ChosenLevel level_from(const Json& json) {
  session::ChosenLevel level;
  level.level = core::DbFs(json.at("dbfs").get<double>());
  level.limited_by = text_of(json, "limited_by");
  level.warnings = json.at("warnings").get<std::vector<std::string>>();
  if (json.contains("load_volt")) level.load_voltage = core::Volts(json.at("load_volt").get<double>());
  return level;
}

/// The bench to evaluate with, and its calibration: the record's own, unless corrected.
workbench::Bench bench_from(const std::filesystem::path& folder, const Json& contents,
                            const Corrections& corrections) {
  const auto made = text_of(contents, "created");
  auto bench = workbench::read_bench(corrections.bench.empty() ? folder / kBench : corrections.bench);
  const double rate_hz = storage::number(contents, "sample_rate", folder / kContents);
  if (bench.interface.sample_rate_hz != rate_hz) {
    throw core::bad_input(fmt::format("{} says {:g} Hz, the record was made at {:g} Hz", bench.path.string(),
                                      bench.interface.sample_rate_hz, rate_hz),
                          "give sample_rate as it was");
  }
  bench.calibration_file = contents.at("files").contains(kCalibration) ? folder / kCalibration : "";
  if (!corrections.calibration.empty()) {
    bench.calibration_file = corrections.calibration;
    workbench::read_calibration(bench.calibration_file);  // what is named must be there
    return workbench::with_calibration(bench, text_of(contents, "device"), made);
  }
  if (bench.calibration_file.empty()) return bench;
  // the standards' readings stay true when the declared resistor is corrected, so that one may differ
  const auto stored = workbench::read_calibration(bench.calibration_file);
  auto made_with = stored.calibration.fingerprint;
  made_with.sense_resistor_ohm = bench.rig.sense_resistor.value();
  const auto why = workbench::foreign(made_with, workbench::fingerprint_of(bench, {}));
  if (!why.empty()) {
    throw core::bad_input(
        fmt::format("the record's calibration does not hold for {}: {}", bench.path.string(), why),
        "give one that does with --calibration");
  }
  return workbench::with_calibration(bench, stored, made);
}

Record assembled(const std::filesystem::path& folder, const Json& contents, const Corrections& corrections) {
  Record record;
  auto& m = record.material;
  m.made = text_of(contents, "created");
  m.device = text_of(contents, "device");
  m.bench = bench_from(folder, contents, corrections);
  m.options.name = text_of(contents, "name");
  if (contents.contains("expected_ohm"))
    m.options.expected_ohm = storage::number(contents, "expected_ohm", folder / kContents);
  if (contents.contains("method")) m.method = impedance::method_named(text_of(contents, "method"));
  m.acquired.has_one_clock = contents.at("has_one_clock").get<bool>();
  m.acquired.level = level_from(contents.at("level"));
  const auto where = columns(m.bench, contents.at("inputs").get<std::vector<int>>());
  for (const auto& run : contents.at("runs")) m.acquired.runs.push_back(run_from(run, folder, where));
  if (m.acquired.runs.empty()) throw unusable(folder / kContents, "holds no recording");
  record.program = text_of(contents, "program");
  if (contents.at("files").contains(kResult)) record.result = storage::read_file(folder / kResult);
  return record;
}

}  // namespace

Record read_record(const std::filesystem::path& folder, const Corrections& corrections) {
  const auto contents = read_contents(folder);
  try {
    return assembled(folder, contents, corrections);
  } catch (const Json::exception&) {  // the digest fits, yet a key is missing or of another type
    throw unusable(folder / kContents, "is not the contents of a record", kCopyAgain);
  }
}

}  // namespace ohmbench::records
