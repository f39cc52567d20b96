// Facts about the equivalent peak dissipation resistance.
#include "models/epdr.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "models/heat.hpp"
#include "support/catch.hpp"

namespace {

using namespace ohmbench::models;

constexpr double kRadPerDeg = std::numbers::pi / 180.0;

std::complex<double> at(double ohm, double deg) {
  return std::polar(ohm, deg * kRadPerDeg);
}

/// Independent and slow: the largest of (1 − sin θ) sin(θ − φ) over the half-cycle in which the device
/// conducts.
double by_search(double ohm, double deg) {
  const double phi = deg * kRadPerDeg;
  double most = 0;
  for (int i = 0; i <= 200000; ++i) {
    const double theta = phi + std::numbers::pi * i / 200000.0;
    most = std::max(most, (1.0 - std::sin(theta)) * std::sin(theta - phi));
  }
  return ohm / (4.0 * most);
}

struct Row {
  double ohm, deg, epdr_ohm, factor;
  double theta_deg, vce, ic;    ///< the worst instant; of Vcc and Vcc/|Z|
  double mean_full, mean_most;  ///< heat of both devices, of Vcc²/|Z|
  double stereophile_ohm;
};

/// Group "epdr" of the reference vectors.
const Row kRows[] = {
    {8.0, 0.0, 8.0, 1.0, 150.0, 0.5, 0.5, 0.13661977236758135, 0.20264236728467555, 8.0},
    {4.0, 30.0, 1.8826410069116561, 2.1246748505503588, 170.0, 0.8263518223330697, 0.6427876096865394,
     0.20360707047536203, 0.23399125060206089, 1.6666666666666667},
    {8.0, 45.0, 2.8284271247461903, 2.8284271247461903, 180.0, 1.0, 0.7071067811865476, 0.2830663817743076,
     0.28657958412537815, 2.5806451612903225},
    {5.0, -45.0, 1.7677669529663689, 2.8284271247461903, 180.0, 1.0, 0.7071067811865476, 0.2830663817743076,
     0.28657958412537815, 1.6129032258064515},
    {4.0, 60.0, 1.112264573125542, 3.5962666587138683, 190.0, 1.1736481776669303, 0.766044443118978,
     0.3866197723675813, 0.3866197723675813, 1.0526315789473684},
    {3.0, -60.0, 0.8341984298441565, 3.5962666587138683, 190.0, 1.1736481776669303, 0.766044443118978,
     0.3866197723675813, 0.3866197723675813, 0.7894736842105263},
    {6.0, 36.86989764584402, 2.461742635505218, 2.4372978366882103, 174.579931763896, 0.9055429901181834,
     0.6728829727813683, 0.23661977236758133, 0.25330295910584444, 2.2053997405542978},
    {32.0, 20.0, 18.784123539901632, 1.7035663086449002, 163.33333333333334, 0.7131967672889098,
     0.5971585917027862, 0.16677346197462714, 0.21564750302625169, 16.551724137931036},
    {2.6, -75.0, 0.591275389301207, 4.397274175528909, 200.0, 1.3420201433256687, 0.8191520442889918,
     0.507210249816321, 0.507210249816321, 0.5777777777777777},
    {8.0, 90.0, 1.539600717839002, 5.196152422706632, 210.0, 1.5, 0.8660254037844386, 0.6366197723675814,
     0.6366197723675814, 1.5384615384615385}};

}  // namespace

TEST_CASE("EPDR agrees with the stationary point computed to 50 digits") {
  for (const auto& row : kRows) {
    const auto z = at(row.ohm, row.deg);
    CHECK(epdr_ohm(z) == Approx(row.epdr_ohm).epsilon(1e-12));
    CHECK(row.ohm / epdr_ohm(z) == Approx(row.factor).epsilon(1e-12));
    // at the worst instant the device holds off Vce and carries Ic; a resistor's worst is Vcc²/(4R)
    CHECK(epdr_ohm(z) == Approx(row.ohm / (4.0 * row.vce * row.ic)).epsilon(1e-12));
    const double theta = row.theta_deg * kRadPerDeg, phi = std::abs(row.deg) * kRadPerDeg;
    const double most = (1.0 - std::sin(theta)) * std::sin(theta - phi);
    CHECK(epdr_ohm(z) == Approx(row.ohm / (4.0 * most)).epsilon(1e-12));
  }
}

TEST_CASE("The mean heat at full swing and at the worst level agrees with values computed to 50 digits") {
  using ohmbench::core::PeakVolts;
  const PeakVolts rail(1.0);
  for (const auto& row : kRows) {
    const auto heat = [&](double peak) {
      return class_b_sine_heat(rail, PeakVolts(peak), at(row.ohm, row.deg)).value() * row.ohm;
    };
    CHECK(heat(1.0) == Approx(row.mean_full).epsilon(1e-12));
    // ∂P/∂Vp = 0 at (2/π) Vcc/cos φ, where the rail allows it
    const double worst = std::min(1.0, 2.0 / std::numbers::pi / std::cos(row.deg * kRadPerDeg));
    CHECK(heat(worst) == Approx(row.mean_most).epsilon(1e-12));
    for (double peak = 0.01; peak <= 1.0; peak += 0.01) CHECK(heat(peak) <= heat(worst) * (1.0 + 1e-12));
  }
}

TEST_CASE("Stereophile's working formula is theirs: right at 0 and 90 degrees, low between") {
  for (const auto& row : kRows) {
    const auto z = at(row.ohm, row.deg);
    CHECK(epdr_stereophile_ohm(z) == Approx(row.stereophile_ohm).epsilon(1e-12));
    CHECK(epdr_stereophile_ohm(z) <= epdr_ohm(z) * (1.0 + 1e-12));
  }
}

TEST_CASE("EPDR agrees with a search for the worst instant of the cycle") {
  for (const double deg : {0.0, 7.0, 25.0, 45.0, 50.46, 71.0, 90.0}) {
    CHECK(epdr_ohm(at(4.0, deg)) == Approx(by_search(4.0, deg)).epsilon(1e-8));
  }
}

TEST_CASE("EPDR of a resistance is the resistance, and a phase of either sign lowers it alike") {
  CHECK(epdr_ohm(33.0) == Approx(33.0).epsilon(1e-14));
  for (double deg = 5; deg <= 90; deg += 5) {
    CHECK(epdr_ohm(at(8, deg)) < epdr_ohm(at(8, deg - 5)));
    CHECK(epdr_ohm(at(8, deg)) == Approx(epdr_ohm(at(8, -deg))).epsilon(1e-14));
  }
}
