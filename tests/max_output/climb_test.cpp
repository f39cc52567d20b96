// Facts about the level sweep, on an amplifier that is a formula: an ideal hard clipper.
#include "max_output/climb.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "core/error.hpp"
#include "disturbance/tone.hpp"
#include "max_output/points.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using namespace ohmbench::max_output;

namespace {

/// A hard clipper with this peak, full scale being 1 V, into 10 ohm, with noise of 10 µV.
struct Clipper {
  double clip_volt_peak = 0.5;
  double load_ohm = 10;
  std::vector<double> played = {};

  Step operator()(double level_dbfs) {
    played.push_back(level_dbfs);
    constexpr std::size_t kFrames = 48000, kCycles = 20;
    const double peak = std::pow(10.0, level_dbfs / 20);
    std::vector<double> x(kFrames);
    for (std::size_t n = 0; n < kFrames; ++n) {
      x[n] = std::clamp(peak * std::sin(2 * std::numbers::pi * kCycles * static_cast<double>(n) / kFrames),
                        -clip_volt_peak, clip_volt_peak);
    }
    const auto tone = disturbance::analyse_tone(x, kCycles, 48000);
    Step s;
    s.level_dbfs = level_dbfs;
    s.volt = s.source_volt = std::abs(tone.harmonics.front()) / std::numbers::sqrt2;
    s.ampere = s.volt / load_ohm;
    s.watt = s.volt * s.ampere;
    s.thd = tone.thd;
    constexpr double kNoise = 1e-5;
    s.thd_n = std::hypot(tone.thd_n, kNoise / s.volt);
    s.load_ohm = load_ohm;
    s.input_peak_fs = std::min(peak, clip_volt_peak) / 2;
    return s;
  }
};

workbench::Bench bench_with(const std::string& limits) {
  return workbench::parse_bench(
      "[interface]\ninput = \"virtual\"\nadc_full_scale_volt = [2.0, 2.0]\n[wiring]\nsense_resistor_ohm = 1\n"
      "sense_resistor_max_watt = 1\n[limits]\n" +
          limits,
      "bench.toml");
}

Climb run(const std::string& limits, Clipper& amplifier, double limit = 0.01) {
  const auto bench = bench_with(limits);
  Guard guard(bench);
  return climb(guard, {limit, 0.8}, -40, [&](double level, double) { return amplifier(level); });
}

}  // namespace

TEST_CASE("The level at 1, 0.1 and 10 % THD+N of a hard clipper is that of the closed form within 0.3 %") {
  Clipper amplifier;
  // fundamental over the sine that just clips, from the closed form (reference: 0.0338, 0.2011, 1.0551 dB)
  const double just = 0.5 / std::numbers::sqrt2;
  const auto found = run("load_max_volt = 5\n", amplifier);
  REQUIRE(found.by_distortion);
  const auto one = passing(found.steps, 0.01);
  REQUIRE(one.has_value());
  CHECK(one->volt == Approx(just * std::pow(10, 0.20113036069237292 / 20)).epsilon(0.003));
  CHECK(one->watt == Approx(one->volt * one->volt / 10).epsilon(0.003));
  const auto hifi = passing(found.steps, 0.001);
  REQUIRE(hifi.has_value());
  CHECK(hifi->volt == Approx(just * std::pow(10, 0.03382664483095943 / 20)).epsilon(0.005));

  Clipper again;
  const auto ten = passing(run("load_max_volt = 5\n", again, 0.1).steps, 0.1);
  REQUIRE(ten.has_value());
  CHECK(ten->volt == Approx(just * std::pow(10, 1.0551419850234023 / 20)).epsilon(0.003));
}

