// Key rows: what a result comes to, as rows of words, value and place. Private to the room.
#pragma once

#include <string>
#include <vector>

#include "report/fields.hpp"

namespace ohmbench::report {

/// Words, value, and where or why.
using Rows = std::vector<std::vector<std::string>>;

Rows load_rows(const Json& result);
Rows amplifier_rows(const Json& result);
Rows maximum_rows(const Json& result);
Rows fit_rows(const Json& result);

}  // namespace ohmbench::report
