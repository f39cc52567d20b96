// ohmbench: entry point. Nothing happens here but connecting the mains and leaving cleanly.
#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "app/dashboard.hpp"
#include "app/interrupt.hpp"
#include "app/mains.hpp"
#include "bench_commands/commands.hpp"
#include "cli/command_line.hpp"
#include "desk_commands/commands.hpp"
#include "devices/abandonable_call.hpp"

namespace {

using namespace ohmbench::cli;
// in the order of the help
constexpr AddCommand kCommands[] = {
    add_demo,    add_devices, add_calibrate,     add_reprocess, add_advise,   add_check,
    add_measure, add_analyze, add_match,         add_library,   add_stimulus, add_fit,
    add_export,  add_import,  add_virtual_bench, add_plot,      add_report,   ohmbench::app::add_dashboard};

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is a failed write, not a silent death
  std::signal(SIGXFSZ, SIG_IGN);  // likewise a file-size limit
  const int code = ohmbench::cli::run_command_line(
      argc, argv, ohmbench::app::connect_mains(ohmbench::app::stop_on_signals()), kCommands);
  std::fflush(nullptr);
  // a driver call that never came back holds a thread: running static destructors under it can abort the
  // process
  if (ohmbench::devices::audio_calls_abandoned()) _exit(code);
  return code;
}
