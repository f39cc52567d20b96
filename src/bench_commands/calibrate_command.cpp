// ohmbench calibrate ratio | open | short | reference | volts | verify | show
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "adjustment/calibrate.hpp"
#include "bench_commands/commands.hpp"
#include "bench_commands/measure_options.hpp"
#include "cli/numbers.hpp"
#include "cli/terminal.hpp"
#include "core/error.hpp"
#include "results/calibration_result.hpp"
#include "workbench/bench.hpp"
#include "workbench/calibration_file.hpp"

namespace ohmbench::cli {
namespace {

struct CalibrateWords {
  MeasureWords measure;
  std::optional<std::string> ohm;
  std::optional<double> tolerance_percent;
  bool start_new = false;
  bool by_swap = false;
  Output output;
};

std::filesystem::path file_of(const workbench::Bench& bench) {
  if (bench.calibration_file.empty())
    throw core::bad_input("bench.toml names no calibration file",
                          "add [calibration] file = \"calibration.json\"");
  return bench.calibration_file;
}

adjustment::CalibrateOptions parse(const CalibrateWords& words, core::FixtureState state) {
  adjustment::CalibrateOptions options;
  options.state = state;
  options.measure = parse(words.measure);
  if (words.ohm) options.ohm = parse_positive(*words.ohm, "--ohm", "ohm");
  if (words.tolerance_percent) {
    if (!(*words.tolerance_percent >= 0 && *words.tolerance_percent <= 50))
      throw core::bad_input("--tolerance-percent does not lie between 0 and 50", "write e.g. 0.1");
    options.relative_sigma = *words.tolerance_percent / 100;
  }
  options.start_new = words.start_new;
  options.by_swap = words.by_swap;
  return options;
}

std::shared_ptr<CalibrateWords> add_words(CLI::App& command, bool reference) {
  auto words = std::make_shared<CalibrateWords>();
  add_measure_options(command, words->measure);
  if (reference) {
    command.add_option("--ohm", words->ohm,
                       "the resistor's value (default: reference_resistor_ohm in bench.toml)");
    command.add_option("--tolerance-percent", words->tolerance_percent,
                       "its tolerance, 1 standard deviation (default: that of bench.toml)");
  }
  words->output.add_to(command, false);
  return words;
}

void add_step(CLI::App& calibrate, Context& context, const char* name, core::FixtureState state,
              const char* help) {
  auto* command = calibrate.add_subcommand(name, help);
  auto words = add_words(*command, state == core::FixtureState::kReference);
  if (state == core::FixtureState::kBridged) {
    command->add_flag("--by-swap", words->by_swap,
                      "leave the load connected and exchange the inputs' plugs when asked, where the inputs "
                      "cannot be wired to one node");
  }
  command->add_flag("--new", words->start_new, "begin a new calibration; what the file holds is replaced");
  command->footer(fmt::format("Example: ohmbench calibrate {} --bench bench.toml", name));
  command->callback([words, state, &context] {
    const auto bench = workbench::read_bench(words->measure.bench);
    const auto file = file_of(bench);
    const auto options = parse(*words, state);
    auto open = context.mains.open_bench(bench);
    const auto report = adjustment::calibrate_step(
        bench, open, options, terminal_events(words->output.quiet, context.mains.stop), context.mains.stop);
    workbench::write_calibration(file, report.calibration);
    words->output.deliver(results::to_json(report, bench), results::summary_of(report));
  });
}

void add_volts(CLI::App& calibrate, Context& context) {
  auto* command = calibrate.add_subcommand("volts", "absolute volts, from a multimeter's reading of a tone");
  struct Words {
    std::filesystem::path bench;
    std::string channel = "source";
    std::optional<std::string> volt;
    double tone_hz = 1000;
    double level_dbfs = -20;
    Output output;
  };
  auto words = std::make_shared<Words>();
  command->add_option("--bench", words->bench, "the bench file")->required();
  command->add_option("--channel", words->channel, "source or load: where the meter is connected")
      ->check(CLI::IsMember({"source", "load"}))
      ->capture_default_str();
  command->add_option("--measured-volt", words->volt,
                      "what the meter shows, RMS; without it the tone only plays");
  command->add_option("--tone-hz", words->tone_hz, "a frequency at which the meter is specified")
      ->capture_default_str();
  command->add_option("--level-dbfs", words->level_dbfs, "RMS level of the tone")->capture_default_str();
  words->output.add_to(*command, false);
  command->footer(
      "Example: ohmbench calibrate volts --bench bench.toml --channel source --measured-volt 0.2094");
  command->callback([words, &context] {
    const auto bench = workbench::read_bench(words->bench);
    const auto file = file_of(bench);
    adjustment::VoltsOptions options;
    options.channel = words->channel == "load" ? session::kLoad : session::kSource;
    if (words->volt) options.measured_volt = parse_positive(*words->volt, "--measured-volt", "V");
    options.tone_hz = words->tone_hz;
    options.level = core::DbFs(words->level_dbfs);
    auto open = context.mains.open_bench(bench);
    const auto report = adjustment::calibrate_volts(
        bench, open, options, terminal_events(words->output.quiet, context.mains.stop), context.mains.stop);
    if (options.measured_volt) workbench::write_calibration(file, report.calibration);
    words->output.deliver(results::to_json(report, bench), results::summary_of(report));
  });
}

void add_verify(CLI::App& calibrate, Context& context) {
  auto* command =
      calibrate.add_subcommand("verify", "measures the reference resistor and says how far off it is");
  auto words = add_words(*command, true);
  command->footer("Example: ohmbench calibrate verify --bench bench.toml");
  command->callback([words, &context] {
    const auto bench = workbench::read_bench(words->measure.bench);
    const auto options = parse(*words, core::FixtureState::kReference);
    auto open = context.mains.open_bench(bench);
    const auto v = adjustment::verify_calibration(
        bench, open, options, terminal_events(words->output.quiet, context.mains.stop), context.mains.stop);
    words->output.deliver(results::to_json(v, bench), results::summary_of(v));
    if (!v.holds) {
      throw core::not_valid(
          fmt::format("not valid: the reference resistor measures {:.2f} % off, {:.2f} % is allowed",
                      100 * v.worst_deviation, 100 * v.allowed),
          "calibrate again");
    }
  });
}

void add_show(CLI::App& calibrate) {
  auto* command =
      calibrate.add_subcommand("show", "what the calibration file holds, how old it is, what it reaches");
  auto bench_file = std::make_shared<std::filesystem::path>();
  auto output = std::make_shared<Output>();
  command->add_option("--bench", *bench_file, "the bench file")->required();
  output->add_to(*command, false);
  command->footer("Example: ohmbench calibrate show --bench bench.toml");
  command->callback([bench_file, output] {
    const auto bench = workbench::read_bench(*bench_file);
    const auto stored = workbench::read_calibration(file_of(bench));
    output->deliver(results::to_json(stored, bench), results::summary_of(stored, bench));
  });
}

}  // namespace

void add_calibrate(CLI::App& app, Context& context) {
  auto* calibrate = app.add_subcommand("calibrate", "find out what the bench itself does, and remove it");
  calibrate->require_subcommand(1);
  using core::FixtureState;
  add_step(*calibrate, context, "ratio", FixtureState::kBridged,
           "both inputs on the amplifier's output: the channels' ratio");
  add_step(*calibrate, context, "open", FixtureState::kOpen, "nothing connected: the loading by the inputs");
  add_step(*calibrate, context, "short", FixtureState::kShort,
           "the load's terminals shorted: leads and crosstalk");
  add_step(*calibrate, context, "reference", FixtureState::kReference,
           "a known resistor: the sense resistor's true value; several may be given, one after the other");
  add_volts(*calibrate, context);
  add_verify(*calibrate, context);
  add_show(*calibrate);
}

}  // namespace ohmbench::cli
