// ohmbench reprocess
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "bench_commands/commands.hpp"
#include "core/error.hpp"
#include "records/record.hpp"
#include "results/curve_result.hpp"
#include "session/evaluate.hpp"
#include "storage/json_file.hpp"
#include "storage/utc.hpp"

namespace ohmbench::cli {
namespace {

struct Evaluated {
  nlohmann::json result;
  std::string summary;
};

template <class Measurement>
Evaluated described(const Measurement& m, const workbench::Bench& bench) {
  const auto& p = m.provenance;
  if (!p.valid()) throw core::not_valid("not valid: " + p.cause().what, p.cause().remedy);
  return {results::to_json(m, bench), results::summary_of(m, bench)};
}

/// Whether the record's own result comes out again, but for the version that wrote it.
std::string comparison(const records::Record& record, const nlohmann::json& result) {
  if (record.result.empty()) return "";
  auto before = nlohmann::json::parse(record.result, nullptr, false);
  auto now = nlohmann::json::parse(storage::as_text(result));
  if (before.is_object()) before.erase("program");
  now.erase("program");
  return before == now
             ? "check    the same as the recorded result, bit for bit\n"
             : fmt::format("check    differs from the recorded result, which {} evaluated\n", record.program);
}

}  // namespace

void add_reprocess(CLI::App& app, Context&) {
  auto* command = app.add_subcommand(
      "reprocess", "evaluate a record again: the same numbers, or those of a corrected bench");
  auto output = std::make_shared<Output>();
  auto folder = std::make_shared<std::filesystem::path>();
  auto corrections = std::make_shared<records::Corrections>();
  command->add_option("record", *folder, "the folder that `measure --record` wrote")->required();
  command->add_option("--bench", corrections->bench,
                      "another bench file, e.g. with the right resistor; the record's calibration is used");
  command->add_option("--calibration", corrections->calibration,
                      "another calibration file, made with the record's device");
  output->add_to(*command, false);
  command->footer("Example: ohmbench reprocess records/hd650 --bench corrected.toml --out hd650.json");
  command->callback([output, folder, corrections] {
    const auto record = records::read_record(*folder, *corrections);
    const auto& m = record.material;
    auto evaluated = m.method ? described(session::evaluate_output(m), m.bench)
                              : described(session::evaluate_load(m), m.bench);
    if (corrections->bench.empty() && corrections->calibration.empty())
      evaluated.summary += comparison(record, evaluated.result);
    else
      evaluated.result["reprocessed"] = storage::utc_now();
    output->deliver(evaluated.result, evaluated.summary);
  });
}

}  // namespace ohmbench::cli
