// Facts about cutting the steady part of a tone out of a record.
#include "max_output/tone.hpp"

#include <cmath>
#include <numbers>

#include "core/error.hpp"
#include "disturbance/tone.hpp"
#include "dsp/resample.hpp"
#include "max_output/step.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using namespace ohmbench::max_output;

namespace {

constexpr double kFsHz = 48000;

/// What two channels record of a tone: `gain` times it, `latency` frames later, on a clock this much faster.
audio::Capture recorded(const TonePlan& plan, double peak_fs, std::size_t latency, double ppm = 0) {
  const auto s = render(plan, peak_fs);
  audio::Capture capture;
  capture.sample_rate_hz = kFsHz;
  std::vector<double> x(s.samples.size() + 24000);
  std::copy(s.samples.begin(), s.samples.end(), x.begin() + static_cast<long>(latency));
  if (ppm != 0) x = dsp::resample(x, 0.0, 1 / (1 + ppm * 1e-6), x.size());
  for (const double gain : {1.0, 0.5}) {
    std::vector<float> channel(x.size());
    for (std::size_t n = 0; n < x.size(); ++n) channel[n] = static_cast<float>(gain * x[n]);
    capture.channels.push_back(channel);
  }
  return capture;
}

}  // namespace

TEST_CASE("A sweep's frequency is the nearest whose whole cycles fit: 5 Hz apart, 1 Hz below 100 Hz") {
  CHECK(steady_tone(1000, kFsHz).f_hz() == Approx(1000));
  CHECK(steady_tone(3271.3, kFsHz).f_hz() == Approx(3270));
  CHECK(steady_tone(31.7, 44100).f_hz() == Approx(32));
  CHECK_THROWS_AS(steady_tone(5, kFsHz), core::Error);
  CHECK_THROWS_AS(steady_tone(21000, kFsHz), core::Error);
}

TEST_CASE("A tone begins with 0.1 s of raised cosine, ends with 20 ms, and reaches its peak exactly") {
  const auto plan = steady_tone(1000, kFsHz);
  const auto s = render(plan, 1.0);
  const std::size_t quiet = s.quiet_frames;
  double most = 0;
  for (std::size_t n = 0; n < quiet; ++n) CHECK(s.samples[n] == 0);
  for (std::size_t n = quiet; n < quiet + 480; ++n) most = std::max(most, std::abs(s.samples[n]));
  CHECK(most < 0.03);  // (1 − cos(π/10))/2 after a tenth of the ramp
  CHECK(*std::max_element(s.samples.begin(), s.samples.end()) == Approx(1.0).epsilon(1e-9));
  CHECK(std::abs(s.samples.back()) < 0.01);
  const auto short_one = burst(1000, kFsHz);
  REQUIRE(short_one.has_value());
  CHECK(short_one->quiet_s == Approx(0.48));
  CHECK(burst(3270, kFsHz)->f_hz() == Approx(3270).margin(10.1));
  CHECK_FALSE(burst(95, kFsHz).has_value());
  CHECK(static_cast<double>(render(*short_one, 1).samples.size()) / kFsHz == Approx(0.5).margin(0.005));
}

TEST_CASE("The length of a tone is what is played of it, of a burst as well") {
  for (const auto& plan : {steady_tone(1000, kFsHz), *burst(1000, kFsHz), *burst(120, kFsHz)}) {
    const auto s = render(plan, 1);
    CHECK(static_cast<double>(s.samples.size() - s.quiet_frames) / kFsHz ==
          Approx(plan.tone_s()).margin(1e-4));
  }
}

TEST_CASE("Noise that is there from the first sample is no tone") {
  const auto plan = steady_tone(1000, kFsHz);
  auto capture = recorded(plan, 0.0, 1000);
  unsigned seed = 7;
  for (auto& c : capture.channels)
    for (float& x : c) seed = seed * 1664525U + 1013904223U, x = 3e-9F * static_cast<float>(seed >> 16U);
  CHECK_FALSE(cut(capture, plan, 0).has_value());
}

