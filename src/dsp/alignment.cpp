#include "dsp/alignment.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/ensure.hpp"
#include "dsp/fft.hpp"

namespace ohmbench::dsp {
namespace {

std::vector<double> sums_of_neighbours(std::span<const double> x, std::size_t count) {
  std::vector<double> sums(x.size() / count);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    double sum = 0;
    for (std::size_t n = 0; n < count; ++n) sum += x[i * count + n];
    sums[i] = sum;
  }
  return sums;
}

double dot(const double* a, const double* b, std::size_t count) {
  constexpr std::size_t kLanes = 8;  // independent sums, which the processor can add at the same time
  double lanes[kLanes] = {};
  std::size_t n = 0;
  for (; n + kLanes <= count; n += kLanes) {
    for (std::size_t l = 0; l < kLanes; ++l) lanes[l] += a[n + l] * b[n + l];
  }
  double sum = 0;
  for (; n < count; ++n) sum += a[n] * b[n];
  for (const double lane : lanes) sum += lane;
  return sum;
}

/// Offset of the vertex of a parabola through three values next to each other.
double vertex(double left, double mid, double right) {
  const double curvature = left - 2 * mid + right;
  return curvature != 0 ? std::clamp(0.5 * (left - right) / curvature, -0.5, 0.5) : 0.0;
}

}  // namespace

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

  const double shift =
      vertex(correlation[(best + n - 1) % n], correlation[best], correlation[(best + 1) % n]);
  result.delay_frames = static_cast<double>(result.whole_frames) + shift;
  return result;
}

Alignment align_in_two_steps(std::span<const double> reference, std::span<const double> recording,
                             std::size_t decimation, std::size_t from, std::size_t to) {
  ENSURE(decimation > 0 && from < to && to <= reference.size() && recording.size() >= decimation);
  auto result = align(sums_of_neighbours(reference, decimation), sums_of_neighbours(recording, decimation));
  result.delay_frames *= static_cast<double>(decimation);
  result.whole_frames = std::lround(result.delay_frames);

  const auto reach = static_cast<std::ptrdiff_t>(decimation);
  const auto first = static_cast<std::ptrdiff_t>(from) + result.whole_frames - reach;
  if (first < 0 || first + 2 * reach + static_cast<std::ptrdiff_t>(to - from) >=
                       static_cast<std::ptrdiff_t>(recording.size()))
    return result;
  std::vector<double> correlation;
  for (std::ptrdiff_t lag = 0; lag <= 2 * reach; ++lag)
    correlation.push_back(dot(reference.data() + from, recording.data() + first + lag, to - from));
  const auto best = static_cast<std::size_t>(
      std::max_element(correlation.begin(), correlation.end(),
                       [](double a, double b) { return std::abs(a) < std::abs(b); }) -
      correlation.begin());
  result.inverted = correlation[best] < 0;
  result.whole_frames += static_cast<std::ptrdiff_t>(best) - reach;
  result.delay_frames = static_cast<double>(result.whole_frames);
  if (best > 0 && best + 1 < correlation.size())
    result.delay_frames += vertex(correlation[best - 1], correlation[best], correlation[best + 1]);
  return result;
}

}  // namespace ohmbench::dsp
