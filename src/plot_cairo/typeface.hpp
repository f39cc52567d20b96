// Typeface: the one font of all figures, found on the system and measured without hinting, so that paper and
// screen agree.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "plot/canvas.hpp"

typedef struct FT_FaceRec_* FT_Face;

namespace ohmbench::plot_cairo {

/// Where DejaVu Sans is on most systems.
std::vector<std::filesystem::path> usual_font_files();

/// The file of DejaVu Sans; where that is not installed, of the sans-serif font that the system puts in its
/// place.
/// @param usual  where it is looked for before the system is asked
/// @throws core::Error kBadInput if the system has no scalable font at all
std::filesystem::path find_font_file(const std::vector<std::filesystem::path>& usual = usual_font_files());

/// Not thread-safe: one for each thread.
class Typeface : public plot::TextMetrics {
 public:
  /// @throws core::Error kBadInput: not a scalable font
  explicit Typeface(const std::filesystem::path& file);
  ~Typeface() override;
  Typeface(const Typeface&) = delete;
  Typeface& operator=(const Typeface&) = delete;

  /// Sum of the advances; a character that the font lacks is as wide as its sign for that.
  double width_px(std::string_view text, double size_px) const override;

  /// Characters of a text that the font lacks and shows as boxes, each once: "頭 (U+982D), 部 (U+90E8)".
  std::string lacking(std::string_view text) const;

  /// From the highest ascender to the lowest descender, of the em: 1.1641 for DejaVu Sans.
  double height_per_em() const;

  const std::filesystem::path& file() const { return file_; }
  FT_Face face() const;

 private:
  struct Handle;
  std::filesystem::path file_;
  std::unique_ptr<Handle> handle_;
};

/// The system's, opened at the first use; one for each thread. @throws core::Error kBadInput
const Typeface& system_typeface();

}  // namespace ohmbench::plot_cairo
