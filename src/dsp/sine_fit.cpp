#include "dsp/sine_fit.hpp"

#include <array>
#include <cmath>
#include <utility>

#include "core/ensure.hpp"

namespace ohmbench::dsp {
namespace {

/// Solves the symmetric positive 3×3 system by Gaussian elimination with pivoting.
std::array<double, 3> solve(std::array<std::array<double, 4>, 3> m) {
  for (int c = 0; c < 3; ++c) {
    int pivot = c;
    for (int r = c + 1; r < 3; ++r) {
      if (std::abs(m[r][c]) > std::abs(m[pivot][c])) pivot = r;
    }
    std::swap(m[c], m[pivot]);
    ENSURE(m[c][c] != 0);
    for (int r = 0; r < 3; ++r) {
      if (r == c) continue;
      const double factor = m[r][c] / m[c][c];
      for (int k = c; k < 4; ++k) m[r][k] -= factor * m[c][k];
    }
  }
  return {m[0][3] / m[0][0], m[1][3] / m[1][1], m[2][3] / m[2][2]};
}

}  // namespace

SineFit fit_sine(std::span<const double> x, double omega) {
  ENSURE(x.size() > 3 && omega > 0 && omega < 3.1416);
  std::array<std::array<double, 4>, 3> normal{};
  const auto row = [omega](std::size_t n) {
    const double wn = omega * static_cast<double>(n);
    return std::array<double, 3>{std::cos(wn), std::sin(wn), 1.0};
  };
  for (std::size_t n = 0; n < x.size(); ++n) {
    const auto r = row(n);
    for (int i = 0; i < 3; ++i) {
      for (int j = 0; j < 3; ++j) normal[i][j] += r[i] * r[j];
      normal[i][3] += r[i] * x[n];
    }
  }
  const auto p = solve(normal);
  double square_sum = 0;
  for (std::size_t n = 0; n < x.size(); ++n) {
    const auto r = row(n);
    const double e = x[n] - p[0] * r[0] - p[1] * r[1] - p[2];
    square_sum += e * e;
  }
  // a cos ωn + b sin ωn = Re[(a − jb) e^{jωn}]
  return {{p[0], -p[1]}, p[2], std::sqrt(square_sum / static_cast<double>(x.size() - 3))};
}

}  // namespace ohmbench::dsp
