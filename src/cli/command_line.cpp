#include "cli/command_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>

#include "core/ensure.hpp"
#include "core/error.hpp"

namespace ohmbench::cli {
namespace {

constexpr int kUsage = 2;
constexpr int kBug = 70;   // EX_SOFTWARE: our own fault, never one of the contract's codes

/// One line: a newline within an error (from a library) would break scripts that read the last line.
void print_error(const std::string& text) {
  std::string line = text;
  std::replace(line.begin(), line.end(), '\n', ' ');
  fmt::print(stderr, "ohmbench: {}\n", line);
}

}  // namespace

int run_command_line(int argc, const char* const* argv, const Mains& mains) try {
  CLI::App app{"Measures the impedance of a headphone or loudspeaker and the output impedance of the amplifier that drives it, "
               "and says whether the two match.",
               "ohmbench"};
  app.set_version_flag("--version", std::string("ohmbench " OHMBENCH_VERSION));
  app.require_subcommand(1);
  app.footer("Without hardware: ohmbench demo\nHelp on a command: ohmbench COMMAND --help");
  Context context{mains, 0};
  add_demo(app, context);
  add_devices(app, context);
  add_measure(app, context);
  add_analyze(app, context);
  add_match(app, context);
  add_stimulus(app, context);
  add_export(app, context);
  add_virtual_bench(app, context);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);   // --help, --version
    print_error(fmt::format("{} (see --help)", error.what()));
    return kUsage;
  }
  return context.exit_code;
} catch (const core::Error& error) {
  print_error(error.what());
  return error.exit_code();
} catch (const std::bad_alloc&) {
  print_error("out of memory: measure for a shorter time");
  return kUsage;
} catch (const std::exception& error) {
  print_error(fmt::format("this is a bug in ohmbench, please report it: {}", error.what()));
  return kBug;
}

}  // namespace ohmbench::cli
