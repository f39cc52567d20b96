// CairoCanvas: paper. Draws on a Cairo context whose unit is a pixel of 1/96 inch.
#pragma once

#include "plot/canvas.hpp"
#include "plot_cairo/typeface.hpp"

typedef struct _cairo cairo_t;
typedef struct _cairo_font_face cairo_font_face_t;

namespace ohmbench::plot_cairo {

class CairoCanvas : public plot::Canvas {
 public:
  /// Both must outlive the canvas.
  CairoCanvas(cairo_t* context, const Typeface& typeface);
  ~CairoCanvas() override;
  CairoCanvas(const CairoCanvas&) = delete;
  CairoCanvas& operator=(const CairoCanvas&) = delete;

  void polyline(std::span<const plot::Point> points, const plot::Stroke& stroke) override;
  void band(std::span<const plot::Point> upper, std::span<const plot::Point> lower,
            plot::Color fill) override;
  void rectangle(const plot::Rect& rect, plot::Color fill) override;
  void marker(plot::Point at, plot::Shape shape, double size_px, plot::Color color) override;
  void text(plot::Point at, std::string_view text, const plot::TextStyle& style) override;
  void push_clip(const plot::Rect& rect) override;
  void pop_clip() override;

  /// Width of a text as Cairo itself would set it.
  double drawn_width_px(std::string_view text, double size_px);

 private:
  cairo_t* context_;
  cairo_font_face_t* face_;
  const Typeface& typeface_;
};

}  // namespace ohmbench::plot_cairo
