// Facts about what any passive load must obey.
#include "models/load_checks.hpp"

#include <cmath>
#include <numbers>
#include <random>

#include "core/frequency_grid.hpp"
#include "models/epdr.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using namespace ohmbench::models;
using Complex = std::complex<double>;

namespace {

constexpr double kTwoPi = 2.0 * std::numbers::pi;
constexpr double kRadPerDeg = std::numbers::pi / 180.0;

/// Re 6 ohm, fs, Qms, Res 60 ohm, semi-inductance as eddy currents make it.
Complex driver(double f_hz, double fs_hz, double q) {
  return 6.0 + 60.0 / Complex(1.0, q * (f_hz / fs_hz - fs_hz / f_hz)) +
         0.02 * std::pow(Complex(0.0, kTwoPi * f_hz), 0.7);
}

template <class Z>
core::OhmCurve sampled(Z z, double points_per_octave = 24) {
  core::OhmCurve curve;
  for (const double f : core::log_frequencies(10.0, 20000.0, points_per_octave)) {
    curve.f_hz.push_back(f);
    curve.z_ohm.push_back(z(f));
    curve.sigma_ohm.push_back(0.0);
    curve.noise_ohm.push_back(0.0);
  }
  return curve;
}

}  // namespace

TEST_CASE("The magnitude of a driver implies its phase, wherever its resonance lies") {
  for (const double fs : {12.0, 30.0, 300.0, 3000.0}) {
    for (const double q : {0.6, 3.0, 10.0}) {
      const auto check = kramers_kronig(sampled([&](double f) { return driver(f, fs, q); }));
      REQUIRE(check);
      INFO("fs " << fs << ", Q " << q << ": " << check->rms_deg << " degrees, ends " << check->ends_deg);
      CHECK(check->holds());
      CHECK(check->rms_deg < 1.0);
    }
  }
}

TEST_CASE("A phase with the wrong sign, from other data, or with a delay is noticed") {
  const auto good = sampled([](double f) { return driver(f, 45.0, 4.0); });
  auto wrong_sign = good, shifted = good, delayed = good;
  for (auto& z : wrong_sign.z_ohm) z = std::conj(z);
  for (std::size_t i = 0; i < good.size(); ++i) {
    shifted.z_ohm[i] = std::polar(std::abs(good.z_ohm[i]), std::arg(driver(good.f_hz[i], 55.0, 4.0)));
    delayed.z_ohm[i] *= std::polar(1.0, -kTwoPi * good.f_hz[i] * 15e-6);  // 108 degrees at 20 kHz
  }
  CHECK_FALSE(kramers_kronig(wrong_sign)->holds());
  CHECK_FALSE(kramers_kronig(shifted)->holds());
  CHECK_FALSE(kramers_kronig(delayed)->holds());
}

TEST_CASE("Noise that is stated does not make a curve fail") {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  auto curve = sampled([](double f) { return driver(f, 45.0, 4.0); });
  for (std::size_t i = 0; i < curve.size(); ++i) {
    curve.sigma_ohm[i] = 0.05 * std::abs(curve.z_ohm[i]);
    curve.z_ohm[i] += curve.sigma_ohm[i] / std::numbers::sqrt2 * Complex(normal(random), normal(random));
  }
  CHECK(kramers_kronig(curve)->holds());
}

TEST_CASE("What cannot be checked is not") {
  auto curve = sampled([](double f) { return driver(f, 45.0, 4.0); });
  curve.phase_known = false;
  CHECK_FALSE(kramers_kronig(curve));
  CHECK_FALSE(not_passive(curve));
  CHECK_FALSE(phase_extremes(curve));
  core::OhmCurve narrow = sampled([](double f) { return driver(f, 45.0, 4.0); });
  narrow.f_hz.resize(60), narrow.z_ohm.resize(60), narrow.sigma_ohm.resize(60), narrow.noise_ohm.resize(60);
  CHECK_FALSE(kramers_kronig(narrow));
}

TEST_CASE("A resistor's magnitude implies no phase, and an inductor's 90 degrees") {
  for (const double phase : minimum_phase_rad(sampled([](double) { return 8.0; })))
    CHECK(std::abs(phase) < 1e-12);
  for (const double phase : minimum_phase_rad(sampled([](double f) { return Complex(0.0, f); })))
    CHECK(phase == Approx(std::numbers::pi / 2).epsilon(1e-4));
}

TEST_CASE("A point where the load would give power back is found, and noise there is not") {
  auto curve = sampled([](double f) { return driver(f, 45.0, 4.0); });
  CHECK_FALSE(not_passive(curve));
  curve.z_ohm[200] = std::polar(10.0, 93.0 * kRadPerDeg);
  const auto found = not_passive(curve);
  REQUIRE(found);
  CHECK(found->f_hz == curve.f_hz[200]);
  CHECK(found->re_ohm < 0);
  CHECK(found->phase_deg == Approx(93.0));
  curve.sigma_ohm[200] = 0.5;  // 3 sigma of the real part is 1.06 ohm, and Re Z -0.52
  CHECK_FALSE(not_passive(curve));
}

TEST_CASE("The phase's extremes are those in the band") {
  const auto curve = sampled([](double f) { return driver(f, 45.0, 4.0); });
  const auto all = phase_extremes(curve);
  REQUIRE(all);
  CHECK(all->least.deg < -40.0);
  CHECK(all->least.f_hz > 45.0);
  CHECK(all->most.deg > 40.0);
  CHECK_FALSE(phase_extremes(curve, {1.0, 2.0}));
}

TEST_CASE("The EPDR curve has a value of both kinds for each point of the band that is not a short") {
  auto curve = sampled([](double f) { return driver(f, 45.0, 4.0); });
  curve.z_ohm[100] = 0.0;
  const auto epdr = epdr_curve(curve, {20.0, 20000.0});
  REQUIRE(epdr.f_hz.size() == epdr.epdr_ohm.size());
  REQUIRE(epdr.f_hz.size() == epdr.epdr_stereophile_ohm.size());
  CHECK(epdr.f_hz.size() == 240 - 1);
  CHECK(epdr.epdr_ohm.front() == epdr_ohm(core::interpolate(curve, epdr.f_hz.front())));
  curve.phase_known = false;
  CHECK(epdr_curve(curve).f_hz.empty());
}
