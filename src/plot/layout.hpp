// Layout: a figure with every line, text and area at its place. Pure: the same figure, size and text widths
// give the same layout, whether it goes to paper or to the screen.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "plot/figure.hpp"

namespace ohmbench::plot {

struct LineInk {
  std::vector<Point> points;
  Stroke stroke;
};
struct BandInk {
  std::vector<Point> upper, lower;
  Color fill;
};
struct RectInk {
  Rect rect;
  Color fill;
};
struct MarkerInk {
  Point at;
  Shape shape;
  double size_px;
  Color color;
};
struct TextInk {
  Point at;
  std::string text;
  TextStyle style;
};
struct ClipInk {
  Rect rect;
};
struct UnclipInk {};

using Ink = std::variant<LineInk, BandInk, RectInk, MarkerInk, TextInk, ClipInk, UnclipInk>;

struct Layout {
  std::string title;  ///< of the figure, whole, for those that list files
  Size size;
  Rect plot;  ///< what the axes span, or all cells of a map
  Axis x, left;
  std::optional<Axis> right;
  std::vector<Ink> inks;

  /// Where a value is. Not finite where a log axis has no place for it.
  Point place(double x_value, double y_value, Side side) const;
};

/// Smaller than this nothing is legible; a smaller wish is laid out as this.
inline constexpr Size kLeastSize{160, 120};

Layout layout(const Figure& figure, Size size, const TextMetrics& metrics);

/// The cell at a point of the layout; empty beside the map.
std::optional<MapPlace> cell_at(const HeatMap& map, const Layout& layout, Point at);
/// Where a cell is. @param grid  all of them
Rect rect_of(const HeatMap& map, const Rect& grid, MapPlace cell);

void draw(const Layout& layout, Canvas& canvas);

}  // namespace ohmbench::plot
