// PlotView: a figure on the screen, with a cursor, zoom and pan. The layout is kept until the figure, the
// size or the view changes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plot/layout.hpp"
#include "screen/fonts.hpp"
#include "screen/input.hpp"
#include "screen/reading.hpp"

namespace ohmbench::screen {

/// The same figure with its axes moved and stretched. Parts of the axes: 0 … 1 is the whole figure.
struct View {
  double x_from = 0, x_to = 1;
  double y_from = 0, y_to = 1;
  bool whole() const { return x_from == 0 && x_to == 1 && y_from == 0 && y_to == 1; }
  /// Around a place (parts of what is seen) by a factor < 1 (nearer) or > 1; never beyond a thousandth or 20
  /// times.
  void zoom(double at_x, double at_y, double factor);
  void pan(double by_x, double by_y);
};
plot::Figure seen(const plot::Figure& figure, const View& view);

class PlotView {
 public:
  /// On a card, whose ground is the figure's in the same theme. Draws into the rest of the current ImGui
  /// window's region, or `size` of it, in screen pixels. With the keys: left and right move the cursor, + and
  /// - zoom, 0 shows all again, Ctrl+C copies; in a map the arrows move from cell to cell, Enter takes one.
  /// @param label  for scripts, and for ImGui's own identity
  /// @param paper  laid out for a sheet of this size, in its own pixels, and drawn as large as there is room;
  ///               otherwise for the room itself
  /// @return somebody wants a copy of what is seen
  bool show(const std::string& label, const std::shared_ptr<const plot::Figure>& figure, plot::Size size,
            const Fonts& fonts, const plot::TextMetrics& metrics, Input& input,
            std::optional<plot::Size> paper = {});

  /// The cell of a map that was clicked, or taken by Enter, in the latest `show`.
  std::optional<plot::MapPlace> taken_cell() const { return taken_cell_; }
  /// The figure with its axes as they are now; what `show` drew last.
  const plot::Figure& seen_now() const { return seen_; }
  plot::Size size() const { return size_; }
  /// Times a layout was made: few.
  std::size_t layouts() const { return layouts_; }
  const View& view() const { return view_; }

 private:
  void lay_out(const plot::TextMetrics& metrics);
  void take_keys(plot::Point at, Input& input);
  bool show_copy(plot::Point mouse, plot::Point origin, const std::string& label, const Fonts& fonts,
                 const plot::TextMetrics& metrics, Input& input) const;
  void draw_cursor(plot::Point mouse, plot::Point origin, const Fonts& fonts,
                   const plot::TextMetrics& metrics);
  void draw_point(const PointReading& point, plot::Point origin, const Fonts& fonts,
                  const plot::TextMetrics& metrics) const;
  /// The cell that the mouse or the keys are on, and whether it is taken.
  std::optional<plot::MapPlace> point_at_cell(const plot::HeatMap& map, plot::Point mouse, bool hovered,
                                              const std::string& label, Input& input);
  void draw_cell(const plot::HeatMap& map, plot::MapPlace cell, plot::Point origin, const Fonts& fonts,
                 const plot::TextMetrics& metrics) const;

  std::shared_ptr<const plot::Figure> figure_;
  plot::Figure seen_;
  plot::Layout layout_;
  plot::Size size_;
  View view_;
  double zoom_ = 1;      ///< of a sheet of paper
  double cursor_ = 0.5;  ///< of the keys, part of the axis
  plot::MapPlace cell_;  ///< of the keys
  std::optional<plot::MapPlace> taken_cell_;
  std::size_t layouts_ = 0;
};

}  // namespace ohmbench::screen
