// Page: all results of a folder as one HTML file that needs nothing else: no script, no network, no font.
// In the room `report`, the last step. Hazard: names and texts come from files; every one passes escaped().
#pragma once

#include <string>
#include <vector>

#include "plot/canvas.hpp"
#include "report/folder.hpp"

namespace ohmbench::report {

struct Page {
  std::string html;                   ///< HTML5, UTF-8
  std::vector<std::string> problems;  ///< what could not be read or drawn; said in the page too
};

/// The same folder gives the same page, byte for byte. @param metrics  widths of texts in figures
Page page_of(const Folder& folder, const plot::TextMetrics& metrics);

}  // namespace ohmbench::report
