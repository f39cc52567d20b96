#include "storage/utc.hpp"

#include <fmt/chrono.h>

#include <chrono>
#include <cstdio>

namespace ohmbench::storage {
namespace {

std::optional<std::chrono::sys_seconds> parse(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, end = 0;
  const int read = std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2dZ%n", &year, &month, &day, &hour,
                               &minute, &second, &end);
  if (read != 6 || static_cast<std::size_t>(end) != text.size()) return {};
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return {};
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

}  // namespace

std::string utc_now() {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

std::optional<double> seconds_between(const std::string& earlier, const std::string& later) {
  const auto a = parse(earlier);
  const auto b = parse(later);
  if (!a || !b) return {};
  return static_cast<double>((*b - *a).count());
}

LocalTime local_time(const std::string& utc) {
  const auto time = parse(utc);
  if (!time) return {};
  const auto local = fmt::localtime(std::chrono::system_clock::to_time_t(*time));
  return {fmt::format("{:%Y-%m-%d}", local), fmt::format("{:%H:%M}", local)};
}

}  // namespace ohmbench::storage
