#include "plot_cairo/typeface.hpp"

#include <fmt/format.h>
#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_ADVANCES_H

#include <cstdint>
#include <set>
#include <unordered_map>

#include "core/error.hpp"

namespace ohmbench::plot_cairo {
namespace {

constexpr const char* kFamily = "DejaVu Sans";

/// Code points of UTF-8; what is not UTF-8 counts as one unknown character a byte.
char32_t next_character(std::string_view text, std::size_t& at) {
  const auto byte = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at++);
  if (first < 0x80) return first;
  const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
  char32_t c = first & (0x3FU >> more);
  for (int i = 0; i < more && at < text.size() && (byte(at) & 0xC0U) == 0x80U; ++i)
    c = (c << 6U) | (byte(at++) & 0x3FU);
  return more == 0 ? 0xFFFD : c;
}

}  // namespace

std::vector<std::filesystem::path> usual_font_files() {
  return {"/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",    // Debian, Ubuntu
          "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",  // Fedora
          "/usr/share/fonts/TTF/DejaVuSans.ttf"};               // Arch
}

std::filesystem::path find_font_file(const std::vector<std::filesystem::path>& usual) {
  // asking fontconfig reads every font's description, which takes longer than drawing the figure where there
  // are hundreds
  for (const auto& place : usual) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(place, ignored)) return place;
  }
  const std::unique_ptr<FcConfig, decltype(&FcConfigDestroy)> config(FcInitLoadConfigAndFonts(),
                                                                     FcConfigDestroy);
  const std::unique_ptr<FcPattern, decltype(&FcPatternDestroy)> wanted(
      FcPatternBuild(nullptr, FC_FAMILY, FcTypeString, kFamily, FC_STYLE, FcTypeString, "Book", FC_SCALABLE,
                     FcTypeBool, FcTrue, nullptr),
      FcPatternDestroy);
  if (config && wanted) {
    FcConfigSubstitute(config.get(), wanted.get(), FcMatchPattern);
    FcDefaultSubstitute(wanted.get());
    FcResult result = FcResultNoMatch;
    const std::unique_ptr<FcPattern, decltype(&FcPatternDestroy)> found(
        FcFontMatch(config.get(), wanted.get(), &result), FcPatternDestroy);
    FcChar8* file = nullptr;
    if (found && FcPatternGetString(found.get(), FC_FILE, 0, &file) == FcResultMatch)
      return reinterpret_cast<const char*>(file);
  }
  throw core::bad_input("no font was found to write figures with",
                        "install DejaVu Sans (Debian: fonts-dejavu-core)");
}

struct Typeface::Handle {
  FT_Library library = nullptr;
  FT_Face face = nullptr;
  std::unordered_map<char32_t, double> advance_em;

  ~Handle() {
    if (face != nullptr) FT_Done_Face(face);
    if (library != nullptr) FT_Done_FreeType(library);
  }
};

Typeface::Typeface(const std::filesystem::path& file) : file_(file), handle_(std::make_unique<Handle>()) {
  if (FT_Init_FreeType(&handle_->library) != 0 ||
      FT_New_Face(handle_->library, file.c_str(), 0, &handle_->face) != 0 || !FT_IS_SCALABLE(handle_->face)) {
    throw core::bad_input(fmt::format("the font {} cannot be used", file.string()),
                          "install DejaVu Sans (Debian: fonts-dejavu-core)");
  }
}

Typeface::~Typeface() = default;

std::string Typeface::lacking(std::string_view text) const {
  constexpr std::size_t kMostNamed = 3;
  std::set<char32_t> seen;
  std::string all;
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = at;
    const auto c = next_character(text, at);
    if (FT_Get_Char_Index(handle_->face, c) != 0 || !seen.insert(c).second) continue;
    if (seen.size() > kMostNamed) return all + ", …";
    all += fmt::format("{}{} (U+{:04X})", all.empty() ? "" : ", ", text.substr(begin, at - begin),
                       static_cast<std::uint32_t>(c));
  }
  return all;
}

FT_Face Typeface::face() const {
  return handle_->face;
}

double Typeface::height_per_em() const {
  const auto* face = handle_->face;
  return static_cast<double>(face->ascender - face->descender) / face->units_per_EM;
}

double Typeface::width_px(std::string_view text, double size_px) const {
  double em = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_character(text, at);
    const auto [entry, is_new] = handle_->advance_em.try_emplace(c, 0.0);
    if (is_new) {
      FT_Fixed advance = 0;
      const auto glyph = FT_Get_Char_Index(handle_->face, c);
      if (FT_Get_Advance(handle_->face, glyph, FT_LOAD_NO_SCALE, &advance) == 0)
        entry->second = static_cast<double>(advance) / handle_->face->units_per_EM;
    }
    em += entry->second;
  }
  return em * size_px;
}

const Typeface& system_typeface() {
  thread_local const Typeface typeface(find_font_file());
  return typeface;
}

}  // namespace ohmbench::plot_cairo
