// ohmbench analyze impedance
#include <memory>
#include <nlohmann/json.hpp>

#include "bench_commands/commands.hpp"
#include "bench_commands/measure_options.hpp"
#include "core/error.hpp"
#include "results/curve_result.hpp"
#include "session/analyze.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::cli {

void add_analyze(CLI::App& app, Context&) {
  auto* analyze = app.add_subcommand("analyze", "analyse a recording made elsewhere");
  analyze->require_subcommand(1);
  auto* command = analyze->add_subcommand(
      "impedance", "the load's impedance from a two-channel recording and its stimulus");
  auto words = std::make_shared<MeasureWords>();
  auto output = std::make_shared<Output>();
  auto capture = std::make_shared<std::filesystem::path>();
  auto stimulus = std::make_shared<std::filesystem::path>();
  command->add_option("capture", *capture, "WAV with node A and node B (the channels of [wiring])")
      ->required();
  command->add_option("--stimulus", *stimulus, "WAV that was played; any start, any clock")->required();
  command->add_option("--bench", words->bench, "the bench file; its resistor and channels are used")
      ->required();
  words->points_per_octave = session::AnalyzeOptions{}.points_per_octave;
  add_band_options(*command, *words);
  output->add_to(*command, true);
  command->footer(
      "Example: ohmbench analyze impedance take1.wav --stimulus stim.wav --bench bench.toml --out z.json");
  command->callback([command, words, output, capture, stimulus] {
    const auto bench = workbench::read_bench(words->bench);
    const auto parsed = parse(*words);
    const auto from_hz = command->count("--from") > 0 ? std::optional(parsed.from_hz) : std::nullopt;
    const session::AnalyzeOptions options{from_hz, parsed.to_hz, parsed.points_per_octave,
                                          parsed.expected_ohm, parsed.name};
    const auto result = session::analyze_impedance(*capture, *stimulus, bench, options);
    const auto& p = result.provenance;
    if (!p.valid()) throw core::not_valid("not valid: " + p.cause().what, p.cause().remedy);
    output->deliver(results::to_json(result, bench), results::summary_of(result, bench));
  });
}

}  // namespace ohmbench::cli
