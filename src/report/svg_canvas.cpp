#include "report/svg_canvas.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <iterator>
#include <utility>
#include <vector>

#include "report/html.hpp"

namespace ohmbench::report {
namespace {

using plot::Anchor;
using plot::Color;
using plot::Point;
using plot::Shape;

/// Every colour of a theme by its name in the style.
std::vector<std::pair<std::string, Color>> roles(const plot::Theme& theme) {
  std::vector<std::pair<std::string, Color>> all{{"ground", theme.ground},
                                                 {"ink", theme.ink},
                                                 {"faint", theme.faint},
                                                 {"grid", theme.grid},
                                                 {"fine", theme.fine_grid}};
  for (std::size_t i = 0; i < theme.traces.size(); ++i)
    all.emplace_back(fmt::format("t{}", i), theme.traces[i]);
  all.insert(all.end(), {{"pass", theme.pass},
                         {"marginal", theme.marginal},
                         {"fail", theme.fail},
                         {"unknown", theme.unknown},
                         {"mood", theme.mood_ink}});
  return all;
}

int byte_of(double part) {
  return static_cast<int>(std::lround(255 * part));
}

std::string hex(Color c) {
  return fmt::format("#{:02x}{:02x}{:02x}", byte_of(c.r), byte_of(c.g), byte_of(c.b));
}

bool same(Color a, Color b) {
  return hex(a) == hex(b);
}

/// A tenth of a pixel is finer than any printer draws a line.
void append_points(std::string& text, std::span<const Point> points) {
  for (const auto& p : points) fmt::format_to(std::back_inserter(text), "{:.1f},{:.1f} ", p.x, p.y);
  if (!points.empty()) text.pop_back();
}

std::string dashes(const plot::Stroke& stroke) {
  const double w = stroke.width_px;
  switch (stroke.dash) {
    case plot::Dash::kSolid:
      return "";
    case plot::Dash::kDashed:
      return fmt::format(" stroke-dasharray=\"{:.1f} {:.1f}\"", 4.5 * w, 2.5 * w);
    case plot::Dash::kDotted:
      return fmt::format(" stroke-dasharray=\"{:.1f} {:.1f}\"", 1.2 * w, 2.2 * w);
    case plot::Dash::kDashDot:
      return fmt::format(" stroke-dasharray=\"{:.1f} {:.1f} {:.1f} {:.1f}\"", 4.5 * w, 2 * w, 1.2 * w, 2 * w);
  }
  return "";
}

}  // namespace

std::string SvgCanvas::paint(const char* property, Color color) const {
  std::string text;
  for (const auto& [name, of_theme] : roles(theme_)) {
    if (!same(color, of_theme)) continue;
    text = fmt::format(" class=\"{}-{}\"", property[0], name);
    break;
  }
  if (text.empty()) text = fmt::format(" {}=\"{}\"", property, hex(color));
  if (color.a < 1) text += fmt::format(" {}-opacity=\"{:.2f}\"", property, color.a);
  return text;
}

void SvgCanvas::polyline(std::span<const Point> points, const plot::Stroke& stroke) {
  content_ += "<polyline points=\"";
  append_points(content_, points);
  content_ += fmt::format("\" fill=\"none\"{} stroke-width=\"{:g}\"{}/>\n", paint("stroke", stroke.color),
                          stroke.width_px, dashes(stroke));
}

void SvgCanvas::band(std::span<const Point> upper, std::span<const Point> lower, Color fill) {
  content_ += "<polygon points=\"";
  append_points(content_, upper);
  content_ += ' ';
  append_points(content_, std::vector<Point>(lower.rbegin(), lower.rend()));
  content_ += fmt::format("\"{}/>\n", paint("fill", fill));
}

void SvgCanvas::rectangle(const plot::Rect& r, Color fill) {
  content_ += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"{}/>\n", r.x,
                          r.y, r.width, r.height, paint("fill", fill));
}

void SvgCanvas::marker(Point at, Shape shape, double size_px, Color color) {
  const double r = size_px / 2;
  std::vector<Point> corners;
  switch (shape) {
    case Shape::kCircle:
      content_ += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\"{}/>\n", at.x, at.y, r,
                              paint("fill", color));
      return;
    case Shape::kCross:
      content_ += fmt::format(
          "<path d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}M{:.1f} {:.1f}L{:.1f} {:.1f}\"{} stroke-width=\"1.5\"/>\n",
          at.x - r, at.y - r, at.x + r, at.y + r, at.x - r, at.y + r, at.x + r, at.y - r,
          paint("stroke", color));
      return;
    case Shape::kSquare:
      rectangle({at.x - r, at.y - r, size_px, size_px}, color);
      return;
    case Shape::kDiamond:
      corners = {{at.x, at.y - r}, {at.x + r, at.y}, {at.x, at.y + r}, {at.x - r, at.y}};
      break;
    case Shape::kTriangle:
      corners = {{at.x, at.y - r}, {at.x + r, at.y + r}, {at.x - r, at.y + r}};
      break;
  }
  band(corners, {}, color);
}

void SvgCanvas::text(Point at, std::string_view text, const plot::TextStyle& style) {
  const double width = metrics_.width_px(text, style.size_px);
  const double base = plot::kHalfDigitEm * style.size_px;
  const char* anchor = style.anchor == Anchor::kCentre  ? " text-anchor=\"middle\""
                       : style.anchor == Anchor::kRight ? " text-anchor=\"end\""
                                                        : "";
  const auto place =
      style.upwards
          ? fmt::format("transform=\"translate({:.1f} {:.1f}) rotate(-90)\" y=\"{:.1f}\"", at.x, at.y, base)
          : fmt::format("x=\"{:.1f}\" y=\"{:.1f}\"", at.x, at.y + base);
  content_ += fmt::format(
      "<text {} font-size=\"{:.4g}\"{} textLength=\"{:.1f}\" lengthAdjust=\"spacingAndGlyphs\"{}>{}</text>\n",
      place, style.size_px, anchor, width, paint("fill", style.color), escaped(text));
}

void SvgCanvas::push_clip(const plot::Rect& r) {
  // an inner picture ends at its border, without a path that needs a name
  content_ += fmt::format(
      "<svg x=\"{0:.1f}\" y=\"{1:.1f}\" width=\"{2:.1f}\" height=\"{3:.1f}\" viewBox=\"{0:.1f} {1:.1f} "
      "{2:.1f} {3:.1f}\">\n",
      r.x, r.y, r.width, r.height);
}

void SvgCanvas::pop_clip() {
  content_ += "</svg>\n";
}

std::string svg_of(const plot::Layout& layout, const plot::Theme& theme, const plot::TextMetrics& metrics,
                   std::string_view label, std::string_view css_class) {
  SvgCanvas canvas(theme, metrics);
  plot::draw(layout, canvas);
  return fmt::format(
      "<svg class=\"plot {}\" viewBox=\"0 0 {:g} {:g}\" role=\"img\" aria-label=\"{}\">\n{}</svg>\n",
      css_class, layout.size.width, layout.size.height, escaped(label), canvas.content());
}

std::string color_properties(const plot::Theme& theme) {
  std::string text;
  for (const auto& [name, color] : roles(theme)) text += fmt::format("--{}:{};", name, hex(color));
  return text;
}

std::string color_classes() {
  std::string text;
  for (const auto& role : roles(plot::white_theme()))
    text += fmt::format(".f-{0}{{fill:var(--{0})}}.s-{0}{{stroke:var(--{0})}}\n", role.first);
  return text;
}

}  // namespace ohmbench::report
