// Facts about what is refused: each with its reason, none with numbers.
#include "core/error.hpp"
#include "curves.hpp"
#include "fitting/fit.hpp"
#include "support/catch.hpp"

using namespace ohmbench::fitting;
using namespace ohmbench::test;
using ohmbench::core::Error;

namespace {

constexpr double kTwoPi = 2.0 * std::numbers::pi;

/// A vented box by its circuit: the driver's motional branch as Bl²/Zm, with the box's stiffness in series
/// with the driver's, shunted by the port's mass; all from fs = 40, Qms = 4, Qes = 0.4, Re = 6, fb, and α =
/// Vas/Vb.
Complex vented(double f_hz, double fb_hz, double alpha) {
  const double fs = 40.0, qms = 4.0, qes = 0.4, re = 6.0, leak_q = 10.0;
  const Complex s(0.0, f_hz / fs);
  const double h = fb_hz / fs;
  // the box: stiffness α (of the driver's), in parallel with the port's mass α/h², and the losses
  const Complex box = 1.0 / (s / alpha + h / (alpha * leak_q) + h * h / (s * alpha));
  const Complex mechanical = s + 1.0 / qms + 1.0 / s + box;
  return re + Complex(0.0, kTwoPi * f_hz * 0.4e-3) + re / qes / mechanical;
}

void check_refused(const ohmbench::impedance::ImpedanceCurve& z, const std::string& why, int code = 2) {
  try {
    const auto fit = fit_load(z);
    FAIL("fitted, with fs " << fit.fs_hz.value << " and a residual of " << fit.residual_percent.value
                            << " %");
  } catch (const Error& e) {
    INFO(e.what());
    CHECK(std::string(e.what()).find(why) != std::string::npos);
    CHECK(e.exit_code() == code);
  }
}

}  // namespace

TEST_CASE("A vented box is refused, with the frequency of its port") {
  for (const double fb : {30.0, 40.0, 55.0}) {
    const auto z = sampled([&](double f) { return vented(f, fb, 1.5); });
    try {
      fit_load(z);
      FAIL("fitted");
    } catch (const Error& e) {
      const std::string text = e.what();
      INFO(text);
      CHECK(text.find("vented") != std::string::npos);
      const auto at = text.find("port frequency is ");
      REQUIRE(at != std::string::npos);
      CHECK(std::stod(text.substr(at + 18)) == Approx(fb).epsilon(0.01));
      // with the port closed: fs √(1 + α)
      const auto closed = text.find("would resonate at ");
      REQUIRE(closed != std::string::npos);
      CHECK(std::stod(text.substr(closed + 18)) == Approx(40.0 * std::sqrt(2.5)).epsilon(0.03));
    }
  }
}

TEST_CASE("A two-way system is refused: it has no single fs and Q") {
  const auto woofer = driver(6.0, 55.0, 4.0, 0.5, {CoilModel::kLe, {0.8e-3}});
  const auto tweeter = driver(5.0, 1100.0, 2.5, 1.0, {CoilModel::kLe, {0.04e-3}});
  const auto z = sampled([&](double f) {
    const Complex s(0.0, kTwoPi * f);
    const Complex low = woofer.impedance(f) + s * 0.9e-3;
    const Complex high = tweeter.impedance(f) + 1.0 / (s * 6.8e-6);
    return low * high / (low + high);
  });
  check_refused(z, "system");
}

TEST_CASE("A tweeter behind its capacitor is refused") {
  const auto tweeter = driver(5.0, 1100.0, 2.5, 1.0, {CoilModel::kLe, {0.04e-3}});
  check_refused(
      sampled([&](double f) { return tweeter.impedance(f) + 1.0 / Complex(0.0, kTwoPi * f * 6.8e-6); }),
      "capacitor");
}

TEST_CASE("A planar and a ribbon have no resonance to fit") {
  std::mt19937_64 random(11);
  auto planar = sampled([](double f) { return 65.0 + Complex(0.0, kTwoPi * f * 2e-6); });
  add_noise(planar, 1e-3, random);
  check_refused(planar, "no resonance");
  auto ribbon = sampled([](double f) { return 4.5 + Complex(0.0, kTwoPi * f * 20e-6); });
  add_noise(ribbon, 1e-3, random);
  check_refused(ribbon, "no resonance");
}

TEST_CASE("A hump too low to be fitted is named, and not called a planar") {
  // 600 ohm with a hump of 70 ohm, and a rise below it as of a second one at the end of the range
  const auto z = curve_of(LoadModel{600.0, {}, {{70.0, 90.0, 0.7}, {60.0, 14.0, 0.6}}}, 20.0);
  check_refused(z, "no resonance stands out");
  check_refused(z, "87.2 Hz, is 4.6 %");
}

TEST_CASE("A range that misses the resonance is refused") {
  const auto m = driver(6.0, 40.0, 3.0, 0.5, {CoilModel::kLe, {0.3e-3}});
  check_refused(curve_of(m, 100.0), "misses");
  check_refused(curve_of(m, 8.0, 30.0), "esonance");
}

TEST_CASE("A curve that is not passive is no valid measurement") {
  auto z = curve_of(driver(6.0, 40.0, 3.0, 0.5, {CoilModel::kLe, {0.3e-3}}));
  for (auto& value : z.curve.z_ohm) value = -value;
  check_refused(z, "not passive", 4);
}

TEST_CASE("A curve whose imaginary parts are all zero has no phase") {
  auto z = curve_of(driver(6.0, 40.0, 3.0, 0.5));
  for (auto& value : z.curve.z_ohm) value = std::abs(value);
  check_refused(z, "no phase");
}

TEST_CASE(
    "A phase of the wrong sign is named as that, and a phase from elsewhere as no phase of this curve") {
  for (const auto& m :
       {driver(6.0, 40.0, 3.0, 0.5, {CoilModel::kLr2, {0.2e-3, 0.6e-3, 5.0}}),
        driver(6.0, 8.0, 3.0, 0.5, {CoilModel::kLe, {0.5e-3}}), driver(29.0, 90.0, 2.2, 5.0)}) {
    auto z = curve_of(m);
    for (auto& value : z.curve.z_ohm) value = std::conj(value);
    check_refused(z, "wrong sign", 4);
  }
  const auto m = driver(6.0, 40.0, 3.0, 0.5, {CoilModel::kLe, {0.5e-3}}),
             other = driver(6.0, 160.0, 3.0, 0.5, {CoilModel::kLe, {0.05e-3}});
  auto z = curve_of(m);
  for (std::size_t i = 0; i < z.curve.size(); ++i)
    z.curve.z_ohm[i] = std::polar(std::abs(z.curve.z_ohm[i]), std::arg(other.impedance(z.curve.f_hz[i])));
  check_refused(z, "does not belong to the magnitude", 4);
}

TEST_CASE("A resistor's phase of zero is a phase: it is refused because it has no resonance") {
  check_refused(sampled([](double) { return Complex(8.0, 0.0); }), "resistor");
  std::mt19937_64 random(13);
  std::normal_distribution<double> normal;
  check_refused(sampled([&](double) { return Complex(8.0 * (1.0 + 1e-3 * normal(random)), 0.0); }),
                "resistor");
}

TEST_CASE("Too few points are refused") {
  check_refused(curve_of(driver(6.0, 40.0, 3.0, 0.5), 30.0, 45.0), "too few");
}
