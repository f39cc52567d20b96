// Paper: a layout as a file, SVG, PDF or PNG. Fonts are embedded: as outlines in SVG, as a subset in PDF.
#pragma once

#include <filesystem>
#include <string>

#include "plot/layout.hpp"

namespace ohmbench::plot_cairo {

enum class PaperKind { kSvg, kPdf, kPng };

/// By the ending, whatever its case. @throws core::Error kBadInput: another ending
PaperKind paper_kind(const std::filesystem::path& path);

/// What the font cannot show of a layout's texts, as a sentence with its remedy; empty where it can show all.
std::string lacking_letters(const plot::Layout& layout);

/// The bytes of the file. A PNG tells its resolution (pHYs), a PDF its title. A pixel of the layout is 1/96
/// inch; `scale` is the number of pixels of a PNG for each of them.
/// @throws core::Error kBadInput: more than 30 000 pixels in a direction, or out of memory
std::string print(const plot::Layout& layout, PaperKind kind, double scale = 1);

}  // namespace ohmbench::plot_cairo
