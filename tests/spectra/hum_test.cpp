// Mains hum in a record: taken out of the lines, and honest about what is left.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <random>

#include "dsp/resample.hpp"
#include "spectra/analyse.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using Complex = std::complex<double>;

namespace {

constexpr double kGain = 0.9;  // channel 1 over channel 0
constexpr double kFs = 48000;

struct Mains {
  double f0_hz = 50.02;
  double dbfs = -82;  // of the fundamental; harmonic h is h times weaker, other phases in channel 1
  int orders = 12;
};

stimulus::Plan plan_of(stimulus::Kind kind, double seconds = 4.5) {
  stimulus::Plan plan;
  plan.kind = kind;
  plan.seconds = seconds;
  plan.to_hz = 2000;
  return plan;
}

/// The stimulus on channel 0 and kGain of it on channel 1; mains on the ADC's clock; white noise.
audio::Capture capture_of(const stimulus::Stimulus& s, const Mains& mains, double noise_rms, unsigned seed,
                          double clock_offset = 0) {
  constexpr std::size_t kLatency = 777;
  std::vector<double> x(kLatency + s.samples.size() + 4800, 0.0);
  std::copy(s.samples.begin(), s.samples.end(), x.begin() + kLatency);
  if (clock_offset != 0) x = dsp::resample(x, 0, 1 / (1 + clock_offset), x.size());
  std::mt19937 random(seed);
  std::normal_distribution<double> gauss(0, 1);
  std::uniform_real_distribution<double> angle(0, 2 * std::numbers::pi);
  audio::Capture capture;
  capture.sample_rate_hz = kFs;
  capture.channels.assign(2, std::vector<float>(x.size()));
  for (std::size_t c = 0; c < 2; ++c) {
    std::vector<double> hum(x.size(), 0.0);
    for (int h = 1; h <= mains.orders; ++h) {
      const double peak = std::pow(10.0, mains.dbfs / 20) / h;
      const Complex step = std::polar(1.0, 2 * std::numbers::pi * h * mains.f0_hz / kFs);
      Complex now = std::polar(peak, angle(random));
      for (auto& v : hum) v += now.real(), now *= step;
    }
    for (std::size_t n = 0; n < x.size(); ++n)
      capture.channels[c][n] =
          static_cast<float>((c == 0 ? 1 : kGain) * x[n] + hum[n] + noise_rms * gauss(random));
  }
  return capture;
}

bool next_to_mains(double f_hz, double f0_hz) {
  return std::abs(f_hz - f0_hz * std::round(f_hz / f0_hz)) < 3;
}

struct Coverage {
  std::size_t points = 0, within_1 = 0, within_2 = 0;
  double error2_over_variance = 0;

  void add(const spectra::Frf& frf, std::size_t i) {
    const double e2 = std::norm(frf.h[i] - kGain) / frf.variance[i];
    ++points, within_1 += e2 < 1, within_2 += e2 < 4;
    error2_over_variance += e2;
  }
  double share_1() const { return static_cast<double>(within_1) / static_cast<double>(points); }
  double share_2() const { return static_cast<double>(within_2) / static_cast<double>(points); }
  double mean() const { return error2_over_variance / static_cast<double>(points); }
};

double rms_error(const spectra::Frf& frf) {
  double sum = 0;
  for (const auto& h : frf.h) sum += std::norm(h - kGain);
  return std::sqrt(sum / static_cast<double>(frf.size()));
}

}  // namespace

