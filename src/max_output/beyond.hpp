// Beyond: what is played once the maximum is found: bursts, seconds of it, the open output, a decibel more,
// and the same again. Private to the room.
#pragma once

#include "max_output/measure.hpp"
#include "max_output/uncertainty.hpp"

namespace ohmbench::max_output {

/// What the steps beyond need to know of the sweep before them.
struct Found {
  const Options& options;
  const TonePlan& plan;
  double ceiling_dbfs = 0;  ///< up to which level the load may be driven
  double linear_gain = 0;   ///< see hold_against_gain
};

/// Bursts upwards from the maximum of the steady tone, until they are distorted or may not be louder.
void play_bursts(Player& player, const Found& found, Sweep& sweep);

/// The maximum held for seconds: does the supply give way, does a protection open?
Sustained hold(Player& player, const Found& found, const Sweep& sweep);

/// The open output at the same drive and above, never above what the load may get: a switch that fails must
/// not hurt it.
OtherLoad look_at_open(Player& player, const Found& found, double loaded_dbfs);

/// A decibel beyond the limit the tops show plainly which quantity is cut; only a load with phase tells them
/// apart.
void overdrive(Player& player, const Found& found, double from_dbfs, Sweep& sweep);

/// The loudest clean step again, to see how well it repeats. Empty where the output falls silent.
Repeats repeat(Player& player, const Found& found, const Sweep& sweep);

}  // namespace ohmbench::max_output
