// What the whole road reaches on a bench that is known exactly: accuracy, efficiency, coverage.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "session/measure.hpp"
#include "support/catch.hpp"
#include "support/simulated.hpp"

using namespace ohmbench;

namespace {

double worst_error_percent(const core::OhmCurve& curve, const circuit::Load& truth) {
  double worst = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    if (curve.f_hz[i] < 20 || curve.f_hz[i] > 20000) continue;
    const auto z = truth.impedance(curve.f_hz[i]);
    worst = std::max(worst, 100 * std::abs(curve.z_ohm[i] - z) / std::abs(z));
  }
  return worst;
}

session::LoadMeasurement measure(const test::Simulated& s, const session::MeasureOptions& options) {
  auto open = s.open();
  auto result = session::measure_impedance(s.bench, open, options, {});
  for (const auto& fault : result.provenance.faults) INFO(fault.name + ": " + fault.what);
  REQUIRE(result.provenance.valid());
  return result;
}

double share_within_two_sigma(const core::OhmCurve& curve, const circuit::Amplifier& truth) {
  std::size_t inside = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    inside += std::abs(curve.z_ohm[i] - truth.output_impedance(curve.f_hz[i])) < 2 * curve.sigma_ohm[i];
  }
  return static_cast<double>(inside) / static_cast<double>(curve.size());
}

}  // namespace

TEST_CASE("Without imperfections every stimulus measures a headphone within 0.001 % from 20 Hz to 20 kHz") {
  const auto kind = GENERATE(stimulus::Kind::kMultisine, stimulus::Kind::kSweep, stimulus::Kind::kStepped);
  for (const bool high : {true, false}) {
    test::Simulated s(high ? "" : "sense = \"low-side\"\n");
    session::MeasureOptions options;
    options.stimulus = kind;
    if (kind == stimulus::Kind::kStepped) options.points_per_octave = 3;  // the same arithmetic in less time
    const auto result = measure(s, options);
    INFO(stimulus::name_of(kind) << (high ? " high side" : " low side"));
    CHECK(worst_error_percent(result.z.curve, s.setup.load) < 0.001);
  }
}

TEST_CASE("Input loading that is declared is removed") {
  test::Simulated s("");
  s.setup.input_ohm = {10e3, 10e3};
  s.bench.rig.input_resistance = {core::Ohms(10e3), core::Ohms(10e3)};
  CHECK(worst_error_percent(measure(s, {}).z.curve, s.setup.load) < 0.001);
  s.bench.rig.input_resistance.reset();
  CHECK(worst_error_percent(measure(s, {}).z.curve, s.setup.load) > 0.3);  // |Z|/Rin
}

TEST_CASE(
    "With noise only the multisine's mean square error is within 10 % of the Cramer-Rao bound and the 95 % "
    "circles hold the truth") {
  // E|n|² of a phasor of one period record of T seconds: 2 S / T peak, S = 2 σ²/fs one-sided (conventions;
  // methods 3.6)
  constexpr double kNoiseDbfs = -90;
  constexpr int kRuns = 16;
  test::Simulated s("");
  s.setup.imperfections.noise_dbfs = kNoiseDbfs;
  s.setup.amplifier.rout_ohm = 1e-6;
  double error_over_bound = 0;
  std::size_t points = 0;
  std::size_t inside = 0;
  for (int run = 0; run < kRuns; ++run) {
    s.setup.seed = static_cast<std::uint64_t>(100 + run);
    session::MeasureOptions options;
    options.level.level = core::DbFs(-20);
    const auto result = measure(s, options);
    const auto& p = result.provenance.plan;
    const double lines = static_cast<double>(result.z.curve.size());
    const double va = s.setup.dac_full_scale_volt * std::sqrt(2.0) * core::rms_fs(p.level) /
                      std::sqrt(lines);  // peak of one line
    const double noise_rms_volt = 4.0 * core::rms_fs(core::DbFs(kNoiseDbfs));
    const double measured_s = 4.0;
    const double sigma2 = 2 * (2 * noise_rms_volt * noise_rms_volt / p.sample_rate_hz) / measured_s;
    for (std::size_t i = 0; i < result.z.curve.size(); ++i) {
      const double f = result.z.curve.f_hz[i];
      const auto z = s.setup.load.impedance(f);
      const double rs = s.setup.sense_resistor_ohm;
      const double total2 = std::norm(z + rs);
      const double bound = total2 * total2 / (rs * rs * va * va) * sigma2 * (1 + std::norm(z) / total2);
      const double error2 = std::norm(result.z.curve.z_ohm[i] - z);
      error_over_bound += error2 / bound;
      inside += error2 < 2.996 * result.z.curve.noise_ohm[i] * result.z.curve.noise_ohm[i];
      ++points;
    }
  }
  const double n = static_cast<double>(points);
  INFO("MSE/CRLB " << error_over_bound / n << ", inside the 95 % circle " << static_cast<double>(inside) / n
                   << " of " << points);
  CHECK(error_over_bound / n > 0.9);
  CHECK(error_over_bound / n < 1.1);
  CHECK(static_cast<double>(inside) / n > 0.93);
  CHECK(static_cast<double>(inside) / n < 0.97);
}

