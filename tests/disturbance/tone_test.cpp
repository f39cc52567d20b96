// Facts about tones: closed forms, the ideal hard clipper, A-weighting as tabulated.
#include "disturbance/tone.hpp"

#include <array>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "support/catch.hpp"

using namespace ohmbench;
using disturbance::analyse_tone;

namespace {

constexpr double kFsHz = 48000;

/// Whole cycles of a tone with harmonics; amplitudes are peaks.
std::vector<double> sum_of(const std::vector<double>& peaks, std::size_t frames, std::size_t cycles) {
  std::vector<double> x(frames);
  for (std::size_t n = 0; n < frames; ++n) {
    for (std::size_t h = 1; h <= peaks.size(); ++h)
      x[n] += peaks[h - 1] * std::sin(2 * std::numbers::pi * static_cast<double>(h * cycles * n % frames) /
                                      static_cast<double>(frames));
  }
  return x;
}

/// RMS of a hard-clipped sine of peak 1 and of its fundamental, in closed form.
struct Clipped {
  double fundamental_peak, mean_square;
};
Clipped clipped_sine(double c) {
  const double a = std::asin(c);
  return {2 / std::numbers::pi * (a + c * std::sqrt(1 - c * c)),
          2 / std::numbers::pi * (a / 2 - std::sin(2 * a) / 4) + c * c * (1 - 2 * a / std::numbers::pi)};
}

}  // namespace

TEST_CASE("Distortion figures of known harmonics and noise are those of the closed form") {
  const std::array first{1.0, 0.01, 0.003, 0.001};
  CHECK(disturbance::thd_f(first) == Approx(0.010488088481701515).epsilon(1e-12));
  CHECK(disturbance::thd_r(first) == Approx(0.010487511684420362).epsilon(1e-12));
  CHECK(disturbance::thd_n(first, 0.001) == Approx(0.010582412645742495).epsilon(1e-12));
  CHECK(disturbance::sinad_db(disturbance::thd_n(first, 0.001)) == Approx(39.508306155881).epsilon(1e-12));
  const std::array second{2.0, 0.0004, 0.0001};
  CHECK(disturbance::thd_f(second) == Approx(0.00020615528128088302).epsilon(1e-12));
  CHECK(disturbance::thd_r(second) == Approx(0.00020615527690008345).epsilon(1e-12));
  CHECK(disturbance::thd_n(second, 0) == Approx(0.00020615527690008345).epsilon(1e-12));
  CHECK(disturbance::sinad_db(disturbance::thd_n(second, 0)) == Approx(73.71611088407204).epsilon(1e-12));
}

TEST_CASE("A record of whole cycles gives back its harmonics, THD and THD+N, without a window") {
  const std::vector<double> peaks{1.0, 0.01, 0.003, 0.001};
  auto x = sum_of(peaks, 9600, 200);
  for (auto& v : x) v += 0.2;  // DC does not count
  const auto tone = analyse_tone(x, 200, kFsHz);
  CHECK(tone.f_hz == Approx(1000));
  for (std::size_t h = 0; h < peaks.size(); ++h)
    CHECK(std::abs(tone.harmonics[h]) == Approx(peaks[h]).epsilon(1e-9));
  CHECK(tone.thd == Approx(0.010488088481701515).epsilon(1e-9));
  CHECK(tone.thd_n == Approx(0.010487511684420362).epsilon(1e-9));
  CHECK(tone.rms == Approx(std::sqrt((1 + 1e-4 + 9e-6 + 1e-6) / 2)).epsilon(1e-9));
}

TEST_CASE("White noise counts in THD+N as far as it lies in the band, and less behind the notch") {
  std::mt19937_64 random(7);
  std::normal_distribution<double> gauss(0, 0.01);
  auto x = sum_of({1.0}, 48000, 1000);
  for (auto& v : x) v += gauss(random);
  const auto tone = analyse_tone(x, 1000, kFsHz);
  const double in_band = 0.01 * std::sqrt((20000.0 - 20) / 24000);
  CHECK(tone.thd_n == Approx(in_band / std::sqrt(0.5)).epsilon(0.02));
  CHECK(tone.thd_n_notch < tone.thd_n);
  // the notch with Q = 2 takes a band of π/2 · f0/Q away
  CHECK(tone.thd_n_notch ==
        Approx(tone.thd_n * std::sqrt(1 - std::numbers::pi / 2 * 500 / 20000)).epsilon(0.01));
}

