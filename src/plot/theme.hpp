// Theme: colours and sizes. Colours are told apart by the colour-blind (the set of Okabe and Ito, 2008,
// without its yellow; lighter for dark ground), and dashes differ as well.
#pragma once

#include <array>
#include <cstddef>

#include "plot/canvas.hpp"

namespace ohmbench::plot {

struct Theme {
  Color ground;
  Color ink;    ///< texts, frame
  Color faint;  ///< caption, tick marks
  Color grid;
  Color fine_grid;
  Color pass, marginal, fail, unknown;
  Color mood_ink;  ///< texts on those four; at least 4.5:1 against each (WCAG 2, 1.4.3)
  std::array<Color, 7> traces;
  double font_px = 12;
  double line_px = 1.6;

  Color trace(std::size_t i) const { return traces[i % traces.size()]; }
};

const Theme& white_theme();
const Theme& dark_theme();

/// The theme with texts and lines for a figure this wide: as they are from 140 mm on, smaller below, down to
/// 7 pt, less than which is hard to read in print.
Theme fitted(Theme theme, double width_px);

/// Of the i-th of several lines: solid, dashed, dash-dotted in turn, so that neighbours differ without
/// colour; dotted where both would repeat. Colour and dash together are different for 28 lines.
Dash dash_of(std::size_t i);

}  // namespace ohmbench::plot
