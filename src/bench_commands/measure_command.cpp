// ohmbench measure impedance | output-impedance | max-output (max_output_command.cpp)
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "audio/wav.hpp"
#include "bench_commands/commands.hpp"
#include "bench_commands/max_output_command.hpp"
#include "bench_commands/measure_options.hpp"
#include "bench_commands/record_keeping.hpp"
#include "cli/numbers.hpp"
#include "cli/terminal.hpp"
#include "core/error.hpp"
#include "effort/duration.hpp"
#include "results/curve_result.hpp"
#include "results/qualification.hpp"
#include "session/measure.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::cli {
namespace {

constexpr int kMostLevels = 8;  // 42 dB

/// Keeps the record, also of what is not valid, and delivers what is.
template <class Measurement>
void finish(const Measurement& measured, const session::Material& material, const RecordKeeping& keeping,
            const Output& output) {
  const auto& p = measured.provenance;
  if (!p.valid()) {
    keeping.keep(material, p, {});
    throw core::not_valid("not valid: " + p.cause().what, p.cause().remedy);
  }
  const auto result = results::to_json(measured, material.bench);
  deliver_and_keep(output, result, results::summary_of(measured, material.bench),
                   [&] { return keeping.keep(material, p, result); });
}

session::AcquireLoad acquisition_for(const MeasureWords& words) {
  const auto spectrum = words.spectrum == "flat"     ? effort::Spectrum::kFlat
                        : words.spectrum == "shaped" ? effort::Spectrum::kShaped
                                                     : effort::Spectrum::kAuto;
  if (!words.uncertainty)
    return [spectrum](auto&&... known) { return effort::acquire_load(spectrum, known...); };
  const double wanted = parse_part(*words.uncertainty, "--uncertainty");
  return [wanted, spectrum](auto&&... known) { return effort::acquire_until(wanted, spectrum, known...); };
}

void add_impedance(CLI::App& measure, Context& context) {
  auto* command =
      measure.add_subcommand("impedance", "the load's impedance over frequency, with its uncertainty");
  auto words = std::make_shared<MeasureWords>();
  auto output = std::make_shared<Output>();
  auto save = std::make_shared<std::filesystem::path>();
  auto keeping = std::make_shared<RecordKeeping>();
  add_measure_options(*command, *words);
  add_effort_options(*command, *words);
  keeping->add_to(*command);
  command->add_option("--stimulus", words->stimulus, "multisine, sweep or stepped")->capture_default_str();
  command
      ->add_option(
          "--levels", words->levels,
          "measure at this many levels, each 6 dB below the one before: does the impedance depend on it?")
      ->check(CLI::Range(1, kMostLevels));
  command
      ->add_option("--realisations", words->realisations,
                   "choices of phases of the multisine, which share the seconds: distortion averages out")
      ->check(CLI::Range(1, stimulus::kMostRealisations));
  command->add_option("--save-capture", *save, "keep the raw recording as a WAV file");
  output->add_to(*command, true);
  command->footer(
      "Example: ohmbench measure impedance --bench bench.toml --name \"HD 650 left\" --out hd650.json");
  command->callback([words, output, save, keeping, &context] {
    const auto bench = workbench::read_bench(words->bench);
    keeping->check(bench);
    const auto options = parse(*words);
    auto open = context.mains.open_bench(bench);
    if (words->qualify) {
      const auto q = effort::qualify(parse_part(*words->uncertainty, "--uncertainty"), bench, open, options,
                                     terminal_events(output->quiet, context.mains.stop), context.mains.stop);
      output->deliver(results::to_json(q, bench), results::table_of(q));
      return;
    }
    session::Material material;
    const auto result =
        session::measure_impedance(bench, open, options, terminal_events(output->quiet, context.mains.stop),
                                   context.mains.stop, &material, acquisition_for(*words));
    if (!save->empty()) audio::write_wav(*save, material.acquired.runs.front().best().capture);
    finish(result, material, *keeping, *output);
  });
}

void add_output_impedance(CLI::App& measure, Context& context) {
  auto* command =
      measure.add_subcommand("output-impedance", "the amplifier's output impedance over frequency");
  auto words = std::make_shared<MeasureWords>();
  auto output = std::make_shared<Output>();
  auto method = std::make_shared<std::string>("two-load");
  auto cycles = std::make_shared<int>(1);
  auto hot_volt = std::make_shared<std::string>();
  auto keeping = std::make_shared<RecordKeeping>();
  add_measure_options(*command, *words);
  keeping->add_to(*command);
  command
      ->add_option("--method", *method,
                   "two-load: the load connected, then open; injection: output 2 drives into the amplifier")
      ->check(CLI::IsMember({"two-load", "injection"}))
      ->capture_default_str();
  command->add_option("--cycles", *cycles, "two-load: how many times loaded, open, open, loaded")
      ->check(within(1, 100))
      ->capture_default_str();
  command->add_option("--hot-volt", *hot_volt,
                      "injection: the amplifier plays this RMS voltage at its terminals meanwhile");
  output->add_to(*command, true);
  command->footer(
      "Example: ohmbench measure output-impedance --bench bench.toml --method two-load --out zout.json");
  command->callback([words, output, method, cycles, hot_volt, keeping, &context] {
    const auto bench = workbench::read_bench(words->bench);
    keeping->check(bench);
    auto options = parse(*words);
    const auto how = impedance::method_named(*method);
    options.cycles = *cycles;
    if (*cycles > 1 && how != impedance::OutputImpedanceMethod::kTwoLoad)
      throw core::bad_input("--cycles belongs to --method two-load", "leave it out");
    if (!hot_volt->empty()) {
      options.hot_volt = core::Volts(parse_positive(*hot_volt, "--hot-volt", "V"));
      if (how != impedance::OutputImpedanceMethod::kInjection)
        throw core::bad_input("--hot-volt belongs to --method injection",
                              "with two loads the amplifier plays anyway: see --load-volt");
    }
    auto open = context.mains.open_bench(bench);
    session::Material material;
    const auto result = session::measure_output_impedance(bench, open, how, options,
                                                          terminal_events(output->quiet, context.mains.stop),
                                                          context.mains.stop, &material);
    finish(result, material, *keeping, *output);
  });
}

}  // namespace

void add_measure(CLI::App& app, Context& context) {
  auto* measure = app.add_subcommand("measure", "measure a load or an amplifier");
  measure->require_subcommand(1);
  add_impedance(*measure, context);
  add_output_impedance(*measure, context);
  add_max_output(*measure, context);
}

}  // namespace ohmbench::cli
