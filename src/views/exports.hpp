// Exports: what leaves the dashboard: figures as files and as text for the clipboard, and the report. For a
// worker, not for a frame.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "plot/figure.hpp"
#include "plot/layout.hpp"

namespace ohmbench::views {

/// Pixels of a figure for a millimetre of paper: 96 to the inch, as CSS has it.
inline constexpr double kPxPerMm = 96 / 25.4;

/// The figure as an SVG, fonts included.
std::string svg_of(const plot::Figure& figure, plot::Size size);

/// What the font cannot show of it, as a sentence; empty where it can show all.
std::string lacking_letters(const plot::Figure& figure, plot::Size size);

/// Writes the figure under its title into the folder, beside what is there. @param ending  svg, pdf or png
/// @param dots_per_px  of a PNG, for each pixel of `size` @return the file @throws core::Error kBadInput
std::filesystem::path write_figure(const plot::Figure& figure, plot::Size size,
                                   const std::filesystem::path& folder, const std::string& ending,
                                   double dots_per_px = 1);

/// Keeps a verdict in the library, for the report and for figures. @param result  of kind match or
/// match-matrix
/// @return the file, under a name that is free @throws core::Error kBadInput
std::filesystem::path keep_verdict(const nlohmann::json& result, const std::filesystem::path& library);

struct Report {
  std::filesystem::path file;
  std::size_t results = 0;
  std::vector<std::string> problems;  ///< what could not be read; the page says so too
};
/// All results of the library as one page for people, in the folder beside what is there.
/// @throws core::Error kBadInput: no results, or a folder that cannot be written
Report write_report(const std::filesystem::path& library, const std::filesystem::path& folder);

}  // namespace ohmbench::views
