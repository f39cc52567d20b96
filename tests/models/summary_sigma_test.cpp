// Facts about the uncertainty of the numbers that summarise a curve: seeded curves with known errors.
#include <cmath>
#include <optional>
#include <random>

#include "core/curve_sigma.hpp"
#include "core/frequency_grid.hpp"
#include "models/load_summary.hpp"
#include "support/catch.hpp"

namespace {

using namespace ohmbench;
using namespace ohmbench::models;
using Complex = std::complex<double>;

constexpr int kRuns = 1000;
constexpr double kTwoSigma = 0.9545;
// four standard deviations of a share of 0.9545 from 1000 runs
constexpr double kChance = 0.026;

Complex woofer(double f_hz) {
  const double x = f_hz / 60.0 - 60.0 / f_hz;
  return 6.0 + 38.0 / Complex(1.0, 4.0 * x) + Complex(0.0, 2e-3 * f_hz);
}

Complex headphone(double f_hz) {
  const double x = f_hz / 90.0 - 90.0 / f_hz;
  return 300.0 + 200.0 / Complex(1.0, 2.0 * x);
}

Complex resistor(double) {
  return 33.0;
}

/// The curve as a bench finds it: circular noise at each point, and a real gain that is wrong everywhere.
core::OhmCurve measured(Complex (*z_of)(double), double noise, double tolerance, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  core::OhmCurve c;
  c.f_hz = core::log_frequencies(20, 20000, 24);
  const double gain = 1.0 + tolerance * normal(random);
  for (const double f : c.f_hz) {
    const Complex z = z_of(f);
    const double n = noise * std::abs(z);
    c.z_ohm.push_back(z * gain + n / std::sqrt(2.0) * Complex(normal(random), normal(random)));
    c.noise_ohm.push_back(n);
    c.sigma_ohm.push_back(std::abs(z) * std::hypot(noise, tolerance));
  }
  return c;
}

/// Shares of the runs in which the truth lies within two standard deviations.
struct Covered {
  int min = 0, max = 0, epdr = 0, at_1khz = 0, min_hz = 0, max_hz = 0;
  int told_min_hz = 0, told_max_hz = 0;  ///< runs that state a deviation of the frequency at all
};

bool within(double value, double truth, const std::optional<double>& sigma) {
  return sigma && std::abs(value - truth) <= 2.0 * *sigma;
}

Covered coverage(Complex (*z_of)(double), double noise, double tolerance, unsigned seed) {
  std::mt19937_64 random(seed);
  const auto truth = summarize(measured(z_of, 0.0, 0.0, random));
  Covered n;
  for (int run = 0; run < kRuns; ++run) {
    const auto s = summarize(measured(z_of, noise, tolerance, random));
    n.min += within(s.min->ohm, truth.min->ohm, s.min->sigma_ohm);
    n.max += within(s.max->ohm, truth.max->ohm, s.max->sigma_ohm);
    n.epdr += within(s.epdr_min->ohm, truth.epdr_min->ohm, s.epdr_min->sigma_ohm);
    n.at_1khz += within(*s.ohm_at_1khz, *truth.ohm_at_1khz, s.sigma_at_1khz_ohm);
    n.min_hz += within(s.min->f_hz, truth.min->f_hz, s.min->sigma_hz);
    n.max_hz += within(s.max->f_hz, truth.max->f_hz, s.max->sigma_hz);
    n.told_min_hz += s.min->sigma_hz.has_value();
    n.told_max_hz += s.max->sigma_hz.has_value();
  }
  return n;
}

double share(int n) {
  return static_cast<double>(n) / kRuns;
}

}  // namespace

TEST_CASE(
    "Two standard deviations of a peak, a minimum and the value at 1 kHz hold the truth in 95 % of curves") {
  // a clear peak and a clear minimum: neither too wide nor too narrow
  for (const double noise : {1e-5, 1e-3}) {
    for (const double tolerance : {0.0, 0.01}) {
      INFO("noise " << noise << ", tolerance " << tolerance);
      const auto n = coverage(woofer, noise, tolerance, 3);
      for (const int count : {n.min, n.max, n.at_1khz})
        CHECK(share(count) == Approx(kTwoSigma).margin(kChance));
      CHECK(share(n.epdr) == Approx(kTwoSigma).margin(kChance));
      CHECK(share(n.max_hz) == Approx(kTwoSigma).margin(kChance));
      CHECK(n.min_hz > 0.9 * n.told_min_hz);
    }
  }
}

TEST_CASE("The minimum of a flat and noisy curve is not the most wrong of its points") {
  // where the curve ends, or is flat, the interval may be wider than need be, never narrower
  for (const auto z_of : {headphone, resistor}) {
    for (const double noise : {1e-4, 1e-2}) {
      INFO("noise " << noise);
      const auto n = coverage(z_of, noise, 0.0, 4);
      for (const int count : {n.min, n.max, n.epdr}) CHECK(share(count) > kTwoSigma - kChance);
    }
  }
  std::mt19937_64 random(6);
  const auto s = summarize(measured(resistor, 1e-2, 0.0, random));
  CHECK(s.min->ohm > 33.0 * (1 - 5e-3));  // the lowest of 240 points is 2.8 · 0.7 % too low
  CHECK(*s.min->sigma_ohm < 33.0 * 5e-3);
  CHECK_FALSE(s.min->sigma_hz.has_value());
}

TEST_CASE("A tolerance that all points share does not average out, and noise does") {
  std::mt19937_64 random(8);
  CHECK(*summarize(measured(resistor, 1e-3, 0.01, random)).min->sigma_ohm == Approx(0.33).epsilon(0.05));
  CHECK(*summarize(measured(resistor, 1e-3, 0.0, random)).min->sigma_ohm < 33.0 * 3e-4);
  const auto both = measured(woofer, 1e-3, 0.01, random);
  CHECK(*summarize(both).sigma_at_1khz_ohm == Approx(*summarize(both).ohm_at_1khz * 0.01).epsilon(0.02));
}

TEST_CASE("A curve whose errors are not known has a summary without uncertainties") {
  std::mt19937_64 random(1);
  const auto s = summarize(measured(woofer, 0.0, 0.0, random));
  CHECK_FALSE(s.min->sigma_ohm.has_value());
  CHECK_FALSE(s.max->sigma_hz.has_value());
  CHECK_FALSE(s.sigma_at_1khz_ohm.has_value());
}

TEST_CASE("A figure's deviation by differences is the one by hand") {
  core::OhmCurve c{{100, 1000}, {{3, 4}, {6, -8}}, {0.05, 0.1}, {0.03, 0.06}};
  // |Z|: along 1, across 0; the common parts are 0.04 and 0.08
  const auto magnitude =
      core::sigma_of_figure(c, [](const core::OhmCurve& z) { return std::abs(z.z_ohm[1]); });
  CHECK(*magnitude == Approx(std::hypot(0.06 / std::sqrt(2.0), 0.08)).epsilon(1e-6));
  CHECK(*magnitude == Approx(core::sigma_of(core::error_at(c, 1), 1.0, 0.0)).epsilon(1e-6));
  // phase in radians: across 1/|Z|
  const auto phase = core::sigma_of_figure(c, [](const core::OhmCurve& z) { return std::arg(z.z_ohm[0]); });
  CHECK(*phase == Approx(core::sigma_of(core::error_at(c, 0), 0.0, 0.2)).epsilon(1e-6));
  CHECK_FALSE(
      core::sigma_of_figure(c, [](const core::OhmCurve&) { return std::optional<double>(); }).has_value());
}
