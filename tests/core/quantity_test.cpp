// Units and levels; what must not compile is tested in ../house/must_not_compile.cpp.
#include "core/quantity.hpp"
#include "core/level.hpp"
#include "support/catch.hpp"

using namespace ohmbench::core;

TEST_CASE("Ohm's law gives the right unit and value") {
  const Amperes i = Volts(3.3) / Ohms(33);
  CHECK(i.value() == Approx(0.1));
  const Watts p = Volts(2) * Amperes(0.5);
  CHECK(p.value() == Approx(1.0));
  const double ratio = Volts(6) / Volts(3);  // a ratio of like quantities is a plain number
  CHECK(ratio == Approx(2.0));
  const double turns = Hertz(50) * Seconds(2);
  CHECK(turns == Approx(100.0));
}

TEST_CASE("Quantities hold complex values") {
  const ComplexVolts v({1.0, 1.0});
  const ComplexAmperes i({0.0, 1.0});
  const ComplexOhms z = v / i;
  CHECK(z.value().real() == Approx(1.0));
  CHECK(z.value().imag() == Approx(-1.0));
}

TEST_CASE("A sine's RMS and peak differ by the root of two, and 0 dBFS is a full-scale sine") {
  CHECK(sine_rms(PeakVolts(1.4142135623730951)).value() == Approx(1.0));
  CHECK(rms_fs(DbFs(0)) == Approx(0.7071067811865476));
  CHECK(level_of_rms(0.7071067811865476).value() == Approx(0.0).margin(1e-12));
  // volts_per_fs of the reference vectors: a peak of 0.61327 is −4.24697 dBFS
  CHECK(level_of_rms(0.61327 / 1.4142135623730951).value() == Approx(-4.246965593030665).epsilon(1e-12));
}

TEST_CASE("Levels are points and gains are differences") {
  const GainDb gain = DbFs(-10) - DbFs(-30);
  CHECK(gain.value() == Approx(20.0));
  CHECK(gain.ratio() == Approx(10.0));
  CHECK((DbFs(-30) + gain).value() == Approx(-10.0));
  CHECK(GainDb::of_ratio(2).value() == Approx(6.0206).epsilon(1e-5));
}
