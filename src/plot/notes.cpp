// Notes: texts beside points, put where they hide least of the lines and of each other.
#include <algorithm>
#include <array>
#include <cmath>

#include "plot/layout_parts.hpp"
#include "plot/text_fit.hpp"

namespace ohmbench::plot {
namespace {

constexpr double kMarkerPx = 7;
constexpr double kHeight = 1.25;  // of a note, of its em

double outside_px(const Rect& r, const Rect& plot) {
  return std::max(0.0, plot.x - r.x) + std::max(0.0, r.right() - plot.right()) + std::max(0.0, plot.y - r.y) +
         std::max(0.0, r.bottom() - plot.bottom());
}

}  // namespace

double hidden_px(const std::vector<Point>& line, const Rect& rect) {
  double hidden = 0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const Point a = line[i - 1], b = line[i];
    if (std::max(a.x, b.x) < rect.x || std::min(a.x, b.x) > rect.right()) continue;
    constexpr int kSteps = 4;
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    for (int s = 0; s < kSteps; ++s) {
      const double part = (s + 0.5) / kSteps;
      if (rect.contains({a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)})) hidden += length / kSteps;
    }
  }
  return hidden;
}

void put_notes(const Figure& figure, const Layout& l, const std::vector<std::vector<Point>>& lines,
               std::vector<Rect> taken, const Pen& pen) {
  const double size = pen.small_px();
  for (const auto& note : figure.notes) {
    const Point at = l.place(note.x, note.y, note.side);
    if (!l.plot.contains(at)) continue;
    const auto text = cut(note.text, l.plot.width, size, pen.metrics);
    const double width = pen.width_px(text, size) + 0.6 * size;
    const double height = kHeight * size;
    Rect best{};
    double least = 1e300;
    for (const double away : {1.0, 2.5, 4.5}) {
      const double dx = kMarkerPx * away, dy = kMarkerPx * away;
      const std::array<Rect, 8> places{{{at.x + dx, at.y - dy - height, width, height},
                                        {at.x - dx - width, at.y - dy - height, width, height},
                                        {at.x - width / 2, at.y - dy - height, width, height},
                                        {at.x + dx, at.y - height / 2, width, height},
                                        {at.x - dx - width, at.y - height / 2, width, height},
                                        {at.x + dx, at.y + dy, width, height},
                                        {at.x - dx - width, at.y + dy, width, height},
                                        {at.x - width / 2, at.y + dy, width, height}}};
      for (const auto& place : places) {
        double cost = 100 * outside_px(place, l.plot) + 2 * (away - 1);
        for (const auto& line : lines) cost += hidden_px(line, place);
        for (const auto& other : taken) cost += place.overlaps(other) ? 1000 : 0;
        if (cost < least - 1e-6) least = cost, best = place;
      }
    }
    taken.push_back(best);
    taken.push_back({at.x - kMarkerPx / 2, at.y - kMarkerPx / 2, kMarkerPx, kMarkerPx});
    constexpr double kVeil = 0.8;
    pen.rect(best, pen.theme.ground.faded(kVeil));
    pen.inks.push_back(MarkerInk{at, note.shape, kMarkerPx, pen.theme.trace(note.color)});
    pen.text({best.x + 0.3 * size, best.y + height / 2}, text, {size, pen.theme.ink});
  }
}

}  // namespace ohmbench::plot
