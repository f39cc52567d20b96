// The limits hold for what the load really gets, not for what the inputs seem to say.
#include <cmath>

#include "core/error.hpp"
#include "session/measure.hpp"
#include "support/catch.hpp"
#include "support/true_bench.hpp"

using namespace ohmbench;

namespace {

/// A planar headphone of 65 ohm, 5 V to be had, 50 mW allowed, and inputs that differ.
test::Simulated planar(double channel_db, double rs_ohm = 1) {
  test::Simulated s("", rs_ohm);
  s.setup.load = {};
  s.setup.load.re_ohm = 65;
  s.setup.amplifier.gain = 5;
  s.setup.adc_full_scale_volt = {20, 20};
  s.bench.rig.adc_full_scale = {core::PeakVolts(20), core::PeakVolts(20)};
  s.bench.limits.load_max.reset();
  s.bench.limits.load_max_power = core::Watts(0.05);
  s.setup.imperfections.channel_gain_db = {0, channel_db};
  return s;
}

/// As `calibrate ratio` would find it: both inputs on one node.
void calibrate_ratio(test::Simulated& s) {
  calibration::Standard ratio;
  ratio.state = core::FixtureState::kBridged;
  const double gain = std::pow(10.0, s.setup.imperfections.channel_gain_db[1] / 20);
  for (double f_hz = 10; f_hz < 21000; f_hz *= 1.1) {
    ratio.reading.f_hz.push_back(f_hz);
    ratio.reading.h.emplace_back(gain);
    ratio.reading.variance.push_back(1e-12);
    ratio.reading.degrees_of_freedom.push_back(8);
  }
  calibration::put(s.bench.calibration, ratio);
}

session::MeasureOptions above_500_hz() {
  session::MeasureOptions options;
  options.from_hz = 500;  // below 200 Hz the most that flows through the resistor counts
  return options;
}

/// Watts that the load of `planar` really gets from an automatic level; the volts are known to 1 %.
double true_watt(const test::Simulated& s) {
  auto opened = test::open_truly(s);
  const auto material = session::acquire_load(s.bench, opened.open, above_500_hz(), {}, {});
  REQUIRE(material.runs.front().usable());
  return opened.device->most_volt * opened.device->most_volt / 65;
}

}  // namespace

TEST_CASE("load_max_watt holds where calibrated inputs differ as much as the sense resistor drops") {
  for (const double db : {-0.13, 0.0, 0.05, 0.1, 0.13, 0.5}) {
    auto s = planar(db);
    calibrate_ratio(s);
    const double watt = true_watt(s);
    INFO("input B " << db << " dB high");
    CHECK(watt <= 0.05);
    CHECK(watt > 0.8 * 0.05);  // whoever calibrates loses nothing
  }
}

TEST_CASE("load_max_watt holds where nobody knows that the inputs differ by half a dB") {
  for (const double db : {-0.5, 0.0, 0.3, 0.5}) {
    const double watt = true_watt(planar(db, 10));
    INFO("input B " << db << " dB high");
    CHECK(watt <= 0.05);
    CHECK(watt > 0.3 * 0.05);
  }
}

TEST_CASE("Watts of the sense resistor are held against its limit before and after, on both sides") {
  for (const char* sense : {"", "sense = \"low-side\"\n"}) {
    test::Simulated s(sense, 8);
    s.setup.load = {};
    s.setup.load.re_ohm = 4;
    s.setup.amplifier.gain = 5;
    s.setup.adc_full_scale_volt = {20, 20};
    s.bench.rig.adc_full_scale = {core::PeakVolts(20), core::PeakVolts(20)};
    s.bench.limits.sense_resistor_max = core::Watts(0.05);
    auto opened = test::open_truly(s);
    const auto result = session::measure_impedance(s.bench, opened.open, {}, {});
    INFO(sense);
    CHECK(result.provenance.valid());
    // node B is the load of 4 ohm, or the resistor of 8
    const double drop = opened.device->most_volt * (s.bench.rig.sense == core::Sense::kHighSide ? 2 : 1);
    CHECK(drop * drop / 8 <= 0.05);
    CHECK(drop * drop / 8 > 0.6 * 0.05);
  }
}

TEST_CASE("What the load got in watts is looked at after the fact, too") {
  auto s = planar(0);
  calibrate_ratio(s);
  auto opened = test::open_truly(s);
  session::Material m;
  m.bench = s.bench;
  m.acquired = session::acquire_load(s.bench, opened.open, above_500_hz(), {}, {});
  CHECK(session::evaluate_load(m).provenance.valid());
  m.bench.limits.load_max_power = core::Watts(0.03);
  const auto p = session::evaluate_load(m).provenance;
  REQUIRE_FALSE(p.valid());
  CHECK(p.cause().name == "limit-exceeded");
  CHECK(p.cause().what.find("load_max_watt") != std::string::npos);
  m.bench.limits.load_max_power.reset();
  m.bench.limits.sense_resistor_max = core::Watts(1e-4);
  CHECK(session::evaluate_load(m).provenance.cause().what.find("sense_resistor_max_watt") !=
        std::string::npos);
}
