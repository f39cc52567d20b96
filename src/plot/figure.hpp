// Figure: what is to be seen, as data; knows no ohm and no pixel. From here `layout` makes places, and `draw`
// ink.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plot/axis.hpp"
#include "plot/theme.hpp"

namespace ohmbench::plot {

enum class Side { kLeft, kRight };

/// A line. Arrays of one length; a value that is not finite is a gap.
struct Trace {
  std::string label;  ///< in the legend; empty: not there
  std::vector<double> x, y;
  Side side = Side::kLeft;
  std::size_t color = 0;  ///< index into the theme
  Dash dash = Dash::kSolid;
  bool faint = false;  ///< extrapolated, or for comparison: thinner and paler
  bool dots = false;   ///< a marker at every point, for measured steps
  /// As long as x or empty, for who reads a value off it: by how much (2 sigma) its points are uncertain,
  /// where no band says so; and of a curve that x does not order what runs along it. Its points are uncertain
  /// in both directions.
  std::vector<double> along = {}, uncertain = {};
  std::string along_unit = {};
};

/// The area of an uncertainty, in the colour of its trace.
struct Band {
  std::vector<double> x, lower, upper;
  Side side = Side::kLeft;
  std::size_t color = 0;
  double opacity = 0.25;
};

/// A point with a text beside it.
struct Note {
  double x = 0;
  double y = 0;
  std::string text;
  Side side = Side::kLeft;
  std::size_t color = 0;
  Shape shape = Shape::kCircle;
};

/// A line across the whole plot, with a text at its end.
struct Rule {
  double value = 0;
  std::string text;
  bool vertical = false;
  Side side = Side::kLeft;
  Dash dash = Dash::kDotted;
};

enum class Mood { kPass, kMarginal, kFail, kUnknown };

/// A matrix of verdicts or of values.
struct HeatMap {
  std::vector<std::string> rows, columns;
  struct Cell {
    Mood mood = Mood::kUnknown;
    std::string text;
  };
  std::vector<Cell> cells;  ///< row by row
};

struct MapPlace {
  std::size_t row = 0, column = 0;
  friend bool operator==(const MapPlace&, const MapPlace&) = default;
};

struct Figure {
  std::string title;
  Axis x, left;
  std::optional<Axis> right;
  std::vector<Band> bands;
  std::vector<Trace> traces;
  std::vector<Rule> rules;
  std::vector<Note> notes;
  std::optional<HeatMap> map;        ///< in place of all that has axes
  std::vector<std::string> caption;  ///< paragraphs below
  bool equal_scales = false;         ///< one ohm is as long upwards as it is sideways
  Theme theme = white_theme();
};

}  // namespace ohmbench::plot
