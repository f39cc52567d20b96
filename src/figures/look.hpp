// Look: how a figure is wished to look, whatever it shows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plot/theme.hpp"

namespace ohmbench::figures {

/// Ohms upwards: linear from 0, logarithmic, or logarithmic where the curves span more than a factor of ten.
enum class OhmScale { kAuto, kLinear, kLog };

/// Linear ohms from 0 in fixed divisions, for curves that stay below the top.
struct OhmGrid {
  double top_ohm = 0;
  double division_ohm = 0;
};

struct Look {
  std::string title;  ///< empty: one is found
  double from_hz = 20;
  double to_hz = 20000;
  OhmScale ohms = OhmScale::kAuto;
  std::optional<double> least_ohm, most_ohm;  ///< ends of the axis
  std::optional<OhmGrid> ohm_grid;            ///< of the impedance figure, where the loads fit it
  double most_degrees = 90;                   ///< of the phase axis; wider where a curve needs it
  bool with_phase = true;
  bool with_caption = true;
  std::vector<double> source_ohm;  ///< what-if sources; empty: the recipe's own
  std::optional<double> rated_ohm;
  plot::Theme theme = plot::white_theme();
};

/// The manners of those who publish such plots; `preset` is one of preset_names().
/// stereophile: linear ohms, 0 to 20 in steps of 2 where the load fits that, phase -90 to 90 degrees dashed
/// on the right axis · headphone: the same with logarithmic ohms · attenuation: what sources of 1, 3, 10 and
/// 30 ohm take away · iec: sources of 0.1, 1, 10, 47 and 120 ohm.
/// @throws core::Error kBadInput
void apply_preset(const std::string& preset, Look& look);
const std::vector<std::string>& preset_names();

}  // namespace ohmbench::figures
