#include "disturbance/distortion.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/ensure.hpp"
#include "dsp/fft.hpp"

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

double line_power(const std::vector<Complex>& spectrum, const std::vector<Bin>& kinds, Band band) {
  double power = 0;
  for (std::size_t k = band.from; k < band.to; ++k)
    power += kinds[k] == Bin::kLine ? std::norm(spectrum[k]) : 0;
  return power;
}

void put(DistortionCurve::Channel& channel, const Level& even, const Level& odd) {
  channel.even_db.push_back(even.db);
  channel.odd_db.push_back(odd.db);
  channel.even_is_bound.push_back(even.is_bound);
  channel.odd_is_bound.push_back(odd.is_bound);
}

/// B − T·A in every bin, T drawn straight through the lines on either side; with its noise.
struct Beyond {
  std::vector<Complex> mean;
  std::vector<double> scatter;
};

Beyond beyond_source(const std::vector<std::vector<Complex>>& mean,
                     const std::vector<std::vector<double>>& scatter,
                     const std::vector<std::vector<Complex>>& co_scatter,
                     const std::vector<std::size_t>& lines) {
  Beyond d{std::vector<Complex>(mean[1].size()), std::vector<double>(mean[1].size())};
  const auto ratio_at = [&](std::size_t k) { return mean[1][k] / mean[0][k]; };
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    const Complex left = ratio_at(lines[i]);
    const Complex right = ratio_at(lines[i + 1]);
    const double width = static_cast<double>(lines[i + 1] - lines[i]);
    for (std::size_t k = lines[i] + 1; k < lines[i + 1]; ++k) {
      const Complex t = left + (right - left) * (static_cast<double>(k - lines[i]) / width);
      d.mean[k] = mean[1][k] - t * mean[0][k];
      d.scatter[k] = std::max(
          0.0, scatter[1][k] + std::norm(t) * scatter[0][k] - 2 * (std::conj(t) * co_scatter[1][k]).real());
    }
  }
  return d;
}

/// The spectrum of x³, where x is the signal of the lines alone.
std::vector<Complex> cubed(const std::vector<Complex>& spectrum, const std::vector<std::size_t>& lines) {
  // four times the lines' band at least, so that no product folds back into it
  const std::size_t n = std::bit_ceil(4 * (lines.back() + 1));
  std::vector<Complex> half(n / 2 + 1);
  for (const auto k : lines) half[k] = spectrum[k];
  auto x = dsp::inverse_real_fft(half, n);
  for (double& v : x) v = v * v * v;
  return dsp::real_fft(x);
}

/// What hides in the lines behind what shows in the empty odd bins, for a cubic law.
struct Hidden {
  double shift = 0;  // of power, per power shown
  double scatter = 0;
};

Hidden hidden_by_cube(const std::vector<Complex>& signal, const std::vector<Complex>& cube,
                      const std::vector<Bin>& kinds, Band band) {
  Complex gain = 0;
  double squares = 0;
  double shown = 0;
  double n_lines = 0;
  double n_shown = 0;
  for (std::size_t k = band.from; k < band.to; ++k) {
    if (kinds[k] == Bin::kLine) {
      const Complex g = cube[k] / signal[k];
      gain += g, squares += std::norm(g), ++n_lines;
    } else if (kinds[k] == Bin::kOdd) {
      shown += std::norm(cube[k]), ++n_shown;
    }
  }
  const double all = 0.5 * static_cast<double>(band.to - band.from);
  const double ratio = shown * all / n_shown / line_power(signal, kinds, band);
  const double shift = std::norm(gain / n_lines);
  return {shift / ratio, std::max(0.0, squares / n_lines - shift) / ratio};
}

/// Where a band shows no more than noise, what it may hide counts only next to a band that shows distortion,
/// and not beyond what hides there.
void settle_bounds(const std::vector<bool>& is_bound, std::vector<double>& hidden) {
  const auto shown = [&](std::size_t i) { return i < hidden.size() && !is_bound[i]; };
  for (std::size_t i = 0; i < hidden.size(); ++i) {
    if (!is_bound[i]) continue;
    double beside = 0;
    if (i > 0 && shown(i - 1)) beside = hidden[i - 1];
    if (shown(i + 1)) beside = std::max(beside, hidden[i + 1]);
    hidden[i] = std::min(hidden[i], beside);
  }
}

}  // namespace

DistortionCurve distortion_curve(const std::vector<std::vector<Complex>>& mean,
                                 const std::vector<std::vector<double>>& scatter,
                                 const std::vector<std::vector<Complex>>& co_scatter,
                                 const std::vector<std::size_t>& lines, double df_hz, double dof) {
  DistortionCurve curve;
  const auto kinds = kinds_of(lines, df_hz);
  curve.channels.resize(std::min(kChannels, mean.size()));
  const bool two = curve.channels.size() == kChannels;
  const auto silent = [&](const auto& channel) { return std::abs(channel[lines.front()]) == 0; };
  if (std::any_of(mean.begin(), mean.begin() + static_cast<std::ptrdiff_t>(curve.channels.size()), silent))
    return curve;
  const Beyond beyond = two ? beyond_source(mean, scatter, co_scatter, lines) : Beyond{};
  const auto cube = cubed(mean[0], lines);
  const double first = static_cast<double>(lines.front()) * std::exp2(0.5 / kBandsPerOctave);
  for (double center = first; center < static_cast<double>(lines.back());
       center *= std::exp2(1 / kBandsPerOctave)) {
    const Band band = band_around(kinds, lines.front(), center);
    if (band.from >= band.to) continue;
    std::vector<double> power;
    for (std::size_t c = 0; c < curve.channels.size(); ++c) power.push_back(line_power(mean[c], kinds, band));
    if (*std::min_element(power.begin(), power.end()) <= 0) continue;
    curve.f_hz.push_back(center * df_hz);
    for (std::size_t c = 0; c < curve.channels.size(); ++c) {
      put(curve.channels[c], level_of(mean[c], scatter[c], kinds, band, Bin::kEven, power[c], dof),
          level_of(mean[c], scatter[c], kinds, band, Bin::kOdd, power[c], dof));
    }
    if (!two) continue;
    const auto odd = level_of(beyond.mean, beyond.scatter, kinds, band, Bin::kOdd, power[1], dof);
    put(curve.beyond, level_of(beyond.mean, beyond.scatter, kinds, band, Bin::kEven, power[1], dof), odd);
    const double shown = std::pow(10, odd.db / 10) * power[1] / power[0];
    const auto hidden = hidden_by_cube(mean[0], cube, kinds, band);
    curve.hidden_shift.push_back(shown * hidden.shift);
    curve.hidden_scatter.push_back(shown * hidden.scatter);
  }
  for (auto* hidden : {&curve.hidden_shift, &curve.hidden_scatter})
    settle_bounds(curve.beyond.odd_is_bound, *hidden);
  return curve;
}

std::size_t nearest_band(const DistortionCurve& curve, double f_hz) {
  ENSURE(!curve.f_hz.empty());
  const auto right = std::lower_bound(curve.f_hz.begin(), curve.f_hz.end(), f_hz);
  if (right == curve.f_hz.end()) return curve.f_hz.size() - 1;
  const auto i = static_cast<std::size_t>(right - curve.f_hz.begin());
  return i > 0 && f_hz * f_hz < curve.f_hz[i] * curve.f_hz[i - 1] ? i - 1 : i;
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
