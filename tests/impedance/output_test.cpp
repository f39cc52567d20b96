// Output impedance against the reference vectors (groups zout_two_load, zout_back_drive) and against drift
// and delay.
#include "impedance/output.hpp"

#include <cmath>
#include <numbers>

#include "support/catch.hpp"

using namespace ohmbench;
using Complex = std::complex<double>;

namespace {

constexpr double kRs = 5;

calibration::Rig rig() {
  calibration::Rig r;
  r.sense_resistor = core::Ohms(kRs);
  r.sense_resistor_relative_sigma = 0;
  return r;
}

spectra::Frf frf(std::vector<double> f, std::vector<Complex> h) {
  const std::size_t n = f.size();
  return {std::move(f), std::move(h), std::vector<double>(n, 1e-18), std::vector<double>(n, 100.0)};
}

/// Runs as a Thévenin source would show them: gain error and delay of each run, channel ratio k.
struct Scene {
  std::vector<double> f_hz;
  std::vector<Complex> z_out, z_load;
  Complex k = 1.0;

  impedance::LoadState run(bool loaded, double gain, double delay_s) const {
    std::vector<Complex> v, ratio;
    for (std::size_t i = 0; i < f_hz.size(); ++i) {
      const Complex total = z_load[i] + kRs;
      const Complex shift = std::polar(gain, -2 * std::numbers::pi * f_hz[i] * delay_s);
      v.push_back(Complex(1.3, -0.4) * shift * (loaded ? total / (total + z_out[i]) : 1.0));
      ratio.push_back(k * (loaded ? z_load[i] / total : 1.0));
    }
    return {frf(f_hz, v), frf(f_hz, ratio)};
  }
  impedance::TwoLoadRuns runs(double drift = 0, double delay_s = 0, bool reference = true) const {
    return {run(true, 1.0, delay_s),
            run(false, 1 + drift, 0),
            run(false, 1 + 2 * drift, 0),
            run(true, 1 + 3 * drift, delay_s),
            reference,
            {}};
  }
};

Scene speaker() {
  Scene s;
  for (double f = 20; f < 20000; f *= 1.3) {
    s.f_hz.push_back(f);
    s.z_out.emplace_back(0.05, 2 * std::numbers::pi * f * 1.5e-6);
    s.z_load.push_back(Complex(6, 2 * std::numbers::pi * f * 0.4e-3) +
                       30.0 / Complex(1, 4 * (f / 50 - 50 / f)));
  }
  return s;
}

double worst_error(const impedance::OutputImpedance& got, const Scene& s) {
  double worst = 0;
  for (std::size_t i = 0; i < s.f_hz.size(); ++i)
    worst = std::max(worst, std::abs(got.curve.z_ohm[i] - s.z_out[i]));
  return worst;
}

}  // namespace

TEST_CASE("Two-load: the reference vectors") {
  struct Case {
    Complex z_out, z2;
  };
  for (const auto& c :
       {Case{{0.01, 0.005}, {8, 0}}, Case{{0.022, 0.088}, {3.3, 0}}, Case{{10, -1.5}, {32, 3}}}) {
    Scene s;
    s.f_hz = {1000};
    s.z_out = {c.z_out};
    s.z_load = {c.z2 - kRs};  // the amplifier sees Rs and the load in series
    CHECK(worst_error(impedance::two_load(s.runs(), rig(), {}, "").z_out, s) <
          1e-10 * std::abs(c.z_out) + 1e-12);
  }
}

TEST_CASE("A purely reactive output impedance is found, which magnitudes alone would miss by far") {
  Scene s;
  s.f_hz = {20000};
  s.z_out = {{0, 0.1}};
  s.z_load = {{8, 0}};
  CHECK(worst_error(impedance::two_load(s.runs(), rig(), {}, "").z_out, s) < 1e-12);
}

TEST_CASE("Unequal channels cancel against the open run") {
  auto s = speaker();
  s.k = std::polar(1.05, 0.2);
  CHECK(worst_error(impedance::two_load(s.runs(), rig(), {}, "").z_out, s) < 1e-9);
}

TEST_CASE("A drift that is linear in time cancels, loaded-open-open-loaded, to second order") {
  const auto s = speaker();
  CHECK(worst_error(impedance::two_load(s.runs(300e-6), rig(), {}, "").z_out, s) < 5e-6);
}

