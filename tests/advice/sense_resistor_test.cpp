// Facts about the sense resistor's value: closed forms, a search by hand, and noise that is really drawn.
#include "advice/sense_resistor.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "support/catch.hpp"

using namespace ohmbench;
using namespace ohmbench::advice;
using core::Ohms;
using core::Sense;
using Complex = std::complex<double>;

namespace {

constexpr auto kHigh = Sense::kHighSide;
constexpr auto kLow = Sense::kLowSide;

/// The resistor with the least `error` of 200 000 between 1 mΩ and 100 kΩ.
template <class Error>
double searched(Error error) {
  constexpr int kSteps = 200000;
  double best = 0, least = HUGE_VAL;
  for (int i = 0; i <= kSteps; ++i) {
    const double rs = 1e-3 * std::pow(1e8, static_cast<double>(i) / kSteps);
    if (error(rs) < least) least = error(best = rs);
  }
  return best;
}

/// The greater noise factor of the two ends of a load's range.
double worst_factor(Sense sense, double z_min, double z_max, double rs) {
  return std::max(noise_factor(sense, rs / z_min, 0, 1), noise_factor(sense, rs / z_max, 0, 1));
}

}  // namespace

TEST_CASE("The noise factor agrees with the reference vectors") {
  struct Row {
    double x, phase, rho, high, low;
  };
  // group "noise_factor"
  const Row rows[] = {{1.0, 0.0, 1.0, 20.0, 20.0},
                      {0.2, 0.0, 1.0, 87.84, 53.28},
                      {5.0, 0.7853981633974483, 1.0, 45.070663761154805, 76.81888886054567},
                      {0.05, -1.2, 0.01, 415.53746905951476, 1.081894655895462},
                      {1.20556943040059, 0.0, 1.0, 19.62866250831184, 21.14618899399138}};
  for (const auto& row : rows) {
    CHECK(noise_factor(kHigh, row.x, row.phase, row.rho) == Approx(row.high).epsilon(1e-12));
    CHECK(noise_factor(kLow, row.x, row.phase, row.rho) == Approx(row.low).epsilon(1e-12));
  }
}

TEST_CASE("Divided by |Z| the Cramér–Rao bound is the noise factor") {
  struct Row {
    Complex z;
    double rs, va, sigma_a, sigma_b, high, low;
  };
  // group "crlb_z": u_rel_high, u_rel_low
  const Row rows[] = {{8.0, 10.0, 1.0, 2e-7, 2e-7, 8.863972021616495e-07, 9.2660671268883e-07},
                      {{6.0, 5.0}, 0.5, 2.8, 1e-6, 3e-8, 5.860483643584202e-06, 4.179280074620641e-07},
                      {{40.0, -30.0}, 33.0, 0.5, 4e-7, 6e-7, 4.9176519081950556e-06, 4.702889676123088e-06}};
  for (const auto& row : rows) {
    const auto u = [&](Sense sense) {
      return std::sqrt(
                 noise_factor(sense, row.rs / std::abs(row.z), std::arg(row.z), row.sigma_b / row.sigma_a)) *
             row.sigma_a / row.va;
    };
    CHECK(u(kHigh) == Approx(row.high).epsilon(1e-12));
    CHECK(u(kLow) == Approx(row.low).epsilon(1e-12));
  }
}

TEST_CASE("Noise drawn at both nodes moves the impedance as the noise factor says") {
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal;
  const Complex z(20.0, 15.0);
  const double rs = 12.0, sigma_a = 1e-4, sigma_b = 3e-4;
  const auto noise = [&](double sigma) {
    return sigma / std::sqrt(2.0) * Complex(normal(random), normal(random));
  };
  double high = 0, low = 0;
  constexpr int kRuns = 20000;
  for (int i = 0; i < kRuns; ++i) {
    const Complex a = 1.0 + noise(sigma_a);
    const Complex t_high = (z / (z + rs) + noise(sigma_b)) / a;
    const Complex t_low = (rs / (z + rs) + noise(sigma_b)) / a;
    high += std::norm(rs * t_high / (1.0 - t_high) - z);
    low += std::norm(rs * (1.0 / t_low - 1.0) - z);
  }
  const auto foretold = [&](Sense sense) {
    return std::sqrt(noise_factor(sense, rs / std::abs(z), std::arg(z), 3.0)) * sigma_a * std::abs(z);
  };
  // the standard deviation of a standard deviation from 20000 complex values is 0.35 %; four of them
  CHECK(std::sqrt(high / kRuns) == Approx(foretold(kHigh)).epsilon(0.014));
  CHECK(std::sqrt(low / kRuns) == Approx(foretold(kLow)).epsilon(0.014));
}

