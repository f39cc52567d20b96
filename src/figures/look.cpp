#include "figures/look.hpp"

#include <fmt/format.h>

#include "core/error.hpp"

namespace ohmbench::figures {

const std::vector<std::string>& preset_names() {
  static const std::vector<std::string> names{"stereophile", "headphone", "attenuation", "iec"};
  return names;
}

void apply_preset(const std::string& preset, Look& look) {
  if (preset == "stereophile") {
    look.ohms = OhmScale::kLinear;
    look.ohm_grid = OhmGrid{20, 2};  // "2 ohms/vertical div."
  } else if (preset == "headphone") {
    look.ohms = OhmScale::kLog;
  } else if (preset == "attenuation") {
    look.source_ohm = {1, 3, 10, 30};
  } else if (preset == "iec") {
    look.source_ohm = {0.1, 1, 10, 47, 120};
  } else {
    throw core::bad_input(fmt::format("there is no preset \"{}\"", preset),
                          fmt::format("give one of {}", fmt::join(preset_names(), ", ")));
  }
}

}  // namespace ohmbench::figures
