// ohmbench reprocess
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "bench_commands/commands.hpp"
#include "core/error.hpp"
#include "max_output/measure.hpp"
#include "records/record.hpp"
#include "records/tape.hpp"
#include "results/curve_result.hpp"
#include "results/max_output_options.hpp"
#include "results/max_output_result.hpp"
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
std::string comparison(const std::string& recorded, const std::string& program,
                       const nlohmann::json& result) {
  if (recorded.empty()) return "";
  auto before = nlohmann::json::parse(recorded, nullptr, false);
  auto now = nlohmann::json::parse(storage::as_text(result));
  if (before.is_object()) before.erase("program");
  now.erase("program");
  return before == now
             ? "check    the same as the recorded result, bit for bit\n"
             : fmt::format("check    differs from the recorded result, which {} evaluated\n", program);
}

/// A measurement that decides as it goes is decided again, from its tape; with another bench it would have
/// played something else.
void replay_max_output(const std::filesystem::path& folder, const records::Corrections& corrections,
                       const Output& output) {
  if (!corrections.bench.empty() || !corrections.calibration.empty())
    throw core::bad_input(
        "a record of max-output cannot be corrected: with another bench other levels would have been played",
        "leave --bench and --calibration out, or measure again");
  auto record = records::read_tape(folder);
  auto options = results::max_output_options(record.run.options, folder);
  options.name = record.run.name;
  options.made = record.run.made;
  auto open = records::replaying(std::move(record.run.tape));
  const auto found = max_output::measure(record.run.bench, open, options, {});
  const auto result = results::to_json(found, record.run.bench);
  output.deliver(result, results::summary_of(found, record.run.bench) +
                             comparison(record.result, record.program, result));
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
    if (records::measurement_of(*folder) == "max-output") {
      replay_max_output(*folder, *corrections, *output);
      return;
    }
    const auto record = records::read_record(*folder, *corrections);
    const auto& m = record.material;
    auto evaluated = m.method ? described(session::evaluate_output(m), m.bench)
                              : described(session::evaluate_load(m), m.bench);
    if (corrections->bench.empty() && corrections->calibration.empty())
      evaluated.summary += comparison(record.result, record.program, evaluated.result);
    else
      evaluated.result["reprocessed"] = storage::utc_now();
    output->deliver(evaluated.result, evaluated.summary);
  });
}

}  // namespace ohmbench::cli
