#include "screen/plot_view.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "core/si_text.hpp"
#include "screen/imgui_canvas.hpp"
#include "screen/reading_box.hpp"

namespace ohmbench::screen {
namespace {

constexpr double kWheelStep = 0.8;
constexpr double kCursorStep = 0.01;  // of a key, part of what is seen
constexpr double kNearest = 1e-3;
constexpr double kFarthest = 20;
constexpr double kSmallestSheet = 0.2;  // of its size; smaller nothing can be seen

plot::Axis part(plot::Axis axis, double from, double to) {
  const double least = plot::value_at(axis, from);
  const double most = plot::value_at(axis, to);
  axis.from = least;
  axis.to = most;
  axis.at.clear();
  axis.names.clear();
  return axis;
}

}  // namespace

void View::zoom(double at_x, double at_y, double factor) {
  const auto stretch = [factor](double& from, double& to, double at) {
    const double fixed = from + (to - from) * at;
    const double length = (to - from) * factor;
    if (length < kNearest || length > kFarthest) return;
    from = fixed - length * at;
    to = fixed + length * (1 - at);
  };
  stretch(x_from, x_to, at_x);
  stretch(y_from, y_to, at_y);
}

void View::pan(double by_x, double by_y) {
  const double x = by_x * (x_to - x_from);
  const double y = by_y * (y_to - y_from);
  x_from -= x, x_to -= x;
  y_from -= y, y_to -= y;
}

plot::Figure seen(const plot::Figure& figure, const View& view) {
  plot::Figure f = figure;
  if (view.whole() || figure.map) return f;
  f.x = part(figure.x, view.x_from, view.x_to);
  f.left = part(figure.left, view.y_from, view.y_to);
  if (figure.right) f.right = part(*figure.right, view.y_from, view.y_to);
  return f;
}

void PlotView::lay_out(const plot::TextMetrics& metrics) {
  seen_ = seen(*figure_, view_);
  layout_ = plot::layout(seen_, size_, metrics);
  ++layouts_;
}

void PlotView::draw_cursor(plot::Point mouse, plot::Point origin, const Fonts& fonts,
                           const plot::TextMetrics& metrics) {
  const auto& p = layout_.plot;
  const double x = plot::value_at(layout_.x, (mouse.x - p.x) / p.width);
  const auto reading = read_at(seen_, x);
  ImGuiCanvas canvas(*ImGui::GetWindowDrawList(), fonts, origin, zoom_);
  const auto& theme = seen_.theme;
  canvas.push_clip(p);
  const plot::Point line[]{{mouse.x, p.y}, {mouse.x, p.bottom()}};
  canvas.polyline(line, {theme.faint, 1, plot::Dash::kDotted});
  for (const auto& v : reading.values) {
    const auto at = layout_.place(x, v.y, v.side);
    if (std::isfinite(at.y)) canvas.marker(at, plot::Shape::kCircle, 7, theme.trace(v.color));
  }
  canvas.pop_clip();
  constexpr double kPad = 8;
  constexpr std::size_t kMost = 8;
  ReadingLines lines{{in_words(x, unit_of(layout_.x)), theme.ink}};
  for (std::size_t i = 0; i < std::min(kMost, reading.values.size()); ++i) {
    const auto& v = reading.values[i];
    const auto unit = unit_of(v.side == plot::Side::kRight && layout_.right ? *layout_.right : layout_.left);
    const auto value = in_words(v.y, v.half_band, unit);
    lines.emplace_back(fmt::format("{}{}{}", v.label, v.label.empty() ? "" : "  ", value),
                       theme.trace(v.color));
  }
  if (reading.values.size() > kMost)
    lines.emplace_back(fmt::format("and {} more", reading.values.size() - kMost), theme.faint);
  draw_reading(lines, {mouse.x, p.y + kPad}, p, theme, canvas, metrics);
}

void PlotView::draw_point(const PointReading& point, plot::Point origin, const Fonts& fonts,
                          const plot::TextMetrics& metrics) const {
  const auto& theme = seen_.theme;
  const auto& trace = seen_.traces[point.trace];
  const auto color = theme.trace(trace.color);
  const auto at = layout_.place(point.x, point.y, trace.side);
  ImGuiCanvas canvas(*ImGui::GetWindowDrawList(), fonts, origin, zoom_);
  canvas.push_clip(layout_.plot);
  canvas.marker(at, plot::Shape::kCircle, 9, color);
  canvas.pop_clip();
  ReadingLines lines;
  if (point.along) lines.emplace_back(in_words(*point.along, trace.along_unit), theme.ink);
  if (!trace.label.empty()) lines.emplace_back(trace.label, color);
  const auto& y_axis = trace.side == plot::Side::kRight && layout_.right ? *layout_.right : layout_.left;
  lines.emplace_back(line_of(layout_.x, point.x, point.uncertain), color);
  lines.emplace_back(line_of(y_axis, point.y, point.uncertain), color);
  draw_reading(lines, at, layout_.plot, theme, canvas, metrics);
}

void PlotView::take_keys(plot::Point at, Input& input) {
  if (input.take('+') || input.take('=')) view_.zoom(at.x, at.y, kWheelStep);
  if (input.take('-')) view_.zoom(at.x, at.y, 1 / kWheelStep);
  if (input.take('0')) view_ = {};
}

std::optional<plot::MapPlace> PlotView::point_at_cell(const plot::HeatMap& map, plot::Point mouse,
                                                      bool hovered, const std::string& label, Input& input) {
  if (map.rows.empty() || map.columns.empty()) return {};
  if (hovered) {
    const auto under = plot::cell_at(map, layout_, mouse);
    if (under && ImGui::IsMouseClicked(0)) taken_cell_ = cell_ = *under;
    if (under) return under;
  }
  cell_ = {std::min(cell_.row, map.rows.size() - 1), std::min(cell_.column, map.columns.size() - 1)};
  if (!input.focus(label)) return {};
  if (input.take(kRight) && cell_.column + 1 < map.columns.size()) ++cell_.column;
  if (input.take(kLeft) && cell_.column > 0) --cell_.column;
  if (input.take(kDown) && cell_.row + 1 < map.rows.size()) ++cell_.row;
  if (input.take(kUp) && cell_.row > 0) --cell_.row;
  if (input.take(kEnter)) taken_cell_ = cell_;
  return input.focus_shows(label) ? std::optional(cell_) : std::nullopt;
}

void PlotView::draw_cell(const plot::HeatMap& map, plot::MapPlace cell, plot::Point origin,
                         const Fonts& fonts, const plot::TextMetrics& metrics) const {
  const auto& theme = seen_.theme;
  ImGuiCanvas canvas(*ImGui::GetWindowDrawList(), fonts, origin, zoom_);
  const auto place = plot::rect_of(map, layout_.plot, cell);
  outline(place, {theme.ink, 2}, canvas);
  const auto& text = map.cells[cell.row * map.columns.size() + cell.column].text;
  const ReadingLines lines{{fmt::format("{} on {}", map.rows[cell.row], map.columns[cell.column]), theme.ink},
                           {text == "?" ? "too little is known" : text, theme.faint}};
  draw_reading(lines, {place.right(), std::min(place.bottom() + 4, size_.height - 48)},
               {0, 0, size_.width, size_.height}, theme, canvas, metrics);
}

bool PlotView::show_copy(plot::Point mouse, plot::Point origin, const std::string& label, const Fonts& fonts,
                         const plot::TextMetrics& metrics, Input& input) const {
  constexpr double kEm = 12, kHeight = 20, kPad = 8;
  constexpr const char* kWords = "copy";
  const double width = metrics.width_px(kWords, kEm) + 2 * kPad;
  const plot::Rect box{size_.width - width - 4, 4, width, kHeight};
  const double scale = fonts.scale() * zoom_;
  input.put("copy " + label,
            {origin.x + box.x * scale, origin.y + box.y * scale, box.width * scale, box.height * scale});
  ImGuiCanvas canvas(*ImGui::GetWindowDrawList(), fonts, origin, zoom_);
  const bool on_it = box.contains(mouse);
  canvas.rectangle(box, seen_.theme.fine_grid.faded(on_it ? 1 : 0.8));
  canvas.text({box.x + kPad, box.y + kHeight / 2}, kWords,
              {kEm, on_it ? seen_.theme.ink : seen_.theme.faint});
  return on_it && ImGui::IsMouseClicked(0);
}

bool PlotView::show(const std::string& label, const std::shared_ptr<const plot::Figure>& figure,
                    plot::Size size, const Fonts& fonts, const plot::TextMetrics& metrics, Input& input,
                    std::optional<plot::Size> paper) {
  zoom_ = paper ? std::max(kSmallestSheet,
                           std::min(size.width / paper->width, size.height / paper->height) / fonts.scale())
                : 1.0;
  const double scale = fonts.scale() * zoom_;
  const auto corner = ImGui::GetCursorScreenPos();
  const plot::Point origin{static_cast<double>(corner.x), static_cast<double>(corner.y)};
  const auto wanted = paper.value_or(plot::Size{size.width / scale, size.height / scale});
  const plot::Size laid{std::max(wanted.width, plot::kLeastSize.width),
                        std::max(wanted.height, plot::kLeastSize.height)};
  ImGui::InvisibleButton(label.c_str(), {static_cast<float>(std::max(1.0, laid.width * scale)),
                                         static_cast<float>(std::max(1.0, laid.height * scale))});
  input.put(label, {origin.x, origin.y, laid.width * scale, laid.height * scale});
  const bool hovered = ImGui::IsItemHovered();
  const bool held = ImGui::IsItemActive();
  taken_cell_.reset();
  if (!figure) return false;
  if (ImGui::IsItemActivated()) input.give_focus(label);
  const bool has_keys = input.focus(label);
  if (input.focus_came(label)) {
    if (ImGui::IsAnyItemActive()) ImGui::SetWindowFocus(nullptr);
    ImGui::SetScrollHereY();
  }
  const bool stale = figure != figure_ || laid.width != size_.width || laid.height != size_.height;
  // a zoom belongs to its axes: of another kind of figure all is seen
  if (figure_ && (figure_->x.label != figure->x.label || figure_->left.label != figure->left.label ||
                  figure_->map.has_value() != figure->map.has_value()))
    view_ = {};
  figure_ = figure;
  size_ = laid;
  if (stale) lay_out(metrics);
  const auto& io = ImGui::GetIO();
  const plot::Point mouse{(static_cast<double>(io.MousePos.x) - origin.x) / scale,
                          (static_cast<double>(io.MousePos.y) - origin.y) / scale};
  const auto& p = layout_.plot;
  const bool has_axes = !figure->map && p.width > 0 && p.height > 0;
  const bool on_axes = has_axes && hovered && p.contains(mouse);
  const View before = view_;
  if (on_axes) {
    const plot::Point at{(mouse.x - p.x) / p.width, 1 - (mouse.y - p.y) / p.height};
    if (io.MouseWheel != 0) view_.zoom(at.x, at.y, std::pow(kWheelStep, static_cast<double>(io.MouseWheel)));
    take_keys(at, input);
    if (ImGui::IsMouseDoubleClicked(0)) view_ = {};
  } else if (has_keys && has_axes) {
    const double step = kCursorStep * (input.take(kRight) ? 1 : input.take(kLeft) ? -1 : 0);
    cursor_ += step;
    // at the edge the view moves along
    if (cursor_ < 0 || cursor_ > 1) view_.pan(-step, 0);
    cursor_ = std::clamp(cursor_, 0.0, 1.0);
    take_keys({cursor_, 0.5}, input);
  }
  const auto cell = figure->map ? point_at_cell(*figure->map, mouse, hovered, label, input) : std::nullopt;
  if (held && has_axes && ImGui::IsMouseDragging(0))
    view_.pan(static_cast<double>(io.MouseDelta.x) / scale / p.width,
              -static_cast<double>(io.MouseDelta.y) / scale / p.height);
  if (view_.x_from != before.x_from || view_.x_to != before.x_to || view_.y_from != before.y_from ||
      view_.y_to != before.y_to)
    lay_out(metrics);
  ImGuiCanvas canvas(*ImGui::GetWindowDrawList(), fonts, origin, zoom_);
  const auto& card = ImGui::GetStyle().Colors[ImGuiCol_ChildBg];
  canvas.stands_on({card.x, card.y, card.z, card.w});
  plot::draw(layout_, canvas);
  const bool shows_keys = input.focus_shows(label);
  // curves that x does not order are read at their nearest point, by keys along them
  const auto point = !has_axes             ? std::nullopt
                     : on_axes && !held    ? nearest_point(seen_, layout_, mouse)
                     : shows_keys && !held ? point_along(seen_, cursor_)
                                           : std::nullopt;
  if (point)
    draw_point(*point, origin, fonts, metrics);
  else if (on_axes && !held)
    draw_cursor(mouse, origin, fonts, metrics);
  else if (shows_keys && has_axes)
    draw_cursor({p.x + cursor_ * p.width, p.y}, origin, fonts, metrics);
  if (cell) draw_cell(*figure->map, *cell, origin, fonts, metrics);
  if (shows_keys) outline({1, 1, laid.width - 2, laid.height - 2}, {seen_.theme.trace(0), 2}, canvas);
  bool copies = false;
  if (hovered || shows_keys) copies = show_copy(mouse, origin, label, fonts, metrics, input);
  return copies || ((hovered || has_keys) && input.take('C', true));
}

}  // namespace ohmbench::screen
