// Curves: interpolation and the promises of the struct.
#include "core/ensure.hpp"
#include "core/ohm_curve.hpp"
#include "support/catch.hpp"

using namespace ohmbench::core;

namespace {
OhmCurve two_points() {
  return {{100, 400}, {{8, 0}, {10, 4}}, {0.1, 0.3}, {0, 0}};
}
}  // namespace

TEST_CASE("Between two points the complex value is linear over log frequency") {
  const auto z = interpolate(two_points(), 200);  // half way in octaves
  CHECK(z.real() == Approx(9));
  CHECK(z.imag() == Approx(2));
  CHECK(interpolate_sigma(two_points(), 200) == Approx(0.2));
  CHECK(interpolate(two_points(), 100).real() == 8);
  CHECK(interpolate(two_points(), 400).real() == 10);
}

TEST_CASE("A curve is never read beyond its ends") {
  CHECK_FALSE(covers(two_points(), 99.9));
  CHECK_FALSE(covers(OhmCurve{}, 100));
  CHECK_THROWS_AS(interpolate(two_points(), 401), BrokenPromise);
}

TEST_CASE("A curve that descends, differs in length or is not finite breaks its promise") {
  auto descending = two_points();
  descending.f_hz = {400, 100};
  CHECK_THROWS_AS(check(descending), BrokenPromise);
  auto short_one = two_points();
  short_one.sigma_ohm.pop_back();
  CHECK_THROWS_AS(check(short_one), BrokenPromise);
  auto infinite = two_points();
  infinite.z_ohm[0] = {1.0 / 0.0, 0};
  CHECK_THROWS_AS(check(infinite), BrokenPromise);
  CHECK_NOTHROW(check(two_points()));
}
