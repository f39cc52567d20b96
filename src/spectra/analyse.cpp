#include "spectra/analyse.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "core/ensure.hpp"
#include "dsp/alignment.hpp"
#include "dsp/fft.hpp"
#include "dsp/local_rational.hpp"
#include "spectra/clock.hpp"
#include "spectra/hum.hpp"
#include "spectra/noise_pool.hpp"
#include "spectra/periods.hpp"
#include "spectra/single_sweep.hpp"
#include "spectra/stepped.hpp"

namespace ohmbench::spectra {
namespace {

using dsp::Complex;
using Channels = std::vector<std::vector<double>>;

constexpr double kWorthResamplingFrames = 5e-5;  // drift over the record below which the clocks are one
constexpr double kSignificant = 4;               // standard deviations
constexpr std::size_t kLeastPeriods = 2;

Channels widen(const audio::Capture& capture) {
  Channels channels;
  for (const auto& channel : capture.channels) channels.emplace_back(channel.begin(), channel.end());
  return channels;
}

/// How many of the wanted periods lie within the record.
std::size_t periods_in(const Channels& channels, double start, std::size_t period_frames, std::size_t wanted,
                       double offset) {
  if (start < 0) return 0;
  const double room = (static_cast<double>(channels.front().size()) - std::round(start)) / (1.0 + offset);
  return std::min(
      wanted, static_cast<std::size_t>(std::max(0.0, std::floor(room / static_cast<double>(period_frames)))));
}

/// Cuts the record into periods; finds the ADC's clock on the way, in rounds of growing precision.
Periods on_dac_clock(const Channels& channels, const stimulus::Stimulus& s, double start, std::size_t align,
                     RecordHealth& health) {
  constexpr int kRounds = 3;
  double offset = 0;
  double most = kMostClockOffset;
  const std::size_t held = periods_in(channels, start, s.period_frames, s.periods, 0);
  if (held < kLeastPeriods) return {};
  // only the channel that tells the clock is cut again and again
  const Channels aligned{channels[align]};
  Periods periods = cut_periods(aligned, start, s.period_frames, held, 0);
  std::size_t count = held;
  for (int round = 0; round < kRounds; ++round) {
    const auto step = estimate_clock_offset(periods, 0, s.bins, most);
    const double drift_frames = std::abs(step.value) * static_cast<double>(s.period_frames * s.periods);
    if (drift_frames < kWorthResamplingFrames || std::abs(step.value) < kSignificant * step.sigma) break;
    if (std::abs(offset + step.value) > kMostClockOffset) break;  // not a clock: lost frames, or noise
    offset += step.value;
    most = std::max(10 * step.sigma, 1e-7);
    count = periods_in(channels, start, s.period_frames, s.periods, offset);
    if (count < kLeastPeriods) return {};
    periods = cut_periods(aligned, start, s.period_frames, count, offset);
  }
  health.clock_ppm = offset * 1e6;
  return cut_periods(channels, start, s.period_frames, count, offset);
}

/// Spectra of all undamaged periods.
PeriodSpectra good_spectra(const Periods& periods) {
  PeriodSpectra all(periods.channels.size());
  const double scale = 2.0 / static_cast<double>(periods.period_frames);
  for (std::size_t c = 0; c < all.size(); ++c) {
    for (std::size_t p = 0; p < periods.count; ++p) {
      if (periods.damaged[p]) continue;
      auto bins = dsp::real_fft(std::span(periods.at(c, p), periods.period_frames));
      for (auto& x : bins) x *= scale;
      all[c].push_back(std::move(bins));
    }
  }
  return all;
}

struct BinStatistics {
  std::vector<std::vector<Complex>> mean;        // [channel][bin]
  Scatter scatter;                               // variance of the mean, by this bin alone
  std::vector<std::vector<Complex>> co_scatter;  // covariance of the mean with channel 0
};

BinStatistics statistics_of(const PeriodSpectra& spectra) {
  const std::size_t channels = spectra.size();
  const std::size_t periods = spectra.front().size();
  const std::size_t bins = spectra.front().front().size();
  const double n = static_cast<double>(periods);
  BinStatistics s{std::vector(channels, std::vector<Complex>(bins)),
                  Scatter(channels, std::vector<double>(bins)),
                  std::vector(channels, std::vector<Complex>(bins))};
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t k = 0; k < bins; ++k) {
      for (const auto& period : spectra[c]) s.mean[c][k] += period[k] / n;
      for (std::size_t p = 0; p < periods; ++p) {
        const Complex e = spectra[c][p][k] - s.mean[c][k];
        s.scatter[c][k] += std::norm(e) / (n * (n - 1));
        s.co_scatter[c][k] += e * std::conj(spectra[0][p][k] - s.mean[0][k]) / (n * (n - 1));
      }
    }
  }
  return s;
}

