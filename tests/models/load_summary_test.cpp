// Facts about the numbers that summarise an impedance curve.
#include "models/load_summary.hpp"

#include <cmath>

#include "core/frequency_grid.hpp"
#include "models/epdr.hpp"
#include "support/catch.hpp"

namespace {

using namespace ohmbench;
using namespace ohmbench::models;

template <class Function>
core::OhmCurve curve(double from_hz, double to_hz, double points_per_octave, Function z_of_f) {
  core::OhmCurve c;
  c.f_hz = core::log_frequencies(from_hz, to_hz, points_per_octave);
  for (const double f : c.f_hz) c.z_ohm.push_back(z_of_f(f));
  c.sigma_ohm.assign(c.size(), 0.0);
  c.noise_ohm.assign(c.size(), 0.0);
  return c;
}

/// 6 Ω with a resonance of 44 Ω at 60 Hz and an inductive end.
std::complex<double> woofer(double f_hz) {
  const double x = f_hz / 60.0 - 60.0 / f_hz;
  return 6.0 + 38.0 / std::complex<double>(1.0, 4.0 * x) + std::complex<double>(0.0, 2e-3 * f_hz);
}

}  // namespace

TEST_CASE("The rated impedance is the largest standard value whose 80 % the minimum keeps") {
  // group "rated_impedance" of the reference vectors
  CHECK(rated_impedance_ohm(3.1) == 2.0);
  CHECK(rated_impedance_ohm(3.2) == 4.0);
  CHECK(rated_impedance_ohm(4.7) == 4.0);
  CHECK(rated_impedance_ohm(4.8) == 6.0);
  CHECK(rated_impedance_ohm(6.3) == 6.0);
  CHECK(rated_impedance_ohm(6.5) == 8.0);
  CHECK(rated_impedance_ohm(25.7) == 32.0);
  CHECK(rated_impedance_ohm(241.0) == 300.0);
  CHECK_FALSE(rated_impedance_ohm(1.5).has_value());
}

TEST_CASE("A parabola in ln|Z| over ln f is found exactly between the grid points") {
  const auto z = curve(20, 20000, 6, [](double f) {
    const double x = std::log(f / 777.0);
    return std::complex<double>(5.0 * std::exp(0.3 * x * x), 0.0);
  });
  const auto s = summarize(z);
  REQUIRE(s.min);
  CHECK(s.min->f_hz == Approx(777.0).epsilon(1e-9));
  CHECK(s.min->ohm == Approx(5.0).epsilon(1e-9));
}

TEST_CASE("A woofer's peak and minimum do not jump with the grid") {
  const auto coarse = summarize(curve(20, 20000, 24, woofer));
  const auto fine = summarize(curve(20, 20000, 960, woofer));
  CHECK(coarse.max->f_hz == Approx(60.0).epsilon(2e-3));
  CHECK(coarse.max->ohm == Approx(fine.max->ohm).epsilon(2e-3));
  CHECK(coarse.min->ohm == Approx(fine.min->ohm).epsilon(1e-4));
  CHECK(coarse.epdr_min->ohm == Approx(fine.epdr_min->ohm).epsilon(1e-3));
  CHECK(coarse.rated_ohm == 6.0);
}

TEST_CASE("The EPDR minimum is below the minimum of |Z|, and lies elsewhere when the phase is large there") {
  const auto s = summarize(curve(20, 20000, 48, woofer));
  CHECK(s.epdr_min->ohm < s.min->ohm);
  CHECK(s.epdr_min->f_hz > 2.0 * s.min->f_hz);  // where the coil's phase outweighs its larger |Z|
  CHECK(s.epdr_min->ohm == Approx(epdr_ohm(woofer(s.epdr_min->f_hz))).epsilon(1e-3));
}

TEST_CASE("The value at 1 kHz is interpolated, and absent where the curve does not reach") {
  const auto resistor = [](double) { return std::complex<double>(47.0, 0.0); };
  CHECK(*summarize(curve(30, 3000, 5, resistor)).ohm_at_1khz == Approx(47.0));
  CHECK_FALSE(summarize(curve(30, 900, 5, resistor)).ohm_at_1khz.has_value());
}

TEST_CASE("Points outside the band do not count") {
  const auto z = curve(2, 40000, 12,
                       [](double f) { return std::complex<double>(f < 20 || f > 20000 ? 1.0 : 100.0, 0.0); });
  const auto s = summarize(z);
  CHECK(s.min->ohm == Approx(100.0));
  CHECK(s.covered->from_hz >= 20.0);
  CHECK(s.covered->to_hz <= 20000.0);
}

TEST_CASE("A curve outside the band, or none, summarises to nothing") {
  const auto low = curve(1, 15, 4, [](double) { return std::complex<double>(8.0, 0.0); });
  for (const auto& s : {summarize(low), summarize({})}) {
    CHECK_FALSE(s.min.has_value());
    CHECK_FALSE(s.max.has_value());
    CHECK_FALSE(s.epdr_min.has_value());
    CHECK_FALSE(s.rated_ohm.has_value());
    CHECK_FALSE(s.covered.has_value());
  }
}

TEST_CASE("A minimum at the end of the band is that point") {
  const auto rising = curve(20, 20000, 3, [](double f) { return std::complex<double>(f, 0.0); });
  CHECK(summarize(rising).min->f_hz == 20.0);
  CHECK(summarize(rising).min->ohm == 20.0);
}

TEST_CASE("A curve without phase has the extremes of its magnitude and no EPDR") {
  core::OhmCurve z;
  for (const double f_hz : {20.0, 200.0, 1000.0, 20000.0})
    z.f_hz.push_back(f_hz), z.z_ohm.push_back(f_hz / 10);
  z.sigma_ohm.assign(4, 0.0), z.noise_ohm.assign(4, 0.0);
  CHECK(models::summarize(z).epdr_min);
  z.phase_known = z.sigma_known = false;
  const auto s = models::summarize(z);
  CHECK_FALSE(s.epdr_min);
  CHECK(s.min->ohm == 2.0);
  CHECK(s.max->ohm == 2000.0);
  CHECK(*s.ohm_at_1khz == 100.0);
  CHECK_FALSE(s.min->sigma_ohm);
  CHECK_FALSE(s.sigma_at_1khz_ohm);
}
