// Facts about fits of clean and of flawed curves.
#include "fitting/fit.hpp"

#include "core/error.hpp"
#include "curves.hpp"
#include "fitting/least_squares.hpp"
#include "support/catch.hpp"

using namespace ohmbench::fitting;
using namespace ohmbench::test;

namespace {

const Coil kPlain{CoilModel::kLe, {0.5e-3}};
const Coil kLossy{CoilModel::kLr2, {0.2e-3, 0.6e-3, 5.0}};

}  // namespace

TEST_CASE("The resonance is found where the coil rises above it") {
  const auto truth = driver(5.8, 17.4, 3.0, 0.6, {CoilModel::kLeach, {0.039, 0.74}});
  const auto z = curve_of(truth);
  REQUIRE(std::abs(z.curve.z_ohm.back()) > std::abs(truth.impedance(17.4)));
  const auto fit = fit_load(z);
  CHECK(fit.fs_hz.value == Approx(17.4).epsilon(1e-6));
  CHECK(fit.model.coil.model == CoilModel::kLeach);
}

TEST_CASE("A headphone with two resonances is fitted with both") {
  const LoadModel truth{29.0, {CoilModel::kLe, {2e-5}}, {{12.0, 90.0, 2.2}, {5.5, 3200.0, 1.4}}};
  std::mt19937_64 random(3);
  auto z = curve_of(truth);
  add_noise(z, 1e-3, random);
  const auto fit = fit_load(z);
  REQUIRE(fit.resonances.size() == 2);
  CHECK(fit.fs_hz.value == Approx(90.0).margin(4 * *fit.fs_hz.sigma));
  CHECK(fit.resonances[1].f_hz.value == Approx(3200.0).margin(4 * *fit.resonances[1].f_hz.sigma));
  CHECK(fit.resonances[1].ohm.value == Approx(5.5).margin(4 * *fit.resonances[1].ohm.sigma));
}

TEST_CASE("A suspension that creeps is found to do so, and one that does not is not") {
  auto truth = driver(5.7, 45.0, 2.5, 0.5, kLossy);
  std::mt19937_64 random(5);
  auto plain = curve_of(truth);
  add_noise(plain, 1e-3, random);
  CHECK_FALSE(fit_load(plain).creep);
  truth.resonances[0].creep = 0.12;
  auto z = curve_of(truth);
  add_noise(z, 1e-3, random);
  const auto fit = fit_load(z);
  REQUIRE(fit.creep);
  CHECK(fit.creep->value == Approx(0.12).margin(4 * *fit.creep->sigma));
  CHECK(fit.qms.value == Approx(truth.resonances[0].effective_q()).margin(4 * *fit.qms.sigma));
}

TEST_CASE("An error common to all points is not averaged away") {
  auto z = curve_of(driver(6.0, 40.0, 3.0, 0.5, kPlain));
  for (std::size_t i = 0; i < z.curve.size(); ++i) {
    z.curve.noise_ohm[i] = 1e-4 * std::abs(z.curve.z_ohm[i]);
    z.curve.sigma_ohm[i] = 1e-2 * std::abs(z.curve.z_ohm[i]);
  }
  const auto fit = fit_load(z);
  // a resistor wrong by 1 % makes Re wrong by 1 %, and leaves the resonance where it is
  CHECK(*fit.re_ohm.sigma / fit.re_ohm.value > 0.0099);
  CHECK(*fit.fs_hz.sigma / fit.fs_hz.value < 0.01);
}

TEST_CASE("A touched plug is left out, and said so") {
  std::mt19937_64 random(7);
  auto z = curve_of(driver(6.0, 40.0, 3.0, 0.5, kPlain));
  add_noise(z, 1e-3, random);
  z.curve.z_ohm[120] *= 1.3;
  const auto fit = fit_load(z);
  CHECK(fit.left_out == 1);
  CHECK(fit.re_ohm.value == Approx(6.0).margin(4 * *fit.re_ohm.sigma));
  REQUIRE_FALSE(fit.notes.empty());
}

TEST_CASE("What the model cannot follow widens the deviations") {
  std::mt19937_64 random(9);
  const auto truth = driver(6.0, 40.0, 3.0, 0.5, kPlain);
  auto clean = curve_of(truth);
  add_noise(clean, 1e-3, random);
  auto wavy = clean;
  for (std::size_t i = 0; i < wavy.curve.size(); ++i)
    wavy.curve.z_ohm[i] *= 1.0 + 0.02 * std::sin(3.0 * std::log(wavy.curve.f_hz[i]));
  const auto good = fit_load(clean), bad = fit_load(wavy);
  CHECK(*bad.excess > 10.0);
  CHECK(*bad.re_ohm.sigma > 10.0 * *good.re_ohm.sigma);
  CHECK(std::abs(bad.re_ohm.value - 6.0) < 4 * *bad.re_ohm.sigma);
}

