// ohmbench advise
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/numbers.hpp"
#include "core/error.hpp"
#include "desk_commands/commands.hpp"
#include "results/advice_result.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::cli {
namespace {

struct AdviseWords {
  std::string load_ohm;
  std::string topology;
  std::optional<std::string> volt;
  std::optional<double> seconds;
  std::optional<double> noise_dbfs;
  std::optional<std::string> full_scale;
  std::optional<std::string> ampere;
  std::optional<double> tolerance_percent;
  std::vector<std::string> have;
  std::string series = "E12";
  std::filesystem::path bench;
};

void put_topology(const std::string& text, results::AdviceAsked& asked) {
  if (text.empty()) return;
  if (text != "high-side" && text != "low-side")
    throw core::bad_input(fmt::format("--topology \"{}\" is not known", text), "use high-side or low-side");
  asked.sense = text == "high-side" ? core::Sense::kHighSide : core::Sense::kLowSide;
}

results::AdviceAsked asked_of(const AdviseWords& words) {
  results::AdviceAsked asked;
  results::put_load_range(words.load_ohm, "--load-ohm", asked);
  put_topology(words.topology, asked);
  if (words.volt) asked.volt = parse_positive(*words.volt, "--volt", "V");
  asked.seconds = words.seconds;
  asked.noise_dbfs = words.noise_dbfs;
  if (words.full_scale)
    asked.full_scale_volt = parse_positive(*words.full_scale, "--adc-full-scale-volt", "V");
  if (words.ampere) asked.amplifier_ampere = parse_positive(*words.ampere, "--amp-max-ampere", "A");
  if (words.tolerance_percent) asked.resistor_sigma = *words.tolerance_percent / 100;
  for (const auto& text : words.have) asked.have.push_back(parse_positive(text, "--have", "ohm"));
  asked.series = words.series == "E24" ? advice::Series::kE24 : advice::Series::kE12;
  return asked;
}

/// The bench file is read first: what is wrong with it is told before what is wrong with an option.
results::AdviceGrounds grounds_of(const AdviseWords& words) {
  std::optional<workbench::Bench> bench;
  if (!words.bench.empty()) bench = workbench::read_bench(words.bench);
  return results::grounds_of(asked_of(words), bench ? &*bench : nullptr);
}

void add_options(CLI::App& command, AdviseWords& words) {
  command.add_option("--load-ohm", words.load_ohm, "the load's impedance or its range: 32, 4..8, 16..300")
      ->required();
  command.add_option("--topology", words.topology, "high-side or low-side; default: the better one");
  command.add_option("--volt", words.volt,
                     "RMS at the amplifier's output (default: the bench's load_max_volt, else 0.5 V)");
  command.add_option("--seconds", words.seconds, "of playing (default 4.5)")->check(within(1e-3, 1800.0));
  command
      .add_option("--noise-dbfs", words.noise_dbfs,
                  "noise of the inputs over their whole band (default -105)")
      ->check(within(-200.0, -20.0));
  command.add_option("--adc-full-scale-volt", words.full_scale,
                     "peak volts at the inputs for 0 dBFS (default: the bench's, else 4.36 V)");
  command.add_option("--amp-max-ampere", words.ampere, "RMS current that the amplifier gives");
  command
      .add_option("--tolerance-percent", words.tolerance_percent,
                  "of the sense resistor, one standard deviation (default: the bench's, else 1)")
      ->check(within(0.0, 50.0));
  command.add_option("--have", words.have, "choose among these resistors: 10,33,100")->delimiter(',');
  command.add_option("--series", words.series, "of standard values: E12 or E24")
      ->check(CLI::IsMember({"E12", "E24"}))
      ->capture_default_str();
  command.add_option("--bench", words.bench, "take from this bench.toml what it declares");
}

}  // namespace

void add_advise(CLI::App& app, Context&) {
  auto* command = app.add_subcommand(
      "advise",
      "which sense resistor to buy for a load, and the error to expect, before anything is soldered");
  auto words = std::make_shared<AdviseWords>();
  auto output = std::make_shared<Output>();
  add_options(*command, *words);
  output->add_to(*command, false);
  command->footer(
      "Example: ohmbench advise --load-ohm 16..300\n"
      "         ohmbench advise --load-ohm 4..8 --volt 2 --have 1,4.7,10 --amp-max-ampere 2");
  command->callback([words, output] {
    const auto grounds = grounds_of(*words);
    const auto advice = advice::advise(grounds.wish);
    output->deliver(results::to_json(advice, grounds), results::summary_of(advice, grounds));
  });
}

}  // namespace ohmbench::cli
