// Wiring: the bench in one state as a drawing: the same bench every time, and what changes stands out in
// green. The same pictures as scripts/draw-wiring makes for the documents, for any canvas.
#pragma once

#include "core/fixture_state.hpp"
#include "plot/canvas.hpp"
#include "plot/theme.hpp"

namespace ohmbench::gui {

/// The drawing is as large as it can be inside `size`, in its middle.
void draw_wiring(plot::Canvas& canvas, plot::Size size, core::FixtureState state, core::Sense sense,
                 bool has_loopback, const plot::Theme& theme);

}  // namespace ohmbench::gui
