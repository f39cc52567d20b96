// Text for a terminal: how wide it is, and how it is broken into lines.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ohmbench::core {

/// No line of a summary is wider.
inline constexpr std::size_t kTextColumns = 80;

/// Columns that UTF-8 text takes on a terminal; none of our texts has wide or combining characters.
std::size_t columns(std::string_view text);

/// `text` broken at blanks into lines of at most kTextColumns columns, each behind `indent` blanks and ended
/// by a newline. A word that is wider stays whole.
std::string wrapped(const std::string& text, std::size_t indent);

/// `text` with blanks behind it, `width` columns wide at least.
std::string padded(const std::string& text, std::size_t width);

}  // namespace ohmbench::core
