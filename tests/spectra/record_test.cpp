// From samples to spectra: clocks, damage, noise.
#include <cmath>
#include <random>

#include "disturbance/noise_pool.hpp"
#include "dsp/resample.hpp"
#include "spectra/analyse.hpp"
#include "spectra/periods.hpp"
#include "support/catch.hpp"

using namespace ohmbench;

namespace {

stimulus::Stimulus multisine() {
  stimulus::Plan plan;
  plan.points_per_octave = 6;
  return stimulus::render(plan);
}

/// Channel 0 is the stimulus, channel 1 half of it one frame later; both behind `latency` frames, with noise.
audio::Capture capture_of(const stimulus::Stimulus& s, std::size_t latency, double noise,
                          double clock_offset = 0) {
  std::vector<double> x(latency + s.samples.size() + 4800, 0.0);
  std::copy(s.samples.begin(), s.samples.end(), x.begin() + static_cast<std::ptrdiff_t>(latency));
  if (clock_offset != 0) x = dsp::resample(x, 0, 1 / (1 + clock_offset), x.size());
  std::mt19937 random(11);
  std::normal_distribution<double> gauss(0, noise);
  audio::Capture capture;
  capture.sample_rate_hz = 48000;
  capture.channels.assign(2, std::vector<float>(x.size()));
  for (std::size_t n = 0; n < x.size(); ++n) {
    capture.channels[0][n] = static_cast<float>(x[n] + gauss(random));
    capture.channels[1][n] = static_cast<float>((n > 0 ? 0.5 * x[n - 1] : 0.0) + gauss(random));
  }
  return capture;
}

/// Against one ADC frame of delay, which is 1/(1 + offset) frames of the DAC's clock.
double worst_ratio_error(const spectra::Analysed& a, double clock_offset = 0) {
  const auto frf = spectra::transfer(a, 1, 0);
  double worst = 0;
  for (std::size_t i = 0; i < frf.size(); ++i) {
    const auto truth = std::polar(0.5, -2 * 3.141592653589793 * frf.f_hz[i] / 48000 / (1 + clock_offset));
    worst = std::max(worst, std::abs(frf.h[i] - truth) / 0.5);
  }
  return worst;
}

}  // namespace

TEST_CASE("The ratio does not depend on where the stimulus begins in the record") {
  const auto s = multisine();
  for (const std::size_t latency : {0u, 1u, 777u, 30000u}) {
    const auto a = spectra::analyse(capture_of(s, latency, 0), s, 0);
    REQUIRE(a.usable);
    CHECK(a.spectra.health.latency_frames == static_cast<double>(latency));
    CHECK(a.spectra.health.damaged_periods == 0);
    CHECK(worst_ratio_error(a) < 1e-5);
  }
}

TEST_CASE("A clock offset of 37.3 ppm is found to a thousandth of a ppm and removed") {
  const auto s = multisine();
  for (const double ppm : {37.3, -120.0, 1.0}) {
    const auto a = spectra::analyse(capture_of(s, 500, 1e-6, ppm * 1e-6), s, 0);
    REQUIRE(a.usable);
    CHECK(a.spectra.health.clock_ppm == Approx(ppm).margin(1e-3));
    CHECK(worst_ratio_error(a, ppm * 1e-6) < 1e-4);
  }
}

TEST_CASE("With one clock no offset is invented from noise") {
  const auto s = multisine();
  CHECK(spectra::analyse(capture_of(s, 500, 1e-3), s, 0).spectra.health.clock_ppm == 0);
}

TEST_CASE("A dropout, a click and lost frames are found, and what is left gives the right answer") {
  const auto s = multisine();
  const std::size_t in_second_period = 500 + s.first_frame + s.period_frames + 20000;
  SECTION("dropout in one channel") {
    auto c = capture_of(s, 500, 1e-5);
    std::fill_n(c.channels[1].begin() + static_cast<std::ptrdiff_t>(in_second_period), 64, 0.0F);
    const auto a = spectra::analyse(c, s, 0);
    REQUIRE(a.usable);
    CHECK(a.spectra.health.damaged_periods == 1);
    CHECK(worst_ratio_error(a) < 1e-2);
  }
  SECTION("click of one sample") {
    auto c = capture_of(s, 500, 1e-5);
    c.channels[0][in_second_period] += 0.01F;
    CHECK(spectra::analyse(c, s, 0).spectra.health.damaged_periods == 1);
  }
  SECTION("64 frames lost: what comes before and after does not belong together") {
    auto c = capture_of(s, 500, 1e-5);
    for (auto& channel : c.channels)
      channel.erase(channel.begin() + static_cast<std::ptrdiff_t>(in_second_period),
                    channel.begin() + static_cast<std::ptrdiff_t>(in_second_period) + 64);
    const auto a = spectra::analyse(c, s, 0);
    CHECK(a.spectra.health.damaged_periods >= 2);
    if (a.usable) CHECK(worst_ratio_error(a) < 1e-2);
  }
}

TEST_CASE("A record that ends too soon is not usable, and noise alone is not damage") {
  const auto s = multisine();
  auto c = capture_of(s, 500, 1e-5);
  for (auto& channel : c.channels) channel.resize(s.first_frame + s.period_frames + 1000);
  CHECK_FALSE(spectra::analyse(c, s, 0).usable);
  CHECK(spectra::analyse(capture_of(s, 500, 0.05), s, 0).spectra.health.damaged_periods == 0);
}

TEST_CASE("Noise is pooled over neighbouring bins, but a line that scatters by itself keeps its own") {
  std::mt19937 random(3);
  std::exponential_distribution<double> scatter(1.0);
  disturbance::Scatter s(2, std::vector<double>(2000));
  for (auto& channel : s) {
    for (double& v : channel) v = scatter(random);
  }
  std::vector<std::size_t> lines;
  for (std::size_t k = 101; k < 1900; k += 50) lines.push_back(k);
  CHECK(disturbance::noise_pool(s, lines, 10, 3).size() > 20);
  s[1][lines[10]] = 100;
  CHECK(disturbance::noise_pool(s, lines, 10, 3) == std::vector<std::size_t>{lines[10]});
  for (const auto k : lines) s[0][k] = 20;  // jitter: all lines scatter, the bins between them do not
  CHECK(disturbance::noise_pool(s, lines, 20, 3).size() == 9);
}

TEST_CASE("A harmonic next to half the sample rate is no damage on a bench with two clocks, but a click is") {
  constexpr std::size_t kPeriod = 48000;
  std::vector<double> x(4 * kPeriod + 4800);
  for (std::size_t n = 0; n < x.size(); ++n) {
    const double t = static_cast<double>(n) / 48000;
    x[n] = 0.5 * std::sin(2 * 3.141592653589793 * 7700 * t) +
           2.5e-4 * std::sin(2 * 3.141592653589793 * 23600 * t);
  }
  const auto heard = dsp::resample(x, 0, 1 / (1 + 50e-6), x.size());
  auto periods = spectra::cut_periods({heard}, 1000, kPeriod, 3, 50e-6);
  spectra::find_damage(periods);
  CHECK(periods.good() == 3);
  periods.channels[0][kPeriod + 20000] += 1e-3;
  spectra::find_damage(periods);
  CHECK(periods.good() == 2);
}
