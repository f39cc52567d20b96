// ohmbench check
#include <memory>
#include <nlohmann/json.hpp>

#include "bench_commands/commands.hpp"
#include "bench_commands/measure_options.hpp"
#include "checkup/check.hpp"
#include "cli/terminal.hpp"
#include "core/error.hpp"
#include "results/check_result.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::cli {

void add_check(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("check", "what is wrong with the bench, found before anything loud is played");
  auto words = std::make_shared<MeasureWords>();
  auto output = std::make_shared<Output>();
  command->add_option("--bench", words->bench, "the bench file (see calibration/bench.toml)")->required();
  command->add_option("--expect-ohm", words->expect_ohm,
                      "the load's rated impedance: finds a sense resistor that is wrong by a decade");
  output->add_to(*command, false);
  command->footer(
      "Leaves with 4 if a fault makes measuring pointless. What each finding means: docs/bench-check.md\n"
      "Example: ohmbench check --bench bench.toml --expect-ohm 32");
  command->callback([words, output, &context] {
    const auto bench = workbench::read_bench(words->bench);
    const auto parsed = parse(*words);
    auto open = context.mains.open_bench(bench);
    const auto report =
        checkup::check_bench(bench, open, {parsed.expected_ohm, parsed.level},
                             terminal_events(output->quiet, context.mains.stop), context.mains.stop);
    output->deliver(results::to_json(report, bench), results::summary_of(report, bench));
    if (!report.valid()) throw core::not_valid("not valid: " + report.cause().what, report.cause().remedy);
  });
}

}  // namespace ohmbench::cli
