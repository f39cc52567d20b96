// Sine fit, statistics and least squares against reference vectors, closed forms and simulation.
#include <cmath>
#include <random>

#include "core/ensure.hpp"
#include "dsp/least_squares.hpp"
#include "dsp/sine_fit.hpp"
#include "dsp/statistics.hpp"
#include "support/catch.hpp"

using namespace ohmbench::dsp;
using Complex = std::complex<double>;

TEST_CASE("The three-parameter sine fit equals the reference vector") {
  std::vector<double> y(64);
  for (int n = 0; n < 64; ++n)
    y[static_cast<std::size_t>(n)] =
        0.8 * std::cos(0.37 * n) - 0.3 * std::sin(0.37 * n) + 0.05 + 0.01 * ((7 * n) % 5 - 2);
  const auto fit = fit_sine(y, 0.37);
  CHECK(fit.phasor.real() == Approx(0.7996769769258621).epsilon(1e-9));  // A cos + B sin: phasor A − jB
  CHECK(-fit.phasor.imag() == Approx(-0.2998656891290272).epsilon(1e-9));
  CHECK(fit.offset == Approx(0.04982659639656392).epsilon(1e-9));
}

TEST_CASE("The sine fit's error reaches its bound: var(amplitude) = 2 sigma^2 / N") {
  constexpr int kRuns = 2000;
  constexpr std::size_t kFrames = 200;
  std::mt19937 random(5);
  std::normal_distribution<double> gauss(0, 0.1);
  double square_sum = 0;
  for (int run = 0; run < kRuns; ++run) {
    std::vector<double> y(kFrames);
    for (std::size_t n = 0; n < kFrames; ++n) y[n] = std::cos(0.5 * static_cast<double>(n)) + gauss(random);
    square_sum += std::pow(std::abs(fit_sine(y, 0.5).phasor) - 1, 2);
  }
  CHECK(square_sum / kRuns == Approx(2 * 0.01 / kFrames).epsilon(0.1));
}

TEST_CASE("The 95 % quantile for complex means equals the reference vectors") {
  CHECK(f95_complex(1) == Approx(19.0).epsilon(1e-12));
  CHECK(f95_complex(2) == Approx(6.944271909999159).epsilon(1e-12));
  CHECK(f95_complex(3) == Approx(5.143252849784719).epsilon(1e-12));
  CHECK(f95_complex(7) == Approx(3.738891832440737).epsilon(1e-12));
  CHECK(f95_complex(15) == Approx(3.315829501013522).epsilon(1e-12));
  CHECK(f95_complex(1e7) == Approx(2.995732).epsilon(1e-6));
}

TEST_CASE("Median and robust sigma ignore outliers") {
  CHECK(median({3, 1, 2}) == 2);
  CHECK(median({4, 1, 2, 3}) == 2.5);
  std::mt19937 random(1);
  std::normal_distribution<double> gauss(0, 2.0);
  std::vector<double> x(20001);
  for (double& v : x) v = gauss(random);
  for (std::size_t i = 0; i < 500; ++i) x[i] = 1e6;
  CHECK(robust_sigma(x) == Approx(2.0).epsilon(0.06));
  CHECK_THROWS_AS(median({}), ohmbench::core::BrokenPromise);
}

TEST_CASE("Complex least squares recovers an exact solution and predicts its own variance") {
  std::mt19937 random(2);
  std::normal_distribution<double> gauss;
  const auto draw = [&] { return Complex(gauss(random), gauss(random)); };
  const std::vector<Complex> truth{{1, 2}, {-3, 0.5}, {0, 1e3}};
  ComplexMatrix a(40, 3);
  for (auto& v : a.values) v = draw();
  std::vector<Complex> b(40);
  for (std::size_t r = 0; r < 40; ++r) {
    for (std::size_t c = 0; c < 3; ++c) b[r] += a.at(r, c) * truth[c];
  }
  const auto exact = solve_least_squares(a, b);
  REQUIRE(exact.rank == 3);
  for (std::size_t c = 0; c < 3; ++c)
    CHECK(std::abs(exact.solution[c] - truth[c]) < 1e-11 * (1 + std::abs(truth[c])));

  double square_sum = 0;
  constexpr int kRuns = 2000;
  for (int run = 0; run < kRuns; ++run) {
    auto noisy = b;
    for (auto& v : noisy) v += draw();  // E|n|² = 2
    square_sum += std::norm(solve_least_squares(a, noisy).solution[0] - truth[0]);
  }
  CHECK(square_sum / kRuns == Approx(2 * exact.variance_gain_0).epsilon(0.1));
}

TEST_CASE("Columns that say the same are left out instead of blowing up") {
  ComplexMatrix a(10, 2);
  std::vector<Complex> b(10);
  for (std::size_t r = 0; r < 10; ++r) {
    a.at(r, 0) = Complex(static_cast<double>(r), 1);
    a.at(r, 1) = a.at(r, 0) * Complex(0, 2);
    b[r] = a.at(r, 0);
  }
  const auto fit = solve_least_squares(a, b);
  CHECK(fit.rank == 1);
  CHECK(fit.residual_square_sum < 1e-20);
}
