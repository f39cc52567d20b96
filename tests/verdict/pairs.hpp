// Amplifiers and loads that the tests of the match judge.
#pragma once

#include <algorithm>
#include <cmath>

#include "core/frequency_grid.hpp"
#include "support/catch.hpp"
#include "verdict/match.hpp"

namespace ohmbench::verdict::test {

using core::Amperes;
using core::Ohms;
using core::Volts;
using core::Watts;

/// @param sigma_ohm  of noise
template <class Function>
core::OhmCurve curve(Function z_of_f, double sigma_ohm = 0.0, double from_hz = 20, double to_hz = 20000) {
  core::OhmCurve c;
  c.f_hz = core::log_frequencies(from_hz, to_hz, 24);
  for (const double f : c.f_hz) c.z_ohm.push_back(z_of_f(f));
  c.sigma_ohm.assign(c.size(), sigma_ohm);
  c.noise_ohm.assign(c.size(), sigma_ohm);
  return c;
}

inline core::OhmCurve resistor(double ohm, double sigma_ohm = 0.0) {
  return curve([ohm](double) { return std::complex<double>(ohm, 0.0); }, sigma_ohm);
}

inline std::complex<double> resonant(double f_hz, double re, double res, double f0, double q) {
  return re + res / std::complex<double>(1.0, q * (f_hz / f0 - f0 / f_hz));
}

/// 300 Ω with a peak of 500 Ω at 90 Hz.
inline core::OhmCurve headphone(double sigma_ohm = 0.0) {
  return curve([](double f) { return resonant(f, 300, 200, 90, 2); }, sigma_ohm);
}

/// An 8 Ω two-way: 5.5 Ω coil, 40 Ω peak at 50 Hz, crossover hump.
inline core::OhmCurve loudspeaker() {
  return curve([](double f) { return resonant(f, 5.5, 35, 50, 4) + resonant(f, 0, 12, 2500, 1.5); });
}

inline impedance::OutputImpedance measured(core::OhmCurve z_out) {
  return {std::move(z_out), "amp", {}, {}};
}

inline models::AmplifierSheet headphone_amplifier() {
  models::AmplifierSheet sheet;
  sheet.name = "headphone amp";
  sheet.output_impedance = Ohms(10.0);
  sheet.max_volt = Volts(4.5);
  sheet.max_ampere = Amperes(0.06);
  sheet.amplifier_class = models::AmplifierClass::kAb;
  sheet.min_load = Ohms(16.0);
  sheet.max_dissipation = Watts(2.0);
  sheet.noise = Volts(2e-6);
  sheet.dc_offset = Volts(0.002);
  return sheet;
}

inline MatchInput good_pair() {
  MatchInput input;
  input.load = {headphone(), "headphone"};
  input.sheet = headphone_amplifier();
  input.sensitivity = models::parse_sensitivity("103 dB/V");
  input.target = core::DbSpl(110);
  input.rated_power = Watts(0.5);
  return input;
}

inline const Check& check(const MatchResult& result, const std::string& name) {
  const auto& checks = result.verdict.checks;
  const auto found =
      std::find_if(checks.begin(), checks.end(), [&](const Check& c) { return c.name == name; });
  REQUIRE(found != checks.end());
  return *found;
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace ohmbench::verdict::test
