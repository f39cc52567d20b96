// Facts about foretold errors: each term against an impedance that is really moved by its cause.
#include "advice/sense_error.hpp"

#include <cmath>
#include <complex>
#include <numbers>
#include <random>

#include "advice/sense_resistor.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using namespace ohmbench::advice;
using core::Ohms;
using core::Sense;
using Complex = std::complex<double>;

namespace {

/// Impedance by the ratio T, T from node equations.
Complex ratio_of(Sense sense, Complex z, Complex rs, Complex y) {
  if (sense == Sense::kLowSide) {
    const Complex across = 1.0 / (1.0 / rs + y);
    return across / (z + across);
  }
  const Complex load = 1.0 / (1.0 / z + y);
  return load / (load + rs);
}

Complex impedance(Sense sense, Complex t, double rs) {
  return sense == Sense::kHighSide ? rs * t / (1.0 - t) : rs * (1.0 - t) / t;
}

SenseBench bench(Sense sense, double rs) {
  SenseBench b;
  b.sense = sense;
  b.sense_resistor = Ohms(rs);
  return b;
}

}  // namespace

TEST_CASE(
    "Terms for resistor, loading, inductance and channel ratio are what these causes do to the result") {
  constexpr double kHz = 20000, kOmega = 2 * std::numbers::pi * kHz;
  for (const auto sense : {Sense::kHighSide, Sense::kLowSide}) {
    for (const double z : {4.0, 30.0, 300.0}) {
      const double rs = 22;
      const auto e = expected_error(bench(sense, rs), CalibratedBy::kNothing, z, kHz);
      const auto moved = [&](Complex t) { return std::abs(impedance(sense, t, rs) / z - 1.0); };
      const Complex y(1e-4 / std::sqrt(3.0), kOmega * 200e-12);
      INFO("load " << z);
      // first order in the cause: the rest is a few percent of it
      CHECK(e.of(ErrorSource::kInputLoading) == Approx(moved(ratio_of(sense, z, rs, y))).epsilon(0.04));
      CHECK(e.of(ErrorSource::kInductance) ==
            Approx(moved(ratio_of(sense, z, Complex(rs, kOmega * 20e-9), 0.0))).epsilon(1e-3));
      CHECK(e.of(ErrorSource::kResistor) == Approx(moved(ratio_of(sense, z, rs * 1.01, 0.0))).epsilon(0.02));
      // turned by a quarter, so that the second order falls out
      const Complex unequal(1.0, 0.0292);
      const double by_ratio = moved(ratio_of(sense, z, rs, 0.0) * unequal);
      CHECK(by_ratio < 1.02 * e.of(ErrorSource::kChannelRatio));
      CHECK(e.of(ErrorSource::kChannelRatio) < 1.15 * by_ratio);
      const auto calibrated = expected_error(bench(sense, rs), CalibratedBy::kRatio, z, kHz);
      const double t = ratio_of(sense, z, rs, 0.0).real();
      CHECK(calibrated.of(ErrorSource::kCrosstalk) == Approx(moved((t + 1e-4) / (1 + 1e-4))).epsilon(0.01));
    }
  }
}

TEST_CASE(
    "Noise of the standards reaches the result as foretold, and hardly where the load is the reference") {
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal;
  for (const auto sense : {Sense::kHighSide, Sense::kLowSide}) {
    auto b = bench(sense, 33);
    b.reference = Ohms(47);
    b.noise_volt_per_root_hz = 1e-4;
    const double line_volt = b.volt.value() / std::sqrt(static_cast<double>(b.lines));
    const double u = b.noise_volt_per_root_hz / std::sqrt(b.record_s) / line_volt;
    const auto noisy = [&](double m) {
      const auto draw = [&] { return u / std::sqrt(2.0) * Complex(normal(random), normal(random)); };
      return (m + draw()) / (1.0 + draw());
    };
    const double open = sense == Sense::kHighSide ? 1.0 : 0.0;
    for (const double z : {10.0, 47.0, 200.0}) {
      const auto m = [&](double ohm) { return ratio_of(sense, ohm, 33.0, 0.0).real(); };
      double sum = 0;
      constexpr int kRuns = 20000;
      for (int i = 0; i < kRuns; ++i) {
        const Complex mo = noisy(open), ms = noisy(1 - open), ml = noisy(m(47));
        const Complex found = 47.0 * (m(z) - ms) * (mo - ml) / ((mo - m(z)) * (ml - ms));
        sum += std::norm(found / z - 1.0);
      }
      const auto e = expected_error(b, CalibratedBy::kStandards, z, 1000);
      CHECK(e.of(ErrorSource::kCalibrationNoise) == Approx(std::sqrt(sum / kRuns)).epsilon(0.03));
    }
  }
}

