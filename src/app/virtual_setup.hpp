// From a bench file to the virtual bench that simulates it.
#pragma once

#include "devices/bench_setup.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::app {

/// The declared values are the true ones, except where [virtual] faults and imperfections say otherwise.
/// @throws core::Error kBadInput: unknown amplifier, load or fault
devices::BenchSetup setup_of(const workbench::Bench& bench);

}  // namespace ohmbench::app
