#include "spectra/periods.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/ensure.hpp"
#include "dsp/resample.hpp"
#include "dsp/statistics.hpp"

namespace ohmbench::spectra {
namespace {

constexpr double kSigmas = 8.0;                // 48,000 Gaussian values reach 4.5
constexpr double kLeastOfPeak = 1e-5;          // below: settling and interpolation in a bench without noise
constexpr double kLeastOfInterpolated = 1e-4;  // interpolation is not exact next to half the sample rate
constexpr double kQuietSteps =
    3.5;  // a quiet converter of 16 bits repeats most samples, the others differ by a step or two
constexpr double kMostOfPeak =
    1e-2;  // a step larger than this is no converter's, unless it is one of 16 bits
constexpr double k16BitStep = 1.01 * 0x1p-15;
constexpr std::size_t kSigmaStride = 5;  // a fifth of the samples is enough for a median

double median_of_periods(const Periods& p, std::size_t channel, std::size_t n, std::vector<double>& scratch) {
  for (std::size_t i = 0; i < p.count; ++i) scratch[i] = p.at(channel, i)[n];
  std::sort(scratch.begin(), scratch.end());
  const std::size_t half = p.count / 2;
  return p.count % 2 == 1 ? scratch[half] : 0.5 * (scratch[half - 1] + scratch[half]);
}

struct SampleNoise {
  double sigma = 0;    // robust
  double quantum = 0;  // smallest difference that is not zero: the step of a converter of few bits
};

/// Noise of one sample, from what the two most alike neighbouring periods differ by: one undamaged pair is
/// enough.
SampleNoise noise_of(const Periods& periods, std::size_t channel) {
  SampleNoise least{std::numeric_limits<double>::infinity(), 0};
  for (std::size_t i = 1; i < periods.count; ++i) {
    std::vector<double> differences;
    double quantum = std::numeric_limits<double>::infinity();
    for (std::size_t n = 0; n < periods.period_frames; n += kSigmaStride) {
      const double d = periods.at(channel, i)[n] - periods.at(channel, i - 1)[n];
      differences.push_back(d / std::numbers::sqrt2);
      if (d != 0) quantum = std::min(quantum, std::abs(d));
    }
    const double sigma = dsp::robust_sigma(std::move(differences));
    if (sigma < least.sigma) least = {sigma, std::isfinite(quantum) ? quantum : 0.0};
  }
  return least;
}

}  // namespace

std::size_t Periods::good() const {
  return static_cast<std::size_t>(std::count(damaged.begin(), damaged.end(), false));
}

Periods cut_periods(const std::vector<std::vector<double>>& channels, double start_frames,
                    std::size_t period_frames, std::size_t count, double clock_offset) {
  Periods periods;
  periods.period_frames = period_frames;
  periods.count = count;
  periods.damaged.assign(count, false);
  periods.interpolated = clock_offset != 0;
  const std::size_t frames = period_frames * count;
  for (const auto& channel : channels) {
    if (clock_offset == 0) {
      const auto start = static_cast<std::size_t>(std::lround(start_frames));
      ENSURE(start + frames <= channel.size());
      periods.channels.emplace_back(channel.begin() + static_cast<std::ptrdiff_t>(start),
                                    channel.begin() + static_cast<std::ptrdiff_t>(start + frames));
    } else {
      periods.channels.push_back(
          dsp::resample(channel, std::round(start_frames), 1.0 + clock_offset, frames));
    }
  }
  return periods;
}

void find_damage(Periods& periods) {
  if (periods.count < 2) return;
  std::vector<double> scratch(periods.count);
  std::vector<double> center(periods.period_frames);
  for (std::size_t c = 0; c < periods.channels.size(); ++c) {
    double peak = 0;
    for (std::size_t n = 0; n < periods.period_frames; ++n) {
      center[n] = median_of_periods(periods, c, n, scratch);
      peak = std::max(peak, std::abs(center[n]));
    }
    const auto noise = noise_of(periods, c);
    const double most = std::max(kMostOfPeak * peak, kQuietSteps * k16BitStep);
    const double steps = std::min(kQuietSteps * noise.quantum, most);
    const double limit = std::max(
        {kSigmas * noise.sigma, (periods.interpolated ? kLeastOfInterpolated : kLeastOfPeak) * peak, steps});
    for (std::size_t i = 0; i < periods.count; ++i) {
      const double* x = periods.at(c, i);
      for (std::size_t n = 0; n < periods.period_frames && !periods.damaged[i]; ++n) {
        periods.damaged[i] = std::abs(x[n] - center[n]) > limit;
      }
    }
  }
}

}  // namespace ohmbench::spectra