TEST_CASE("Output impedance by two loads and by injection is right within its uncertainty") {
  test::Simulated s;
  s.setup.imperfections.noise_dbfs = -105;
  s.setup.amplifier.rout_ohm = 0.05;
  s.setup.amplifier.lout_henry = 2e-6;
  s.setup.injector_ohm = 1;
  const auto method =
      GENERATE(impedance::OutputImpedanceMethod::kTwoLoad, impedance::OutputImpedanceMethod::kInjection);
  auto open = s.open();
  const auto result = session::measure_output_impedance(s.bench, open, method, {}, {});
  REQUIRE(result.provenance.valid());
  CHECK(share_within_two_sigma(result.z_out.curve, s.setup.amplifier) > 0.93);
  const auto at_1k = core::interpolate(result.z_out.curve, 1000);
  CHECK(std::abs(at_1k - s.setup.amplifier.output_impedance(1000)) < 0.002);
}

TEST_CASE("Unequal channel gains do not disturb the two-load method: the open run calibrates the ratio") {
  test::Simulated s;
  s.setup.imperfections.channel_gain_db = {0.0, 0.4};
  s.setup.amplifier.rout_ohm = 10.4;
  auto open = s.open();
  const auto result =
      session::measure_output_impedance(s.bench, open, impedance::OutputImpedanceMethod::kTwoLoad, {}, {});
  REQUIRE(result.provenance.valid());
  CHECK(core::interpolate(result.z_out.curve, 1000).real() == Approx(10.4).epsilon(1e-4));
}

TEST_CASE("Without a loopback the two-load method fits the delay between the runs") {
  test::Simulated s("injection_output_channel = 2\n");
  s.setup.amplifier.rout_ohm = 2;
  s.setup.amplifier.lout_henry = 3e-6;
  auto open = s.open();
  const auto result =
      session::measure_output_impedance(s.bench, open, impedance::OutputImpedanceMethod::kTwoLoad, {}, {});
  REQUIRE(result.provenance.valid());
  for (const double f : {30.0, 1000.0, 15000.0}) {
    CHECK(std::abs(core::interpolate(result.z_out.curve, f) - s.setup.amplifier.output_impedance(f)) < 0.01);
  }
}

TEST_CASE("Without a loopback noise does not turn into inductance: one clock means whole frames of delay") {
  test::Simulated s("");
  s.setup.imperfections.noise_dbfs = -90;
  s.setup.amplifier.rout_ohm = 0.016;
  auto open = s.open();
  const auto result =
      session::measure_output_impedance(s.bench, open, impedance::OutputImpedanceMethod::kTwoLoad, {}, {});
  REQUIRE(result.provenance.valid());
  CHECK(share_within_two_sigma(result.z_out.curve, s.setup.amplifier) > 0.93);
}

TEST_CASE("A quiet 16-bit interface is not taken for a damaged one") {
  test::Simulated s("");
  s.setup.imperfections.bits = 16;
  s.setup.imperfections.noise_dbfs = -105;
  const auto kind = GENERATE(stimulus::Kind::kMultisine, stimulus::Kind::kSweep);
  session::MeasureOptions options;
  options.stimulus = kind;
  const auto result = measure(s, options);
  CHECK(result.provenance.quality.dropouts == 0);
  CHECK(worst_error_percent(result.z.curve, s.setup.load) < 0.2);
}

TEST_CASE("Clipping below digital full scale is found by its distortion") {
  test::Simulated s("");
  s.setup.amplifier.clip_volt_peak = 0.5;
  auto open = s.open();
  const auto result = session::measure_impedance(s.bench, open, {}, {});
  REQUIRE_FALSE(result.provenance.valid());
  CHECK(result.provenance.cause().name == "distorted");
}

TEST_CASE("An output impedance of zero is reported as below the detection limit") {
  test::Simulated s;
  s.setup.imperfections.noise_dbfs = -100;
  s.setup.amplifier.rout_ohm = 0;
  auto open = s.open();
  const auto result =
      session::measure_output_impedance(s.bench, open, impedance::OutputImpedanceMethod::kTwoLoad, {}, {});
  REQUIRE(result.provenance.valid());
  std::size_t below = 0;
  for (std::size_t i = 0; i < result.z_out.curve.size(); ++i)
    below += std::abs(result.z_out.curve.z_ohm[i]) < result.z_out.detection_limit_ohm[i];
  CHECK(static_cast<double>(below) > 0.9 * static_cast<double>(result.z_out.curve.size()));
}

TEST_CASE("Clocks 37 ppm apart do not change the answer, and the difference is found") {
  test::Simulated s("");
  s.setup.imperfections.clock_ppm = 37.3;
  const auto kind = GENERATE(stimulus::Kind::kMultisine, stimulus::Kind::kSweep);
  session::MeasureOptions options;
  options.stimulus = kind;
  const auto result = measure(s, options);
  CHECK(result.provenance.clock_ppm == Approx(37.3).margin(0.001));
  CHECK(worst_error_percent(result.z.curve, s.setup.load) < 0.02);
}
