#include "screen/fonts.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <cmath>

#include "core/error.hpp"
#include "plot_cairo/typeface.hpp"

namespace ohmbench::screen {
namespace {

constexpr double kEmsPx[] = {11, 13, 14, 17, 22, 34};  // captions, plots, texts, headings, readings, verdicts

// Latin, Greek, Cyrillic, dashes and quotes, superscripts, letter-like (Ω, ℃), arrows, mathematics, shapes,
// ticks
constexpr ImWchar kRanges[] = {0x0020, 0x017F, 0x0384, 0x03CE, 0x0400, 0x045F, 0x2010,
                               0x2044, 0x2070, 0x2094, 0x2103, 0x2126, 0x2190, 0x2199,
                               0x2202, 0x2265, 0x25A0, 0x25CF, 0x2713, 0x2718, 0};

}  // namespace

Fonts::Fonts(ImFontAtlas& atlas, const std::filesystem::path& file, double scale) : scale_(scale) {
  const plot_cairo::Typeface typeface(file);  // also refuses what ImGui would abort on
  height_per_em_ = typeface.height_per_em();
  atlas.TexDesiredWidth = 2048;
  for (const double em_px : kEmsPx) {
    ImFontConfig config;
    config.OversampleH = 2;
    config.OversampleV = 1;
    auto* font = atlas.AddFontFromFileTTF(file.c_str(), size_of(em_px * scale), &config, kRanges);
    if (font == nullptr)
      throw core::bad_input(fmt::format("the font {} cannot be used", file.string()),
                            "install DejaVu Sans (Debian: fonts-dejavu-core)");
    baked_.push_back({em_px, font});
  }
  if (!atlas.Build())
    throw core::bad_input("the font is too large for the screen", "lower the screen's scale");
}

ImFont* Fonts::nearest(double em_px) const {
  constexpr double kShrunk = 0.75;  // of a baked size: still clear
  for (const auto& b : baked_)
    if (b.em_px + 0.01 >= em_px || em_px < kShrunk * b.em_px) return b.font;
  return baked_.back().font;
}

}  // namespace ohmbench::screen
