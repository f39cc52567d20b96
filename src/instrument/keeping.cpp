#include "instrument/keeping.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "records/record.hpp"
#include "results/result_file.hpp"
#include "storage/json_file.hpp"
#include "storage/staged_folder.hpp"

namespace ohmbench::instrument {
namespace {

void make(const std::filesystem::path& folder, const char* remedy) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    throw core::bad_input(fmt::format("{} cannot be made ({})", folder.string(), error.message()), remedy);
  storage::check_new_folder(folder / "record");
}

}  // namespace

void check_folders(const workbench::Bench& bench, const std::filesystem::path& library) {
  if (!bench.records_folder.empty()) make(bench.records_folder, "correct [records] folder in the bench file");
  make(library, "start the dashboard with --library and a folder that can be written");
}

std::filesystem::path keep_result(const nlohmann::json& result, const workbench::Bench& bench,
                                  const std::string& made, const std::string& kind, const std::string& name,
                                  const std::filesystem::path& library) {
  workbench::Bench there = bench;
  there.records_folder = library;
  const auto base = records::new_record_name(there, made, kind, name);
  auto file = base;
  file += ".json";
  for (int n = 2; std::filesystem::exists(file); ++n) {
    file = base;
    file += fmt::format("-{}.json", n);
  }
  results::write_result(file, result);
  return file;
}

std::filesystem::path kept_or_recorded(const std::function<std::filesystem::path()>& keep,
                                       const std::function<void()>& record) {
  try {
    return keep();
  } catch (const core::Error& error) {
    bool recorded = false;
    try {
      if (record) record(), recorded = true;
    } catch (const core::Error&) {
      recorded = false;  // what went wrong first is what is told
    }
    if (!recorded) throw;
    throw core::Error(error.kind(), fmt::format("{}; the measurement's record is kept", error.what()));
  }
}

Outcome keep(const session::Material& m, const session::Provenance& p, const nlohmann::json& result,
             const std::filesystem::path& library) {
  Outcome outcome;
  outcome.kind = m.method ? "output-impedance" : "impedance";
  outcome.name = m.options.name;
  outcome.made = m.made;
  outcome.warnings = p.quality.warnings;
  if (!p.valid()) outcome.invalid = "not valid: " + p.cause().what + ": " + p.cause().remedy;
  const auto folder = records::new_record_name(m.bench, m.made, outcome.kind, m.options.name);
  const auto record = [&] {
    records::write_record(folder, m, p.valid() ? storage::as_text(result) : "",
                          p.valid() ? "" : p.cause().what);
  };
  // the result first: it is the smaller one, and on a full disk better than nothing
  if (p.valid()) {
    outcome.file = kept_or_recorded(
        [&] { return keep_result(result, m.bench, m.made, outcome.kind, m.options.name, library); },
        folder.empty() ? std::function<void()>() : record);
    outcome.result = result;
  }
  if (folder.empty()) return outcome;
  try {
    record();
    outcome.record = folder;
  } catch (const core::Error& error) {
    if (!p.valid()) throw;
    outcome.warnings.push_back(fmt::format("the result is kept, but not its record: {}", error.what()));
  }
  return outcome;
}

}  // namespace ohmbench::instrument
