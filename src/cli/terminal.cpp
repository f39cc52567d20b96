#include "cli/terminal.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

#include "core/error.hpp"

namespace ohmbench::cli {
namespace {

int terminal_columns() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

/// "measuring ########............ 41 %", within the width of the terminal.
std::string bar(const std::string& phase, double fraction) {
  const int room = std::clamp(terminal_columns() - static_cast<int>(phase.size()) - 9, 0, 40);
  const int filled = static_cast<int>(std::clamp(fraction, 0.0, 1.0) * room + 0.5);
  return fmt::format("{} {}{} {:3.0f} %", phase, std::string(static_cast<std::size_t>(filled), '#'),
                     std::string(static_cast<std::size_t>(room - filled), '.'), 100 * fraction);
}

}  // namespace

workbench::Events terminal_events(bool quiet, std::stop_token stop) {
  workbench::Events events;
  const bool shown = isatty(STDERR_FILENO) != 0;
  if (shown && !quiet) {
    const auto last = std::make_shared<std::chrono::steady_clock::time_point>();
    events.progress = [last](const std::string& phase, double fraction) {
      const auto now = std::chrono::steady_clock::now();
      if (fraction < 1 && now - *last < std::chrono::milliseconds(100)) return;
      *last = now;
      fmt::print(stderr, "\r\033[K{}", fraction < 1 ? bar(phase, fraction) : "");
      std::fflush(stderr);
    };
  }
  if (shown && isatty(STDIN_FILENO) != 0) {
    events.ask = [stop](const std::string& instruction) {
      fmt::print(stderr, "\r\033[KNow {}, then press Enter. ", instruction);
      std::fflush(stderr);
      pollfd input{STDIN_FILENO, POLLIN, 0};
      while (poll(&input, 1, 100) == 0) {
        if (stop.stop_requested()) throw core::not_valid("stopped");
      }
      std::string line;
      return static_cast<bool>(std::getline(std::cin, line));
    };
  }
  return events;
}

}  // namespace ohmbench::cli
