// JackBench: the virtual bench as a client of a running JACK server, so that real audio streams can measure
// it. Ports playback_1..2 (what the tool plays) and capture_1..4 (nodes A and B, loopback, silence). Hazard:
// the server's freewheel runs the whole graph many times faster than real time; only for servers without a
// card.
#pragma once

#include <filesystem>
#include <ostream>
#include <stop_token>
#include <string>

#include "devices/bench_setup.hpp"

namespace ohmbench::devices {

struct JackBenchOptions {
  std::string name = "ohmbench-virtual";
  /// The server freewheels while a stream is connected: from 0.3 s after its last connection until it is
  /// gone.
  bool fast = false;
  /// A file holding the fixture state's name, read again 50 times a second; empty = none. The bench begins in
  /// `load`.
  std::filesystem::path state_file;
};

/// Runs until `stop` is asked for, then returns 0. Says on `log` when the bench is up. Blocks the calling
/// thread; never starts a server itself.
/// @throws core::Error kDevice: no server, name in use, server gone or its period changed.
int run_jack_bench(const JackBenchOptions& options, const BenchSetup& setup, std::ostream& log,
                   std::stop_token stop);

}  // namespace ohmbench::devices
