// Reading: what a cursor reads off a figure, in numbers and in words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plot/layout.hpp"

namespace ohmbench::screen {

/// What the cursor reads at one place.
struct Reading {
  double x = 0;
  struct Value {
    std::string label;
    double y = 0;
    std::optional<double> half_band;  ///< its uncertainty, 2 sigma: half the height of the trace's band here
    plot::Side side = plot::Side::kLeft;
    std::size_t color = 0;
  };
  std::vector<Value> values;  ///< of the traces that are there at x
};

/// A reading with its unit: "351.3 Ω", "-10.06 °", "0.1312 %".
std::string in_words(double value, const std::string& unit);

/// Values at x, linear in the axes' own scales between the points; traces with a gap there are left out.
Reading read_at(const plot::Figure& figure, double x);
/// With what it is uncertain by, at 2 sigma: "351.30 ± 0.35 Ω (2 sigma)"; without that as above.
std::string in_words(double value, std::optional<double> uncertainty, const std::string& unit);

/// A point of a curve that x does not order, such as a Nyquist plot.
struct PointReading {
  std::size_t trace = 0;
  double x = 0, y = 0;
  std::optional<double> along;      ///< e.g. its frequency
  std::optional<double> uncertain;  ///< 2 sigma, in both directions
};
/// The nearest one within 40 pixels of the layout; empty where there is none, or no such curve.
std::optional<PointReading> nearest_point(const plot::Figure& figure, const plot::Layout& layout,
                                          plot::Point at);
/// The one at this part (0 … 1) of the first such curve.
std::optional<PointReading> point_along(const plot::Figure& figure, double part);

/// The unit of "|Z| / Ω".
std::string unit_of(const plot::Axis& axis);
/// "Re Z  12.30 ± 0.05 Ω (2 sigma)".
std::string line_of(const plot::Axis& axis, double value, std::optional<double> uncertainty);

}  // namespace ohmbench::screen
