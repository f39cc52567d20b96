#include "models/hearing.hpp"

#include <cmath>

namespace ohmbench::models {
namespace {

constexpr double kAllowanceDb = 80.0;
constexpr double kAllowanceHours = 40.0;

}  // namespace

double weekly_allowance_hours(core::DbSpl average) {
  return kAllowanceHours * std::pow(10.0, -(average.value() - kAllowanceDb) / 10.0);
}

}  // namespace ohmbench::models