TEST_CASE("The sweep climbs by 6 dB at most, by 1 dB near its ceiling, and finer around the limit") {
  Clipper amplifier;
  const auto found = run("load_max_volt = 5\n", amplifier);
  for (std::size_t i = 1; i < amplifier.played.size(); ++i)
    CHECK(amplifier.played[i] - amplifier.played[i - 1] < 6.01);
  CHECK(stride_db(30) == 6);
  CHECK(stride_db(2) == 1);
  const auto beyond =
      std::find_if(found.steps.begin(), found.steps.end(), [](const Step& s) { return s.thd_n > 0.01; });
  REQUIRE(beyond != found.steps.end());
  CHECK(beyond->volt / (beyond - 1)->volt < 1.004);
  CHECK(std::is_sorted(found.steps.begin(), found.steps.end(),
                       [](const Step& a, const Step& b) { return a.level_dbfs < b.level_dbfs; }));
}

TEST_CASE("Limits of volts, watts and of the sense resistor end the sweep just below them, never above") {
  const auto [limits, volt, why] = GENERATE(table<const char*, double, const char*>({
      {"load_max_volt = 0.2\n", 0.2, "load_max_volt"},
      {"load_max_volt = 5\nload_max_watt = 0.002\n", std::sqrt(0.02), "load_max_watt"},
  }));
  Clipper amplifier;
  const auto found = run(limits, amplifier);
  CHECK_FALSE(found.by_distortion);
  CHECK_FALSE(found.ceiling.is_dac);
  CHECK_THAT(found.stopped, ContainsSubstring(why));
  const double most = found.steps.back().volt;
  CHECK(most < volt);
  CHECK(most > 0.99 * volt);
}

TEST_CASE("The sense resistor may be overloaded for a tone, if a rest keeps its mean heat within its limit") {
  Clipper amplifier{100, 0.5};  // 1 V peak into 0.5 ohm: 1.41 A, 2 W in the resistor of 1 ohm, 1 W
  std::vector<double> rests;
  const auto bench = bench_with("load_max_volt = 5\n");
  Guard guard(bench);
  const auto found = climb(guard, {0.01, 0.8}, -40, [&](double level, double rest) {
    rests.push_back(rest);
    return amplifier(level);
  });
  CHECK(found.ceiling.is_dac);  // 2 W are less than 6.25 times 1 W
  CHECK(rests.front() == 0);
  CHECK(rests.back() == Approx(0.8 * (2 - 1)).epsilon(0.01));
  Clipper stronger{100, 0.2};  // 3.5 A, 12.5 W
  const auto stopped = run("load_max_volt = 5\n", stronger);
  CHECK_THAT(stopped.stopped, ContainsSubstring("sense_resistor"));
  CHECK(std::pow(stopped.steps.back().ampere, 2) < 6.25);
  CHECK(std::pow(stopped.steps.back().ampere, 2) > 0.97 * 6.25);
}

TEST_CASE("Without distortion and within the limits the DAC's full scale ends the sweep, at 0 dBFS") {
  Clipper amplifier{2.0};
  const auto found = run("load_max_volt = 5\n", amplifier);
  CHECK(found.ceiling.is_dac);
  CHECK(found.steps.back().level_dbfs == Approx(0).margin(1e-9));
}

TEST_CASE("An amplifier that becomes louder by itself ends the sweep with an error") {
  Clipper amplifier;
  const auto bench = bench_with("load_max_volt = 5\n");
  Guard guard(bench);
  CHECK_THROWS_WITH(climb(guard, {}, -40,
                          [&](double level, double) {
                            auto s = amplifier(level);
                            if (level > -20) s.volt *= 1.2, s.source_volt *= 1.2;
                            return s;
                          }),
                    ContainsSubstring("louder by itself"));
}

TEST_CASE("A tone that is distorted from the beginning is refused; noise at low levels is passed over") {
  Clipper early{0.001};
  CHECK_THROWS_WITH(run("load_max_volt = 5\n", early), ContainsSubstring("already at"));
  Clipper amplifier;
  const auto bench = bench_with("load_max_volt = 5\n");
  Guard guard(bench);
  const auto noisy = climb(guard, {}, -40, [&](double level, double) {
    auto s = amplifier(level);
    s.thd_n = std::hypot(s.thd_n, 2e-4 / s.volt);  // 3 % at -40 dBFS
    return s;
  });
  CHECK(noisy.steps.front().thd_n > 0.01);
  CHECK(noisy.by_distortion);
  CHECK(passing(noisy.steps, 0.01)->volt > 0.9 * 0.5 / std::numbers::sqrt2);
}