/// Bins whose scatter the hum's fit used up take that of the bins around them.
void mend_scatter(const std::vector<std::size_t>& used_up, BinStatistics& bins) {
  constexpr std::size_t kAround = 5;
  const auto is_used_up = [&](std::size_t k) {
    return std::binary_search(used_up.begin(), used_up.end(), k);
  };
  for (const auto k : used_up) {
    for (std::size_t c = 0; c < bins.mean.size(); ++c) {
      double scatter = 0;
      Complex co_scatter = 0;
      double n = 0;
      for (std::size_t j = k - std::min(k - 1, kAround); j <= k + kAround; ++j) {
        if (is_used_up(j)) continue;
        scatter += bins.scatter[c][j], co_scatter += bins.co_scatter[c][j], ++n;
      }
      if (n == 0) continue;
      bins.scatter[c][k] = scatter / n;
      bins.co_scatter[c][k] = co_scatter / n;
    }
  }
}

/// The error of the hum's estimate is the same in every period: it adds to the variance of the mean.
void add_hum_variance(const Hum& hum, const std::vector<std::size_t>& bins, ChannelSpectra& s) {
  if (!hum.found()) return;
  for (std::size_t c = 0; c < s.channels(); ++c) {
    for (std::size_t i = 0; i < s.lines(); ++i) s.variance[c][i] += hum.variance[c][bins[i]];
  }
}

ChannelSpectra lines_of(const BinStatistics& bins, const std::vector<std::size_t>& lines, double df_hz,
                        double dof_per_bin) {
  ChannelSpectra s;
  const std::size_t channels = bins.mean.size();
  s.mean.resize(channels);
  s.variance.resize(channels);
  s.covariance_with_0.resize(channels);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto pool = noise_pool(bins.scatter, lines, i, dof_per_bin);
    const double n = static_cast<double>(pool.size());
    s.f_hz.push_back(static_cast<double>(lines[i]) * df_hz);
    s.degrees_of_freedom.push_back(n * dof_per_bin);
    for (std::size_t c = 0; c < channels; ++c) {
      double variance = 0;
      Complex covariance = 0;
      for (const auto k : pool) variance += bins.scatter[c][k] / n, covariance += bins.co_scatter[c][k] / n;
      s.mean[c].push_back(bins.mean[c][lines[i]]);
      s.variance[c].push_back(variance);
      s.covariance_with_0[c].push_back(covariance);
    }
  }
  return s;
}

/// A sweep excites every bin: all of them are kept, with their own scatter.
ChannelSpectra every_bin(const BinStatistics& bins, std::size_t last, double df_hz, double dof_per_bin) {
  ChannelSpectra s;
  const std::size_t channels = bins.mean.size();
  for (std::size_t k = 1; k <= last; ++k) {
    s.f_hz.push_back(static_cast<double>(k) * df_hz);
    s.degrees_of_freedom.push_back(dof_per_bin);
  }
  const auto slice = [last](const auto& v) {
    return std::vector(v.begin() + 1, v.begin() + static_cast<std::ptrdiff_t>(last) + 1);
  };
  for (std::size_t c = 0; c < channels; ++c) {
    s.mean.push_back(slice(bins.mean[c]));
    s.variance.push_back(slice(bins.scatter[c]));
    s.covariance_with_0.push_back(slice(bins.co_scatter[c]));
  }
  return s;
}

