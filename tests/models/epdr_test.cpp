// Facts about the equivalent peak dissipation resistance.
#include "models/epdr.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "support/catch.hpp"

namespace {

using ohmbench::models::epdr_ohm;

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

}  // namespace

TEST_CASE("EPDR agrees with the stationary point computed to 50 digits") {
  struct Row {
    double ohm, deg, epdr_ohm;
  };
  // group "epdr" of the reference vectors
  const Row rows[] = {{8, 0, 8.0},
                      {4, 30, 1.8826410069116561},
                      {8, 45, 2.8284271247461903},
                      {5, -45, 1.7677669529663689},
                      {4, 60, 1.112264573125542},
                      {3, -60, 0.8341984298441565},
                      {6, 36.86989764584402, 2.461742635505218},
                      {32, 20, 18.784123539901632},
                      {2.6, -75, 0.591275389301207},
                      {8, 90, 1.539600717839002}};
  for (const auto& row : rows) CHECK(epdr_ohm(at(row.ohm, row.deg)) == Approx(row.epdr_ohm).epsilon(1e-12));
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
