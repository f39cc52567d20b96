// Correction over frequency: round trips through a random rig, coverage, and whether the uncertainty is true.
#include "calibration/correction.hpp"

#include <cmath>
#include <numbers>
#include <random>

#include "impedance/load.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using core::FixtureState;
using Complex = std::complex<double>;

namespace {

constexpr double kRs = 33.15;

/// A rig with everything that is wrong with real ones: gains, delay, loading, crosstalk.
struct TrueRig {
  core::Sense sense = core::Sense::kHighSide;
  double rs_ohm = kRs;

  Complex reading(Complex z, double f_hz, bool bridged = false) const {
    const Complex s(0, 2 * std::numbers::pi * f_hz);
    const Complex y_b = 1 / 12.5e3 + s * 240e-12;
    Complex a = 1, b;
    if (bridged) {
      b = 1;
    } else if (sense == core::Sense::kHighSide) {
      const Complex across = 1.0 / (1.0 / z + y_b);
      b = across / (across + rs_ohm);
    } else {
      const Complex across = 1.0 / (1.0 / rs_ohm + y_b);
      b = across / (across + z);
    }
    b *= 1.027 * std::exp(-s * 8e-8) * s / (s + 2 * std::numbers::pi * 2.3);
    a *= s / (s + 2 * std::numbers::pi * 1.9);
    constexpr double kCrosstalk = 2.5e-5;
    return (b + kCrosstalk * a) / (a + kCrosstalk * b);
  }
};

std::vector<double> grid(double points_per_octave) {
  std::vector<double> f;
  for (double x = 10; x < 21000; x *= std::exp2(1 / points_per_octave)) f.push_back(x);
  return f;
}

Complex headphone(double f_hz) {
  return Complex(301.7, 2 * std::numbers::pi * f_hz * 2e-4) +
         213.0 / Complex(1, 3.7 * (f_hz / 81 - 81 / f_hz));
}

class Bench {
 public:
  explicit Bench(core::Sense sense, double noise = 0) : noise_(noise) {
    truth.sense = rig.sense = sense;
    rig.sense_resistor = core::Ohms(33);  // the declared one is 0.45 % off
  }

  template <class Z>
  spectra::Frf read(const std::vector<double>& f, Z z, bool bridged = false) {
    spectra::Frf frf;
    for (const double x : f) {
      frf.f_hz.push_back(x);
      frf.h.push_back(truth.reading(z(x), x, bridged) + error());
      frf.variance.push_back(noise_ * noise_);
      frf.degrees_of_freedom.push_back(50);
    }
    return frf;
  }
  void add(FixtureState state, const std::vector<double>& f, double ohm = 0, double tolerance = 0) {
    const Complex z = state == FixtureState::kOpen ? Complex(1e15) : Complex(ohm);
    calibration::put(calibration, {state, ohm, tolerance,
                                   read(
                                       f, [z](double) { return z; }, state == FixtureState::kBridged),
                                   ""});
  }
  impedance::ImpedanceCurve measure(const std::vector<double>& f) {
    return impedance::load_impedance(calibration::correct(read(f, headphone), rig, calibration), rig.sense,
                                     "");
  }

  TrueRig truth;
  calibration::Rig rig;
  calibration::Calibration calibration;

 private:
  Complex error() { return noise_ / std::sqrt(2.0) * Complex(gauss_(random_), gauss_(random_)); }
  double noise_;
  std::mt19937 random_{7};
  std::normal_distribution<double> gauss_;
};

double worst(const core::OhmCurve& c) {
  double most = 0;
  for (std::size_t i = 0; i < c.size(); ++i)
    most = std::max(most, std::abs(c.z_ohm[i] / headphone(c.f_hz[i]) - 1.0));
  return most;
}

}  // namespace

TEST_CASE("Every sufficient set of standards removes the rig to the last digit, in both topologies") {
  const auto f = grid(6);
  const auto sense = GENERATE(core::Sense::kHighSide, core::Sense::kLowSide);
  const int set = GENERATE(0, 1, 2);
  Bench b(sense);
  if (set == 0) {
    b.add(FixtureState::kOpen, f);
    b.add(FixtureState::kShort, f);
    b.add(FixtureState::kReference, f, 100);
  } else if (set == 1) {  // no short: two resistors serve
    b.add(FixtureState::kOpen, f);
    b.add(FixtureState::kReference, f, 10);
    b.add(FixtureState::kReference, f, 100);
  } else {  // more than needed
    b.add(FixtureState::kBridged, f);
    b.add(FixtureState::kOpen, f);
    b.add(FixtureState::kShort, f);
    b.add(FixtureState::kReference, f, 10);
    b.add(FixtureState::kReference, f, 1000);
  }
  CHECK(worst(b.measure(f).curve) < (set == 2 ? 2e-7 : 1e-9));  // bridging does not see the crosstalk
}

