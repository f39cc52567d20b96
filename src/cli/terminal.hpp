// What is shown and asked while a command runs: on stderr, and only when it is a terminal.
#pragma once

#include <stop_token>

#include "workbench/open_bench.hpp"

namespace ohmbench::cli {

/// A progress bar that overwrites itself, and prompts that wait for Enter. Empty functions where nobody
/// looks. A prompt ends without an answer when `stop` is requested.
workbench::Events terminal_events(bool quiet, std::stop_token stop);

}  // namespace ohmbench::cli
