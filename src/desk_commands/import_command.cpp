// ohmbench import
#include <memory>
#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "desk_commands/commands.hpp"
#include "intake/import_result.hpp"

namespace ohmbench::cli {
namespace {

/// The options as typed.
struct ImportWords {
  std::filesystem::path file;
  std::string name;
  std::string magnitude, phase_unit, decimal, curve;
  std::optional<double> unit_ohm;
  bool sort = false, ignore_phase = false;
};

constexpr double kLeastUnit = 1e-6, kMostUnit = 1e6;  // ohm

formats::ReadOptions options_of(const ImportWords& words) {
  using formats::Magnitude, formats::PhaseUnit;
  formats::ReadOptions options;
  if (words.magnitude == "ohm") options.magnitude = Magnitude::kOhm;
  if (words.magnitude == "dB-ohm") options.magnitude = Magnitude::kDecibelOhm;
  if (words.magnitude == "dB") options.magnitude = Magnitude::kDecibelLevel;
  if (words.phase_unit == "deg") options.phase_unit = PhaseUnit::kDegree;
  if (words.phase_unit == "rad") options.phase_unit = PhaseUnit::kRadian;
  if (!words.decimal.empty()) options.decimal = words.decimal == "comma" ? ',' : '.';
  if (!words.curve.empty()) options.curve = words.curve;
  options.unit_ohm = words.unit_ohm;
  options.sort = words.sort;
  options.ignore_phase = words.ignore_phase;
  return options;
}

void run(const ImportWords& words, const Output& output) {
  const auto file = intake::read_foreign_file(words.file, options_of(words));
  const auto name = words.name.empty() ? words.file.stem().string() : words.name;
  output.deliver(intake::import_result(file, words.file, name),
                 intake::import_summary(file, words.file, name));
}

void add_options(CLI::App& command, ImportWords& words) {
  command.add_option("file", words.file, "what another program wrote: .zma .frd .txt .csv .dat .lim .json")
      ->required();
  command.add_option("--name", words.name, "what the load is called; default: the file's name");
  command
      .add_option("--magnitude", words.magnitude,
                  "what the magnitudes are, where the file does not say or is wrong: ohm, dB-ohm (an "
                  "impedance in dB re 1 "
                  "ohm) or dB (a response)")
      ->check(CLI::IsMember({"ohm", "dB-ohm", "dB"}));
  command.add_option("--phase-unit", words.phase_unit, "deg or rad; default: as the file says, or degrees")
      ->check(CLI::IsMember({"deg", "rad"}));
  command
      .add_option("--decimal", words.decimal,
                  "decimal mark, where it can be taken in two ways: point or comma")
      ->check(CLI::IsMember({"point", "comma"}));
  command.add_option("--curve", words.curve, "of several curves in the file: its name, or its number from 1");
  command
      .add_option("--unit-ohm", words.unit_ohm, "what a magnitude of 1 is, for files in units of a resistor")
      ->check(within(kLeastUnit, kMostUnit));
  command.add_flag("--sort", words.sort, "put the rows in order of frequency (a curve traced from a plot)");
  command.add_flag("--ignore-phase", words.ignore_phase, "take the magnitude only");
}

}  // namespace

void add_import(CLI::App& app, Context&) {
  auto* command = app.add_subcommand("import", "read an impedance that another program measured");
  auto words = std::make_shared<ImportWords>();
  auto output = std::make_shared<Output>();
  add_options(*command, *words);
  output->add_to(*command, false);
  command->footer(
      "Example: ohmbench import woofer.zma --out z.json\n"
      "         ohmbench import traced.csv --sort --name \"W3-871SC\" --out z.json");
  command->callback([words, output] { run(*words, *output); });
}

}  // namespace ohmbench::cli
