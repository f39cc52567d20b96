// Facts about the weekly allowance of sound.
#include "models/hearing.hpp"

#include <cmath>

#include "support/catch.hpp"

using namespace ohmbench;

TEST_CASE("The weekly allowance is 40 hours at 80 dB and halves with every doubling of energy") {
  // group "dose" of the reference vectors
  CHECK(models::weekly_allowance_hours(core::DbSpl(80)) == Approx(40.0).epsilon(1e-12));
  CHECK(models::weekly_allowance_hours(core::DbSpl(94)) == Approx(1.592428682213989).epsilon(1e-12));
  CHECK(models::weekly_allowance_hours(core::DbSpl(100)) == Approx(0.4).epsilon(1e-12));
  CHECK(models::weekly_allowance_hours(core::DbSpl(110)) == Approx(0.04).epsilon(1e-12));
}

TEST_CASE("Dose and exposure follow from level and time, and the peak limits from their pascals") {
  struct Row {
    double db, hours, percent, pa2h;
  };
  // group "dose" of the reference vectors
  for (const auto& row : {Row{80, 40, 100.0, 1.6}, Row{94, 2, 125.594321575479, 2.009509145207664},
                          Row{100, 0.4, 100.0, 1.6}, Row{110, 0.05, 125.0, 2.0}}) {
    CHECK(models::weekly_dose_percent(core::DbSpl(row.db), row.hours) == Approx(row.percent).epsilon(1e-12));
    CHECK(models::sound_exposure_pa2h(core::DbSpl(row.db), row.hours) == Approx(row.pa2h).epsilon(1e-12));
  }
  CHECK(models::kPeakActionDb == Approx(20 * std::log10(112 / 20e-6)).margin(0.005));
  CHECK(models::kPeakLimitDb == Approx(20 * std::log10(200 / 20e-6)).epsilon(1e-12));
}