TEST_CASE("Each step improves the result, and the uncertainty of the steps before held the truth") {
  const auto f = grid(6);
  for (const auto sense : {core::Sense::kHighSide, core::Sense::kLowSide}) {
    Bench b(sense);
    double before = worst(b.measure(f).curve);
    for (const auto state : {FixtureState::kBridged, FixtureState::kOpen, FixtureState::kReference}) {
      b.add(state, f, 100);
      const auto z = b.measure(f).curve;
      // opening the circuit on the low side tells the crosstalk, which is small beside the resistor
      CHECK(worst(z) <= before * (1 + 1e-3));
      before = worst(z);
      for (std::size_t i = 0; i < z.size(); ++i)
        CHECK(std::abs(z.z_ohm[i] - headphone(z.f_hz[i])) < 3 * z.sigma_ohm[i] + 1e-9 * std::abs(z.z_ohm[i]));
    }
    b.add(FixtureState::kShort, f);
    CHECK(worst(b.measure(f).curve) < 2e-7);
  }
}

TEST_CASE("With noise in every reading the truth lies within one sigma for 63 % and within two for 98 %") {
  const auto f = grid(100);
  for (const auto sense : {core::Sense::kHighSide, core::Sense::kLowSide}) {
    Bench b(sense, 2e-5);
    for (const auto state : {FixtureState::kBridged, FixtureState::kOpen, FixtureState::kShort})
      b.add(state, f);
    b.add(FixtureState::kReference, f, 100);
    const auto z = b.measure(f).curve;
    double one = 0, two = 0;
    for (std::size_t i = 0; i < z.size(); ++i) {
      const double error = std::abs(z.z_ohm[i] - headphone(z.f_hz[i]));
      one += error < z.sigma_ohm[i];
      two += error < 2 * z.sigma_ohm[i];
    }
    const double n = static_cast<double>(z.size());
    INFO("within one sigma " << one / n << ", two " << two / n << " of " << n);
    CHECK(std::abs(one / n - 0.632) < 0.05);  // three standard deviations of a share of 1100
    CHECK(std::abs(two / n - 0.982) < 0.013);
  }
}

TEST_CASE("A resistor's tolerance moves all frequencies at once and is in the budget as common") {
  const auto f = grid(6);
  Bench b(core::Sense::kHighSide);
  b.add(FixtureState::kOpen, f);
  b.add(FixtureState::kShort, f);
  b.add(FixtureState::kReference, f, 100, 1e-3);
  const auto z = b.measure(f);
  const auto i = impedance::dominant_at(z.budget, 20);
  CHECK(z.budget[i].name == "reference resistor");
  CHECK(z.budget[i].common);
  CHECK(z.curve.sigma_ohm[20] == Approx(1e-3 * std::abs(z.curve.z_ohm[20])).epsilon(1e-3));
}

TEST_CASE(
    "Between calibrated frequencies the correction is interpolated, and what lies outside is declared") {
  Bench b(core::Sense::kHighSide);
  for (const auto state : {FixtureState::kOpen, FixtureState::kShort}) b.add(state, grid(24));
  b.add(FixtureState::kReference, grid(24), 100);
  const std::vector<double> f{5, 9.7, 10, 1003.3, 17777, 50000};
  const auto z = b.measure(f);
  using calibration::Coverage;
  CHECK(z.coverage == std::vector<Coverage>{Coverage::kNone, Coverage::kExtrapolated, Coverage::kExact,
                                            Coverage::kInterpolated, Coverage::kInterpolated,
                                            Coverage::kNone});
  for (const std::size_t i : {2, 3, 4}) CHECK(std::abs(z.curve.z_ohm[i] / headphone(f[i]) - 1.0) < 1e-5);
  CHECK(z.curve.sigma_ohm[5] > 0.05 * std::abs(z.curve.z_ohm[5]));
}
