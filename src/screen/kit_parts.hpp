// What the files of the kit share. Private to the room.
#pragma once

#include <imgui.h>

#include <algorithm>
#include <utility>

#include "screen/kit.hpp"

namespace ohmbench::screen {

inline constexpr double kTextEm = 14;

inline ImVec4 vec4(plot::Color c) {
  return {static_cast<float>(c.r), static_cast<float>(c.g), static_cast<float>(c.b), static_cast<float>(c.a)};
}

inline plot::Point point(ImVec2 v) {
  return {static_cast<double>(v.x), static_cast<double>(v.y)};
}

/// Space of this height in layout pixels over the whole width; its corner on the screen and its width.
inline std::pair<plot::Point, double> strip(const Kit& kit, double height) {
  const auto corner = point(ImGui::GetCursorScreenPos());
  const double width = std::max(1.0, static_cast<double>(ImGui::GetContentRegionAvail().x));
  ImGui::Dummy({static_cast<float>(width), static_cast<float>(kit.px(height))});
  return {corner, width / kit.fonts.scale()};
}

}  // namespace ohmbench::screen
