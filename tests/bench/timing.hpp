// Times of frames.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <vector>

namespace ohmbench::bench {

inline double ms_since(std::chrono::steady_clock::time_point then) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - then).count();
}

/// @param part  0.5: the median
inline double at(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

inline void print_line(const char* what, const std::vector<double>& ms) {
  fmt::print("  {:<18}median {:6.3f} ms   99 % {:6.3f} ms\n", what, at(ms, 0.5), at(ms, 0.99));
}

}  // namespace ohmbench::bench
