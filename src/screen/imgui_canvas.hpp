// ImGuiCanvas: the screen. Draws the layout of a figure into a draw list, with the sizes and text widths of
// paper.
#pragma once

#include <optional>

#include "plot/canvas.hpp"
#include "screen/fonts.hpp"

struct ImDrawList;

namespace ohmbench::screen {

class ImGuiCanvas : public plot::Canvas {
 public:
  /// @param origin  of the figure, in screen pixels; the figure's own pixels are scaled by fonts.scale()
  /// @param zoom    and by this: a sheet of paper that is looked at from nearer or farther
  ImGuiCanvas(ImDrawList& list, const Fonts& fonts, plot::Point origin, double zoom = 1);

  /// The colour that lies beneath already: the first rectangle, a figure's ground, is not drawn once more in
  /// it.
  void stands_on(plot::Color beneath) { beneath_ = beneath; }

  void polyline(std::span<const plot::Point> points, const plot::Stroke& stroke) override;
  void band(std::span<const plot::Point> upper, std::span<const plot::Point> lower,
            plot::Color fill) override;
  void rectangle(const plot::Rect& rect, plot::Color fill) override;
  void marker(plot::Point at, plot::Shape shape, double size_px, plot::Color color) override;
  void text(plot::Point at, std::string_view text, const plot::TextStyle& style) override;
  void push_clip(const plot::Rect& rect) override;
  void pop_clip() override;

  /// Width in layout pixels of a text as it is drawn here.
  double drawn_width_px(std::string_view text, double size_px) const;

 private:
  plot::Point place(plot::Point p) const;
  void dashes(std::span<const plot::Point> points, const plot::Stroke& stroke);
  void solid(std::span<const plot::Point> points, plot::Color color, double width_px);

  ImDrawList& list_;
  const Fonts& fonts_;
  plot::Point origin_;
  double scale_;
  std::optional<plot::Color> beneath_;
};

}  // namespace ohmbench::screen
