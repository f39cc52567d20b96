#include "cli/command_line.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <iostream>
#include <system_error>

#include "core/ensure.hpp"
#include "core/error.hpp"

namespace ohmbench::cli {
namespace {

constexpr int kUsage = 2;
constexpr int kBug = 70;  // EX_SOFTWARE: our own fault, never one of the contract's codes

/// One line: a newline within an error (from a library, or a file's name) would break scripts that read the
/// last line.
void print_error(const std::string& text) {
  std::string line = "ohmbench: " + text;
  std::replace_if(
      line.begin(), line.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }, ' ');
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);  // nobody can be told if this fails
}

/// A closed stdin, stdout or stderr would give its number to the next file opened, and what is printed would
/// end up in that file. The replacements refuse what the closed one would have refused.
void hold_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(fd, F_GETFD) < 0) {
      [[maybe_unused]] const int held = open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    }
  }
}

/// Whether everything that was printed has arrived.
bool printed() {
  return std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
}

int report_unprinted() {
  print_error("the standard output cannot be written: is the disk full, or the pipe closed?");
  return kUsage;
}

/// "ohmbench measure", and what was wrong behind it.
std::string usage_text(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App* at = &app;
  std::string words = at->get_name();
  while (!at->get_subcommands().empty()) {
    at = at->get_subcommands().front();
    words += " " + at->get_name();
  }
  std::string known;
  for (const auto* command : at->get_subcommands([](const CLI::App*) { return true; })) {
    known += (known.empty() ? "" : ", ") + command->get_name();
  }
  if (known.empty() || dynamic_cast<const CLI::RequiredError*>(&error) == nullptr) {
    return fmt::format("{} (see {} --help)", error.what(), words);
  }
  const auto rest = app.remaining(true);
  return rest.empty() ? fmt::format("{} needs a command: one of {}", words, known)
                      : fmt::format("{} knows no \"{}\": give one of {}", words, rest.front(), known);
}

}  // namespace

int run_command_line(int argc, const char* const* argv, const Mains& mains,
                     std::span<const AddCommand> commands) try {
  hold_standard_streams();
  CLI::App app{
      "Measures the impedance of a headphone or loudspeaker and the output impedance of the amplifier that "
      "drives it, "
      "and says whether the two match.",
      "ohmbench"};
  app.set_version_flag("--version", std::string("ohmbench " OHMBENCH_VERSION));
  app.require_subcommand(1);
  app.footer("Without hardware: ohmbench demo\nHelp on a command: ohmbench COMMAND --help");
  Context context{mains, 0};
  for (const auto add : commands) add(app, context);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {  // --help, --version
      app.exit(error);
      return printed() && std::cout.flush() ? 0 : report_unprinted();
    }
    print_error(usage_text(app, error));
    return kUsage;
  }
  return printed() ? context.exit_code : report_unprinted();
} catch (const core::Error& error) {
  print_error(error.what());
  return error.exit_code();
} catch (const std::bad_alloc&) {
  print_error("out of memory: measure for a shorter time");
  return kUsage;
} catch (const std::system_error& error) {  // the machine's fault, not ours: no space, no thread, no right
  if (!printed()) return report_unprinted();
  print_error(fmt::format("the system refused: {}", error.what()));
  return kUsage;
} catch (const std::exception& error) {
  print_error(fmt::format("this is a bug in ohmbench, please report it: {}", error.what()));
  return kBug;
}

}  // namespace ohmbench::cli
