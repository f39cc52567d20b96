// Sweep: one frequency. Private to the room.
#pragma once

#include "max_output/measure.hpp"
#include "session/probe.hpp"
#include "workbench/fixture.hpp"

namespace ohmbench::max_output {

Sweep sweep_at(Player& player, workbench::Fixture& fixture, const Options& options,
               const session::Probe& probe, double f_hz);

}  // namespace ohmbench::max_output
