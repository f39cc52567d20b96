// A matrix of coloured cells with names along its left and its top.
#include <algorithm>

#include "core/ensure.hpp"
#include "plot/layout_parts.hpp"
#include "plot/text_fit.hpp"

namespace ohmbench::plot {
namespace {

Color color_of(Mood mood, const Theme& theme) {
  switch (mood) {
    case Mood::kPass:
      return theme.pass;
    case Mood::kMarginal:
      return theme.marginal;
    case Mood::kFail:
      return theme.fail;
    case Mood::kUnknown:
      return theme.unknown;
  }
  return theme.unknown;
}

double widest(const std::vector<std::string>& names, double size, const Pen& pen) {
  double width = 0;
  for (const auto& name : names) width = std::max(width, pen.width_px(name, size));
  return width;
}

}  // namespace

Rect rect_of(const HeatMap& map, const Rect& grid, MapPlace cell) {
  const double width = grid.width / static_cast<double>(map.columns.size());
  const double height = grid.height / static_cast<double>(map.rows.size());
  return {grid.x + static_cast<double>(cell.column) * width, grid.y + static_cast<double>(cell.row) * height,
          width, height};
}

std::optional<MapPlace> cell_at(const HeatMap& map, const Layout& layout, Point at) {
  const auto& grid = layout.plot;
  if (map.rows.empty() || map.columns.empty() || !(grid.width > 0 && grid.height > 0)) return {};
  const auto index = [](double part, std::size_t count) -> std::optional<std::size_t> {
    if (!(part >= 0 && part < 1)) return {};
    return static_cast<std::size_t>(part * static_cast<double>(count));
  };
  const auto row = index((at.y - grid.y) / grid.height, map.rows.size());
  const auto column = index((at.x - grid.x) / grid.width, map.columns.size());
  return row && column ? std::optional(MapPlace{*row, *column}) : std::nullopt;
}

Rect put_map(const HeatMap& map, const Rect& rect, const Pen& pen) {
  if (map.rows.empty() || map.columns.empty()) return {};
  ENSURE(map.cells.size() == map.rows.size() * map.columns.size());
  const double size = pen.small_px();
  constexpr double kMostRowNames = 0.35, kMostColumnNames = 0.4;  // of the width, of the height
  const double names_px = std::min(widest(map.rows, size, pen) + size, kMostRowNames * rect.width);
  const double heads_px = std::min(widest(map.columns, size, pen) + size, kMostColumnNames * rect.height);
  const Rect grid{rect.x + names_px, rect.y + heads_px, rect.width - names_px, rect.height - heads_px};
  const double cell_width = grid.width / static_cast<double>(map.columns.size());
  const double cell_height = grid.height / static_cast<double>(map.rows.size());
  const double gap = std::min({1.0, cell_width / 4, cell_height / 4});
  for (std::size_t c = 0; c < map.columns.size() && cell_width > size; ++c)
    pen.text({grid.x + (static_cast<double>(c) + 0.5) * cell_width, grid.y - size / 2},
             cut(map.columns[c], heads_px - size, size, pen.metrics),
             {size, pen.theme.ink, Anchor::kLeft, true});
  for (std::size_t r = 0; r < map.rows.size(); ++r) {
    const double y = rect_of(map, grid, {r, 0}).y;
    if (cell_height > 0.9 * size)
      pen.text({grid.x - size / 2, y + cell_height / 2}, cut(map.rows[r], names_px - size, size, pen.metrics),
               {size, pen.theme.ink, Anchor::kRight});
    for (std::size_t c = 0; c < map.columns.size(); ++c) {
      const auto& cell = map.cells[r * map.columns.size() + c];
      const double x = rect_of(map, grid, {r, c}).x;
      pen.rect({x + gap / 2, y + gap / 2, cell_width - gap, cell_height - gap},
               color_of(cell.mood, pen.theme));
      const bool fits = pen.width_px(cell.text, size) < cell_width - gap && cell_height > size;
      if (fits)
        pen.text({x + cell_width / 2, y + cell_height / 2}, cell.text,
                 {size, pen.theme.mood_ink, Anchor::kCentre});
    }
  }
  return grid;
}

}  // namespace ohmbench::plot
