// What lies within the axes: bands, traces, rules; and the legend that names the traces.
#include <algorithm>
#include <cmath>
#include <utility>

#include "plot/layout_parts.hpp"
#include "plot/reduce.hpp"
#include "plot/text_fit.hpp"

namespace ohmbench::plot {
namespace {

constexpr double kSamplePx = 26;  // of a line in the legend
constexpr double kLine = 1.35;
constexpr double kFaint = 0.55;
constexpr double kFarPx = 1e5;  // a canvas need not bear more

bool is_finite(Point p) {
  return std::isfinite(p.x) && std::isfinite(p.y);
}

/// What is far outside draws the same line from nearer.
Point bounded(Point p) {
  return {std::clamp(p.x, -kFarPx, kFarPx), std::clamp(p.y, -kFarPx, kFarPx)};
}

Stroke stroke_of(const Trace& trace, const Theme& theme) {
  const Color color = theme.trace(trace.color);
  return {trace.faint ? color.faded(kFaint) : color, trace.faint ? 0.7 * theme.line_px : theme.line_px,
          trace.dash};
}

/// The connected pieces of a line.
std::vector<std::vector<Point>> pieces_of(const std::vector<double>& x, const std::vector<double>& y,
                                          Side side, const Layout& l) {
  std::vector<std::vector<Point>> pieces(1);
  for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
    const Point p = l.place(x[i], y[i], side);
    if (is_finite(p)) {
      pieces.back().push_back(bounded(p));
    } else if (!pieces.back().empty()) {
      pieces.emplace_back();
    }
  }
  return pieces;
}

void put_band(const Band& band, const Layout& l, const Pen& pen) {
  BandInk ink;
  ink.fill = pen.theme.trace(band.color).faded(band.opacity);
  const auto put = [&] {
    if (ink.upper.size() >= 2) pen.inks.push_back(ink);
    ink.upper.clear(), ink.lower.clear();
  };
  for (std::size_t i = 0; i < std::min({band.x.size(), band.lower.size(), band.upper.size()}); ++i) {
    const Point up = l.place(band.x[i], band.upper[i], band.side);
    Point down = l.place(band.x[i], band.lower[i], band.side);
    if (std::isfinite(up.x) && std::isfinite(up.y) && !std::isfinite(down.y)) down = {up.x, l.plot.bottom()};
    if (!is_finite(up)) {
      put();
      continue;
    }
    // more points than pixels: the widest of a column
    if (!ink.upper.empty() && std::floor(ink.upper.back().x) == std::floor(up.x) && ink.upper.size() > 1) {
      ink.upper.back().y = std::min(ink.upper.back().y, bounded(up).y);
      ink.lower.back().y = std::max(ink.lower.back().y, bounded(down).y);
    } else {
      ink.upper.push_back(bounded(up));
      ink.lower.push_back(bounded(down));
    }
  }
  put();
}

/// @return where its text is; of no size if it is not within the plot
Rect put_rule(const Rule& rule, const Layout& l, const std::vector<std::vector<Point>>& lines,
              const Pen& pen) {
  const Point at = rule.vertical ? l.place(rule.value, l.left.from, Side::kLeft)
                                 : l.place(l.x.from, rule.value, rule.side);
  const auto& p = l.plot;
  const Stroke stroke{pen.theme.faint, 1.2, rule.dash};
  const double size = pen.small_px();
  if (rule.vertical) {
    if (!(at.x >= p.x && at.x <= p.right())) return {};
    pen.line({{at.x, p.y}, {at.x, p.bottom()}}, stroke);
    pen.text({at.x - 0.7 * size, p.y + 0.5 * size + pen.width_px(rule.text, size)}, rule.text,
             {size, pen.theme.faint, Anchor::kLeft, true});
    return {at.x - 1.4 * size, p.y, 1.4 * size, size + pen.width_px(rule.text, size)};
  }
  if (!(at.y >= p.y && at.y <= p.bottom())) return {};
  pen.line({{p.x, at.y}, {p.right(), at.y}}, stroke);
  const auto text = cut(rule.text, p.width, size, pen.metrics);
  const double width = pen.width_px(text, size);
  Rect best{};
  double least = 1e300;
  const double first = p.x + 0.5 * size, room = std::max(0.0, p.width - size - width);
  for (const double part : {0.0, 1.0, 0.25, 0.5, 0.75}) {
    const double x = first + part * room;
    for (const double y : {at.y - kLine * size, at.y + 0.1 * size}) {
      const Rect place{x, y, width, kLine * size};
      double cost = y < p.y || place.bottom() > p.bottom() ? 1000 : 0;
      // the letters alone: a line may pass close to them
      const Rect letters{x, y + 0.2 * size, width, (kLine - 0.4) * size};
      for (const auto& line : lines) cost += hidden_px(line, letters);
      if (cost < least) least = cost, best = place;
    }
  }
  pen.text({best.x, best.y + best.height / 2}, text, {size, pen.theme.faint});
  return best;
}

}  // namespace

double put_legend(const Figure& figure, std::optional<Point> at, double width_px, double label_px,
                  const Pen& pen) {
  const double size = pen.small_px();
  const double row_px = kLine * size;
  double x = 0;
  double rows = 0;
  for (const auto& trace : figure.traces) {
    if (trace.label.empty()) continue;
    const auto label =
        cut_middle(trace.label, std::min(label_px, width_px - kSamplePx - size), size, pen.metrics);
    const double wide = kSamplePx + 0.5 * size + pen.width_px(label, size);
    if (rows == 0) rows = 1;
    if (x > 0 && x + wide > width_px) ++rows, x = 0;
    if (at) {
      const Point left{at->x + x, at->y + (rows - 0.5) * row_px};
      pen.line({left, {left.x + kSamplePx, left.y}}, stroke_of(trace, pen.theme));
      if (trace.dots)
        pen.inks.push_back(
            MarkerInk{{left.x + kSamplePx / 2, left.y}, Shape::kCircle, 5, pen.theme.trace(trace.color)});
      pen.text({left.x + kSamplePx + 0.5 * size, left.y}, label, {size, pen.theme.ink});
    }
    x += wide + 1.5 * size;
  }
  return rows * row_px;
}

void put_content(const Figure& figure, const Layout& l, const Pen& pen) {
  pen.inks.push_back(ClipInk{l.plot});
  for (const auto& band : figure.bands) put_band(band, l, pen);
  std::vector<std::vector<Point>> lines;
  std::vector<std::size_t> trace_of;
  for (std::size_t i = 0; i < figure.traces.size(); ++i) {
    const auto& trace = figure.traces[i];
    for (auto& piece : pieces_of(trace.x, trace.y, trace.side, l)) {
      if (piece.empty()) continue;
      const bool as_is = figure.equal_scales || trace.dots || piece.size() < 2;
      lines.push_back(as_is ? std::move(piece) : reduce(std::move(piece)));
      trace_of.push_back(i);
    }
  }
  std::vector<Rect> taken;
  for (const auto& rule : figure.rules) taken.push_back(put_rule(rule, l, lines, pen));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto& trace = figure.traces[trace_of[i]];
    if (lines[i].size() >= 2) pen.line(lines[i], stroke_of(trace, pen.theme));
    for (std::size_t k = 0; k < lines[i].size() && (trace.dots || lines[i].size() == 1); ++k)
      pen.inks.push_back(MarkerInk{lines[i][k], Shape::kCircle, 5, pen.theme.trace(trace.color)});
  }
  put_notes(figure, l, lines, std::move(taken), pen);
  pen.inks.push_back(UnclipInk{});
}

}  // namespace ohmbench::plot