TEST_CASE("The classic method reads what it should from three numbers and from a curve without a coil") {
  // group "ts_classic" of the reference vectors
  const auto c = classic_from(6.2, 72.62857142857143, 22.066531195171343, 46.405118726774525);
  CHECK(c.fs_hz == Approx(32.0).epsilon(1e-11));
  CHECK(c.qms == Approx(4.5).epsilon(1e-11));
  CHECK(c.qes == Approx(0.42).epsilon(1e-11));
  CHECK(c.qts == Approx(0.38414634146341464).epsilon(1e-11));
  CHECK(c.qms / c.qts == Approx(11.714285714285714).epsilon(1e-11));  // r0
  const auto read = classic(curve_of(driver(6.2, 32.0, 4.5, 0.42)).curve, 6.2, 32.0);
  REQUIRE(read);
  CHECK(read->fs_hz == Approx(32.0).epsilon(1e-3));
  CHECK(read->qms == Approx(4.5).epsilon(1e-2));
  CHECK(read->qes == Approx(0.42).epsilon(1e-2));
}

TEST_CASE("|Z| alone gives Re and Q where it begins far below the resonance, and only fs elsewhere") {
  const auto truth = driver(7.0, 65.5, 2.8, 0.92, {CoilModel::kLe, {0.5e-3}});
  auto far = curve_of(truth, 2.0, 2000.0), near = curve_of(truth, 25.0, 2000.0);
  for (auto* z : {&far, &near}) {
    z->curve.phase_known = false;
    for (auto& value : z->curve.z_ohm) value = std::abs(value);
  }
  CHECK_THROWS_WITH(fit_load(far), Catch::Contains("no phase"));
  FitOptions options;
  options.magnitude_only = true;
  const auto whole = fit_load(far, options);
  CHECK(whole.re_and_q_known);
  CHECK(whole.re_ohm.value == Approx(7.0).epsilon(1e-4));
  CHECK(whole.qms.value == Approx(2.8).epsilon(1e-3));
  const auto part = fit_load(near, options);
  CHECK_FALSE(part.re_and_q_known);
  CHECK(part.fs_hz.value == Approx(65.5).epsilon(1e-2));
}

namespace {

/// |Z| alone, with noise of which nothing is known: as traced from a plot.
ohmbench::impedance::ImpedanceCurve traced(const LoadModel& model, double noise, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  auto z = curve_of(model, 20.0);
  for (auto& value : z.curve.z_ohm) value = std::abs(value) * (1.0 + noise * normal(random));
  z.curve.phase_known = z.curve.sigma_known = false;
  return z;
}

constexpr double kTrace = 2e-3;

/// Where the phase falls through zero first [Hz].
double zero_phase_hz(const LoadModel& model) {
  constexpr double kStep = 1.0005;
  double f = 20.0;
  while (!(model.impedance(f).imag() > 0 && model.impedance(f * kStep).imag() <= 0)) f *= kStep;
  return f;
}

FitOptions of_magnitude() {
  FitOptions options;
  options.magnitude_only = true;
  return options;
}

}  // namespace

TEST_CASE("Of a skewed hump of |Z| alone fs is the peak's, no surer than the flanks agree, and said so") {
  // what an open headphone's published |Z| looks like: two broad resonances that nothing can tell apart
  const LoadModel truth{333.0, {CoilModel::kLe, {1.5e-3}}, {{260.0, 67.6, 0.575}, {105.0, 147.0, 0.41}}};
  std::mt19937_64 random(21);
  const auto fit = fit_load(traced(truth, 0.1 * kTrace, random), of_magnitude());
  CHECK(fit.fs_hz.value == Approx(73.8).epsilon(0.02));  // the peak; the flanks lie around 83 Hz
  CHECK(std::abs(fit.fs_hz.value - zero_phase_hz(truth)) < *fit.fs_hz.sigma);
  CHECK_FALSE(fit.re_and_q_known);
  REQUIRE_FALSE(fit.notes.empty());
  CHECK_THAT(fit.notes.front(), Catch::Contains("skewed"));
}

TEST_CASE("Of a hump of |Z| that is not skewed fs is the fit's, however noisy its peak") {
  std::mt19937_64 random(22);
  const auto fit = fit_load(traced(driver(50.0, 70.0, 0.6, 0.9), kTrace, random), of_magnitude());
  CHECK(fit.fs_hz.value == Approx(70.0).margin(4 * *fit.fs_hz.sigma));
  CHECK(*fit.fs_hz.sigma < 0.5);
  for (const auto& note : fit.notes) CHECK_THAT(note, !Catch::Contains("skewed"));
}

TEST_CASE("Deviations of fs of |Z| alone cover where the phase is zero, skewed as the humps may be") {
  constexpr int kHeadphones = 40, kLeast = 32;  // 38 less four standard deviations of 1.4
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> uniform;
  const auto between = [&](double least, double most) {
    return least * std::pow(most / least, uniform(random));
  };
  int covered = 0;
  for (int i = 0; i < kHeadphones; ++i) {
    const double re = between(30.0, 300.0);
    LoadModel truth{re, {CoilModel::kLe, {re * between(1e-7, 1e-6)}}, {}};
    const Resonance own{re * between(0.3, 1.2), between(50.0, 120.0), between(0.4, 1.5)};
    truth.resonances = {own, {own.ohm * between(0.1, 0.6), own.f_hz * between(1.5, 3.5), between(0.3, 0.8)}};
    const auto fs = fit_load(traced(truth, kTrace, random), of_magnitude()).fs_hz;
    covered += std::abs(fs.value - zero_phase_hz(truth)) <= 1.96 * *fs.sigma ? 1 : 0;
  }
  INFO(covered << " of " << kHeadphones);
  CHECK(covered >= kLeast);
}
