// ohmbench virtual-bench
#include <memory>

#include "bench_commands/commands.hpp"
#include "core/error.hpp"

namespace ohmbench::cli {

void add_virtual_bench(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("virtual-bench", "the simulated bench: what it knows, and as a JACK device");
  auto options = std::make_shared<VirtualBenchOptions>();
  command->add_flag("--list", options->list,
                    "amplifiers, loads and faults that it knows, with their sources");
  command->add_flag("--jack", options->jack,
                    "run as a JACK client until interrupted; PortAudio lists it as a device");
  command->add_option("--name", options->name, "name of the JACK client")->capture_default_str();
  command->add_option("--bench", options->bench,
                      "bench file whose [virtual], [wiring] and [interface] are simulated");
  command->add_option("--state-file", options->state_file,
                      "file that holds the fixture's state (load, open, ...), read again while running");
  command->add_flag("--fast", options->fast, "let the JACK server run freely while a stream is connected");
  command->footer(
      "Example: ohmbench virtual-bench --list\n         ohmbench virtual-bench --jack --bench bench.toml");
  command->callback([options, &context] {
    if (options->jack == options->list)
      throw core::bad_input("virtual-bench does one of two things", "say --list or --jack");
    context.exit_code = context.mains.virtual_bench(*options);
  });
}

}  // namespace ohmbench::cli
