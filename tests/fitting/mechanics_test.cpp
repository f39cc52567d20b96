// Facts about mechanical parameters.
#include "fitting/mechanics.hpp"

#include "core/error.hpp"
#include "support/catch.hpp"

using namespace ohmbench::fitting;

namespace {

LoadFit fit_with(double re, double fs, double qms, double qes, double relative = 0.0) {
  LoadFit fit;
  fit.re_ohm = {re, re * relative};
  fit.fs_hz = {fs, fs * relative};
  fit.qms = {qms, qms * relative};
  fit.qes = {qes, qes * relative};
  return fit;
}

}  // namespace

TEST_CASE("Added mass gives the values computed to 50 digits") {
  // group "ts_added_mass" of the reference vectors
  const auto free = fit_with(6.2, 32.0, 4.5, 0.42), loaded = fit_with(6.2, 25.102865297687558, 4.5, 0.42);
  const auto m = with_added_mass(free, loaded, 0.02, 0.0214);
  CHECK(m.mms_kg->value == Approx(0.032).epsilon(1e-11));
  CHECK(m.cms_m_per_n->value == Approx(0.0007730192843806288).epsilon(1e-11));
  CHECK(m.rms_kg_per_s->value == Approx(1.4297737232337548).epsilon(1e-11));
  CHECK(m.bl_tm->value == Approx(9.745656771122611).epsilon(1e-11));
  CHECK(m.vas_m3->value == Approx(0.05020798313169789).epsilon(1e-11));
  // Res = Re Qms/Qes, which the mechanics have to give back as Bl²/Rms
  CHECK(m.bl_tm->value * m.bl_tm->value / m.rms_kg_per_s->value == Approx(66.42857142857143).epsilon(1e-11));
}

TEST_CASE("A closed box gives the value computed to 50 digits") {
  // group "ts_closed_box" of the reference vectors; its Vas_simple_fc_fs, 4 % low where the box adds air
  // mass, is not what is computed
  const auto m = in_box(fit_with(6.2, 32.0, 4.5, 0.42),
                        fit_with(6.2, 59.07580070942041, 8.0, 0.7986309808404772), 0.02, 0.0214);
  CHECK(m.vas_m3->value == Approx(0.05020798313169789).epsilon(1e-11));
  CHECK(m.mms_kg->value == Approx(0.032).epsilon(1e-9));
}

TEST_CASE("What needs the cone's area is not known without it, and said so") {
  const auto free = fit_with(6.2, 32.0, 4.5, 0.42), other = fit_with(6.2, 25.1, 4.5, 0.42);
  const auto mass = with_added_mass(free, other, 0.02, {});
  CHECK(mass.mms_kg);
  CHECK_FALSE(mass.vas_m3);
  REQUIRE(mass.notes.size() == 1);
  const auto box = in_box(free, fit_with(6.2, 59.0, 8.0, 0.8), 0.02, {});
  CHECK(box.vas_m3);
  CHECK_FALSE(box.mms_kg);
  CHECK_FALSE(box.bl_tm);
}

TEST_CASE("The moving mass is as sure as the fall of the resonance is large") {
  const double u = 1e-3;
  const auto free = fit_with(6.2, 32.0, 4.5, 0.42, u);
  for (const double fsa : {30.0, 25.0}) {
    const auto m = with_added_mass(free, fit_with(6.2, fsa, 4.5, 0.42, u), 0.02, {});
    const double q = (32.0 / fsa) * (32.0 / fsa);
    CHECK(*m.mms_kg->sigma / m.mms_kg->value == Approx(2 * u * q / (q - 1) * std::sqrt(2.0)).epsilon(1e-3));
  }
}

TEST_CASE("Exchanged files are noticed") {
  const auto low = fit_with(6.2, 25.0, 4.5, 0.42), high = fit_with(6.2, 32.0, 4.5, 0.42);
  CHECK_THROWS_WITH(with_added_mass(low, high, 0.02, {}), Catch::Contains("exchanged"));
  CHECK_THROWS_WITH(in_box(high, low, 0.02, {}), Catch::Contains("exchanged"));
}
