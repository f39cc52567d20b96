// Reduce: lines with more points than pixels, to what can be seen of them.
#pragma once

#include <vector>

#include "plot/canvas.hpp"

namespace ohmbench::plot {

/// Of all points in one column of pixels the first, the least, the greatest and the last, in their order.
/// Points must not go backwards in x by more than a column, or all are kept. Lines through them cover the
/// same pixels as before, to within one.
std::vector<Point> reduce(std::vector<Point> points);

}  // namespace ohmbench::plot
