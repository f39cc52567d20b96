#include "bench_commands/record_keeping.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "records/record.hpp"
#include "storage/json_file.hpp"
#include "storage/staged_folder.hpp"

namespace ohmbench::cli {

void RecordKeeping::add_to(CLI::App& command) {
  command
      .add_option(
          "--record", folder_,
          "keep the whole measurement in this new folder, for `ohmbench reprocess`; [records] folder in "
          "the bench file keeps every one")
      ->check(named());
}

void RecordKeeping::check(const workbench::Bench& bench) const {
  if (!folder_.empty()) {
    storage::check_new_folder(folder_);
  } else if (!bench.records_folder.empty()) {
    std::error_code error;
    std::filesystem::create_directories(bench.records_folder, error);
    if (error)
      throw core::bad_input(
          fmt::format("{} cannot be made ({})", bench.records_folder.string(), error.message()),
          "correct [records] folder in the bench file");
    storage::check_new_folder(bench.records_folder / "record");
  }
}

std::string RecordKeeping::keep(const session::Material& m, const session::Provenance& p,
                                const nlohmann::json& result) const {
  const std::string kind = m.method ? "output-impedance" : "impedance";
  const auto folder =
      folder_.empty() ? records::new_record_name(m.bench, m.made, kind, m.options.name) : folder_;
  if (folder.empty()) return {};
  records::write_record(folder, m, p.valid() ? storage::as_text(result) : "",
                        p.valid() ? "" : p.cause().what);
  return fmt::format("record   {}\n", folder.string());
}

bool RecordKeeping::wanted(const workbench::Bench& bench) const {
  return !folder_.empty() || !bench.records_folder.empty();
}

std::string RecordKeeping::keep(const records::TapedRun& run, const nlohmann::json& result,
                                const std::string& invalid) const {
  const auto folder =
      folder_.empty() ? records::new_record_name(run.bench, run.made, run.measurement, run.name) : folder_;
  if (folder.empty()) return {};
  records::write_tape(folder, run, invalid.empty() ? storage::as_text(result) : "", invalid);
  return fmt::format("record   {}\n", folder.string());
}

void deliver_and_keep(const Output& output, const nlohmann::json& result, const std::string& summary,
                      const std::function<std::string()>& keep) {
  std::string line;
  try {
    line = keep();
  } catch (const core::Error&) {
    output.deliver(result, summary + "record   could not be written\n");
    throw;
  }
  output.deliver(result, summary + line);
}

}  // namespace ohmbench::cli