TEST_CASE(
    "Each calibration takes terms away and never makes the error larger than the reference's tolerance") {
  for (const auto sense : {Sense::kHighSide, Sense::kLowSide}) {
    for (const double f_hz : {20.0, 1000.0, 20000.0}) {
      const auto b = bench(sense, 47);
      const auto none = expected_error(b, CalibratedBy::kNothing, 100, f_hz);
      const auto ratio = expected_error(b, CalibratedBy::kRatio, 100, f_hz);
      const auto full = expected_error(b, CalibratedBy::kStandards, 100, f_hz);
      CHECK(none.total() > ratio.total());
      CHECK(ratio.total() > full.total());
      CHECK(none.largest() == ErrorSource::kChannelRatio);
      CHECK(full.largest() == ErrorSource::kReference);
      for (const auto gone : {ErrorSource::kResistor, ErrorSource::kInputLoading, ErrorSource::kCrosstalk})
        CHECK(full.of(gone) == 0);
    }
  }
}

TEST_CASE(
    "The budget of calibrated channels holds the worked example of the uncertainty of 8 ohm over 10 ohm") {
  // group "gum_high_side": √(|1 + Z/Rs|² (u_k² + u_nA² + u_nB²) + u_Rs²) for Z = 8 Ω, Rs = 10 Ω
  const double z = 8, rs = 10, u_k = 2e-4, u_n = 3e-5, u_rs = 1e-3;
  const double gain = std::abs(ratio_sensitivity(Sense::kHighSide, z, rs));
  CHECK(std::sqrt(gain * gain * (u_k * u_k + 2 * u_n * u_n) + u_rs * u_rs) ==
        Approx(0.0010655665159904379).epsilon(1e-12));
  // the same through the budget: u_k is the drift that a calibrated ratio is left with
  auto b = bench(Sense::kHighSide, rs);
  b.resistor_sigma = u_rs;
  const auto e = expected_error(b, CalibratedBy::kRatio, z, 20);
  CHECK(std::hypot(e.of(ErrorSource::kChannelRatio), gain * std::sqrt(2.0) * u_n,
                   e.of(ErrorSource::kResistor)) == Approx(0.0010655665159904379).epsilon(1e-12));
}

TEST_CASE("Four times the record halves the noise, and so do twice the volts") {
  auto b = bench(Sense::kHighSide, 47);
  const double once = expected_error(b, CalibratedBy::kRatio, 100, 1000).of(ErrorSource::kNoise);
  b.record_s *= 4;
  CHECK(expected_error(b, CalibratedBy::kRatio, 100, 1000).of(ErrorSource::kNoise) == Approx(once / 2));
  b.volt = 2.0 * b.volt;
  CHECK(expected_error(b, CalibratedBy::kRatio, 100, 1000).of(ErrorSource::kNoise) == Approx(once / 4));
  // group "noise_per_bin": √(S/T)/V_line
  b.noise_volt_per_root_hz = std::sqrt(2.025e-15);
  b.record_s = 5.461333333333333;
  b.lines = 1;
  b.volt = core::Volts(6.46846247353151e-05);
  b.sense_resistor = Ohms(1.2055694304005904 * 100);
  CHECK(expected_error(b, CalibratedBy::kRatio, 100, 1000).of(ErrorSource::kNoise) ==
        Approx(4.430424641985443 * 0.0002976885348115516).epsilon(1e-12));
}