TEST_CASE("The steady part is found whatever the latency, and is free of distortion") {
  const auto plan = steady_tone(1000, kFsHz);
  const std::size_t latency = GENERATE(0, 1234, 20000);
  const auto found = cut(recorded(plan, 0.5, latency), plan, 0);
  REQUIRE(found.has_value());
  CHECK_FALSE(found->damaged);
  CHECK_FALSE(found->collapsed);
  CHECK(found->clock_ppm == 0);
  const auto tone = disturbance::analyse_tone(found->channels[0], 400, kFsHz);
  CHECK(std::abs(tone.harmonics.front()) == Approx(0.5).epsilon(1e-6));
  CHECK(tone.thd_n < 1e-6);
}

TEST_CASE("A record on another clock is brought back: 37 ppm leave no distortion behind") {
  const auto plan = steady_tone(1000, kFsHz);
  const auto found = cut(recorded(plan, 0.5, 777, 37), plan, 0);
  REQUIRE(found.has_value());
  CHECK(std::abs(found->clock_ppm) == Approx(37).epsilon(1e-3));
  CHECK(disturbance::analyse_tone(found->channels[0], 400, kFsHz).thd_n < 2e-5);
}

TEST_CASE("A lost buffer is damage; an output that falls silent for good is a collapse") {
  const auto plan = steady_tone(1000, kFsHz);
  auto lost = recorded(plan, 0.5, 1000);
  for (auto& c : lost.channels) std::fill(c.begin() + 24000, c.begin() + 24512, 0.0F);
  const auto damaged = cut(lost, plan, 0);
  REQUIRE(damaged.has_value());
  CHECK(damaged->damaged);
  CHECK_FALSE(damaged->collapsed);
  auto at_end = recorded(plan, 0.5, 1000);
  const std::size_t end = 1000 + render(plan, 0.5).samples.size();
  for (auto& c : at_end.channels)
    std::fill(c.begin() + static_cast<long>(end - 5000), c.begin() + static_cast<long>(end), 0.0F);
  REQUIRE(cut(at_end, plan, 0).has_value());
  CHECK_FALSE(cut(at_end, plan, 0)->collapsed);
  auto muted = recorded(plan, 0.5, 1000);
  for (auto& c : muted.channels) std::fill(c.begin() + 16000, c.end(), 0.0F);
  const auto collapsed = cut(muted, plan, 0);
  REQUIRE(collapsed.has_value());
  CHECK(collapsed->collapsed);
}

TEST_CASE("Missing frames are damage, not a clock") {
  const auto plan = steady_tone(1000, kFsHz);
  auto capture = recorded(plan, 0.5, 1000);
  for (auto& c : capture.channels) c.erase(c.begin() + 26000, c.begin() + 26000 + 100);
  const auto found = cut(capture, plan, 0);
  REQUIRE(found.has_value());
  CHECK(found->damaged);
}

TEST_CASE("A limiter that sets in within the tone, and acts a little more in each cycle, is no damage") {
  const auto plan = steady_tone(1000, kFsHz);
  auto capture = recorded(plan, 0.5, 1000);
  for (auto& c : capture.channels) {
    for (std::size_t n = 0; n < c.size(); ++n) {
      const float rail = 0.525F - 0.05F * static_cast<float>(n) / static_cast<float>(kFsHz);
      c[n] = std::clamp(c[n], -rail, rail);
    }
  }
  const auto found = cut(capture, plan, 0);
  REQUIRE(found.has_value());
  CHECK_FALSE(found->damaged);
  CHECK(found->sag_db < -0.005);
}

TEST_CASE("Volts and amperes at the load are those of the circuit, on either side of the load") {
  const std::complex<double> z(8, 3), a(0.3, 0.1);
  const double rs = 2, full_scale = 4;
  const auto v_a = full_scale * a;
  // high side: V_B = V_A Z/(Z + Rs); input B of 1.05 times the gain, no loading
  const calibration::ChannelMap high{1.05, 0, rs, 0};
  const auto at_high = at_load(high, core::Sense::kHighSide, full_scale, a, 1.05 * a * z / (z + rs));
  CHECK(std::abs(at_high.volt - v_a * z / (z + rs)) < 1e-12);
  CHECK(std::abs(at_high.ampere - v_a / (z + rs)) < 1e-12);
  // low side: B across the resistor
  const calibration::ChannelMap low{0, 0.97, rs, 0};
  const auto at_low = at_load(low, core::Sense::kLowSide, full_scale, a, 0.97 * a * rs / (z + rs));
  CHECK(std::abs(at_low.volt - v_a * z / (z + rs)) < 1e-12);
  CHECK(std::abs(at_low.ampere - v_a / (z + rs)) < 1e-12);
}
