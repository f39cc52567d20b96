// A strict reader of our own pages: stricter than HTML, so that what passes is valid in any browser.
#pragma once

#include <string>
#include <vector>

namespace ohmbench::test {

struct Html {
  std::string error;  ///< empty: well formed
  std::vector<std::string> ids;
  std::vector<std::string> links;       ///< values of href and src
  std::vector<std::string> attributes;  ///< names of all
};

/// Every element is closed in its order, every attribute is quoted and stands once, & < > are entities, the
/// text is free of control characters, and only elements that we mean to use are there.
Html parse_html(const std::string& text);

}  // namespace ohmbench::test
