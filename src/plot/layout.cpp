#include "plot/layout.hpp"

#include <algorithm>
#include <cmath>

#include "plot/layout_parts.hpp"
#include "plot/text_fit.hpp"

namespace ohmbench::plot {
namespace {

constexpr double kLine = 1.35;  // height of a line of text, of its em
constexpr double kGap = 0.5;    // between things, of the font's em
constexpr double kTickPx = 4;
constexpr double kTitle = 1.2;  // of the font

struct Margins {
  double left = 0, right = 0, top = 0, bottom = 0;
};

/// Four at least: one or two tell nothing of a scale. Texts that would touch are left out later.
int most_ticks(double length_px, double each_px) {
  constexpr int kLeast = 4;
  return std::max(kLeast, static_cast<int>(length_px / each_px));
}

double widest(const std::vector<Tick>& ticks, const Pen& pen) {
  double width = 0;
  for (const auto& tick : ticks) width = std::max(width, pen.width_px(tick.text, pen.small_px()));
  return width;
}

/// Makes one unit as long upwards as sideways: by widening the axis that has more room by a quarter at most,
/// and for the rest by giving the plot less of it, in the middle.
void equalise(Layout& l) {
  constexpr double kMostWider = 1.25;
  const double x_px = l.plot.width / (l.x.to - l.x.from);
  const double y_px = l.plot.height / (l.left.to - l.left.from);
  const bool wide = x_px > y_px;
  Axis& axis = wide ? l.x : l.left;
  const double times = std::max(x_px, y_px) / std::min(x_px, y_px);
  const double more = (std::min(times, kMostWider) - 1) * (axis.to - axis.from) / 2;
  axis.from -= more;
  axis.to += more;
  if (times <= kMostWider) return;
  double& room = wide ? l.plot.width : l.plot.height;
  const double spare = room * (1 - kMostWider / times);
  room -= spare;
  (wide ? l.plot.x : l.plot.y) += spare / 2;
}

class Frame {
 public:
  /// @param left_px  what the left axis' texts need beside the plot
  Frame(const Figure& figure, Layout& l, const Pen& pen, double left_px = 0)
      : figure_(figure), l_(l), pen_(pen), left_px_(left_px) {}

  void title(double top) const {
    const double size = kTitle * pen_.font_px();
    pen_.text({kGap * pen_.font_px(), top + kLine * size / 2},
              cut(figure_.title, l_.size.width - 2 * kGap * pen_.font_px(), size, pen_.metrics),
              {size, pen_.theme.ink});
  }

  void caption(const std::vector<std::string>& lines, double top) const {
    for (std::size_t i = 0; i < lines.size(); ++i)
      pen_.text({kGap * pen_.font_px(), top + (static_cast<double>(i) + 0.5) * kLine * pen_.small_px()},
                lines[i], {pen_.small_px(), pen_.theme.faint});
  }

  void grid(const std::vector<Tick>& x, const std::vector<Tick>& left) const {
    const auto& p = l_.plot;
    for (const bool fine : {true, false}) {
      for (const auto& tick : x) {
        const double at = l_.place(tick.value, l_.left.from, Side::kLeft).x;
        if (tick.text.empty() == fine) pen_.line({{at, p.y}, {at, p.bottom()}}, stroke_of(fine));
      }
      for (const auto& tick : left) {
        const double at = l_.place(l_.x.from, tick.value, Side::kLeft).y;
        if (tick.text.empty() == fine) pen_.line({{p.x, at}, {p.right(), at}}, stroke_of(fine));
      }
    }
  }

  void border() const {
    const auto& p = l_.plot;
    pen_.line({{p.x, p.y}, {p.right(), p.y}, {p.right(), p.bottom()}, {p.x, p.bottom()}, {p.x, p.y}},
              {pen_.theme.faint, 1});
  }

