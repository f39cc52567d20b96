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

double weekly_dose_percent(core::DbSpl average, double hours) {
  return 100.0 * hours / weekly_allowance_hours(average);
}

double sound_exposure_pa2h(core::DbSpl average, double hours) {
  constexpr double kReferencePa = 20e-6;
  const double pascal = kReferencePa * std::pow(10.0, average.value() / 20.0);
  return pascal * pascal * hours;
}

}  // namespace ohmbench::models
