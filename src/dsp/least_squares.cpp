#include "dsp/least_squares.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/ensure.hpp"

namespace ohmbench::dsp {
namespace {

using Complex = std::complex<double>;
constexpr double kRankTolerance = 1e-10;

double column_norm2(const ComplexMatrix& a, std::size_t column, std::size_t from_row) {
  double sum = 0;
  for (std::size_t r = from_row; r < a.rows; ++r) sum += std::norm(a.at(r, column));
  return sum;
}

/// Applies the Householder reflection that zeroes column k below row k, to the matrix and the right side.
void reflect(ComplexMatrix& a, std::vector<Complex>& b, std::size_t k) {
  const double length = std::sqrt(column_norm2(a, k, k));
  const Complex pivot = a.at(k, k);
  const Complex phase = std::abs(pivot) > 0 ? pivot / std::abs(pivot) : Complex(1.0);
  std::vector<Complex> v(a.rows - k);
  for (std::size_t r = k; r < a.rows; ++r) v[r - k] = a.at(r, k);
  v[0] += phase * length;
  double v2 = 0;
  for (const auto& x : v) v2 += std::norm(x);
  if (v2 == 0) return;
  const auto apply = [&](auto&& element) {
    Complex dot = 0;
    for (std::size_t r = k; r < a.rows; ++r) dot += std::conj(v[r - k]) * element(r);
    dot *= 2.0 / v2;
    for (std::size_t r = k; r < a.rows; ++r) element(r) -= dot * v[r - k];
  };
  for (std::size_t c = k; c < a.columns; ++c) apply([&](std::size_t r) -> Complex& { return a.at(r, c); });
  apply([&](std::size_t r) -> Complex& { return b[r]; });
}

void swap_columns(ComplexMatrix& a, std::size_t i, std::size_t j) {
  if (i == j) return;
  for (std::size_t r = 0; r < a.rows; ++r) std::swap(a.at(r, i), a.at(r, j));
}

std::vector<double> scale_columns(ComplexMatrix& a) {
  std::vector<double> scale(a.columns, 1.0);
  for (std::size_t c = 0; c < a.columns; ++c) {
    const double length = std::sqrt(column_norm2(a, c, 0));
    if (length > 0) scale[c] = 1.0 / length;
    for (std::size_t r = 0; r < a.rows; ++r) a.at(r, c) *= scale[c];
  }
  return scale;
}

}  // namespace

LeastSquares solve_least_squares(ComplexMatrix a, std::vector<Complex> b) {
  ENSURE(a.rows >= a.columns && b.size() == a.rows);
  const auto scale = scale_columns(a);
  std::vector<std::size_t> order(a.columns);
  std::iota(order.begin(), order.end(), std::size_t{0});

  LeastSquares result;
  for (std::size_t k = 0; k < a.columns; ++k) {
    std::size_t best = k;
    double best_norm2 = column_norm2(a, k, k);
    for (std::size_t c = k + 1; c < a.columns; ++c) {
      if (const double n2 = column_norm2(a, c, k); n2 > best_norm2) best = c, best_norm2 = n2;
    }
    if (std::sqrt(best_norm2) < kRankTolerance) break;
    swap_columns(a, k, best);
    std::swap(order[k], order[best]);
    reflect(a, b, k);
    ++result.rank;
  }

  result.solution.assign(a.columns, 0.0);
  std::vector<Complex> x(result.rank);
  for (std::size_t i = result.rank; i-- > 0;) {
    x[i] = b[i];
    for (std::size_t j = i + 1; j < result.rank; ++j) x[i] -= a.at(i, j) * x[j];
    x[i] /= a.at(i, i);
    result.solution[order[i]] = x[i] * scale[order[i]];
  }
  for (std::size_t r = result.rank; r < a.rows; ++r) result.residual_square_sum += std::norm(b[r]);

  const auto at0 = static_cast<std::size_t>(std::find(order.begin(), order.end(), 0u) - order.begin());
  if (at0 < result.rank) {  // Rᴴ w = e, variance = ‖w‖²
    std::vector<Complex> w(result.rank, 0.0);
    for (std::size_t i = at0; i < result.rank; ++i) {
      Complex sum = i == at0 ? 1.0 : 0.0;
      for (std::size_t j = at0; j < i; ++j) sum -= std::conj(a.at(j, i)) * w[j];
      w[i] = sum / std::conj(a.at(i, i));
      result.variance_gain_0 += std::norm(w[i]);
    }
    result.variance_gain_0 *= scale[0] * scale[0];
  }
  return result;
}

}  // namespace ohmbench::dsp
