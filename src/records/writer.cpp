#include <fmt/format.h>

#include <cctype>
#include <nlohmann/json.hpp>

#include "audio/wav.hpp"
#include "records/files.hpp"
#include "records/record.hpp"
#include "stimulus/description.hpp"
#include "storage/json_file.hpp"
#include "storage/staged_folder.hpp"

namespace ohmbench::records {
namespace {

using storage::Json;

Json level_json(const session::ChosenLevel& level) {
  Json json{{"dbfs", level.level.value()}, {"limited_by", level.limited_by}, {"warnings", level.warnings}};
  if (level.load_voltage) json["load_volt"] = level.load_voltage->value();
  return json;
}

std::string wav_name(std::size_t run, core::FixtureState state, std::size_t take) {
  const auto again = take == 0 ? "" : fmt::format("-again-{}", take);
  return fmt::format("{}-{}{}.wav", run + 1, core::name_of(state), again);
}

/// Writes the recordings; returns the list of runs.
Json write_runs(const session::Acquisition& acquired, const std::filesystem::path& folder) {
  Json runs = Json::array();
  for (std::size_t i = 0; i < acquired.runs.size(); ++i) {
    const auto& run = acquired.runs[i];
    Json takes = Json::array();
    for (std::size_t k = 0; k < run.takes.size(); ++k) {
      const auto& take = run.takes[k];
      const auto name = wav_name(i, run.state, k);
      audio::write_wav(folder / name, take.capture);
      takes.push_back({{"file", name},
                       {"stimulus", stimulus::describe(take.plan)},
                       {"device", take.capture.device},
                       {"driver", health_json(take.capture.health)}});
      if (take.hot) takes.back()["hot"] = stimulus::describe(*take.hot);
    }
    runs.push_back({{"state", core::name_of(run.state)}, {"takes", std::move(takes)}});
  }
  return runs;
}

Json inputs_of(const workbench::WiringConfig& wiring) {
  Json inputs = Json::array({wiring.source_channel, wiring.load_channel});
  if (wiring.reference_channel) inputs.push_back(*wiring.reference_channel);
  return inputs;
}

/// Letters and digits of a name, for a folder.
std::string plain(const std::string& name) {
  constexpr std::size_t kMost = 40;
  std::string text;
  for (const char c : name.substr(0, kMost)) {
    const auto letter = static_cast<unsigned char>(c);
    if (letter < 0x80 && std::isalnum(letter) != 0)
      text += static_cast<char>(std::tolower(letter));
    else if (!text.empty() && text.back() != '-')
      text += '-';
  }
  while (!text.empty() && text.back() == '-') text.pop_back();
  return text;
}

}  // namespace

void write_record(const std::filesystem::path& path, const session::Material& m, const std::string& result,
                  const std::string& invalid) {
  storage::StagedFolder folder(path);
  const auto& inside = folder.inside();
  Json contents = head(m.method ? "output-impedance" : "impedance", m.made, m.options.name, invalid);
  contents.update({{"device", m.device},
                   {"has_one_clock", m.acquired.has_one_clock},
                   {"sample_rate", m.bench.interface.sample_rate_hz},
                   {"inputs", inputs_of(m.bench.wiring)},
                   {"level", level_json(m.acquired.level)},
                   {"runs", write_runs(m.acquired, inside)}});
  if (m.method) contents["method"] = impedance::name_of(*m.method);
  if (m.options.expected_ohm) contents["expected_ohm"] = *m.options.expected_ohm;
  complete(folder, m.bench, result, std::move(contents));
}

std::filesystem::path new_record_name(const workbench::Bench& bench, const std::string& made,
                                      const std::string& kind, const std::string& name) {
  if (bench.records_folder.empty()) return {};
  std::string when = made;  // colons are no part of a file's name everywhere
  std::erase(when, ':');
  const auto words = plain(name);
  const auto stem = fmt::format("{}-{}{}{}", when, kind, words.empty() ? "" : "-", words);
  auto path = bench.records_folder / stem;
  std::error_code ignored;
  for (int i = 2; std::filesystem::exists(path, ignored); ++i)
    path = bench.records_folder / fmt::format("{}-{}", stem, i);
  return path;
}

}  // namespace ohmbench::records
