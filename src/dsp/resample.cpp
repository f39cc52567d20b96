#include "dsp/resample.hpp"

#include <array>
#include <cmath>
#include <cstring>
#include <numbers>

namespace ohmbench::dsp {
namespace {

constexpr int kHalfTaps = 48;
constexpr double kKaiserBeta = 12.0;       // stop band −120 dB
constexpr std::size_t kTableSteps = 1024;  // per tap; linear interpolation between adds −130 dB

/// Windowed sinc at |u| < kHalfTaps.
double kernel(double u) {
  const double r = u / kHalfTaps;
  if (r <= -1 || r >= 1) return 0;
  const double window =
      std::cyl_bessel_i(0.0, kKaiserBeta * std::sqrt(1 - r * r)) / std::cyl_bessel_i(0.0, kKaiserBeta);
  const double pu = std::numbers::pi * u;
  return window * (u == 0 ? 1.0 : std::sin(pu) / pu);
}

constexpr std::size_t kTaps = 2 * kHalfTaps;

/// Row r holds the taps for a fraction of r/kTableSteps; tap i lies at base + i − kHalfTaps + 1. Computed
/// once.
const std::vector<double>& kernel_rows() {
  static const std::vector<double> rows = [] {
    std::vector<double> t((kTableSteps + 1) * kTaps);
    for (std::size_t r = 0; r <= kTableSteps; ++r) {
      for (std::size_t i = 0; i < kTaps; ++i)
        t[r * kTaps + i] =
            kernel(static_cast<double>(r) / kTableSteps + kHalfTaps - 1 - static_cast<double>(i));
    }
    return t;
  }();
  return rows;
}

// The inner loop for the widest vectors of the machine that it runs on. Sanitizers cannot bear the resolver.
#if defined(__linux__) && defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define OHMBENCH_WIDEST_VECTORS __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define OHMBENCH_WIDEST_VECTORS
#endif

/// Four doubles at a time: a plain loop with lanes is not turned into vector instructions by GCC 12.
using Four = double __attribute__((vector_size(4 * sizeof(double))));
inline void load(Four& v, const double* x) {
  std::memcpy(&v, x, sizeof v);
}

/// Σ x (row + part·(next − row)).
OHMBENCH_WIDEST_VECTORS double interpolated(const double* x, const double* row, double part) {
  const double* next = row + kTaps;
  Four sum[2] = {};
  Four slope[2] = {};
  static_assert(kTaps % 8 == 0);
  for (std::size_t i = 0; i < kTaps; i += 8) {
    for (std::size_t half = 0; half < 2; ++half) {
      Four samples, here, there;
      load(samples, x + i + 4 * half);
      load(here, row + i + 4 * half);
      load(there, next + i + 4 * half);
      sum[half] += samples * here;
      slope[half] += samples * there;
    }
  }
  const Four at_row = sum[0] + sum[1];
  const Four at_next = slope[0] + slope[1];
  const Four blended = at_row + part * (at_next - at_row);
  return (blended[0] + blended[1]) + (blended[2] + blended[3]);
}

}  // namespace

std::vector<double> resample(std::span<const double> x, double start_frames, double step_frames,
                             std::size_t count) {
  const auto& rows = kernel_rows();
  const auto size = static_cast<std::ptrdiff_t>(x.size());
  std::vector<double> y(count);
  std::array<double, kTaps> edge;
  for (std::size_t m = 0; m < count; ++m) {
    const double t = start_frames + static_cast<double>(m) * step_frames;
    const double base = std::floor(t);
    const double fraction = (t - base) * kTableSteps;
    const auto whole = static_cast<std::size_t>(fraction);
    const double* row = rows.data() + whole * kTaps;
    const double part = fraction - static_cast<double>(whole);
    const auto first = static_cast<std::ptrdiff_t>(base) - kHalfTaps + 1;
    if (first >= 0 && first + static_cast<std::ptrdiff_t>(kTaps) <= size) {
      y[m] = interpolated(x.data() + first, row, part);
      continue;
    }
    for (std::size_t i = 0; i < kTaps; ++i) {
      const std::ptrdiff_t at = first + static_cast<std::ptrdiff_t>(i);
      edge[i] = at >= 0 && at < size ? x[static_cast<std::size_t>(at)] : 0.0;
    }
    y[m] = interpolated(edge.data(), row, part);
  }
  return y;
}

}  // namespace ohmbench::dsp