TEST_CASE(
    "Mains hum with harmonics leaves the lines of a periodic signal at the noise, and the variance says so") {
  const auto kind = GENERATE(stimulus::Kind::kMultisine, stimulus::Kind::kSweep);
  const auto s = stimulus::render(plan_of(kind));
  constexpr unsigned kSeeds = 3;
  constexpr double kNoise = 1e-5;
  Coverage near;
  Coverage all;
  for (const double f0_hz : {50.02, 49.95, 60.05}) {
    for (const double offset : {0.0, 50e-6}) {
      for (unsigned seed = 1; seed <= kSeeds; ++seed) {
        const Mains hum{f0_hz};
        const auto a = spectra::analyse(capture_of(s, hum, kNoise, seed, offset), s, 0);
        REQUIRE(a.usable);
        REQUIRE(a.spectra.health.hum_hz.has_value());
        CHECK(*a.spectra.health.hum_hz == Approx(f0_hz * (1 + offset)).margin(1e-3));
        CHECK(*a.spectra.health.hum_dbfs == Approx(hum.dbfs).margin(0.1));
        const auto frf = spectra::transfer(a, 1, 0);
        const auto quiet = spectra::analyse(capture_of(s, {50, hum.dbfs, 0}, kNoise, seed, offset), s, 0);
        CHECK_FALSE(quiet.spectra.health.hum_hz.has_value());
        CHECK(rms_error(frf) < 1.06 * rms_error(spectra::transfer(quiet, 1, 0)));
        for (std::size_t i = 0; i < frf.size(); ++i) {
          all.add(frf, i);
          if (next_to_mains(frf.f_hz[i], f0_hz)) near.add(frf, i);
        }
      }
    }
  }
  INFO(stimulus::name_of(kind) << ": near mains " << near.share_1() << " and " << near.share_2() << " of "
                               << near.points << ", mean " << near.mean() << "; all " << all.share_1()
                               << " and " << all.share_2() << ", mean " << all.mean());
  CHECK(all.share_1() == Approx(0.632).margin(0.04));
  CHECK(all.share_2() == Approx(0.982).margin(0.012));
  CHECK(all.mean() == Approx(1).margin(0.08));
  CHECK(near.share_1() == Approx(0.632).margin(0.12));
  CHECK(near.share_2() > 0.95);
  CHECK(near.mean() < 1.25);
}

TEST_CASE(
    "A harmonic that lies on a line and is the same in every period cannot be taken out, but is confessed") {
  // the ninth harmonic of 49.8889 Hz is 449.0 Hz, an odd bin that is played; so strong a ninth is rare
  const auto s = stimulus::render(plan_of(stimulus::Kind::kMultisine));
  const auto on_line = std::find_if(s.f_hz.begin(), s.f_hz.end(), [](double f) { return f > 440; });
  const auto i = static_cast<std::size_t>(on_line - s.f_hz.begin());
  Coverage coverage;
  for (unsigned seed = 1; seed <= 8; ++seed) {
    const auto a = spectra::analyse(capture_of(s, {*on_line / 9, -70, 12}, 1e-5, seed), s, 0);
    coverage.add(spectra::transfer(a, 1, 0), i);
  }
  CHECK(coverage.within_2 >= 7);
}

TEST_CASE("The sigma of a stepped sine next to mains hum holds the truth") {
  auto plan = plan_of(stimulus::Kind::kStepped);
  plan.from_hz = 20, plan.to_hz = 220;
  const auto s = stimulus::render(plan);
  Coverage near;
  Coverage quiet;
  for (unsigned seed = 1; seed <= 6; ++seed) {
    const double f0_hz = seed % 2 == 0 ? 50.02 : 59.97;
    const auto frf = spectra::transfer(spectra::analyse(capture_of(s, {f0_hz, -70}, 1e-5, seed), s, 0), 1, 0);
    const auto without =
        spectra::transfer(spectra::analyse(capture_of(s, {f0_hz, -70, 0}, 1e-5, seed), s, 0), 1, 0);
    for (std::size_t i = 0; i < frf.size(); ++i) {
      if (next_to_mains(frf.f_hz[i], f0_hz)) near.add(frf, i);
      quiet.add(without, i);
    }
  }
  INFO(near.share_1() << " and " << near.share_2() << " of " << near.points << ", mean " << near.mean()
                      << "; without hum " << quiet.share_1() << " and " << quiet.share_2() << ", mean "
                      << quiet.mean());
  CHECK(near.share_2() > 0.93);
  CHECK(near.mean() > 0.2);
  CHECK(quiet.mean() == Approx(1).margin(0.25));
}
