// Facts about the heat of a class-B stage.
#include "models/heat.hpp"

#include <cmath>
#include <numbers>

#include "support/catch.hpp"

using namespace ohmbench;
using namespace ohmbench::models;

namespace {

std::complex<double> at(double ohm, double deg) {
  return std::polar(ohm, deg * std::numbers::pi / 180.0);
}

}  // namespace

TEST_CASE("A class-B stage's heat with a sine agrees with quadrature") {
  struct Row {
    double rail, peak, ohm, deg, watt, supplied_watt, delivered_watt;
  };
  // group "class_b_sine" of the reference vectors
  const Row rows[] = {{30, 20, 4, 30, 52.19169566591527, 95.4929658551372, 43.30127018922193},
                      {30, 30, 8, 0, 15.369724391352902, 71.6197243913529, 56.25},
                      {15, 15, 6, -60, 14.4982414637843, 23.8732414637843, 9.375}};
  for (const auto& row : rows) {
    const auto heat =
        class_b_sine_heat(core::PeakVolts(row.rail), core::PeakVolts(row.peak), at(row.ohm, row.deg));
    CHECK(heat.value() == Approx(row.watt).epsilon(1e-12));
    CHECK(heat.value() == Approx(row.supplied_watt - row.delivered_watt).epsilon(1e-12));
  }
}

TEST_CASE(
    "A class-B stage's heat with a Gaussian programme agrees with quadrature, and is worst where theory "
    "says") {
  // group "class_b_gaussian" of the reference vectors
  const core::PeakVolts rail(30.0);
  CHECK(class_b_programme_heat(rail, core::Volts(6.0), 4.0).value() ==
        Approx(26.90480523612894).epsilon(1e-12));
  const double worst = class_b_programme_heat(rail, core::Volts(11.968268412042981), 4.0).value();
  CHECK(worst == Approx(35.80986219567645).epsilon(1e-12));
  CHECK(class_b_programme_heat(rail, core::Volts(11.9), 4.0).value() < worst);
  CHECK(class_b_programme_heat(rail, core::Volts(12.1), 4.0).value() < worst);
}

TEST_CASE("A reactive load takes no power, so all that is supplied becomes heat") {
  const auto heat = class_b_sine_heat(core::PeakVolts(20), core::PeakVolts(20), at(8, 90));
  CHECK(heat.value() == Approx(2.0 / std::numbers::pi * 400.0 / 8.0));
}
