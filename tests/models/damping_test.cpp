// Facts about the damping factor.
#include "models/damping.hpp"

#include <cmath>

#include "support/catch.hpp"

namespace {

using namespace ohmbench;
using namespace ohmbench::models;

core::OhmCurve curve(std::vector<double> f_hz, std::vector<std::complex<double>> z_ohm) {
  const std::vector<double> none(f_hz.size(), 0.0);
  return {std::move(f_hz), std::move(z_ohm), none, none};
}

}  // namespace

TEST_CASE("The damping factor is the rated over the output impedance, cable included") {
  struct Row {
    double rated, amplifier, cable, factor, factor_with_cable;
  };
  // group "damping" of the reference vectors
  const Row rows[] = {{8, 0.08, 0.1, 100.0, 44.44444444444444},
                      {8, 2.0, 0.1, 4.0, 3.8095238095238093},
                      {8, 0.01, 0.05, 800.0, 133.33333333333334}};
  for (const auto& row : rows) {
    const auto d =
        damping(curve({100, 1000}, {row.amplifier, row.amplifier + row.cable}), core::Ohms(row.rated));
    CHECK(d.factor[0] == Approx(row.factor).epsilon(1e-12));
    CHECK(d.factor[1] == Approx(row.factor_with_cable).epsilon(1e-12));
  }
}

TEST_CASE("The damping factor of a reactive source uses the magnitude") {
  CHECK(damping(curve({1000}, {{0.3, 0.4}}), core::Ohms(8.0)).factor[0] == Approx(16.0));
}

TEST_CASE("An output impedance of zero has no damping factor, and other bands do not count") {
  const auto d = damping(curve({10, 100, 1000}, {1.0, 0.0, 2.0}), core::Ohms(8.0));
  CHECK(d.f_hz == std::vector<double>{1000});
  CHECK(d.factor == std::vector<double>{4.0});
}

TEST_CASE("A source's resistance raises Qes and Qts of a driver, and its resonance, by the same ratio") {
  struct Row {
    double amplifier, cable, qes, qts, lift_db;
  };
  // group "damping" of the reference vectors: Re 6.2, Qms 4.5, Qes 0.42
  const Row rows[] = {{0.08, 0.1, 0.4321935483870968, 0.39432170466585564, 0.22707962428688847},
                      {2.0, 0.1, 0.562258064516129, 0.49980883196329573, 2.286144494647092},
                      {0.01, 0.05, 0.42406451612903223, 0.38754372862701936, 0.07648023930654477}};
  const DriverParameters driver{core::Ohms(6.2), 32.0, 4.5, 0.42};
  for (const auto& row : rows) {
    const auto d = damped(driver, core::Ohms(row.amplifier + row.cable));
    CHECK(d.qes == Approx(row.qes).epsilon(1e-12));
    CHECK(d.qts == Approx(row.qts).epsilon(1e-12));
    CHECK(d.lift_db == Approx(row.lift_db).epsilon(1e-12));
    CHECK(20.0 * std::log10(d.ratio) == Approx(d.lift_db).epsilon(1e-12));
  }
}

TEST_CASE("The deviation of the damped Q is what each parameter's own deviation does to it") {
  const DriverParameters driver{core::Ohms(6.2), 32.0, 4.5, 0.42};
  const core::Ohms source(2.1);
  CHECK_FALSE(damped(driver, source).ratio_sigma);
  const auto moved = [&](double re, double qms, double qes, double rg) {
    return damped({core::Ohms(6.2 + re), 32.0, 4.5 + qms, 0.42 + qes}, source + core::Ohms(rg)).ratio;
  };
  constexpr double kStep = 1e-6;
  const double by_re = moved(kStep, 0, 0, 0) - moved(-kStep, 0, 0, 0);
  const double by_qms = moved(0, kStep, 0, 0) - moved(0, -kStep, 0, 0);
  const double by_qes = moved(0, 0, kStep, 0) - moved(0, 0, -kStep, 0);
  const double by_source = moved(0, 0, 0, kStep) - moved(0, 0, 0, -kStep);
  auto uncertain = driver;
  uncertain.re_sigma_ohm = uncertain.qms_sigma = uncertain.qes_sigma = 2 * kStep;
  const double linear = std::abs(by_re) + std::abs(by_qms) + std::abs(by_qes);
  CHECK(*damped(uncertain, source).ratio_sigma == Approx(linear).epsilon(1e-4));
  CHECK(*damped(driver, source, 2 * kStep).ratio_sigma == Approx(std::abs(by_source)).epsilon(1e-4));
  CHECK(*damped(uncertain, source, 2 * kStep).ratio_sigma ==
        Approx(std::hypot(linear, by_source)).epsilon(1e-4));
}
