#include "plot/recording_canvas.hpp"

#include <fmt/format.h>

namespace ohmbench::plot {
namespace {

std::string words(Point p) {
  return fmt::format(" {:.2f},{:.2f}", p.x, p.y);
}
std::string words(const Rect& r) {
  return fmt::format(" {:.2f},{:.2f} {:.2f}x{:.2f}", r.x, r.y, r.width, r.height);
}
std::string words(Color c) {
  const auto byte = [](double x) { return static_cast<int>(255 * x + 0.5); };
  return fmt::format(" #{:02x}{:02x}{:02x}{:02x}", byte(c.r), byte(c.g), byte(c.b), byte(c.a));
}

}  // namespace

void RecordingCanvas::polyline(std::span<const Point> points, const Stroke& stroke) {
  log_ += fmt::format("line{} {:.2f} dash {}", words(stroke.color), stroke.width_px,
                      static_cast<int>(stroke.dash));
  for (const auto& p : points) log_ += words(p);
  log_ += '\n';
}

void RecordingCanvas::band(std::span<const Point> upper, std::span<const Point> lower, Color fill) {
  log_ += "band" + words(fill);
  for (const auto& p : upper) log_ += words(p);
  log_ += " /";
  for (const auto& p : lower) log_ += words(p);
  log_ += '\n';
}

void RecordingCanvas::rectangle(const Rect& rect, Color fill) {
  log_ += "rectangle" + words(rect) + words(fill) + '\n';
}

void RecordingCanvas::marker(Point at, Shape shape, double size_px, Color color) {
  log_ += fmt::format("marker {}{} {:.2f}{}\n", static_cast<int>(shape), words(at), size_px, words(color));
}

void RecordingCanvas::text(Point at, std::string_view text, const TextStyle& style) {
  log_ += fmt::format("text{} {:.2f}{} anchor {}{} \"{}\"\n", words(at), style.size_px, words(style.color),
                      static_cast<int>(style.anchor), style.upwards ? " upwards" : "", text);
}

void RecordingCanvas::push_clip(const Rect& rect) {
  log_ += "clip" + words(rect) + '\n';
}

void RecordingCanvas::pop_clip() {
  log_ += "unclip\n";
}

}  // namespace ohmbench::plot
