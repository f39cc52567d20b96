#include "bench_commands/max_output_command.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "bench_commands/record_keeping.hpp"
#include "cli/numbers.hpp"
#include "cli/terminal.hpp"
#include "core/error.hpp"
#include "max_output/measure.hpp"
#include "results/max_output_options.hpp"
#include "results/max_output_result.hpp"
#include "storage/utc.hpp"
#include "workbench/bench.hpp"
#include "workbench/calibration_use.hpp"

namespace ohmbench::cli {
namespace {

struct Words {
  std::filesystem::path bench;
  std::vector<std::string> frequencies{"1000"};
  double thd_n_percent = 1;
  std::filesystem::path load;
  std::vector<std::filesystem::path> compare;
  bool no_bursts = false;
  bool no_hold = false;
  bool no_open = false;
  std::string name;
};

max_output::Options parse(const Words& words, double sample_rate_hz) {
  max_output::Options options;
  options.frequencies_hz.clear();
  for (const auto& word : words.frequencies) {
    if (word == "worst") {
      if (words.load.empty())
        throw core::bad_input("--frequency worst needs the load's impedance", "give --load z.json");
      options.frequencies_hz.push_back(
          results::worst_frequency(words.load, max_output::highest_tone_hz(sample_rate_hz)));
    } else {
      options.frequencies_hz.push_back(parse_positive(word, "--frequency", "Hz"));
    }
  }
  constexpr double kPercent = 0.01;
  options.thd_n_limit = kPercent * words.thd_n_percent;
  options.bursts = !words.no_bursts;
  options.hold = !words.no_hold;
  options.open = !words.no_open;
  options.name = words.name;
  for (const auto& path : words.compare) {
    auto others = results::read_other_loads(path);
    std::move(others.begin(), others.end(), std::back_inserter(options.others));
  }
  return options;
}

/// Measures on tape. What turns out to be not valid is kept, too, with the reason.
void measure_on_tape(const workbench::Bench& bench, max_output::Options options, const RecordKeeping& keeping,
                     const Output& output, Context& context) {
  records::TapedRun run{"max-output", storage::utc_now(), options.name, bench, results::to_json(options), {}};
  options.made = run.made;
  auto open = records::taping(context.mains.open_bench(bench), bench, run.tape);
  run.bench = workbench::with_calibration(bench, workbench::identity_of(open.device->info()), run.made);
  const auto events = records::telling(terminal_events(output.quiet, context.mains.stop), open);
  try {
    const auto found = max_output::measure(bench, open, options, events, context.mains.stop);
    const auto result = results::to_json(found, bench);
    deliver_and_keep(output, result, results::summary_of(found, bench),
                     [&] { return keeping.keep(run, result, {}); });
  } catch (const core::Error& error) {
    if (error.kind() == core::ErrorKind::kNotValid && !run.tape.calls.empty())
      keeping.keep(run, {}, error.what());
    throw;
  }
}

}  // namespace

void add_max_output(CLI::App& measure, Context& context) {
  auto* command = measure.add_subcommand(
      "max-output", "how far the amplifier goes into the connected load, and what limits it");
  auto words = std::make_shared<Words>();
  auto output = std::make_shared<Output>();
  command->add_option("--bench", words->bench, "the bench file (see calibration/bench.toml)")->required();
  command
      ->add_option("--frequency", words->frequencies,
                   "in Hz, one or several, or worst: where the load of --load takes most current")
      ->delimiter(',')
      ->capture_default_str();
  command
      ->add_option("--thd-n", words->thd_n_percent,
                   "THD+N in percent at which the output counts as its maximum")
      ->check(within(0.001, 50))
      ->capture_default_str();
  command->add_option("--load", words->load, "the load's measured impedance, for --frequency worst");
  command->add_option(
      "--compare", words->compare,
      "earlier results of the same amplifier with other loads: they tell voltage from current");
  command->add_flag("--no-bursts", words->no_bursts, "no bursts for the short-term output");
  command->add_flag("--no-hold", words->no_hold, "do not hold the maximum for 2.7 s");
  command->add_flag("--no-open", words->no_open,
                    "do not look at the open output, also where the fixture could");
  command->add_option("--name", words->name, "name of the amplifier, for figures and tables");
  auto keeping = std::make_shared<RecordKeeping>();
  keeping->add_to(*command);
  output->add_to(*command, true);
  command->footer("Example: ohmbench measure max-output --bench bench.toml --frequency 1000 --out max.json");
  command->callback([words, output, keeping, &context] {
    const auto bench = workbench::read_bench(words->bench);
    keeping->check(bench);
    const auto options = parse(*words, bench.interface.sample_rate_hz);
    if (keeping->wanted(bench)) {
      measure_on_tape(bench, options, *keeping, *output, context);
      return;
    }
    auto open = context.mains.open_bench(bench);
    const auto result = max_output::measure(
        bench, open, options, terminal_events(output->quiet, context.mains.stop), context.mains.stop);
    output->deliver(results::to_json(result, bench), results::summary_of(result, bench));
  });
}

}  // namespace ohmbench::cli
