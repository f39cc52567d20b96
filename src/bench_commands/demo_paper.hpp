// What the demo draws of its results: figures, and the page of all. Private to the room.
#pragma once

#include <filesystem>

namespace ohmbench::cli {

/// Figures of one pair's results (z.json, zout.json, max.json where they are), as SVG beside them.
/// @throws core::Error kBadInput
void draw_pair(const std::filesystem::path& folder);

/// report.html of everything in `folder`. @throws core::Error kBadInput
void write_report(const std::filesystem::path& folder);

}  // namespace ohmbench::cli
