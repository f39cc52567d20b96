// The ratio of two channels and its variance.
#include "spectra/frf.hpp"

#include <cmath>
#include <random>

#include "support/catch.hpp"

using namespace ohmbench::spectra;
using Complex = std::complex<double>;

namespace {

ChannelSpectra one_line(Complex x, Complex y, double var_x, double var_y, Complex covariance) {
  ChannelSpectra s;
  s.f_hz = {1000};
  s.mean = {{x}, {y}};
  s.variance = {{var_x}, {var_y}};
  s.covariance_with_0 = {{var_x}, {covariance}};
  s.degrees_of_freedom = {3};
  return s;
}

}  // namespace

TEST_CASE("The variance of the ratio equals the reference vector") {
  const Complex g(0.6447426958020196, 0.27259283961605535);
  const double periods = 8;
  const auto s =
      one_line(1.0, g, 0.05 * 0.05 / periods, 0.03 * 0.03 / periods, Complex(0.0006, 0.0002) / periods);
  const auto frf = ratio(s, 1, 0);
  CHECK(std::abs(frf.h[0] - g) < 1e-15);
  CHECK(frf.variance[0] == Approx(0.0001552839536488943).epsilon(1e-12));
}

TEST_CASE("Noise that both channels share cancels in the ratio") {
  const Complex g(0.5, 0.2);
  const double v = 1e-4;
  const auto s = one_line(1.0, g, v, std::norm(g) * v, g * v);
  CHECK(ratio(s, 1, 0).variance[0] < 1e-18);
  CHECK(ratio(s, 0, 1).variance[0] < 1e-18);
}

TEST_CASE("The ratio upside down has the inverse value and the same relative variance") {
  const auto s = one_line({2, 1}, {0.3, -0.4}, 1e-6, 2e-6, {3e-7, 1e-7});
  const auto up = ratio(s, 1, 0);
  const auto down = ratio(s, 0, 1);
  CHECK(std::abs(up.h[0] * down.h[0] - 1.0) < 1e-12);
  CHECK(up.variance[0] / std::norm(up.h[0]) == Approx(down.variance[0] / std::norm(down.h[0])));
}

TEST_CASE("Signal to noise is a ratio of powers, and bounded") {
  CHECK(snr_db(one_line(1.0, 1.0, 1e-6, 0, 0), 0) == Approx(60));
  CHECK(snr_db(one_line(1.0, 1.0, 0, 0, 0), 0) == 300);
  CHECK(snr_db(one_line(0.0, 0.0, 0, 0, 0), 0) == -300);
}

TEST_CASE("What realisations differ by beyond their noise is found as scatter of their mean") {
  constexpr std::size_t kLines = 200;
  constexpr double kNoise = 1e-3;       // standard deviation of each realisation
  constexpr double kDistortion = 5e-3;  // and what the phases add
  std::mt19937_64 random(3);
  std::normal_distribution<double> gauss;
  const auto draw = [&](double sigma) {
    return sigma * std::sqrt(0.5) * Complex(gauss(random), gauss(random));
  };
  const bool bent = GENERATE(true, false);
  std::vector<Frf> realisations(4);
  for (auto& r : realisations) {
    for (std::size_t i = 0; i < kLines; ++i) {
      r.f_hz.push_back(20.0 + static_cast<double>(i));
      r.h.push_back(0.5 + draw(kNoise) + draw(bent ? kDistortion : 0));
      r.variance.push_back(kNoise * kNoise);
      r.degrees_of_freedom.push_back(30);
    }
  }
  const auto mean = combine_realisations(realisations);
  double scatter = 0, error = 0, variance = 0;
  for (std::size_t i = 0; i < kLines; ++i) {
    scatter += mean.hidden_scatter[i] / kLines;
    variance += mean.variance[i] / kLines;
    error += std::norm(mean.h[i] - 0.5) / kLines;
    CHECK(mean.hidden_shift[i] == 0);
  }
  CHECK(variance == Approx(kNoise * kNoise / 4));
  CHECK(scatter + variance == Approx(error).epsilon(0.2));
  if (!bent) CHECK(scatter < 0.2 * variance);
}
