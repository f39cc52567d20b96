// What is shown and asked while a command runs: on stderr, and only when it is a terminal.
#pragma once

#include "session/open_bench.hpp"

namespace ohmbench::cli {

/// A progress bar that overwrites itself, and prompts that wait for Enter. Empty functions where nobody looks.
session::Events terminal_events(bool quiet);

}  // namespace ohmbench::cli
