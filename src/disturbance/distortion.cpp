#include "disturbance/distortion.hpp"

#include <algorithm>
#include <cmath>

namespace ohmbench::disturbance {
namespace {

using Complex = std::complex<double>;

constexpr double kBandsPerOctave = 3;
constexpr std::size_t kLeastBins = 6;  // of either kind in a band
constexpr double kSigmas = 3;
constexpr double kFloor = 1e-20;          // power ratio
constexpr double kHighestMainsHz = 3000;  // hum that reaches beyond is rare
constexpr double kNearMainsHz = 2.5;
constexpr std::size_t kChannels = 2;

bool near_mains(double f_hz) {
  const auto distance = [f_hz](double mains_hz) {
    return std::abs(f_hz - mains_hz * std::round(f_hz / mains_hz));
  };
  return f_hz < kHighestMainsHz && (distance(50) < kNearMainsHz || distance(60) < kNearMainsHz);
}

enum class Bin { kLine, kEven, kOdd, kMains };

/// What each bin up to the last line holds.
std::vector<Bin> kinds_of(const std::vector<std::size_t>& lines, double df_hz) {
  std::vector<Bin> kinds(lines.back() + 1);
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    kinds[k] = near_mains(static_cast<double>(k) * df_hz) ? Bin::kMains : k % 2 == 0 ? Bin::kEven : Bin::kOdd;
  }
  for (const auto k : lines) kinds[k] = Bin::kLine;
  return kinds;
}

struct Band {
  std::size_t from = 0, to = 0;  // bins, `to` excluded
};

/// Around bin `center`, wide enough for the statistics; empty if the band is not.
Band band_around(const std::vector<Bin>& kinds, std::size_t first, double center) {
  const double half = std::exp2(0.5 / kBandsPerOctave);
  const auto limit = kinds.size();
  Band band{std::max(first, static_cast<std::size_t>(std::ceil(center / half))),
            std::min(limit, static_cast<std::size_t>(std::ceil(center * half)))};
  const auto count = [&](Bin kind) {
    return static_cast<std::size_t>(std::count(kinds.begin() + static_cast<std::ptrdiff_t>(band.from),
                                               kinds.begin() + static_cast<std::ptrdiff_t>(band.to), kind));
  };
  while (band.from < band.to && (count(Bin::kEven) < kLeastBins || count(Bin::kOdd) < kLeastBins)) {
    if (band.from == first && band.to == limit) return {};
    band.from = std::max(first + 1, band.from) - 1;
    band.to = std::min(limit, band.to + 1);
  }
  return band;
}

struct Level {
  double db = 0;
  bool is_bound = false;
};

/// Power of one kind of bins re that of the lines.
Level level_of(const std::vector<Complex>& mean, const std::vector<double>& scatter,
               const std::vector<Bin>& kinds, Band band, Bin kind, double line_power, double dof) {
  double excess = 0;
  double noise = 0;
  double n = 0;
  for (std::size_t k = band.from; k < band.to; ++k) {
    if (kinds[k] != kind) continue;
    excess += std::norm(mean[k]) - scatter[k];
    noise += scatter[k];
    ++n;
  }
  // |mean|² scatters by its noise, and its noise is known to 1/√dof only
  const double sigma = noise / std::sqrt(n) * std::sqrt(1 + 1 / dof);
  const bool is_bound = excess < kSigmas * sigma;
  const double power = is_bound ? std::max(excess, 0.0) + kSigmas * sigma : excess;
  const double all = 0.5 * static_cast<double>(band.to - band.from);  // every other bin is of that parity
  return {10 * std::log10(std::max(power * all / n / line_power, kFloor)), is_bound};
}

}  // namespace

DistortionCurve distortion_curve(const std::vector<std::vector<Complex>>& mean,
                                 const std::vector<std::vector<double>>& scatter,
                                 const std::vector<std::size_t>& lines, double df_hz, double dof) {
  DistortionCurve curve;
  const auto kinds = kinds_of(lines, df_hz);
  curve.channels.resize(std::min(kChannels, mean.size()));
  const double first = static_cast<double>(lines.front()) * std::exp2(0.5 / kBandsPerOctave);
  for (double center = first; center < static_cast<double>(lines.back());
       center *= std::exp2(1 / kBandsPerOctave)) {
    const Band band = band_around(kinds, lines.front(), center);
    if (band.from >= band.to) continue;
    std::vector<double> line_power;
    for (std::size_t c = 0; c < curve.channels.size(); ++c) {
      double power = 0;
      for (std::size_t k = band.from; k < band.to; ++k) {
        if (kinds[k] == Bin::kLine) power += std::norm(mean[c][k]);
      }
      line_power.push_back(power);
    }
    if (*std::min_element(line_power.begin(), line_power.end()) <= 0) continue;
    curve.f_hz.push_back(center * df_hz);
    for (std::size_t c = 0; c < curve.channels.size(); ++c) {
      auto& channel = curve.channels[c];
      const auto even = level_of(mean[c], scatter[c], kinds, band, Bin::kEven, line_power[c], dof);
      const auto odd = level_of(mean[c], scatter[c], kinds, band, Bin::kOdd, line_power[c], dof);
      channel.even_db.push_back(even.db);
      channel.odd_db.push_back(odd.db);
      channel.even_is_bound.push_back(even.is_bound);
      channel.odd_is_bound.push_back(odd.is_bound);
    }
  }
  return curve;
}

double total_distortion_db(const std::vector<std::vector<Complex>>& mean,
                           const std::vector<std::vector<double>>& scatter,
                           const std::vector<std::size_t>& lines, double df_hz) {
  const auto kinds = kinds_of(lines, df_hz);
  double worst = 0;
  for (std::size_t c = 0; c < std::min(kChannels, mean.size()); ++c) {
    double signal = 0;
    double between = 0;
    for (std::size_t k = lines.front(); k < kinds.size(); ++k) {
      if (kinds[k] == Bin::kLine)
        signal += std::norm(mean[c][k]);
      else if (kinds[k] != Bin::kMains)
        between += std::norm(mean[c][k]) - scatter[c][k];
    }
    if (signal > 0) worst = std::max(worst, between / signal);
  }
  return 10 * std::log10(std::max(worst, kFloor));
}

}  // namespace ohmbench::disturbance
