// Canvas: what a figure is drawn on: paper, screen, or a list of what was drawn. Seven verbs; pixels of 1/96
// inch, y downwards.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ohmbench::plot {

struct Point {
  double x = 0;
  double y = 0;
};

struct Size {
  double width = 0;
  double height = 0;
};

struct Rect {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;

  double right() const { return x + width; }
  double bottom() const { return y + height; }
  bool contains(Point p) const { return p.x >= x && p.x <= right() && p.y >= y && p.y <= bottom(); }
  bool overlaps(const Rect& o) const {
    return x < o.right() && o.x < right() && y < o.bottom() && o.y < bottom();
  }
};

/// sRGB and opacity, each 0 … 1.
struct Color {
  double r = 0;
  double g = 0;
  double b = 0;
  double a = 1;

  Color faded(double opacity) const { return {r, g, b, a * opacity}; }
};

enum class Dash { kSolid, kDashed, kDotted, kDashDot };

struct Stroke {
  Color color;
  double width_px = 1;
  Dash dash = Dash::kSolid;
};

/// Which point of the text lies at the given place. Vertically always the middle of the digits' height.
enum class Anchor { kLeft, kCentre, kRight };

struct TextStyle {
  double size_px = 12;  ///< of the em
  Color color;
  Anchor anchor = Anchor::kLeft;
  bool upwards = false;  ///< turned by 90 degrees, read from below
};

enum class Shape { kCircle, kSquare, kDiamond, kTriangle, kCross };

/// Half of a figure's digits' height, as a part of the em, for the font that is used (DejaVu Sans): what is
/// drawn "at the middle" has its baseline that much lower.
inline constexpr double kHalfDigitEm = 0.365;

class Canvas {
 public:
  virtual ~Canvas() = default;
  /// An open line through two points at least.
  virtual void polyline(std::span<const Point> points, const Stroke& stroke) = 0;
  /// The area between two lines over the same x.
  virtual void band(std::span<const Point> upper, std::span<const Point> lower, Color fill) = 0;
  virtual void rectangle(const Rect& rect, Color fill) = 0;
  virtual void marker(Point at, Shape shape, double size_px, Color color) = 0;
  virtual void text(Point at, std::string_view text, const TextStyle& style) = 0;
  virtual void push_clip(const Rect& rect) = 0;
  virtual void pop_clip() = 0;
};

/// How wide texts are; the same for all canvases, so that one layout fits them all.
class TextMetrics {
 public:
  virtual ~TextMetrics() = default;
  /// Width in px of UTF-8 text at an em of `size_px`, without hinting or kerning.
  virtual double width_px(std::string_view text, double size_px) const = 0;
};

}  // namespace ohmbench::plot
