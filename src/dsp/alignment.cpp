#include "dsp/alignment.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/ensure.hpp"
#include "dsp/fft.hpp"

namespace ohmbench::dsp {

Alignment align(std::span<const double> reference, std::span<const double> recording) {
  ENSURE(!reference.empty() && !recording.empty());
  const std::size_t n = fast_length(reference.size() + recording.size());
  std::vector<double> padded(n, 0.0);
  std::copy(reference.begin(), reference.end(), padded.begin());
  const auto x = real_fft(padded);
  std::fill(padded.begin(), padded.end(), 0.0);
  std::copy(recording.begin(), recording.end(), padded.begin());
  auto y = real_fft(padded);
  for (std::size_t k = 0; k < y.size(); ++k) y[k] *= std::conj(x[k]);
  const auto correlation = inverse_real_fft(y, n);

  std::size_t best = 0;
  for (std::size_t i = 1; i < n; ++i) {
    if (std::abs(correlation[i]) > std::abs(correlation[best])) best = i;
  }
  Alignment result;
  result.inverted = correlation[best] < 0;
  result.whole_frames = best < recording.size()
                            ? static_cast<std::ptrdiff_t>(best)
                            : static_cast<std::ptrdiff_t>(best) - static_cast<std::ptrdiff_t>(n);

  // energies where the two overlap, so that a recording cut short still reaches a peak of 1
  const std::ptrdiff_t from = std::max<std::ptrdiff_t>(0, result.whole_frames);
  const std::ptrdiff_t to = std::min(static_cast<std::ptrdiff_t>(recording.size()),
                                     result.whole_frames + static_cast<std::ptrdiff_t>(reference.size()));
  double ex = 0;
  double ey = 0;
  for (std::ptrdiff_t i = from; i < to; ++i) {
    ex += reference[i - result.whole_frames] * reference[i - result.whole_frames];
    ey += recording[i] * recording[i];
  }
  result.peak = ex > 0 && ey > 0 ? std::abs(correlation[best]) / std::sqrt(ex * ey) : 0.0;

  const double left = correlation[(best + n - 1) % n];
  const double mid = correlation[best];
  const double right = correlation[(best + 1) % n];
  const double curvature = left - 2 * mid + right;
  const double shift = curvature != 0 ? std::clamp(0.5 * (left - right) / curvature, -0.5, 0.5) : 0.0;
  result.delay_frames = static_cast<double>(result.whole_frames) + shift;
  return result;
}

}  // namespace ohmbench::dsp
