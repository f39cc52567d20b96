// The edges of the band: tones whose harmonics are not seen, and noise below that of the inputs.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "disturbance/tone.hpp"
#include "max_output/measure.hpp"
#include "max_output/surroundings.hpp"
#include "support/catch.hpp"
#include "support/simulated.hpp"

using namespace ohmbench;

namespace {

constexpr double kClipPeak = 1.2;

test::Simulated bench() {
  test::Simulated s;
  s.setup.load = {};
  s.setup.load.re_ohm = 32;
  s.setup.imperfections.noise_dbfs = -105;
  s.bench.limits.load_max = core::Volts(5);
  s.bench.limits.sense_resistor_max = core::Watts(2);
  s.bench.limits.start = core::DbFs(-16);
  return s;
}

max_output::Options at(double f_hz) {
  max_output::Options options;
  options.bursts = options.hold = options.open = false;
  options.frequencies_hz = {f_hz};
  return options;
}

}  // namespace

TEST_CASE("What a hard clipper takes from the tone and its distortion belong together") {
  constexpr std::size_t kPoints = 100000;
  for (const double clip : {0.9958, 0.9715, 0.9, 0.7787, 0.3}) {
    double tone = 0, power = 0;
    for (std::size_t n = 0; n < kPoints; ++n) {
      const double drive = std::sin(2 * std::numbers::pi * (static_cast<double>(n) + 0.5) / kPoints);
      const double cut = std::clamp(drive, -clip, clip);
      tone += 2 * cut * drive / kPoints;
      power += cut * cut / kPoints;
    }
    const double thd = std::sqrt(power / (tone * tone / 2) - 1);
    CHECK(max_output::hard_clip_thd(1 - tone) == Approx(thd).epsilon(1e-4));
  }
  CHECK(max_output::hard_clip_thd(0) == 0);
  CHECK(max_output::hard_clip_thd(-0.1) == 0);
  CHECK(max_output::hard_clip_thd(1) == Approx(std::sqrt(std::pow(std::numbers::pi, 2) / 8 - 1)));
}

TEST_CASE("Where the third harmonic is out of band the tone's gain tells the limit, and it is said so") {
  auto s = bench();
  s.setup.amplifier.clip_volt_peak = kClipPeak;
  auto clipping = s.open();
  const auto cut = max_output::measure(s.bench, clipping, at(7000), {}).sweeps.front();
  CHECK(cut.by_gain);
  CHECK(cut.limited_by == "thd-n");
  const double just = kClipPeak / std::numbers::sqrt2 * 32 / 66;
  CHECK(cut.most.volt == Approx(just * std::pow(10, 0.20113 / 20)).epsilon(0.005));
  CHECK_FALSE(cut.clip_volt.has_value());
  auto clean = bench();
  auto open = clean.open();
  const auto found = max_output::measure(clean.bench, open, at(20000), {}).sweeps.front();
  CHECK(found.limited_by == "dac");
  CHECK(max_output::measure(clean.bench, open, at(1000), {}).sweeps.front().by_gain == false);
}

TEST_CASE("The amplifier's noise is found below that of the inputs, and is a bound where chance ends it") {
  constexpr double kRate = 48000;
  constexpr std::size_t kFrames = 48000;
  const spectra::Frf half{{20, 20000}, {0.5, 0.5}, {0, 0}, {1, 1}};
  std::mt19937 dice(7);
  std::normal_distribution<double> noise;
  int bounds = 0, inside = 0;
  for (int trial = 0; trial < 20; ++trial) {
    // inputs of 10 µV each; of the amplifier 4 µV, or nothing
    const double amplifier = trial % 2 == 0 ? 4e-6 : 0;
    std::vector<double> a(kFrames), b(kFrames);
    for (std::size_t n = 0; n < kFrames; ++n) {
      const double own = amplifier * noise(dice);
      a[n] = own + 1e-5 * noise(dice);
      b[n] = own / 2 + 1e-5 * noise(dice);
    }
    const auto found = max_output::common_noise(a, b, half, kRate, disturbance::noise_rms(a, kRate)).flat;
    const double truth = amplifier * std::sqrt(19980.0 / 24000);
    if (amplifier == 0) {
      bounds += found.is_bound ? 1 : 0;
      CHECK(found.volt < 3e-6);  // the inputs' own would be 9 µV
    } else if (!found.is_bound) {
      inside += std::abs(found.volt / truth - 1) < 0.15 ? 1 : 0;
    }
  }
  CHECK(bounds >= 8);
  CHECK(inside >= 9);
}

TEST_CASE("A second of silence on the bench tells a bound well below the inputs' noise") {
  auto s = bench();
  s.setup.amplifier.clip_volt_peak = kClipPeak;
  s.setup.imperfections.noise_dbfs = -90;
  auto open = s.open();
  const auto noise = max_output::measure(s.bench, open, at(1000), {}).noise;
  REQUIRE(noise.amplifier.has_value());
  CHECK(noise.amplifier->flat.volt < 0.3 * noise.flat_volt);
  CHECK(noise.amplifier->a_weighted.volt < 0.3 * noise.a_weighted_volt);
}
