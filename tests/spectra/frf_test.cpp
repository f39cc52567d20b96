// The ratio of two channels and its variance.
#include "spectra/frf.hpp"

#include <cmath>

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