TEST_CASE("A hard clipper has 0.1, 1 and 10 % THD where its closed form says") {
  // group "hard_clip" of the reference vectors
  const std::array<std::array<double, 6>, 3> rows{{
      {0.001, 0.9957862727994204, 0.036677297876279255, 0.9996718602892428, 0.03382664483095943,
       0.03383098777360699},
      {0.01, 0.9714869403867967, 0.25126066414701037, 0.9942451584341016, 0.20113036069237292,
       0.20156463346099962},
      {0.1, 0.7786511636613477, 2.1731412606036957, 0.8792250158785128, 1.0551419850234023,
       1.098355722849828},
  }};
  for (const auto& [thd, clip, overdrive_db, b1, gain_db, power_gain_db] : rows) {
    const auto closed = clipped_sine(clip);
    CHECK(closed.fundamental_peak == Approx(b1).epsilon(1e-9));
    CHECK(-20 * std::log10(clip) == Approx(overdrive_db).epsilon(1e-9));
    CHECK(20 * std::log10(closed.fundamental_peak / clip) == Approx(gain_db).epsilon(1e-9));
    // over the power of the largest sine that does not clip
    CHECK(10 * std::log10(closed.mean_square / (0.5 * clip * clip)) == Approx(power_gain_db).epsilon(1e-9));
    // the spectrum of the clipped record against it: all harmonics, so THD+N; a tone of 20 Hz has 1000 of
    // them
    auto x = sum_of({1.0}, 48000, 20);
    for (auto& v : x) v = std::clamp(v, -clip, clip);
    const auto tone = analyse_tone(x, 20, kFsHz);
    CHECK(std::abs(tone.harmonics.front()) == Approx(b1).epsilon(1e-6));
    CHECK(tone.thd_n == Approx(thd / std::sqrt(1 + thd * thd)).epsilon(1e-3));
    CHECK(tone.rms == Approx(std::sqrt(closed.mean_square)).epsilon(1e-5));
  }
}

TEST_CASE("A-weighting is that of IEC 61672-1 at its tabulated frequencies") {
  // table 3 of the standard, dB to one decimal
  const std::array<std::array<double, 2>, 8> table{{{31.5, -39.4},
                                                    {63, -26.2},
                                                    {125, -16.1},
                                                    {250, -8.6},
                                                    {500, -3.2},
                                                    {1000, 0},
                                                    {4000, 1.0},
                                                    {16000, -6.6}}};
  for (const auto& [nominal, db] : table) {
    const double exact = 1000 * std::pow(10, std::round(10 * std::log10(nominal / 1000)) / 10);
    CHECK(20 * std::log10(disturbance::a_weight(exact)) == Approx(db).margin(0.06));
  }
}

TEST_CASE("Noise of a record is its RMS in the band; a tone at 1 kHz weighs the same A-weighted") {
  const auto x = sum_of({0.02}, 48000, 1000);
  const auto noise = disturbance::noise_rms(x, kFsHz);
  CHECK(noise.flat == Approx(0.02 / std::numbers::sqrt2).epsilon(1e-9));
  CHECK(noise.a_weighted == Approx(noise.flat).epsilon(1e-9));
  const auto deep = disturbance::noise_rms(sum_of({0.02}, 48000, 100), kFsHz);
  CHECK(20 * std::log10(deep.a_weighted / deep.flat) == Approx(-19.1).margin(0.1));
}

TEST_CASE("The level at a limit is interpolated in the logarithms of both, at the last crossing upwards") {
  // THD+N of a power law y = x³ is a straight line in the logarithms
  const std::array x{0.5, 1.0, 2.0, 4.0};
  std::array<double, 4> y{};
  for (std::size_t i = 0; i < x.size(); ++i) y[i] = 1e-3 * std::pow(x[i], 3);
  CHECK(*disturbance::crossing(x, y, 0.01) == Approx(std::cbrt(10)).epsilon(1e-12));
  CHECK_FALSE(disturbance::crossing(x, y, 1.0).has_value());
  // noise at low levels crosses downwards first
  const std::array noisy{0.02, 0.005, 0.002, 0.03};
  const auto found = disturbance::crossing(x, noisy, 0.01);
  REQUIRE(found.has_value());
  CHECK(*found == Approx(2 * std::pow(2, std::log(5) / std::log(15))).epsilon(1e-12));
}
