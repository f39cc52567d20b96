// A stimulus in one line of text, kept as the comment of its WAV file, so that `analyze` can render it again.
#pragma once

#include <optional>
#include <string>

#include "stimulus/stimulus.hpp"

namespace ohmbench::stimulus {

/// "ohmbench stimulus 1: kind=multisine rate=48000 from=10 …"
std::string describe(const Plan& plan);

/// Empty if the text is not such a line.
std::optional<Plan> parse_description(const std::string& text);

}  // namespace ohmbench::stimulus