  void x_axis(const std::vector<Tick>& ticks) const {
    const auto& p = l_.plot;
    const double size = pen_.small_px();
    double free_from = 0;
    for (const auto& tick : ticks) {
      const double at = l_.place(tick.value, l_.left.from, Side::kLeft).x;
      const double half = pen_.width_px(tick.text, size) / 2;
      if (tick.text.empty() || at - half < free_from) continue;
      const double shift = std::min(0.0, l_.size.width - 1 - (at + half));
      pen_.text({at + shift, p.bottom() + kTickPx + kLine * size / 2}, tick.text,
                {size, pen_.theme.ink, Anchor::kCentre});
      free_from = at + half + kGap * size;
    }
    pen_.text({p.x + p.width / 2, p.bottom() + kTickPx + kLine * size + kLine * size / 2},
              cut(l_.x.label, p.width, size, pen_.metrics), {size, pen_.theme.ink, Anchor::kCentre});
  }

  void y_axis(const Axis& axis, const std::vector<Tick>& ticks, Side side) const {
    const auto& p = l_.plot;
    const bool left = side == Side::kLeft;
    const double size = pen_.small_px();
    // from below upwards, whichever way the axis goes
    const auto at_of = [&](const Tick& tick) { return l_.place(l_.x.from, tick.value, side).y; };
    auto upwards = ticks;
    std::stable_sort(upwards.begin(), upwards.end(),
                     [&](const Tick& a, const Tick& b) { return at_of(a) > at_of(b); });
    double free_below = l_.size.height;
    for (const auto& tick : upwards) {
      const double at = at_of(tick);
      if (!left) pen_.line({{p.right(), at}, {p.right() - kTickPx, at}}, {pen_.theme.faint, 1});
      if (tick.text.empty() || at + size / 2 > free_below) continue;
      pen_.text({left ? p.x - kTickPx : p.right() + kTickPx, at}, tick.text,
                {size, pen_.theme.ink, left ? Anchor::kRight : Anchor::kLeft});
      free_below = at - size / 2;
    }
    const double x = left ? p.x - left_px_ + kLine * size / 2 : l_.size.width - kLine * size / 2;
    // a long label may go on beside the texts of the x axis
    const double below = kTickPx + 2 * kLine * size;
    const double width = std::min(pen_.width_px(axis.label, size), p.height + below);
    const double middle = p.y + std::max(p.height, width) / 2;
    pen_.text({x, middle}, cut(axis.label, p.height + below, size, pen_.metrics),
              {size, pen_.theme.ink, Anchor::kCentre, true});
  }

 private:
  Stroke stroke_of(bool fine) const { return {fine ? pen_.theme.fine_grid : pen_.theme.grid, 1}; }

