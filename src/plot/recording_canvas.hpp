// RecordingCanvas: writes down what is drawn, a line a verb; what tests and comparisons of canvases stand on.
#pragma once

#include <string>

#include "plot/canvas.hpp"

namespace ohmbench::plot {

class RecordingCanvas : public Canvas {
 public:
  void polyline(std::span<const Point> points, const Stroke& stroke) override;
  void band(std::span<const Point> upper, std::span<const Point> lower, Color fill) override;
  void rectangle(const Rect& rect, Color fill) override;
  void marker(Point at, Shape shape, double size_px, Color color) override;
  void text(Point at, std::string_view text, const TextStyle& style) override;
  void push_clip(const Rect& rect) override;
  void pop_clip() override;

  const std::string& log() const { return log_; }

 private:
  std::string log_;
};

}  // namespace ohmbench::plot
