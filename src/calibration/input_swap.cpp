#include "calibration/input_swap.hpp"

#include <algorithm>
#include <cmath>

#include "core/ensure.hpp"

namespace ohmbench::calibration {

spectra::Frf ratio_by_swap(const spectra::Frf& straight, const spectra::Frf& exchanged) {
  ENSURE(straight.f_hz == exchanged.f_hz);
  spectra::Frf k = straight;
  std::complex<double> before = 1;  // Re k > 0
  for (std::size_t i = 0; i < k.size(); ++i) {
    const auto square = straight.h[i] / exchanged.h[i];
    auto root = std::sqrt(square);
    if (std::real(root * std::conj(before)) < 0) root = -root;
    const double relative2 =
        straight.variance[i] / std::norm(straight.h[i]) + exchanged.variance[i] / std::norm(exchanged.h[i]);
    k.h[i] = before = root;
    k.variance[i] = std::norm(root) * relative2 / 4;
    k.degrees_of_freedom[i] = std::min(straight.degrees_of_freedom[i], exchanged.degrees_of_freedom[i]);
  }
  return k;
}

}  // namespace ohmbench::calibration
