// The map from standards, against the reference vectors (groups osl_ideal, osl_general_3_standards,
// channel_swap).
#include "calibration/channel_map.hpp"

#include <cmath>

#include "calibration/input_swap.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using calibration::Reading;
using core::FixtureState;
using Complex = std::complex<double>;

namespace {

const Complex kShort(0.00020978593272171254, 7.706422018348624e-05);
const Complex kOpen(1.0333263946711073, -0.017006661115736885);
const Complex kLoad(0.5142960577170832, 0.004676629734604483);

calibration::Rig rig(double rs_ohm) {
  calibration::Rig r;
  r.sense_resistor = core::Ohms(rs_ohm);
  return r;
}

std::vector<Reading> open_short_load() {
  return {{FixtureState::kOpen, 0, 0, kOpen, 0},
          {FixtureState::kShort, 0, 0, kShort, 0},
          {FixtureState::kReference, 10, 0, kLoad, 0}};
}

void check_close(Complex got, Complex want) {
  INFO(got << " instead of " << want);
  CHECK(std::abs(got - want) <= 1e-10 * std::abs(want));
}

/// (dZ/Z)/dx by moving one reading.
Complex sensitivity(std::vector<Reading> readings, std::size_t which, Complex m) {
  constexpr double kStep = 1e-7;
  const auto z = [&] { return impedance_of(calibration::solve_map(rig(9.5), 1000, readings).map, m); };
  readings[which].ratio += kStep;
  const Complex up = z();
  readings[which].ratio -= 2 * kStep;
  const Complex down = z();
  return (up - down) / (up + down) / kStep;
}

}  // namespace

TEST_CASE("Open, short and a known resistor give the impedance of the reference vectors") {
  const auto map = calibration::solve_map(rig(9.5), 1000, open_short_load()).map;
  check_close(impedance_of(map, {0.46371881543200655, -0.1277290559067267}), {7.3, -4.1});
  check_close(impedance_of(map, {0.8132008450873487, 0.0776744198796404}), {31, 15});
}

TEST_CASE("Errors of the readings move the result by the sensitivities of the reference vectors") {
  const Complex m(0.8132008450873487, 0.0776744198796404);
  const auto near = [](Complex got, Complex want) { CHECK(std::abs(got - want) < 1e-5 * std::abs(want)); };
  near(sensitivity(open_short_load(), 0, m), {-1.910306912265561, -1.568579048237621});
  near(sensitivity(open_short_load(), 1, m), {0.7261217480078592, 0.09893964812027692});
  near(sensitivity(open_short_load(), 2, m), {-3.8683560377513575, -0.06294692145291743});
}

TEST_CASE("Any three known impedances will do") {
  const std::vector<Reading> readings{
      {FixtureState::kReference, {0.012, 0.003}, 0, {0.0014243703988405553, 0.000424728514965531}, 0},
      {FixtureState::kReference, {9700, -350}, 0, {1.0322523808623012, -0.016973192991342808}, 0},
      {FixtureState::kReference, {10.02, 0.01}, 0, {0.5148167607805975, 0.004926141014336017}, 0}};
  const auto map = calibration::solve_map(rig(10), 1000, readings).map;
  check_close(impedance_of(map, {0.46371881543200655, -0.1277290559067267}), {7.3, -4.1});
  check_close(impedance_of(map, {0.9671239117331905, 0.01611361505491562}), {120, 55});
}

TEST_CASE("Without standards the map is what the bench file declares") {
  auto declared = rig(100);
  declared.adc_full_scale = {core::PeakVolts(4), core::PeakVolts(5)};
  declared.input_resistance = {core::Ohms(10e3), core::Ohms(20e3)};
  const auto map = calibration::solve_map(declared, 1000, {}).map;
  const Complex z(30, 40);
  const Complex behind = 1.0 / (1.0 / z + 1 / 20e3);
  check_close(impedance_of(map, 0.8 * behind / (behind + 100.0)), z);
  declared.sense = core::Sense::kLowSide;
  const Complex across = 1.0 / (1.0 / 100.0 + 1 / 20e3);
  check_close(impedance_of(calibration::solve_map(declared, 1000, {}).map, 0.8 * across / (z + across)), z);
}

TEST_CASE("A reference resistor takes the place of a declared resistor that is wrong, even by a decade") {
  auto readings = open_short_load();
  const auto right = calibration::solve_map(rig(9.5), 1000, readings).map.z_c_ohm;
  const auto wrong = calibration::solve_map(rig(95), 1000, readings).map.z_c_ohm;
  check_close(wrong, right);
}

TEST_CASE("More standards than needed are weighted by what each of them knows") {
  auto readings = open_short_load();
  readings[2].relative_sigma = 1e-3;
  const auto alone = calibration::solve_map(rig(9.5), 1000, readings).map.z_c_ohm;
  // the same reading, declared 0.4 % higher and known twice as well: the result lies four fifths of the way
  readings.push_back({FixtureState::kReference, 10.04, 5e-4, kLoad, 0});
  const auto both = calibration::solve_map(rig(9.5), 1000, readings).map.z_c_ohm;
  CHECK(std::abs(both / alone) == Approx(1.0032).epsilon(1e-5));
}

TEST_CASE("Exchanging the inputs gives the channel ratio of the reference vectors") {
  spectra::Frf straight{{1000}, {{0.37561, -0.20112}}, {0}, {4}};
  spectra::Frf exchanged{{1000}, {{0.36446644610864515, -0.1988725229856215}}, {0}, {4}};
  check_close(calibration::ratio_by_swap(straight, exchanged).h[0], {1.013, 0.004});
}
