// The box beside a cursor. Private to the room.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "plot/theme.hpp"
#include "screen/imgui_canvas.hpp"

namespace ohmbench::screen {

using ReadingLines = std::vector<std::pair<std::string, plot::Color>>;

void outline(const plot::Rect& rect, const plot::Stroke& stroke, ImGuiCanvas& canvas);

/// What the cursor reads, in a box beside it and within `room`, where there is room.
void draw_reading(const ReadingLines& lines, plot::Point at, const plot::Rect& room, const plot::Theme& theme,
                  ImGuiCanvas& canvas, const plot::TextMetrics& metrics);

}  // namespace ohmbench::screen