TEST_CASE("Runs that do not repeat raise the uncertainty") {
  const auto s = speaker();
  auto runs = s.runs();
  for (auto& h : runs.open_second.source.h) h *= 1.001;
  const auto quiet = impedance::two_load(s.runs(), rig(), {}, "").z_out;
  const auto jumpy = impedance::two_load(runs, rig(), {}, "").z_out;
  CHECK(jumpy.curve.noise_ohm[5] > 100 * quiet.curve.noise_ohm[5]);
  CHECK(worst_error(jumpy, s) < 3 * jumpy.curve.sigma_ohm[5] * 10);
  // besides, the crosstalk that nobody has measured: as much as 1e-4 of the resistor
  CHECK(jumpy.detection_limit_ohm[5] ==
        Approx(1.7308 * std::hypot(jumpy.curve.noise_ohm[5], 1e-4 * kRs)).epsilon(1e-3));
}

TEST_CASE(
    "Crosstalk into input A looks like an output impedance of its part of the resistor, and is covered") {
  const auto s = speaker();
  constexpr double kCrosstalk = 5e-5;
  auto runs = s.runs();
  for (auto* state : {&runs.loaded_first, &runs.open_first, &runs.open_second, &runs.loaded_second}) {
    for (std::size_t i = 0; i < s.f_hz.size(); ++i)
      state->source.h[i] *= 1.0 + kCrosstalk * state->b_over_a.h[i];
  }
  calibration::Calibration calibration;
  calibration::Standard shorted;
  shorted.state = core::FixtureState::kShort;
  shorted.reading = frf(s.f_hz, std::vector<Complex>(s.f_hz.size(), kCrosstalk));  // from A into B
  calibration::put(calibration, shorted);
  // B reads T + crosstalk, and the correction takes that out again
  for (auto* state : {&runs.loaded_first, &runs.open_first, &runs.open_second, &runs.loaded_second}) {
    for (auto& h : state->b_over_a.h) h = (h + kCrosstalk) / (1.0 + kCrosstalk * h);
  }
  const auto z_out = impedance::two_load(runs, rig(), calibration, "").z_out;
  for (std::size_t i = 0; i < s.f_hz.size(); ++i) {
    const double error = std::abs(z_out.curve.z_ohm[i] - s.z_out[i]);
    CHECK(error == Approx(kCrosstalk * kRs).epsilon(0.1));
    CHECK(z_out.detection_limit_ohm[i] > 1.5 * kCrosstalk * kRs);
    double told = 0;
    for (const auto& t : z_out.budget) told = t.name == "crosstalk" ? t.sigma_ohm[i] : told;
    CHECK(told == Approx(kCrosstalk * kRs).epsilon(0.1));
  }
}

TEST_CASE(
    "Without a loopback a delay between the runs is fitted, and with a resistive load that is said to be "
    "impossible") {
  const auto s = speaker();
  const auto found = impedance::two_load(s.runs(0, 1.7e-6, false), rig(), {}, "");
  CHECK_FALSE(found.inductance_and_delay_merge);
  CHECK(found.delay_s == Approx(1.7e-6).epsilon(1e-3));
  CHECK(worst_error(found.z_out, s) < 0.01);

  auto resistor = speaker();
  for (auto& z : resistor.z_load) z = 8.0;
  CHECK(impedance::two_load(resistor.runs(0, 1e-7, false), rig(), {}, "").inductance_and_delay_merge);
}

TEST_CASE("Injection: the reference vectors") {
  struct Case {
    Complex t;
    double rs;
    Complex z;
  };
  for (const auto& c : {Case{{0.0012484394506866417, 0}, 8, {0.01, 0}},
                        Case{{0.002862451015555756, 0.010938432349866753}, 8, {0.022, 0.088}},
                        Case{{0.31985379169944017, -0.009253689908851155}, 100, {47, -2}}}) {
    auto r = rig();
    r.sense_resistor = core::Ohms(c.rs);
    auto raw = frf({1000}, {c.t});
    raw.variance = {1e-12};
    const auto got = impedance::injection(calibration::correct(raw, r), "");
    CHECK(std::abs(got.curve.z_ohm[0] - c.z) < 1e-11 * std::abs(c.z));
    CHECK(got.detection_limit_ohm[0] > 0);
  }
}
