// Numbers as people type them on a command line.
#pragma once

#include <string>

namespace ohmbench::cli {

/// "0.1%", "0.1 %" or "0.001" as a part of one. @throws core::Error kBadInput naming the option
double parse_part(const std::string& text, const std::string& option);

/// A positive number with an optional SI prefix and unit ("4k7", "100m", "33 ohm"). @throws core::Error
/// kBadInput naming the option
double parse_positive(const std::string& text, const std::string& option, const std::string& unit);

}  // namespace ohmbench::cli
