#include "diagnosis/silence.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/ensure.hpp"
#include "dsp/fft.hpp"
#include "dsp/statistics.hpp"

namespace ohmbench::diagnosis {
namespace {

constexpr double kLowestHz = 5;
constexpr double kStrayFromHz = 20;  // below, streams that have just begun may still settle
constexpr double kHighestHumHz = 1000;
constexpr double kMainsFromHz = 45, kMainsToHz = 65;
constexpr int kHarmonicsSought = 3;     // the supply's ripple is often louder than the fundamental
constexpr double kToneOverMedian = 60;  // in power; of 24,000 bins of noise none reaches 20 times the median
constexpr double kLobeHz = 3;           // half width of a tone under the window, and what mains wander
constexpr double kLocalHz = 60;         // half width of the neighbourhood that says what noise is
constexpr double kHannNoiseBins = 1.5;  // noise bandwidth of the window

/// Power of each bin; a bin's share of the mean square.
struct Powers {
  double df_hz;
  std::vector<double> bins;

  std::size_t bin(double f_hz) const {
    return std::min(bins.size() - 1, static_cast<std::size_t>(std::lround(std::max(0.0, f_hz) / df_hz)));
  }
  double sum(double from_hz, double to_hz) const {
    double total = 0;
    for (std::size_t k = bin(from_hz); k <= bin(to_hz); ++k) total += bins[k];
    return total;
  }
  double median_around(double f_hz) const {
    const auto from = static_cast<std::ptrdiff_t>(bin(std::max(kLowestHz, f_hz - kLocalHz)));
    const auto to = static_cast<std::ptrdiff_t>(bin(f_hz + kLocalHz));
    return dsp::median({bins.begin() + from, bins.begin() + to + 1});
  }
};

Powers powers_of(const std::vector<float>& x, std::size_t from, double fs_hz, double mean) {
  const std::size_t n = x.size() - from;
  std::vector<double> windowed(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double w =
        0.5 - 0.5 * std::cos(2 * std::numbers::pi * (static_cast<double>(i) + 0.5) / static_cast<double>(n));
    windowed[i] = w * (x[from + i] - mean);
  }
  Powers p{fs_hz / static_cast<double>(n), {}};
  constexpr double kCoherentGain = 0.5;
  const double scale = 2.0 / (static_cast<double>(n) * kCoherentGain);
  for (const auto& bin : dsp::real_fft(windowed))
    p.bins.push_back(std::norm(bin * scale) / 2 / kHannNoiseBins);
  return p;
}

/// Where a tone's lobe peaks, by a parabola through the logarithms.
double peak_hz(const Powers& p, std::size_t k) {
  if (k == 0 || k + 1 >= p.bins.size()) return static_cast<double>(k) * p.df_hz;
  const auto level = [&p](std::size_t i) { return std::log(std::max(p.bins[i], 1e-40)); };
  const double left = level(k - 1), mid = level(k), right = level(k + 1);
  const double curvature = left - 2 * mid + right;
  return (static_cast<double>(k) + (curvature < 0 ? 0.5 * (left - right) / curvature : 0.0)) * p.df_hz;
}

/// The mains' frequency from the loudest of the first harmonics in any input.
std::optional<double> find_mains(const std::vector<Powers>& inputs) {
  std::optional<double> mains_hz;
  double loudest = 0;
  for (const auto& p : inputs) {
    for (int h = 1; h <= kHarmonicsSought; ++h) {
      std::size_t best = p.bin(h * kMainsFromHz);
      for (std::size_t k = best; k <= p.bin(h * kMainsToHz); ++k) {
        if (p.bins[k] > p.bins[best]) best = k;
      }
      const double f_hz = peak_hz(p, best);
      if (p.bins[best] <= loudest || p.bins[best] < kToneOverMedian * p.median_around(f_hz)) continue;
      loudest = p.bins[best];
      mains_hz = f_hz / h;
    }
  }
  return mains_hz;
}

bool is_mains(double f_hz, std::optional<double> mains_hz) {
  return mains_hz && f_hz < kHighestHumHz + kLobeHz &&
         std::abs(f_hz - *mains_hz * std::round(f_hz / *mains_hz)) <= kLobeHz;
}

void find_hum(const Powers& p, double mains_hz, InputSilence& input) {
  double hum = 0;
  for (double f_hz = mains_hz; f_hz < kHighestHumHz; f_hz += mains_hz) {
    const double lobe = p.sum(f_hz - kLobeHz, f_hz + kLobeHz);
    const double bins = static_cast<double>(p.bin(f_hz + kLobeHz) - p.bin(f_hz - kLobeHz) + 1);
    constexpr double kMeanOverMedian = 1 / std::numbers::ln2;  // of exponentially distributed powers
    const double noise = bins * kMeanOverMedian * p.median_around(f_hz);
    constexpr double kClearly = 4;  // a lobe of seven bins of noise does not reach it
    if (lobe > kClearly * noise) hum += lobe - noise;
  }
  input.hum_fs = std::sqrt(hum);
}

void find_stray(const Powers& p, std::optional<double> mains_hz, InputSilence& input) {
  std::size_t best = 0;
  for (std::size_t k = p.bin(kStrayFromHz); k < p.bins.size(); ++k) {
    if (is_mains(static_cast<double>(k) * p.df_hz, mains_hz)) continue;
    if (best == 0 || p.bins[k] > p.bins[best]) best = k;
  }
  const double f_hz = peak_hz(p, best);
  if (p.bins[best] < kToneOverMedian * p.median_around(f_hz)) return;
  constexpr double kSkirt = 1e-5;  // in power: what the window leaves of a loud hum farther off than its lobe
  if (p.bins[best] < kSkirt * input.hum_fs * input.hum_fs) return;
  input.stray_hz = f_hz;
  input.stray_fs = std::sqrt(p.sum(f_hz - kLobeHz, f_hz + kLobeHz));
}

double noise_of(const Powers& p, std::optional<double> mains_hz, const InputSilence& input) {
  double noise = 0;
  for (std::size_t k = p.bin(kLowestHz); k < p.bins.size(); ++k) {
    const double f_hz = static_cast<double>(k) * p.df_hz;
    const bool stray = input.stray_fs > 0 && std::abs(f_hz - input.stray_hz) <= kLobeHz;
    if (!is_mains(f_hz, mains_hz) && !stray) noise += p.bins[k];
  }
  return std::sqrt(noise);
}

}  // namespace

Silence listen(const audio::Capture& capture) {
  const auto from = static_cast<std::size_t>(kSilenceSkippedSeconds * capture.sample_rate_hz);
  constexpr double kLeastSeconds = 0.5;
  ENSURE(static_cast<double>(capture.frames()) >=
         static_cast<double>(from) + kLeastSeconds * capture.sample_rate_hz);
  Silence silence;
  std::vector<Powers> powers;
  for (const auto& channel : capture.channels) {
    InputSilence input;
    double sum = 0;
    for (std::size_t n = from; n < channel.size(); ++n) {
      sum += channel[n];
      input.peak_fs = std::max(input.peak_fs, static_cast<double>(std::abs(channel[n])));
    }
    input.offset_fs = sum / static_cast<double>(channel.size() - from);
    const auto first = channel.begin() + static_cast<std::ptrdiff_t>(from);
    input.all_equal = std::all_of(first, channel.end(), [first](float x) { return x == *first; });
    powers.push_back(powers_of(channel, from, capture.sample_rate_hz, input.offset_fs));
    silence.inputs.push_back(input);
  }
  silence.mains_hz = find_mains(powers);
  for (std::size_t c = 0; c < powers.size(); ++c) {
    auto& input = silence.inputs[c];
    if (input.all_equal) continue;
    if (silence.mains_hz) find_hum(powers[c], *silence.mains_hz, input);
    find_stray(powers[c], silence.mains_hz, input);
    input.noise_fs = noise_of(powers[c], silence.mains_hz, input);
  }
  return silence;
}

}  // namespace ohmbench::diagnosis