  const Figure& figure_;
  Layout& l_;
  const Pen& pen_;
  double left_px_;
};

void put_axes(const Figure& figure, Layout& l, const Pen& pen, double top, double bottom) {
  const double small = pen.small_px();
  const double x_height = kTickPx + 2 * kLine * small;
  const double label_width = kLine * small + kGap * small;
  l.plot.y = top + kGap * pen.font_px();
  l.plot.height = std::max(10.0, bottom - x_height - l.plot.y);
  const int most_y = most_ticks(l.plot.height, 2.3 * small);
  const auto side_px = [&](const Axis& axis) {
    return label_width + widest(ticks_of(axis, most_y), pen) + kTickPx;
  };
  const double left_px = side_px(l.left);
  l.plot.x = left_px;
  const double right = l.right ? side_px(*l.right) : kLine * pen.font_px();
  l.plot.width = std::max(10.0, l.size.width - l.plot.x - right);
  if (figure.equal_scales) equalise(l);
  const auto x = ticks_of(l.x, most_ticks(l.plot.width, 4 * small));
  const auto left = ticks_of(l.left, most_y);
  const Frame frame(figure, l, pen, left_px);
  frame.grid(x, left);
  put_content(figure, l, pen);
  frame.border();
  frame.x_axis(x);
  frame.y_axis(l.left, left, Side::kLeft);
  if (l.right) frame.y_axis(*l.right, ticks_of(*l.right, most_y), Side::kRight);
}

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

}  // namespace

Point Layout::place(double x_value, double y_value, Side side) const {
  const Axis& y = side == Side::kRight && right ? *right : left;
  return {plot.x + plot.width * part_of(x, x_value), plot.bottom() - plot.height * part_of(y, y_value)};
}

Layout layout(const Figure& figure, Size size, const TextMetrics& metrics) {
  Layout l;
  l.title = figure.title;
  l.size = {std::max(size.width, kLeastSize.width), std::max(size.height, kLeastSize.height)};
  l.x = figure.x;
  l.left = figure.left;
  l.right = figure.right;
  const Pen pen{figure.theme, metrics, l.inks};
  pen.rect({0, 0, l.size.width, l.size.height}, figure.theme.ground);
  const double gap = kGap * pen.font_px();
  const double width = l.size.width - 2 * gap;
  std::vector<std::string> lines;
  for (const auto& paragraph : figure.caption) {
    for (auto& line : wrap(paragraph, width, pen.small_px(), metrics)) lines.push_back(std::move(line));
  }
  double caption_px = static_cast<double>(lines.size()) * kLine * pen.small_px() + (lines.empty() ? 0 : gap);
  constexpr double kMostCaption = 0.35;  // of the height: what is drawn matters more
  while (!lines.empty() && caption_px > kMostCaption * l.size.height) {
    lines.pop_back();
    if (!lines.empty()) lines.back() = cut(lines.back() + " \u2026", width, pen.small_px(), metrics);
    caption_px = static_cast<double>(lines.size()) * kLine * pen.small_px() + (lines.empty() ? 0 : gap);
  }
  const Frame frame(figure, l, pen);
  double top = gap / 2;
  if (!figure.title.empty()) {
    frame.title(top);
    top += kLine * kTitle * pen.font_px();
  }
  constexpr double kMostLegend = 0.33;  // of the height, else shorter labels, more of them in a row
  constexpr double kLeastPlot = 0.45;   // of it, with the texts of its axes: they are what one looks at
  const double legend_room =
      std::min(kMostLegend * l.size.height, (1 - kLeastPlot) * l.size.height - caption_px - top);
  constexpr double kLeastLabel = 5;  // of the font: fewer letters name nothing
  for (const double columns : {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}) {
    const double label_px = width / columns - 4 * pen.font_px();
    if (columns > 1 && label_px < kLeastLabel * pen.font_px()) break;
    const double legend_px = put_legend(figure, {}, width, label_px, pen);
    if (legend_px == 0) break;
    if (legend_px > legend_room) continue;
    put_legend(figure, Point{gap, top}, width, label_px, pen);
    top += legend_px;
    break;
  }
  const double bottom = l.size.height - caption_px - gap / 2;
  if (figure.map) {
    l.plot = put_map(*figure.map, {gap, top + gap, width, bottom - top - 2 * gap}, pen);
  } else {
    put_axes(figure, l, pen, top, bottom);
  }
  frame.caption(lines, bottom + gap / 2);
  return l;
}

void draw(const Layout& layout, Canvas& canvas) {
  for (const auto& ink : layout.inks) {
    std::visit(Overloaded{[&](const LineInk& i) { canvas.polyline(i.points, i.stroke); },
                          [&](const BandInk& i) { canvas.band(i.upper, i.lower, i.fill); },
                          [&](const RectInk& i) { canvas.rectangle(i.rect, i.fill); },
                          [&](const MarkerInk& i) { canvas.marker(i.at, i.shape, i.size_px, i.color); },
                          [&](const TextInk& i) { canvas.text(i.at, i.text, i.style); },
                          [&](const ClipInk& i) { canvas.push_clip(i.rect); },
                          [&](const UnclipInk&) { canvas.pop_clip(); }},
               ink);
  }
}

}  // namespace ohmbench::plot