/// Steady content of the bins between the lines re the lines: what overdriven inputs, amplifiers and loads
/// add. The noise that the scatter predicts is taken off; harmonics of 50 and 60 Hz and their neighbours are
/// left out.
double distortion_db(const BinStatistics& bins, const std::vector<std::size_t>& lines, double df_hz) {
  const auto near_mains = [df_hz](std::size_t k) {
    const double f_hz = static_cast<double>(k) * df_hz;
    const auto distance = [f_hz](double mains_hz) {
      return std::abs(f_hz - mains_hz * std::round(f_hz / mains_hz));
    };
    return f_hz < 3000 && (distance(50) < 2.5 || distance(60) < 2.5);
  };
  double worst = 0;
  for (std::size_t c = 0; c < std::min<std::size_t>(2, bins.mean.size()); ++c) {
    double signal = 0;
    double between = 0;
    for (std::size_t k = lines.front(); k <= lines.back(); ++k) {
      const double power = std::norm(bins.mean[c][k]);
      if (std::binary_search(lines.begin(), lines.end(), k))
        signal += power;
      else if (!near_mains(k))
        between += power - bins.scatter[c][k];
    }
    if (signal > 0) worst = std::max(worst, between / signal);
  }
  constexpr double kFloor = 1e-20;
  return 10 * std::log10(std::max(worst, kFloor));
}

Analysed analyse_periodic(const Channels& channels, const stimulus::Stimulus& s, std::size_t align,
                          RecordHealth health) {
  Analysed result;
  const double start = health.latency_frames + static_cast<double>(s.first_frame);
  auto periods = on_dac_clock(channels, s, start, align, health);
  if (periods.count >= kLeastPeriods) find_damage(periods);
  health.periods = periods.good();
  health.damaged_periods = periods.count - periods.good() + (s.periods - periods.count);
  result.spectra.health = health;
  if (health.periods < kLeastPeriods) return result;

  auto spectra = good_spectra(periods);
  PeriodTiming timing{s.period_frames, s.plan.sample_rate_hz, {}};
  for (std::size_t p = 0; p < periods.count; ++p) {
    if (!periods.damaged[p]) timing.numbers.push_back(p);
  }
  const auto hum = remove_hum(spectra, timing);
  if (hum.found()) {
    health.hum_hz = hum.f0_hz;
    health.hum_dbfs = 20 * std::log10(hum.peak);
  }
  auto bins = statistics_of(spectra);
  mend_scatter(hum.used_up, bins);
  const double df_hz = s.plan.sample_rate_hz / static_cast<double>(s.period_frames);
  const double dof_per_bin = static_cast<double>(health.periods - 1);
  if (s.plan.kind == stimulus::Kind::kSweep) {
    const std::size_t last = s.period_frames / 2 - 1;
    result.spectra = every_bin(bins, last, df_hz, dof_per_bin);
    std::vector<std::size_t> all(last);
    std::iota(all.begin(), all.end(), std::size_t{1});
    add_hum_variance(hum, all, result.spectra);
    result.points = s.bins;
  } else {
    result.spectra = lines_of(bins, s.bins, df_hz, dof_per_bin);
    add_hum_variance(hum, s.bins, result.spectra);
    health.distortion_db = distortion_db(bins, s.bins, df_hz);
  }
  result.spectra.health = health;
  result.usable = true;
  return result;
}

constexpr double kLocalHalfWidthOctaves = 1.0 / 24;
constexpr std::size_t kLeastLocalHalfWidth = 6;  // bins; below, the bin itself is taken
constexpr std::size_t kMostLocalHalfWidth = 200;

