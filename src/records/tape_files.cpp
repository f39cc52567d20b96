// A tape as a record: one WAV a call, and the list of contents.
#include <fmt/format.h>

#include "audio/wav.hpp"
#include "records/files.hpp"
#include "records/tape.hpp"
#include "storage/json_file.hpp"

namespace ohmbench::records {
namespace {

using storage::Json;
using storage::text_of;
using storage::unusable;

Json device_json(const audio::DeviceInfo& d) {
  return {{"host_api", d.host_api},
          {"name", d.name},
          {"input_channels", d.input_channels},
          {"output_channels", d.output_channels},
          {"default_sample_rate", d.default_sample_rate_hz},
          {"has_one_clock", d.has_one_clock}};
}

audio::DeviceInfo device_from(const Json& j) {
  return {j.at("host_api").get<std::string>(),       j.at("name").get<std::string>(),
          j.at("input_channels").get<int>(),         j.at("output_channels").get<int>(),
          j.at("default_sample_rate").get<double>(), j.at("has_one_clock").get<bool>()};
}

Json call_json(const TapedCall& call, const std::string& file) {
  Json played = Json::array();
  for (const auto& t : call.played)
    played.push_back(
        {{"output", t.channel}, {"samples", t.samples}, {"peak_fs", t.peak_fs}, {"rms_fs", t.rms_fs}});
  return {{"file", file},
          {"state", core::name_of(call.state)},
          {"sample_rate", call.sample_rate_hz},
          {"frames", call.frames},
          {"inputs", call.inputs},
          {"played", std::move(played)},
          {"device", call.capture.device},
          {"driver", health_json(call.capture.health)}};
}

TapedCall call_from(const Json& j, const std::filesystem::path& folder) {
  TapedCall call;
  const auto state = core::fixture_state(text_of(j, "state"));
  if (!state) throw unusable(folder / kContents, "names an unknown state");
  call.state = *state;
  call.sample_rate_hz = j.at("sample_rate").get<double>();
  call.frames = j.at("frames").get<std::size_t>();
  call.inputs = j.at("inputs").get<std::vector<int>>();
  for (const auto& t : j.at("played"))
    call.played.push_back({t.at("output").get<int>(), t.at("samples").get<std::size_t>(),
                           t.at("peak_fs").get<double>(), t.at("rms_fs").get<double>()});
  call.capture = audio::read_wav(folder / std::filesystem::path(text_of(j, "file")).filename()).capture;
  call.capture.sample_rate_hz = call.sample_rate_hz;
  call.capture.device = text_of(j, "device");
  call.capture.health = health_from(j.at("driver"));
  if (call.capture.channels.size() != call.inputs.size())
    throw unusable(folder / kContents, "has recordings without a channel");
  return call;
}

TapeRecord assembled(const std::filesystem::path& folder, const Json& contents) {
  TapeRecord record;
  auto& run = record.run;
  run.measurement = text_of(contents, "measurement");
  if (!contents.contains("calls")) throw unusable(folder / kContents, "is of another kind of measurement");
  run.made = text_of(contents, "created");
  run.name = text_of(contents, "name");
  run.bench = workbench::read_bench(folder / kBench);
  run.bench.calibration_file = contents.at("files").contains(kCalibration) ? folder / kCalibration : "";
  run.options = contents.at("options");
  run.tape.device = device_from(contents.at("device"));
  run.tape.rewires = contents.at("rewires").get<bool>();
  for (const auto& call : contents.at("calls")) run.tape.calls.push_back(call_from(call, folder));
  record.program = text_of(contents, "program");
  if (contents.at("files").contains(kResult)) record.result = storage::read_file(folder / kResult);
  return record;
}

}  // namespace

void write_tape(const std::filesystem::path& path, const TapedRun& run, const std::string& result,
                const std::string& invalid) {
  storage::StagedFolder folder(path);
  Json calls = Json::array();
  for (const auto& call : run.tape.calls) {
    const auto name = fmt::format("{:03}-{}.wav", calls.size() + 1, core::name_of(call.state));
    audio::write_wav(folder.inside() / name, call.capture);
    calls.push_back(call_json(call, name));
  }
  auto contents = head(run.measurement, run.made, run.name, invalid);
  contents.update({{"device", device_json(run.tape.device)},
                   {"rewires", run.tape.rewires},
                   {"options", run.options},
                   {"calls", std::move(calls)}});
  complete(folder, run.bench, result, std::move(contents));
}

std::string measurement_of(const std::filesystem::path& folder) {
  return text_of(read_contents(folder), "measurement");
}

TapeRecord read_tape(const std::filesystem::path& folder) {
  const auto contents = read_contents(folder);
  try {
    return assembled(folder, contents);
  } catch (const Json::exception&) {
    throw unusable(folder / kContents, "is not the contents of a record", kCopyAgain);
  }
}

}  // namespace ohmbench::records
