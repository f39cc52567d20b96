// The local rational model on responses that are known.
#include "dsp/local_rational.hpp"

#include <cmath>
#include <random>

#include "dsp/least_squares.hpp"
#include "support/catch.hpp"

using namespace ohmbench::dsp;
using Complex = std::complex<double>;

namespace {

struct Window {
  std::vector<double> r;
  std::vector<Complex> x, y;
};

/// A resonance of quality Q around r = 0, whose bandwidth is a tenth of the window at `sharpness` 20.
Complex resonance(double r, double sharpness) {
  return 1.0 / Complex(1.0, sharpness * (r - 0.05));
}

Window window(double sharpness, double noise, unsigned seed, bool transient = false) {
  std::mt19937 random(seed);
  std::normal_distribution<double> gauss(0, 1 / std::sqrt(2.0));
  Window w;
  for (int i = -30; i <= 30; ++i) {
    const double r = i / 30.0;
    const Complex x(gauss(random), gauss(random));
    w.r.push_back(r);
    w.x.push_back(x);
    w.y.push_back(resonance(r, sharpness) * x + (transient ? Complex(0.3 + 0.1 * r, -0.2) : 0.0) +
                  noise * Complex(gauss(random), gauss(random)));
  }
  return w;
}

}  // namespace

TEST_CASE("A sharp resonance is found without bias, where a band average is off by far") {
  const auto w = window(20, 0, 1);
  const auto local = local_rational(w.r, w.x, w.y, {2, 2, -1});
  CHECK(local.rational);
  CHECK(std::abs(local.g - resonance(0, 20)) < 1e-10);
  Complex cross = 0;
  double power = 0;
  for (std::size_t k = 0; k < w.x.size(); ++k)
    cross += w.y[k] * std::conj(w.x[k]), power += std::norm(w.x[k]);
  CHECK(std::abs(cross / power - resonance(0, 20)) > 0.3);
}

TEST_CASE("A flat response in noise is fitted by a polynomial, and the variance that is told is true") {
  constexpr int kRuns = 1000;
  double square_sum = 0;
  double told = 0;
  int rational = 0;
  for (int run = 0; run < kRuns; ++run) {
    const auto w = window(0, 0.01, static_cast<unsigned>(100 + run));
    const auto local = local_rational(w.r, w.x, w.y, {2, 2, -1});
    square_sum += std::norm(local.g - 1.0);
    told += local.variance;
    rational += local.rational;
  }
  CHECK(square_sum / told == Approx(1.0).epsilon(0.1));
  CHECK(rational < kRuns / 20);
}

TEST_CASE(
    "A transient is separated when the model has a term for it, and spoils the answer when it has not") {
  const auto w = window(3, 0, 7, true);
  CHECK(std::abs(local_rational(w.r, w.x, w.y, {2, 2, 2}).g - resonance(0, 3)) < 1e-6);
  CHECK(std::abs(local_rational(w.r, w.x, w.y, {2, 2, -1}).g - resonance(0, 3)) > 1e-3);
}

TEST_CASE("Moments and the decomposition of the matrix give the same polynomial and the same variance") {
  const auto w = window(1, 0.01, 21);
  const auto local = local_rational(w.r, w.x, w.y, {2, 0, -1});
  ComplexMatrix a(w.r.size(), 3);
  for (std::size_t k = 0; k < w.r.size(); ++k) {
    for (std::size_t i = 0; i < 3; ++i) a.at(k, i) = w.x[k] * std::pow(w.r[k], static_cast<double>(i));
  }
  const auto direct = solve_least_squares(a, w.y);
  CHECK(std::abs(local.g - direct.solution[0]) < 1e-13);
  CHECK(local.variance_gain == Approx(direct.variance_gain_0).epsilon(1e-12));
  CHECK(local.variance ==
        Approx(direct.variance_gain_0 * direct.residual_square_sum / local.degrees_of_freedom).epsilon(1e-9));
}

TEST_CASE("A response that is constant leaves nothing for a denominator, and is found all the same") {
  auto w = window(0, 0, 3);
  const auto local = local_rational(w.r, w.x, w.y, {2, 2, -1});
  CHECK(std::abs(local.g - 1.0) < 1e-14);
  CHECK_FALSE(local.rational);
}
