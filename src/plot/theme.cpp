#include "plot/theme.hpp"

#include <algorithm>

namespace ohmbench::plot {
namespace {

constexpr Color rgb(unsigned code) {
  return {((code >> 16) & 0xff) / 255.0, ((code >> 8) & 0xff) / 255.0, (code & 0xff) / 255.0, 1};
}

}  // namespace

const Theme& white_theme() {
  static const Theme theme{rgb(0xffffff),
                           rgb(0x1a1a1a),
                           rgb(0x606060),
                           rgb(0xc9c9c9),
                           rgb(0xe9e9e9),
                           rgb(0x009e73),
                           rgb(0xe69f00),
                           rgb(0xd55e00),
                           rgb(0xb0b0b0),
                           rgb(0x111111),
                           {rgb(0x0072b2), rgb(0xd55e00), rgb(0x009e73), rgb(0xcc79a7), rgb(0xe69f00),
                            rgb(0x56b4e9), rgb(0x222222)}};
  return theme;
}

const Theme& dark_theme() {
  static const Theme theme{rgb(0x15181c),
                           rgb(0xe8e8e8),
                           rgb(0xa4a9b0),
                           rgb(0x3d434a),
                           rgb(0x272c31),
                           rgb(0x2fbf94),
                           rgb(0xf0b42a),
                           rgb(0xf07838),
                           rgb(0x8a9199),
                           rgb(0x111111),
                           {rgb(0x4fb0ee), rgb(0xf58a4b), rgb(0x3ccaa0), rgb(0xe29bc4), rgb(0xf0b42a),
                            rgb(0x8fd0f5), rgb(0xf0f0f0)}};
  return theme;
}

Theme fitted(Theme theme, double width_px) {
  constexpr double kFullWidthPx = 140 / 25.4 * 96;
  constexpr double kLeastFontPx = 7 / 0.75 / 0.84;  // 7 pt for the small texts, which have 0.84 of the font
  const double font_px = std::max(kLeastFontPx, theme.font_px * std::min(1.0, width_px / kFullWidthPx));
  if (font_px >= theme.font_px) return theme;
  theme.line_px *= font_px / theme.font_px;
  theme.font_px = font_px;
  return theme;
}

Dash dash_of(std::size_t i) {
  constexpr std::array kDashes{Dash::kSolid, Dash::kDashed, Dash::kDashDot};
  const auto pairs = kDashes.size() * white_theme().traces.size();
  return i % (pairs + white_theme().traces.size()) < pairs ? kDashes[i % kDashes.size()] : Dash::kDotted;
}

}  // namespace ohmbench::plot
