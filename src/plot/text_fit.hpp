// Texts made to fit: wrapped at blanks, or cut with an ellipsis. UTF-8 is never cut within a character.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plot/canvas.hpp"

namespace ohmbench::plot {

/// The text, or as much of it as fits with "…" behind.
std::string cut(std::string_view text, double width_px, double size_px, const TextMetrics& metrics);

/// The same with "…" in the middle: names of one series differ at their ends.
std::string cut_middle(std::string_view text, double width_px, double size_px, const TextMetrics& metrics);

/// Lines of at most `width_px`, broken at blanks, but not between a number and its unit; a word that is wider
/// is cut.
std::vector<std::string> wrap(std::string_view text, double width_px, double size_px,
                              const TextMetrics& metrics);

}  // namespace ohmbench::plot
