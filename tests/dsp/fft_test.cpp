// The FFT against the definition, and what is built on it.
#include "dsp/fft.hpp"

#include <cmath>
#include <numbers>
#include <random>

#include "dsp/alignment.hpp"
#include "dsp/resample.hpp"
#include "support/catch.hpp"

using namespace ohmbench::dsp;

namespace {

std::vector<double> noise(std::size_t n, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> gauss;
  std::vector<double> x(n);
  for (double& v : x) v = gauss(random);
  return x;
}

}  // namespace

TEST_CASE("The FFT equals the sum that defines it, for even, odd and prime lengths") {
  for (const std::size_t n : {8u, 15u, 60u, 97u}) {
    const auto x = noise(n, static_cast<unsigned>(n));
    const auto fast = real_fft(x);
    for (std::size_t k = 0; k < fast.size(); ++k) {
      Complex slow = 0;
      for (std::size_t i = 0; i < n; ++i)
        slow += x[i] * std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(k * i % n) /
                                           static_cast<double>(n));
      CHECK(std::abs(fast[k] - slow) < 1e-12 * static_cast<double>(n));
    }
  }
}

TEST_CASE("The inverse undoes the transform") {
  for (const std::size_t n : {48000u, 44100u, 1001u}) {
    const auto x = noise(n, 3);
    const auto back = inverse_real_fft(real_fft(x), n);
    double worst = 0;
    for (std::size_t i = 0; i < n; ++i) worst = std::max(worst, std::abs(back[i] - x[i]));
    CHECK(worst < 1e-13 * static_cast<double>(n));
  }
}

TEST_CASE("A fast length is the smallest that has no factor above 5") {
  CHECK(fast_length(1) == 1);
  CHECK(fast_length(7) == 8);
  CHECK(fast_length(47999) == 48000);
  CHECK(fast_length(48000) == 48000);
  CHECK(fast_length(1021) == 1024);
}

TEST_CASE(
    "Alignment finds a delayed, attenuated, inverted and noisy copy, also before the recording's start") {
  const auto reference = noise(3000, 1);
  for (const std::ptrdiff_t delay : {-700, 0, 1, 1234}) {
    for (const double gain : {0.01, -1.0}) {
      auto recording = noise(5000, 2);
      for (double& v : recording) v *= 0.3 * std::abs(gain);
      for (std::size_t n = 0; n < reference.size(); ++n) {
        const auto at = static_cast<std::ptrdiff_t>(n) + delay;
        if (at >= 0) recording[static_cast<std::size_t>(at)] += gain * reference[n];
      }
      const auto found = align(reference, recording);
      CHECK(found.whole_frames == delay);
      CHECK(found.inverted == (gain < 0));
      CHECK(found.peak > 0.9);
    }
  }
}

TEST_CASE("Alignment of silence and of unrelated noise has a small peak") {
  CHECK(align(noise(1000, 1), std::vector<double>(2000, 0.0)).peak == 0);
  CHECK(align(noise(4000, 1), noise(4000, 9)).peak < 0.5);
}

TEST_CASE("Resampling a band-limited signal gives its values at the new times within -110 dB") {
  constexpr double kStep = 1 + 37e-6;
  const double omega[] = {0.01, 0.7, 2.0, 2 * std::numbers::pi * 0.45};
  for (const double w : omega) {
    std::vector<double> x(20000);
    for (std::size_t n = 0; n < x.size(); ++n) x[n] = std::sin(w * static_cast<double>(n) + 0.3);
    const auto y = resample(x, 200.25, kStep, 19000);
    double worst = 0;
    for (std::size_t m = 0; m < y.size(); ++m) {
      worst = std::max(worst, std::abs(y[m] - std::sin(w * (200.25 + static_cast<double>(m) * kStep) + 0.3)));
    }
    INFO("omega " << w);
    CHECK(worst < 3e-6);
  }
}

TEST_CASE("Alignment in two steps finds the frame that alignment in one finds") {
  // an exponential sweep from 20 Hz to 20 kHz in half a second
  std::vector<double> sweep(24000);
  const double l_s = 0.5 / std::log(1000.0);
  for (std::size_t n = 0; n < sweep.size(); ++n)
    sweep[n] = std::sin(2 * std::numbers::pi * 20 * l_s * std::expm1(static_cast<double>(n) / 48000 / l_s));
  for (const std::size_t delay : {0u, 5u, 1234u, 9001u}) {
    for (const double sign : {1.0, -1.0}) {
      auto recording = noise(40000, static_cast<unsigned>(delay));
      for (double& v : recording) v *= 0.03;
      for (std::size_t n = 0; n < sweep.size(); ++n) recording[n + delay] += 0.2 * sign * sweep[n];
      const auto found = align_in_two_steps(sweep, recording, 16, 16000, 20000);
      CHECK(found.whole_frames == static_cast<std::ptrdiff_t>(delay));
      CHECK(found.whole_frames == align(sweep, recording).whole_frames);
      CHECK(found.inverted == (sign < 0));
      CHECK(found.peak > 0.85);
    }
  }
  CHECK(align_in_two_steps(sweep, std::vector<double>(2000, 0.0), 16, 16000, 20000).peak == 0);
}