TEST_CASE("Where noise hides any clean step, the loudest is told and not the quietest") {
  const auto bench = bench_with("load_max_volt = 0.06\n");
  Guard guard(bench);
  Clipper amplifier;
  const auto noisy = climb(guard, {0.005, 0.8}, -40, [&](double level, double) {
    auto s = amplifier(level);
    s.thd_n =
        5e-4 / s.volt * (level > -25 ? 1.2 : 1);  // of the last steps one is noisier than the one before
    s.thd = s.thd_n / 10;
    return s;
  });
  CHECK_FALSE(noisy.by_distortion);
  CHECK(last_clean(noisy.steps, 0.005) == nullptr);
  CHECK(best(noisy.steps, 0.005).volt == noisy.steps.back().volt);
  CHECK(noisy.steps.back().volt > 0.99 * 0.06);
}

TEST_CASE("An amplifier that distorts more than the limit at any level is refused, noise or not") {
  const auto bench = bench_with("load_max_volt = 5\n");
  for (const double noise_volt : {0.0, 5e-4}) {
    Guard guard(bench);
    Clipper amplifier;
    CHECK_THROWS_AS(climb(guard, {}, -40,
                          [&](double level, double) {
                            auto s = amplifier(level);
                            s.thd = 0.02;
                            s.thd_n = std::hypot(0.02, noise_volt / s.volt);
                            return s;
                          }),
                    core::Error);
    CHECK(amplifier.played.size() < 8);
  }
}

TEST_CASE("The harmonics that hum leaves are climbed past in large strides") {
  const auto bench = bench_with("load_max_volt = 5\n");
  Guard guard(bench);
  Clipper amplifier{2.0};
  const auto found = climb(guard, {}, -40, [&](double level, double) {
    auto s = amplifier(level);
    s.thd = 3e-5 / s.volt;
    s.thd_n = std::hypot(s.thd_n, s.thd);
    return s;
  });
  CHECK(found.ceiling.is_dac);
  CHECK(found.steps.front().thd > 0.1 * 0.01);
  CHECK(found.steps.size() < 16);
}

TEST_CASE("Volts at a level: of its step, between steps interpolated, beyond in proportion") {
  std::vector<Step> steps(3);
  steps[0].level_dbfs = -20, steps[0].volt = 0.1;
  steps[1].level_dbfs = -10, steps[1].volt = 0.3;
  steps[2].level_dbfs = -5, steps[2].collapsed = true;
  CHECK(volt_at(steps, -20) == Approx(0.1));
  CHECK(volt_at(steps, -10) == Approx(0.3));
  CHECK(volt_at(steps, -15) == Approx(std::sqrt(0.03)));
  CHECK(volt_at(steps, -26.0206) == Approx(0.05));
  CHECK(volt_at(steps, -7) == Approx(0.3 * std::pow(10, 0.15)));
}

TEST_CASE(
    "Where the limit is passed, watts of a reactive load may change their sign, and a silent step is left "
    "out") {
  std::vector<Step> steps(4);
  const double figure[] = {0.001, 0.009, 1, 0.011}, watt[] = {-1e-6, -2e-6, 0, 4e-6};
  for (std::size_t i = 0; i < steps.size(); ++i) {
    steps[i].level_dbfs = static_cast<double>(i);
    steps[i].volt = steps[i].ampere = steps[i].source_volt = 1 + 0.1 * static_cast<double>(i);
    steps[i].thd_n = figure[i];
    steps[i].watt = watt[i];
  }
  steps[2].collapsed = true;
  const auto found = passing(steps, 0.01);
  REQUIRE(found.has_value());
  CHECK(found->volt > 1.1);
  CHECK(found->volt < 1.3);
  CHECK(std::abs(found->watt - 1e-6) < 0.5e-6);
}
