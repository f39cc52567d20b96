// UTC times as results write them: ISO 8601, whole seconds.
#pragma once

#include <optional>
#include <string>

namespace ohmbench::storage {

/// Now, "2026-11-21T12:00:00Z".
std::string utc_now();

/// Seconds from the first to the second; empty if one of them is not such a time.
std::optional<double> seconds_between(const std::string& earlier, const std::string& later);

}  // namespace ohmbench::storage
