// The parts of a layout, each in its file. Private to the room.
#pragma once

#include <vector>

#include "plot/layout.hpp"

namespace ohmbench::plot {

/// Collects ink, with the styles of one figure.
struct Pen {
  const Theme& theme;
  const TextMetrics& metrics;
  std::vector<Ink>& inks;

  double font_px() const { return theme.font_px; }
  double small_px() const { return kSmall * theme.font_px; }
  double width_px(std::string_view text, double size_px) const { return metrics.width_px(text, size_px); }
  void line(std::vector<Point> points, const Stroke& stroke) const {
    inks.push_back(LineInk{std::move(points), stroke});
  }
  void rect(const Rect& rect, Color fill) const { inks.push_back(RectInk{rect, fill}); }
  void text(Point at, std::string text, const TextStyle& style) const {
    if (!text.empty()) inks.push_back(TextInk{at, std::move(text), style});
  }

  static constexpr double kSmall = 0.84;  // of the font, for ticks, notes and caption
};

/// Legend in rows at most `width_px` wide, its labels at most `label_px`. @return its height, also if nothing
/// is drawn (`at` empty)
double put_legend(const Figure& figure, std::optional<Point> at, double width_px, double label_px,
                  const Pen& pen);

/// Areas, traces, rules and notes, clipped to the plot.
void put_content(const Figure& figure, const Layout& layout, const Pen& pen);

/// How much of a line is hidden by a rectangle, in px.
double hidden_px(const std::vector<Point>& line, const Rect& rect);

/// Notes where they hide least. @param taken  by other texts
void put_notes(const Figure& figure, const Layout& layout, const std::vector<std::vector<Point>>& lines,
               std::vector<Rect> taken, const Pen& pen);

/// A matrix in `rect`. @return what of it the cells fill
Rect put_map(const HeatMap& map, const Rect& rect, const Pen& pen);

}  // namespace ohmbench::plot
