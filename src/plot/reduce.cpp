#include "plot/reduce.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace ohmbench::plot {

std::vector<Point> reduce(std::vector<Point> points) {
  constexpr std::size_t kFew = 4;
  if (points.size() <= kFew) return points;
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (points[i].x < points[i - 1].x - 1) return points;
  }
  std::vector<Point> kept;
  for (std::size_t begin = 0; begin < points.size();) {
    const double column = std::floor(points[begin].x);
    std::size_t end = begin;
    while (end < points.size() && std::floor(points[end].x) == column) ++end;
    if (end == begin) ++end;
    const auto lower = [&points](std::size_t a, std::size_t b) { return points[a].y < points[b].y; };
    std::array<std::size_t, 4> which{begin, begin, begin, end - 1};
    for (std::size_t i = begin; i < end; ++i) {
      if (lower(i, which[1])) which[1] = i;
      if (lower(which[2], i)) which[2] = i;
    }
    std::sort(which.begin(), which.end());
    for (std::size_t i = 0; i < which.size(); ++i) {
      if (i == 0 || which[i] != which[i - 1]) kept.push_back(points[which[i]]);
    }
    begin = end;
  }
  return kept;
}

}  // namespace ohmbench::plot
