// Complex linear least squares by column-pivoted Householder QR; small systems, any rank.
#pragma once

#include <complex>
#include <cstddef>
#include <vector>

namespace ohmbench::dsp {

/// Column-major: the decomposition runs along columns.
struct ComplexMatrix {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<std::complex<double>> values;

  ComplexMatrix(std::size_t r, std::size_t c) : rows(r), columns(c), values(r * c) {}
  std::complex<double>& at(std::size_t r, std::size_t c) { return values[c * rows + r]; }
  const std::complex<double>& at(std::size_t r, std::size_t c) const { return values[c * rows + r]; }
};

struct LeastSquares {
  std::vector<std::complex<double>> solution;  ///< columns beyond the rank are 0
  double residual_square_sum = 0;              ///< ‖Ax − b‖²
  std::size_t rank = 0;
  /// (AᴴA)⁻¹ at [0][0]: the variance of solution[0] per unit variance of the complex error of b; 0 if column
  /// 0 is beyond the rank.
  double variance_gain_0 = 0;
};

/// min ‖Ax − b‖. Columns are scaled to equal length first; those within 1e-10 of the span of the others are
/// left out. ENSUREs rows ≥ columns.
LeastSquares solve_least_squares(ComplexMatrix a, std::vector<std::complex<double>> b);

}  // namespace ohmbench::dsp
