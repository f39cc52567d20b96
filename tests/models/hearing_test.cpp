// Facts about the weekly allowance of sound.
#include "models/hearing.hpp"

#include "support/catch.hpp"

using namespace ohmbench;

TEST_CASE("The weekly allowance is 40 hours at 80 dB and halves with every doubling of energy") {
  // group "dose" of the reference vectors
  CHECK(models::weekly_allowance_hours(core::DbSpl(80)) == Approx(40.0).epsilon(1e-12));
  CHECK(models::weekly_allowance_hours(core::DbSpl(94)) == Approx(1.592428682213989).epsilon(1e-12));
  CHECK(models::weekly_allowance_hours(core::DbSpl(100)) == Approx(0.4).epsilon(1e-12));
  CHECK(models::weekly_allowance_hours(core::DbSpl(110)) == Approx(0.04).epsilon(1e-12));
}
