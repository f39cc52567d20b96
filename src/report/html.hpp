// Html: text that is safe inside a page, and the few parts that a page is made of.
// In the room `report`. Hazard: names come from files of anybody; only what went through escaped() may enter
// a page.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ohmbench::report {

/// Text as content or as a quoted attribute: & < > " ' as entities, control characters and bytes that are no
/// UTF-8 as U+FFFD, line ends as blanks.
std::string escaped(std::string_view text);

/// Base64 (RFC 4648) with padding.
std::string base64(std::string_view bytes);

/// "data:application/json;base64,…"
std::string data_uri(std::string_view media_type, std::string_view bytes);

/// A table that scrolls sideways by itself where it is wider than the page. Cells are escaped here.
struct Table {
  std::vector<std::string> head;  ///< may be empty
  std::vector<std::vector<std::string>> rows;
  std::string css_class;
  std::vector<std::string> row_classes = {};  ///< one for each row, or none
};

/// Empty for a table without rows. The first cell of a row is its heading.
std::string html_of(const Table& table);

/// An element that is closed until somebody opens it; `html` is a page's part already.
std::string details(std::string_view summary, const std::string& html);

}  // namespace ohmbench::report
