// Better than two loads once: the amplifier measured while it plays, and the cycle repeated.
#include <cmath>
#include <random>

#include "session/hot.hpp"
#include "session/measure.hpp"
#include "support/catch.hpp"
#include "support/simulated.hpp"

using namespace ohmbench;

namespace {

double share_within_two_sigma(const core::OhmCurve& curve, const circuit::Amplifier& truth) {
  std::size_t inside = 0;
  for (std::size_t i = 0; i < curve.size(); ++i)
    inside += std::abs(curve.z_ohm[i] - truth.output_impedance(curve.f_hz[i])) < 2 * curve.sigma_ohm[i];
  return static_cast<double>(inside) / static_cast<double>(curve.size());
}

test::Simulated power_amplifier() {
  test::Simulated s;
  s.bench.limits.sense_resistor_max = core::Watts(5);
  s.setup.imperfections.noise_dbfs = -105;
  s.setup.amplifier.rout_ohm = 0.05;
  s.setup.amplifier.lout_henry = 2e-6;
  s.setup.injector_ohm = 1;
  return s;
}

session::OutputMeasurement injected(const test::Simulated& s, std::optional<core::Volts> hot) {
  auto open = s.open();
  session::MeasureOptions options;
  options.hot_volt = hot;
  return session::measure_output_impedance(s.bench, open, impedance::OutputImpedanceMethod::kInjection,
                                           options, {});
}

}  // namespace

TEST_CASE("Taking out what the amplifier plays leaves the injector's lines as they are") {
  stimulus::Plan plan;
  plan.seconds = 4.5;
  const auto injected = stimulus::render(plan);
  auto hot = session::hot_plan(plan, core::DbFs(-6));
  const auto loud = stimulus::render(hot);
  audio::Capture alone;
  alone.sample_rate_hz = plan.sample_rate_hz;
  alone.channels.assign(2, std::vector<float>(injected.samples.size() + 24000));
  auto both = alone;
  constexpr std::size_t kLatency = 1234;
  for (std::size_t n = 0; n < injected.samples.size(); ++n) {
    const double i = injected.samples[n];
    const double h = n < loud.samples.size() ? loud.samples[n] : 0.0;
    const double bent = h + 0.1 * h * h + 0.05 * h * h * h;  // the amplifier's own distortion
    alone.channels[1][n + kLatency] = static_cast<float>(i);
    both.channels[1][n + kLatency] = static_cast<float>(i + bent);
  }
  const auto signal = session::remove_hot(both, injected, hot);
  double left = 0;
  // where both are steady
  for (std::size_t n = 60000; n < 200000; ++n)
    left = std::max(left, std::abs(static_cast<double>(both.channels[1][n] - alone.channels[1][n])));
  CHECK(left < 1e-6);  // of float samples
  CHECK(signal.rms_fs[1] == Approx(core::rms_fs(core::DbFs(-6))).epsilon(0.05));
  CHECK(signal.distortion_db[1] > -40);
  CHECK(signal.distortion_db[1] < -15);
}

TEST_CASE("Output impedance by hot injection is right within its uncertainty, whatever the amplifier plays") {
  auto s = power_amplifier();
  s.setup.amplifier.a2_per_volt = 0.003;
  s.setup.amplifier.a3_per_volt2 = 0.003;
  const double volt = GENERATE(0.1, 0.5);
  const auto result = injected(s, core::Volts(volt));
  for (const auto& fault : result.provenance.faults) INFO(fault.name + ": " + fault.what);
  REQUIRE(result.provenance.valid());
  CHECK(share_within_two_sigma(result.z_out.curve, s.setup.amplifier) > 0.93);
  CHECK(std::abs(core::interpolate(result.z_out.curve, 1000) - s.setup.amplifier.output_impedance(1000)) <
        0.002);
  REQUIRE(result.provenance.hot_volt.has_value());
  CHECK(*result.provenance.hot_volt == Approx(volt).epsilon(0.03));
}

TEST_CASE("What the amplifier plays while injecting counts against the limits, and so does the injector") {
  auto s = power_amplifier();
  s.bench.limits.load_max = core::Volts(0.5);
  CHECK_THROWS_WITH(injected(s, core::Volts(0.6)), ContainsSubstring("load_max_volt"));
  const auto result = injected(s, core::Volts(0.4));
  REQUIRE(result.provenance.valid());
  REQUIRE(result.provenance.level.load_voltage.has_value());
  CHECK(std::hypot(0.4, result.provenance.level.load_voltage->value()) <= 0.5);
}

TEST_CASE("Hot injection is refused where outputs and inputs run on two clocks") {
  auto s = power_amplifier();
  s.setup.imperfections.clock_ppm = 20;
  CHECK_THROWS_WITH(injected(s, core::Volts(0.1)), ContainsSubstring("one clock"));
}

TEST_CASE("Two loads repeated four times halve noise and repeatability, and stay right within them") {
  auto s = power_amplifier();
  s.setup.imperfections.noise_dbfs = -85;
  const auto measured = [&](int cycles) {
    auto open = s.open();
    session::MeasureOptions options;
    options.cycles = cycles;
    auto result = session::measure_output_impedance(s.bench, open, impedance::OutputImpedanceMethod::kTwoLoad,
                                                    options, {});
    REQUIRE(result.provenance.valid());
    return result.z_out;
  };
  const auto once = measured(1);
  const auto four = measured(4);
  double ratio = 0;
  for (std::size_t i = 0; i < once.curve.size(); ++i)
    ratio += four.curve.noise_ohm[i] / once.curve.noise_ohm[i] / static_cast<double>(once.curve.size());
  CHECK(ratio == Approx(0.5).epsilon(0.1));
  CHECK(share_within_two_sigma(four.curve, s.setup.amplifier) > 0.9);
  // the limit falls with them down to the crosstalk that nobody has measured, 1e-4 of the resistor
  const double crosstalk = 1e-4 * s.setup.sense_resistor_ohm;
  for (const auto* z_out : {&once, &four}) {
    for (std::size_t i = 0; i < once.curve.size(); i += 10)
      CHECK(z_out->detection_limit_ohm[i] ==
            Approx(1.7308 * std::hypot(z_out->curve.noise_ohm[i], crosstalk)).epsilon(0.02));
  }
}
