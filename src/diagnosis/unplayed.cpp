#include "diagnosis/unplayed.hpp"

#include <algorithm>
#include <cmath>

namespace ohmbench::diagnosis {
namespace {

constexpr double kSignificant = 5;  // standard deviations
// above what loud hum leaks out of its harmonics; what is not linear reaches everywhere, images are above
// anyway
constexpr double kUnplayedFromHz = 3000;
constexpr double kLeastDb = -200;

/// Sum of steady power in bins, with the noise that the scatter predicts taken off.
struct Steady {
  double power = 0;
  double variance = 0;
  std::size_t bins = 0;

  void add(const Bins& b, std::size_t k) {
    const double periods = static_cast<double>(b.periods.size());
    const double noise = b.variance[k] / periods;
    power += std::norm(b.mean[k]) - noise;
    variance += noise * noise * (1 + 1 / (periods - 1));
    ++bins;
  }
  bool significant() const { return bins > 0 && power > kSignificant * std::sqrt(variance); }
  std::optional<double> db(double re_power) const {
    if (!significant() || !(re_power > 0)) return {};
    return std::max(kLeastDb, 10 * std::log10(power / re_power));
  }
  double density() const { return bins > 0 ? power / static_cast<double>(bins) : 0; }
};

/// Bins that were not played and hold images of the lines after a conversion to another rate and back.
std::vector<bool> image_bins(const stimulus::Stimulus& s, std::size_t count) {
  std::vector<bool> is_image(count, false);
  const double fs_hz = s.plan.sample_rate_hz;
  const double df_hz = fs_hz / static_cast<double>(s.period_frames);
  for (const double rate_hz : {44100.0, 48000.0}) {
    if (rate_hz == fs_hz) continue;
    for (const double f_hz : s.f_hz) {
      if (f_hz < kUnplayedFromHz) continue;
      for (const double image : {f_hz + rate_hz, rate_hz - f_hz}) {
        const double folded = std::abs(image - fs_hz * std::round(image / fs_hz));
        const double k = folded / df_hz;
        constexpr double kOnBin = 0.01;
        if (std::abs(k - std::round(k)) < kOnBin && k + 0.5 < static_cast<double>(count))
          is_image[static_cast<std::size_t>(std::lround(k))] = true;
      }
    }
  }
  for (const auto k : s.bins) is_image[k] = false;
  return is_image;
}

}  // namespace

bool near_mains(double f_hz, double df_hz) {
  constexpr double kHighestHumHz = 3000;
  const double reach = std::max(2.5, 1.2 * df_hz);  // and the bins beside, into which hum leaks
  const auto distance = [f_hz](double mains_hz) {
    return std::abs(f_hz - mains_hz * std::round(f_hz / mains_hz));
  };
  return f_hz < kHighestHumHz && (distance(50) < reach || distance(60) < reach);
}

Unplayed find_unplayed(const Bins& b, const stimulus::Stimulus& s, double line_power) {
  Unplayed signs;
  const double df_hz = s.plan.sample_rate_hz / static_cast<double>(s.period_frames);
  const auto is_image = image_bins(s, b.mean.size());
  Steady even, odd, image, other;
  const auto last = static_cast<std::size_t>(stimulus::highest_hz(s.plan.sample_rate_hz) / df_hz);
  for (std::size_t k = s.bins.front(); k <= std::max(last, s.bins.back()); ++k) {
    const double f_hz = static_cast<double>(k) * df_hz;
    if (near_mains(f_hz, df_hz) || std::binary_search(s.bins.begin(), s.bins.end(), k)) continue;
    if (k <= s.bins.back() && f_hz >= kUnplayedFromHz) (k % 2 == 0 ? even : odd).add(b, k);
    if (k % 2 == 1 && f_hz >= kUnplayedFromHz) (is_image[k] ? image : other).add(b, k);
  }
  signs.even_db = even.db(line_power);
  signs.odd_db = odd.db(line_power);
  signs.image_db = image.db(line_power);
  // what the other bins hold at least is their noise: nothing stands out against zero
  const double floor = other.bins > 0 ? std::sqrt(other.variance) / static_cast<double>(other.bins) : 0;
  if (image.significant() && other.bins > 0)
    signs.image_contrast = image.density() / std::max({other.density(), floor, 1e-30});
  return signs;
}

Images find_images(const std::vector<std::complex<double>>& period, const stimulus::Stimulus& s) {
  const auto is_image = image_bins(s, period.size());
  const double df_hz = s.plan.sample_rate_hz / static_cast<double>(s.period_frames);
  double lines = 0, power = 0, other = 0, images = 0, others = 0;
  for (const auto k : s.bins) lines += std::norm(period[k]);
  const auto last = static_cast<std::size_t>(stimulus::highest_hz(s.plan.sample_rate_hz) / df_hz);
  for (std::size_t k = 1; k <= last; k += 2) {
    if (static_cast<double>(k) * df_hz < kUnplayedFromHz ||
        std::binary_search(s.bins.begin(), s.bins.end(), k))
      continue;
    (is_image[k] ? power : other) += std::norm(period[k]);
    (is_image[k] ? images : others) += 1;
  }
  if (!(lines > 0) || !(power > 0) || !(other > 0)) return {};
  return {10 * std::log10(power / lines), power / images / (other / others)};
}

}  // namespace ohmbench::diagnosis
