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
  Guard& guard;            ///< through which the load is driven
  double linear_gain = 0;  ///< see hold_against_gain
};

/// Bursts upwards from the maximum of the steady tone, until they are distorted or may not be louder. The
/// level at which the output fell silent, if it did.
std::optional<double> play_bursts(Player& player, const Found& found, Sweep& sweep);

/// The maximum held for seconds: does the supply give way, does a protection open?
Sustained hold(Player& player, const Found& found, const Sweep& sweep);

struct OpenOutput {
  OtherLoad seen;
  std::optional<double> silent_dbfs;  ///< the output had fallen silent there
};

/// The open output at the same drive and above, never above what the load may get: a switch that fails must
/// not hurt it.
OpenOutput look_at_open(Player& player, const Found& found, double loaded_dbfs);

/// A decibel beyond the limit the tops show plainly which quantity is cut; only a load with phase tells them
/// apart. False if the output fell silent.
bool overdrive(Player& player, const Found& found, double from_dbfs, Sweep& sweep);

/// The best step again, to see how well it repeats.
Repeats repeat(Player& player, const Found& found, const Sweep& sweep);

}  // namespace ohmbench::max_output
