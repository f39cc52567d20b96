// Somebody turns the volume up while it is measured: the load must not pay for it.
#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "session/measure.hpp"
#include "support/catch.hpp"
#include "support/true_bench.hpp"

using namespace ohmbench;

namespace {

constexpr double kLimitVolt = 0.5;

/// 32 ohm behind 10 ohm on an amplifier of 10 V; 0.5 V allowed.
test::Simulated headphone() {
  test::Simulated s("injection_output_channel = 2\n", 10);
  s.setup.load = {};
  s.setup.load.re_ohm = 32;
  s.setup.amplifier.gain = 5;
  s.setup.adc_full_scale_volt = {40, 40};
  s.bench.rig.adc_full_scale = {core::PeakVolts(40), core::PeakVolts(40)};
  s.bench.limits.sense_resistor_max = core::Watts(2);
  s.bench.limits.load_max = core::Volts(kLimitVolt);
  return s;
}

/// Calls up to the probe at start_dbfs and with it.
int calls_with_probe(const test::Simulated& s) {
  auto opened = test::open_truly(s);
  session::prepare_load(s.bench, opened.open, {}, {}, {});
  return opened.device->calls;
}

session::OutputMeasurement two_load(const test::Simulated& s, test::Opened& opened) {
  return session::measure_output_impedance(s.bench, opened.open, impedance::OutputImpedanceMethod::kTwoLoad,
                                           {}, {});
}

}  // namespace

TEST_CASE("A volume turned up after the probe never reaches the load, whether it only gets louder or clips") {
  for (const double clip_volt : {14.0, 3.0}) {
    for (const double louder : {3.0, 8.0, 30.0, 100.0}) {
      auto s = headphone();
      s.setup.amplifier.clip_volt_peak = clip_volt;
      auto opened = test::open_truly(s);
      opened.device->louder_from = calls_with_probe(s) + 1;
      opened.device->louder = louder;
      INFO("clips at " << clip_volt << " V, " << louder << " times louder");
      CHECK_THROWS_AS(session::measure_impedance(s.bench, opened.open, {}, {}), core::Error);
      // one short step is heard, 12 dB above the probe at most
      CHECK(opened.device->calls <= opened.device->louder_from + 1);
      const double step = opened.device->volts[static_cast<std::size_t>(opened.device->louder_from - 1)];
      CHECK(opened.device->most_volt == Approx(step).epsilon(0.05));
    }
  }
}

TEST_CASE("A climb that is too loud and distorted says so, and does not go on to the measurement") {
  auto s = headphone();
  s.setup.amplifier.clip_volt_peak = 3;
  auto opened = test::open_truly(s);
  opened.device->louder_from = calls_with_probe(s) + 1;
  opened.device->louder = 60;
  try {
    session::measure_impedance(s.bench, opened.open, {}, {});
    FAIL("was not refused");
  } catch (const core::Error& error) {
    CHECK(std::string(error.what()).find("unsafe level") != std::string::npos);
  }
  CHECK(opened.device->calls == opened.device->louder_from);
}

TEST_CASE("What was too loud is told of a record that is not valid otherwise, too") {
  auto s = headphone();
  s.setup.amplifier.clip_volt_peak = 1;
  auto opened = test::open_truly(s);
  session::MeasureOptions options;
  session::Material m;
  m.bench = s.bench;
  m.bench.limits.load_max = core::Volts(10);
  m.acquired = session::acquire_load(m.bench, opened.open, options, {}, {});
  const auto alone = session::evaluate_load(m).provenance;
  REQUIRE_FALSE(alone.valid());
  CHECK(alone.cause().name != "limit-exceeded");
  m.bench.limits.load_max = core::Volts(kLimitVolt);
  CHECK(session::evaluate_load(m).provenance.cause().name == "limit-exceeded");
}

TEST_CASE("In the two-load method no loaded run is louder than the limit after the plugs were changed") {
  const auto s = headphone();
  auto undisturbed = test::open_truly(s);
  const auto good = two_load(s, undisturbed);
  CHECK(good.provenance.valid());
  CHECK(undisturbed.device->most_volt <= kLimitVolt);
  const int all = undisturbed.device->calls;
  for (const int from : {all, all - 1}) {  // the last loaded run, or the look before it
    auto opened = test::open_truly(s);
    opened.device->louder_from = from;
    opened.device->louder = 3;
    INFO("louder from call " << from << " of " << all);
    if (from == all) {  // in the very moment of playing nothing can hold it; it must not be called valid
      bool is_valid = false;
      try {
        is_valid = two_load(s, opened).provenance.valid();
      } catch (const core::Error&) {
      }
      CHECK_FALSE(is_valid);
    } else {
      CHECK_THROWS_AS(two_load(s, opened), core::Error);
      CHECK(opened.device->most_volt <= kLimitVolt);
    }
  }
}

TEST_CASE("Runs of one state that differ in level are not valid, and what exceeded the limit is told") {
  const auto s = headphone();
  auto opened = test::open_truly(s);
  session::Material m;
  m.bench = s.bench;
  m.method = impedance::OutputImpedanceMethod::kTwoLoad;
  m.acquired = session::acquire_output(s.bench, opened.open, *m.method, {}, {}, {});
  REQUIRE(session::evaluate_output(m).provenance.valid());
  auto other = m;
  for (auto& mean : other.acquired.runs.back().takes.front().analysed.spectra.mean) {
    for (auto& line : mean) line *= 1.05;  // 0.4 dB
  }
  REQUIRE_FALSE(session::evaluate_output(other).provenance.valid());
  CHECK(session::evaluate_output(other).provenance.cause().name == "automatic-gain");
  m.bench.limits.load_max = core::Volts(0.5 * kLimitVolt);
  CHECK(session::evaluate_output(m).provenance.cause().name == "limit-exceeded");
}

TEST_CASE("Injection refuses an injector that gets louder after the probe") {
  const auto s = headphone();
  session::MeasureOptions options;
  options.level.level =
      core::DbFs(-20);  // far from the output's full scale, where it would be told as clipped
  const auto inject = [&](test::Opened& opened) {
    return session::measure_output_impedance(s.bench, opened.open,
                                             impedance::OutputImpedanceMethod::kInjection, options, {});
  };
  auto undisturbed = test::open_truly(s);
  REQUIRE(inject(undisturbed).provenance.valid());
  auto opened = test::open_truly(s);
  opened.device->louder_from = undisturbed.device->calls;  // the run itself
  opened.device->louder = 3;
  CHECK_THROWS_AS(inject(opened), core::Error);
}
