// Fonts: the one font file of all figures, baked for the screen in the sizes that are used.
// ImGui counts a size from the ascent to the descent; everything here counts it by the em, as figures do.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "plot/canvas.hpp"

struct ImFont;
struct ImFontAtlas;

namespace ohmbench::screen {

class Fonts {
 public:
  /// Bakes into `atlas`, which must outlive this. @param scale  of the screen: pixels for each layout pixel
  /// @throws core::Error kBadInput: no font, or one that cannot be used
  Fonts(ImFontAtlas& atlas, const std::filesystem::path& file, double scale);

  /// The baked font that is nearest to an em of `em_px` layout pixels, not smaller where there is one.
  ImFont* nearest(double em_px) const;
  /// ImGui's size for an em.
  float size_of(double em) const { return static_cast<float>(em * height_per_em_); }
  double scale() const { return scale_; }

 private:
  struct Baked {
    double em_px;
    ImFont* font;
  };
  std::vector<Baked> baked_;
  double height_per_em_;
  double scale_;
};

}  // namespace ohmbench::screen
