#include "plot_cairo/cairo_canvas.hpp"

#include <cairo-ft.h>
#include <cairo.h>

#include <array>
#include <numbers>
#include <string>
#include <vector>

namespace ohmbench::plot_cairo {

using plot::Anchor;
using plot::Color;
using plot::Point;
using plot::Rect;
using plot::Shape;

namespace {

void set_color(cairo_t* context, Color c) {
  cairo_set_source_rgba(context, c.r, c.g, c.b, c.a);
}

void set_dash(cairo_t* context, const plot::Stroke& stroke) {
  const double w = stroke.width_px;
  const std::vector<double> lengths = stroke.dash == plot::Dash::kDashed   ? std::vector{4.5 * w, 2.5 * w}
                                      : stroke.dash == plot::Dash::kDotted ? std::vector{1.2 * w, 2.2 * w}
                                      : stroke.dash == plot::Dash::kDashDot
                                          ? std::vector{4.5 * w, 2 * w, 1.2 * w, 2 * w}
                                          : std::vector<double>{};
  cairo_set_dash(context, lengths.data(), static_cast<int>(lengths.size()), 0);
}

void trace_path(cairo_t* context, std::span<const Point> points) {
  for (const auto& p : points) cairo_line_to(context, p.x, p.y);
}

}  // namespace

CairoCanvas::CairoCanvas(cairo_t* context, const Typeface& typeface)
    : context_(context),
      face_(cairo_ft_font_face_create_for_ft_face(typeface.face(), FT_LOAD_NO_HINTING)),
      typeface_(typeface) {
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  cairo_set_font_options(context_, options);
  cairo_font_options_destroy(options);
  cairo_set_font_face(context_, face_);
  cairo_set_line_join(context_, CAIRO_LINE_JOIN_ROUND);
}

CairoCanvas::~CairoCanvas() {
  cairo_font_face_destroy(face_);
}

void CairoCanvas::polyline(std::span<const Point> points, const plot::Stroke& stroke) {
  set_color(context_, stroke.color);
  set_dash(context_, stroke);
  cairo_set_line_width(context_, stroke.width_px);
  cairo_new_path(context_);
  trace_path(context_, points);
  cairo_stroke(context_);
}

void CairoCanvas::band(std::span<const Point> upper, std::span<const Point> lower, Color fill) {
  set_color(context_, fill);
  cairo_new_path(context_);
  trace_path(context_, upper);
  for (auto p = lower.rbegin(); p != lower.rend(); ++p) cairo_line_to(context_, p->x, p->y);
  cairo_close_path(context_);
  cairo_fill(context_);
}

void CairoCanvas::rectangle(const Rect& rect, Color fill) {
  set_color(context_, fill);
  cairo_rectangle(context_, rect.x, rect.y, rect.width, rect.height);
  cairo_fill(context_);
}

void CairoCanvas::marker(Point at, Shape shape, double size_px, Color color) {
  const double r = size_px / 2;
  set_color(context_, color);
  cairo_new_path(context_);
  switch (shape) {
    case Shape::kCircle:
      cairo_arc(context_, at.x, at.y, r, 0, 2 * std::numbers::pi);
      break;
    case Shape::kSquare:
      cairo_rectangle(context_, at.x - r, at.y - r, size_px, size_px);
      break;
    case Shape::kDiamond:
      trace_path(context_, std::array<Point, 4>{
                               {{at.x, at.y - r}, {at.x + r, at.y}, {at.x, at.y + r}, {at.x - r, at.y}}});
      break;
    case Shape::kTriangle:
      trace_path(context_,
                 std::array<Point, 3>{{{at.x, at.y - r}, {at.x + r, at.y + r}, {at.x - r, at.y + r}}});
      break;
    case Shape::kCross:
      cairo_move_to(context_, at.x - r, at.y - r), cairo_line_to(context_, at.x + r, at.y + r);
      cairo_move_to(context_, at.x - r, at.y + r), cairo_line_to(context_, at.x + r, at.y - r);
      cairo_set_dash(context_, nullptr, 0, 0);
      cairo_set_line_width(context_, 1.5);
      cairo_stroke(context_);
      return;
  }
  cairo_fill(context_);
}

void CairoCanvas::text(Point at, std::string_view text, const plot::TextStyle& style) {
  const std::string words(text);
  const double width = typeface_.width_px(text, style.size_px);
  const double back = style.anchor == Anchor::kLeft ? 0 : style.anchor == Anchor::kCentre ? width / 2 : width;
  set_color(context_, style.color);
  cairo_save(context_);
  cairo_translate(context_, at.x, at.y);
  if (style.upwards) cairo_rotate(context_, -std::numbers::pi / 2);
  cairo_set_font_size(context_, style.size_px);
  cairo_move_to(context_, -back, plot::kHalfDigitEm * style.size_px);
  cairo_show_text(context_, words.c_str());
  cairo_restore(context_);
}

void CairoCanvas::push_clip(const Rect& rect) {
  cairo_save(context_);
  cairo_rectangle(context_, rect.x, rect.y, rect.width, rect.height);
  cairo_clip(context_);
}

void CairoCanvas::pop_clip() {
  cairo_restore(context_);
}

double CairoCanvas::drawn_width_px(std::string_view text, double size_px) {
  cairo_set_font_size(context_, size_px);
  cairo_text_extents_t extents;
  cairo_text_extents(context_, std::string(text).c_str(), &extents);
  return extents.x_advance;
}

}  // namespace ohmbench::plot_cairo
