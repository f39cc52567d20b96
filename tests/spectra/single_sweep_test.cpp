// A sweep that is played once: what half a second and a second of playing can tell.
#include <cmath>
#include <numbers>
#include <random>

#include "dsp/resample.hpp"
#include "spectra/analyse.hpp"
#include "stimulus/stimulus.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using Complex = std::complex<double>;

namespace {

constexpr double kFs = 48000;
constexpr std::size_t kLatency = 700;

stimulus::Stimulus sweep(double seconds) {
  stimulus::Plan plan;
  plan.kind = stimulus::Kind::kSweep;
  plan.seconds = seconds;
  plan.from_hz = 20;
  plan.level = core::DbFs(-6);
  return stimulus::render(plan);
}

/// A resonance of Q at f0 as a digital filter: H(z) = 0.5 + 0.4·(b (1 − z⁻²)/(1 − a₁z⁻¹ − a₂z⁻²)), unit gain
/// at f0.
struct Resonator {
  double a1, a2, b;
  Resonator(double f0_hz, double q) {
    const double w = 2 * std::numbers::pi * f0_hz / kFs;
    const double alpha = std::sin(w) / (2 * q);
    a1 = 2 * std::cos(w) / (1 + alpha);
    a2 = -(1 - alpha) / (1 + alpha);
    b = alpha / (1 + alpha);
  }
  std::vector<double> filtered(const std::vector<double>& x) const {
    std::vector<double> y(x.size());
    double r1 = 0, r2 = 0;
    for (std::size_t n = 0; n < x.size(); ++n) {
      const double r = b * (x[n] - (n > 1 ? x[n - 2] : 0.0)) + a1 * r1 + a2 * r2;
      r2 = r1, r1 = r;
      y[n] = 0.5 * x[n] + 0.4 * r;
    }
    return y;
  }
  Complex at(double f_hz) const {
    const Complex z1 = std::polar(1.0, -2 * std::numbers::pi * f_hz / kFs);
    return 0.5 + 0.4 * b * (1.0 - z1 * z1) / (1.0 - a1 * z1 - a2 * z1 * z1);
  }
};

struct Disturbed {
  double noise_rms = 2e-6;
  double hum_peak = 1e-4;  // of the fundamental; harmonic h is h times weaker
  double mains_hz = 50.03;
  double clock_offset = 0;
};

audio::Capture record(const stimulus::Stimulus& s, const Resonator& load, const Disturbed& d, unsigned seed) {
  std::vector<double> x(kLatency + s.samples.size() + 2400, 0.0);
  std::copy(s.samples.begin(), s.samples.end(), x.begin() + kLatency);
  std::vector<std::vector<double>> nodes{x, load.filtered(x)};
  std::mt19937 random(seed);
  std::normal_distribution<double> gauss(0, d.noise_rms);
  std::uniform_real_distribution<double> angle(0, 2 * std::numbers::pi);
  audio::Capture capture;
  capture.sample_rate_hz = kFs;
  for (auto& node : nodes) {
    if (d.clock_offset != 0) node = dsp::resample(node, 0, 1 / (1 + d.clock_offset), node.size());
    for (int h = 1; d.hum_peak > 0 && h <= 10; ++h) {
      const double phase = angle(random);
      for (std::size_t n = 0; n < node.size(); ++n)
        node[n] += d.hum_peak / h *
                   std::cos(2 * std::numbers::pi * h * d.mains_hz * static_cast<double>(n) / kFs + phase);
    }
    auto& channel = capture.channels.emplace_back();
    for (const double v : node) channel.push_back(static_cast<float>(v + gauss(random)));
  }
  return capture;
}

double worst_percent(const spectra::Frf& frf, const Resonator& load) {
  double worst = 0;
  for (std::size_t i = 0; i < frf.size(); ++i)
    worst = std::max(worst, 100 * std::abs(frf.h[i] / load.at(frf.f_hz[i]) - 1.0));
  return worst;
}

}  // namespace

TEST_CASE(
    "One second of a single sweep beside hum and on two clocks is right within 0.01 %, half a second within "
    "0.1 %") {
  const Resonator load(31, 5);
  const auto s = sweep(GENERATE(0.5, 1.0));
  for (const double mains_hz : {49.96, 50.03, 60.04}) {
    for (const double offset : {0.0, 50e-6, -120e-6}) {
      const auto a = spectra::analyse(record(s, load, {2e-6, 1e-4, mains_hz, offset}, 1), s, 0);
      REQUIRE(a.usable);
      CHECK(a.spectra.health.clock_ppm == Approx(1e6 * offset).margin(2));
      CHECK(*a.spectra.health.hum_hz == Approx(mains_hz).margin(2e-3));
      const auto frf = spectra::transfer(a, 1, 0);
      CHECK(frf.f_hz == s.f_hz);
      CHECK(worst_percent(frf, load) < (s.plan.seconds < 1 ? 0.1 : 0.01));
    }
  }
}

TEST_CASE("A single sweep without noise and hum is right within 0.002 % and invents neither") {
  const Resonator load(80, 3);
  const auto s = sweep(1);
  const auto a = spectra::analyse(record(s, load, {0, 0}, 1), s, 0);
  CHECK(a.spectra.health.clock_ppm == 0);
  CHECK_FALSE(a.spectra.health.hum_hz.has_value());
  CHECK(worst_percent(spectra::transfer(a, 1, 0), load) < 0.002);
}

TEST_CASE("The variance of a single sweep holds the truth, and above 400 Hz it is not too wide either") {
  const Resonator load(40, 4);
  const auto s = sweep(1);
  std::size_t low = 0, low_inside = 0, high = 0, high_1 = 0, high_2 = 0;
  for (unsigned seed = 1; seed <= 8; ++seed) {
    const auto frf = spectra::transfer(spectra::analyse(record(s, load, {1e-5}, seed), s, 0), 1, 0);
    for (std::size_t i = 0; i < frf.size(); ++i) {
      const double e2 = std::norm(frf.h[i] - load.at(frf.f_hz[i])) / frf.variance[i];
      if (frf.f_hz[i] < 400)
        ++low, low_inside += e2 < 4;
      else
        ++high, high_1 += e2 < 1, high_2 += e2 < 4;
    }
  }
  const auto share = [](std::size_t part, std::size_t all) {
    return static_cast<double>(part) / static_cast<double>(all);
  };
  INFO(share(low_inside, low) << " " << share(high_1, high) << " " << share(high_2, high));
  CHECK(share(low_inside, low) > 0.96);
  CHECK(share(high_1, high) == Approx(0.632).margin(0.05));
  CHECK(share(high_2, high) == Approx(0.982).margin(0.015));
}

TEST_CASE("A capture that ends before the sweep or lacks the silence before it is not usable") {
  const auto s = sweep(1);
  const Resonator load(80, 3);
  auto capture = record(s, load, {}, 1);
  SECTION("cut at the end") {
    for (auto& c : capture.channels) c.resize(c.size() - 6000);
  }
  SECTION("cut at the beginning") {
    for (auto& c : capture.channels) c.erase(c.begin(), c.begin() + kLatency + 20000);
  }
  CHECK_FALSE(spectra::analyse(capture, s, 0).usable);
}
