// Interrupt: Ctrl-C and SIGTERM end a measurement in order: the output falls silent, nothing half-written
// stays.
#pragma once

#include <stop_token>

namespace ohmbench::app {

/// Blocks SIGINT, SIGTERM and SIGHUP for this thread and all that it starts, and waits for them on a thread
/// of its own. The first one requests a stop; what has not ended 3 s later is left by `_exit(128 + signal)`.
/// Call once, before any thread.
std::stop_token stop_on_signals();

}  // namespace ohmbench::app
