// UTC times as results write them: ISO 8601, whole seconds.
#pragma once

#include <optional>
#include <string>

namespace ohmbench::storage {

/// Now, "2026-11-21T12:00:00Z".
std::string utc_now();

/// Seconds from the first to the second; empty if one of them is not such a time.
std::optional<double> seconds_between(const std::string& earlier, const std::string& later);

/// A time as the clock on the wall of this machine shows it; both empty where `utc` is no such time.
struct LocalTime {
  std::string day;    ///< "2026-11-21"
  std::string clock;  ///< "13:00"
};
LocalTime local_time(const std::string& utc);

}  // namespace ohmbench::storage
