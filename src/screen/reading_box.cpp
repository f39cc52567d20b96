#include "screen/reading_box.hpp"

#include <algorithm>

namespace ohmbench::screen {

void outline(const plot::Rect& r, const plot::Stroke& stroke, ImGuiCanvas& canvas) {
  const plot::Point frame[]{
      {r.x, r.y}, {r.right(), r.y}, {r.right(), r.bottom()}, {r.x, r.bottom()}, {r.x, r.y}};
  canvas.polyline(frame, stroke);
}

void draw_reading(const ReadingLines& lines, plot::Point at, const plot::Rect& room, const plot::Theme& theme,
                  ImGuiCanvas& canvas, const plot::TextMetrics& metrics) {
  constexpr double kEm = 13, kLine = 18, kPad = 8, kBeside = 14;
  double width = 0;
  for (const auto& [words, color] : lines) width = std::max(width, metrics.width_px(words, kEm));
  plot::Rect box{at.x + kBeside, at.y, width + 2 * kPad, static_cast<double>(lines.size()) * kLine + kPad};
  if (box.right() > room.right()) box.x = std::max(room.x, at.x - kBeside - box.width);
  canvas.rectangle(box, theme.ground.faded(0.92));
  outline(box, {theme.grid, 1}, canvas);
  for (std::size_t i = 0; i < lines.size(); ++i)
    canvas.text({box.x + kPad, box.y + kPad / 2 + (static_cast<double>(i) + 0.5) * kLine}, lines[i].first,
                {kEm, lines[i].second});
}

}  // namespace ohmbench::screen
