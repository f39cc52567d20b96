// Z from node voltages against the reference vectors (groups z_high_side, z_low_side), and its uncertainty.
#include "impedance/load.hpp"

#include <cmath>
#include <numbers>
#include <random>

#include "support/catch.hpp"

using namespace ohmbench;
using Complex = std::complex<double>;

namespace {

Complex admittance(double rin_ohm, double cin_farad, double f_hz) {
  return {1 / rin_ohm, 2 * std::numbers::pi * f_hz * cin_farad};
}

void check_close(Complex got, Complex want) {
  CHECK(std::abs(got - want) <= 1e-11 * std::abs(want));
}

/// A bench that is known but for its loading by input B, which is declared: Zc and T as `correct` gives them.
Complex high_side(Complex ratio, double rs_ohm, Complex y) {
  const Complex loading = rs_ohm * y;
  return impedance::load_from_ratio(ratio * (1.0 + loading), rs_ohm / (1.0 + loading),
                                    core::Sense::kHighSide);
}

Complex low_side(Complex ratio, double rs_ohm, Complex y) {
  return impedance::load_from_ratio(ratio, rs_ohm / (1.0 + rs_ohm * y), core::Sense::kLowSide);
}

Complex by_sense(Complex ratio, double rs_ohm, core::Sense sense) {
  return sense == core::Sense::kHighSide ? high_side(ratio, rs_ohm, 0) : low_side(ratio, rs_ohm, 0);
}

calibration::CorrectedFrf at_one_frequency(Complex t, double z_c_ohm) {
  calibration::CorrectedFrf frf;
  frf.f_hz = {1000};
  frf.t = {t};
  frf.noise_variance = {0};
  frf.degrees_of_freedom = {100};
  frf.z_c_ohm = {z_c_ohm};
  frf.loading = {0};
  frf.coverage = {calibration::Coverage::kNone};
  return frf;
}

}  // namespace

TEST_CASE("High side: the reference vectors, input loading included") {
  check_close(high_side(Complex(0.44178733708578366, 0) / Complex(0.9944632957800991, 0), 10,
                        admittance(1e4, 0, 1000)),
              {8, 0});
  check_close(high_side(Complex(0.6068157463551921, 0.2992796546353819) /
                            Complex(0.9866706429807214, 0.010111001833878454),
                        10, admittance(1e4, 2.2e-10, 20000)),
              {6.3, 12.7});
  check_close(high_side(Complex(0.7586917039561039, -0.05275728861519824) /
                            Complex(0.9952665132167599, -0.0010345159193249527),
                        100, admittance(1e6, 1e-10, 50)),
              {301.5, -88.25});
  check_close(high_side(Complex(0.9405695454554445, -0.06602821477846653) /
                            Complex(0.9975740757900934, -0.0026950286576257892),
                        0.47, admittance(1e5, 0, 120)),
              {3.2, -4.1});
}

TEST_CASE("Low side: the reference vectors") {
  check_close(
      low_side(Complex(0.10988032933332308, 0) / Complex(0.9890108682633744, 0), 1, admittance(1e4, 0, 1000)),
      {8, 0});
  check_close(low_side(Complex(0.0031789740991846065, -0.006259419053455511) /
                           Complex(0.9984104884031374, 0.0031297364295246855),
                       0.1, admittance(1e4, 2.2e-10, 20000)),
              {6.3, 12.7});
  check_close(low_side(Complex(0.2189497532188597, 0.026760530334164104) /
                           Complex(0.9562096131381354, -0.005352173344912213),
                       10, admittance(1e6, 1e-10, 50)),
              {33.0, -5.5});
}

TEST_CASE("sigma_ohm agrees with a Monte Carlo of ratio error, resistor and noise, in both topologies") {
  const Complex z(6, 5);
  constexpr double kRs = 10;
  constexpr double kRatioSigma = 2e-3, kRsSigma = 3e-3, kNoise = 1e-3;  // complex, real, complex
  for (const auto sense : {core::Sense::kHighSide, core::Sense::kLowSide}) {
    const Complex t = sense == core::Sense::kHighSide ? z / (z + kRs) : kRs / (z + kRs);
    auto frf = at_one_frequency(t, kRs);
    frf.noise_variance = {kNoise * kNoise};
    using Cause = calibration::MapError::Cause;
    frf.errors = {{Cause::kChannelRatio, "", {kRatioSigma * t}, {0}, {0}},
                  {Cause::kSenseResistor, "", {0}, {kRsSigma}, {0}}};
    const auto result = impedance::load_impedance(frf, sense, "");

    std::mt19937 random(4);
    std::normal_distribution<double> gauss;
    const auto complex_gauss = [&](double sigma) {
      return sigma / std::sqrt(2.0) * Complex(gauss(random), gauss(random));
    };
    double square_sum = 0;
    constexpr int kRuns = 40000;
    for (int i = 0; i < kRuns; ++i) {
      const Complex seen = t * (1.0 + complex_gauss(kRatioSigma)) + complex_gauss(kNoise);
      const double rs = kRs * (1 + kRsSigma * gauss(random));
      const Complex got = by_sense(seen, rs, sense);
      square_sum += std::norm(got - z);
    }
    CHECK(result.curve.sigma_ohm[0] == Approx(std::sqrt(square_sum / kRuns)).epsilon(0.02));
    CHECK(result.budget.size() == 3);
    CHECK(impedance::total_at(result.budget, 0) == Approx(result.curve.sigma_ohm[0]));
  }
}

TEST_CASE("A perfect open circuit is left out instead of becoming infinite") {
  auto frf = at_one_frequency(1.0, 10);
  frf.f_hz.push_back(2000);
  frf.t.push_back(0.5);
  frf.noise_variance.push_back(0);
  frf.degrees_of_freedom.push_back(3);
  frf.z_c_ohm.push_back(10);
  frf.loading.push_back(0);
  frf.coverage.push_back(calibration::Coverage::kNone);
  const auto result = impedance::load_impedance(frf, core::Sense::kHighSide, "");
  REQUIRE(result.curve.size() == 1);
  CHECK(result.curve.z_ohm[0].real() == Approx(10));
  CHECK(result.budget.front().sigma_ohm.size() == 1);
}