TEST_CASE("The resistor with the least noise is the root of a cubic, and what a search finds") {
  struct Row {
    double rho, high, low, root_f;
  };
  // group "rs_optimum_resistive"
  const Row rows[] = {{1.0, 1.2055694304005904, 0.8294835409584971, 4.430424641985443},
                      {0.1, 4.41295710134682, 0.22660542059083313, 1.3947755241077344},
                      {0.01, 21.232067995856667, 0.04709856808084568, 1.0726636802223295},
                      {0.001, 99.67113086331278, 0.010032995425439511, 1.015138271828894},
                      {10.0, 1.0024937771981328, 0.9975124262565472, 40.0499065998991}};
  for (const auto& row : rows) {
    INFO("rho " << row.rho);
    CHECK(least_noise_resistor(kHigh, Ohms(8), row.rho).value() == Approx(8 * row.high).epsilon(1e-12));
    CHECK(least_noise_resistor(kLow, Ohms(8), row.rho).value() == Approx(8 * row.low).epsilon(1e-12));
    const auto factor = [&](Sense sense) {
      return [&row, sense](double rs) { return noise_factor(sense, rs / 8, 0, row.rho); };
    };
    CHECK(searched(factor(kHigh)) == Approx(8 * row.high).epsilon(1e-3));
    CHECK(searched(factor(kLow)) == Approx(8 * row.low).epsilon(1e-3));
    CHECK(std::sqrt(noise_factor(kHigh, row.high, 0, row.rho)) == Approx(row.root_f).epsilon(1e-12));
    CHECK(std::sqrt(noise_factor(kLow, row.low, 0, row.rho)) == Approx(row.root_f).epsilon(1e-12));
  }
}

TEST_CASE("For a range of loads the best resistor lies near the geometric mean") {
  struct Row {
    double z_min, z_max, high, low;
  };
  const Row rows[] = {{6, 40, 18.6, 12.9}, {25, 70, 50, 35}};
  for (const auto& row : rows) {
    for (const auto sense : {kHigh, kLow}) {
      const auto worst = [&](double rs) { return worst_factor(sense, row.z_min, row.z_max, rs); };
      const double best = least_error_resistor(worst, Ohms(1e-3), Ohms(1e5)).value();
      CHECK(best == Approx(searched(worst)).epsilon(1e-3));
      CHECK(best == Approx(sense == kHigh ? row.high : row.low).epsilon(0.01));
      CHECK(std::sqrt(worst(std::sqrt(row.z_min * row.z_max)) / worst(best)) < 1.1);
    }
  }
}

TEST_CASE("A search between limits that exclude the best value ends at the limit next to it") {
  const auto error = [](double rs) { return noise_factor(kHigh, rs / 8, 0, 1); };
  CHECK(least_error_resistor(error, Ohms(20), Ohms(1000)).value() == Approx(20));
  CHECK(least_error_resistor(error, Ohms(0.1), Ohms(2)).value() == Approx(2));
}

TEST_CASE("A ratio error is magnified by 1 + Z/Rs on the high side and by 1 + Rs/Z on the low side") {
  // group "ratio_error_sensitivity"
  CHECK(ratio_sensitivity(kHigh, 8.0, 0.1).real() == Approx(81.0));
  CHECK(ratio_sensitivity(kLow, 8.0, 0.1).real() == Approx(-1.0125));
  CHECK(std::abs(ratio_sensitivity(kHigh, {6, 3}, 2) - Complex(4.0, 1.5)) < 1e-14);
  CHECK(std::abs(ratio_sensitivity(kLow, {6, 3}, 2) - Complex(-1.2666666666666666, 0.13333333333333333)) <
        1e-14);
}

TEST_CASE("Standard values are those of the catalogue, whole decades of them") {
  const auto e12 = standard_values(Series::kE12, Ohms(0.33), Ohms(4.7));
  CHECK(e12 ==
        std::vector<double>{0.33, 0.39, 0.47, 0.56, 0.68, 0.82, 1.0, 1.2, 1.5, 1.8, 2.2, 2.7, 3.3, 3.9, 4.7});
  const auto e24 = standard_values(Series::kE24, Ohms(90), Ohms(1100));
  CHECK(e24.front() == 91.0);
  CHECK(e24[1] == 100.0);
  CHECK(e24.back() == 1100.0);
  CHECK(standard_values(Series::kE24, Ohms(1), Ohms(9.99)).size() == 24);
  CHECK(standard_values(Series::kE12, Ohms(2.3), Ohms(2.6)).empty());
}

TEST_CASE("The resistor's rating bears a short, and work uses a tenth of it") {
  // group "rs_power"
  const auto power = dissipation(core::Volts(10), Ohms(1), Ohms(3.2));
  CHECK(power.working.value() == Approx(5.668934240362812).epsilon(1e-12));
  CHECK(power.shorted.value() == Approx(100).epsilon(1e-12));
  const auto headphone = dissipation(core::Volts(2), Ohms(10), Ohms(32));
  CHECK(headphone.working.value() == Approx(0.022675736961451247).epsilon(1e-12));
  CHECK(headphone.shorted.value() == Approx(0.4).epsilon(1e-12));
  CHECK(power_rating(power)->value() == 100);
  CHECK(power_rating(headphone)->value() == 0.5);                           // the short decides
  CHECK(power_rating({core::Watts(0.2), core::Watts(0.3)})->value() == 2);  // the work decides
  CHECK_FALSE(power_rating({core::Watts(1), core::Watts(101)}).has_value());
}
