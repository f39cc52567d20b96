#include "diagnosis/coarse_ratio.hpp"

#include <algorithm>
#include <cmath>

namespace ohmbench::diagnosis {

spectra::Frf in_sixths(const spectra::Frf& fine) {
  constexpr double kLeastVariance = 1e-20;  // of a bench without noise
  const double sixth = std::exp2(1.0 / 6);
  spectra::Frf coarse;
  for (std::size_t first = 0, i = 0; first < fine.size(); first = i) {
    std::complex<double> sum = 0;
    double weights = 0, f_hz = 0, dof = 0;
    for (i = first; i < fine.size() && fine.f_hz[i] < sixth * fine.f_hz[first]; ++i) {
      const double weight = 1 / std::max(fine.variance[i], kLeastVariance);
      sum += weight * fine.h[i];
      f_hz += weight * fine.f_hz[i];
      weights += weight;
      dof += fine.degrees_of_freedom[i];
    }
    coarse.f_hz.push_back(f_hz / weights);
    coarse.h.push_back(sum / weights);
    coarse.variance.push_back(1 / weights);
    coarse.degrees_of_freedom.push_back(dof);
  }
  return coarse;
}

}  // namespace ohmbench::diagnosis