/// Noise of one bin of a sweep, from the scatter of the bins around it.
double bin_ratio_variance(const Frf& all, std::size_t index) {
  constexpr std::size_t kHalf = 4;
  const std::size_t from = index > kHalf ? index - kHalf : 0;
  const std::size_t to = std::min(index + kHalf, all.size() - 1);
  return std::accumulate(all.variance.begin() + static_cast<std::ptrdiff_t>(from),
                         all.variance.begin() + static_cast<std::ptrdiff_t>(to) + 1, 0.0) /
         static_cast<double>(to - from + 1);
}

/// Indices within ±width but for harmonics of 50 and 60 Hz, where a sweep has no defence against hum.
std::vector<std::size_t> bins_without_mains(const ChannelSpectra& s, std::size_t center, std::size_t width) {
  constexpr double kHighestMainsHz = 2000;
  const auto is_mains = [&](std::size_t k) {
    const double f_hz = s.f_hz[k];
    const auto near_multiple = [f_hz](double mains_hz) {
      return std::abs(f_hz / mains_hz - std::round(f_hz / mains_hz)) * mains_hz < 0.3;
    };
    return f_hz < kHighestMainsHz && (near_multiple(50) || near_multiple(60));
  };
  std::vector<std::size_t> bins;
  for (std::size_t k = center - width; k <= center + width; ++k) {
    if (!is_mains(k)) bins.push_back(k);
  }
  return bins;
}

Frf sweep_transfer(const Analysed& a, std::size_t y, std::size_t x) {
  const Frf all = ratio(a.spectra, y, x);
  Frf frf;
  for (const auto bin : a.points) {
    const std::size_t index = bin - 1;
    const auto width = std::min(
        kMostLocalHalfWidth,
        static_cast<std::size_t>(static_cast<double>(bin) * (std::exp2(kLocalHalfWidthOctaves) - 1)));
    frf.f_hz.push_back(a.spectra.f_hz[index]);
    if (width < kLeastLocalHalfWidth || index < width || index + width >= all.size()) {
      frf.h.push_back(all.h[index]);
      frf.variance.push_back(bin_ratio_variance(all, index));
      frf.degrees_of_freedom.push_back(9 * a.spectra.degrees_of_freedom[index]);
      continue;
    }
    const auto window = bins_without_mains(a.spectra, index, width);
    std::vector<double> r;
    std::vector<Complex> xs, ys;
    for (const auto k : window) {
      r.push_back((static_cast<double>(k) - static_cast<double>(index)) / static_cast<double>(width));
      xs.push_back(a.spectra.mean[x][k]);
      ys.push_back(a.spectra.mean[y][k]);
    }
    const auto local = dsp::local_rational(r, xs, ys, {2, 2, -1});
    frf.h.push_back(local.g);
    frf.variance.push_back(local.variance);
    frf.degrees_of_freedom.push_back(std::max(1.0, local.degrees_of_freedom));
  }
  return frf;
}

}  // namespace

Analysed analyse(const audio::Capture& capture, const stimulus::Stimulus& stimulus,
                 std::size_t align_channel) {
  ENSURE(align_channel < capture.channels.size());
  Analysed result;
  const auto channels = widen(capture);
  const auto alignment = dsp::align(stimulus.samples, channels[align_channel]);
  RecordHealth health;
  health.latency_frames = static_cast<double>(alignment.whole_frames);
  health.correlation = alignment.peak;
  if (stimulus.plan.kind == stimulus::Kind::kStepped) {
    result = analyse_stepped(channels, stimulus, health.latency_frames);
    result.spectra.health.latency_frames = health.latency_frames;
    result.spectra.health.correlation = health.correlation;
    return result;
  }
  if (stimulus.single()) return analyse_single_sweep(channels, stimulus, align_channel, health);
  return analyse_periodic(channels, stimulus, align_channel, health);
}

Frf transfer(const Analysed& a, std::size_t y_channel, std::size_t x_channel) {
  ENSURE(a.usable);
  if (!a.grid_hz.empty()) return single_sweep_transfer(a, y_channel, x_channel);
  return a.points.empty() ? ratio(a.spectra, y_channel, x_channel) : sweep_transfer(a, y_channel, x_channel);
}

}  // namespace ohmbench::spectra
