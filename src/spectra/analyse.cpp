#include "spectra/analyse.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

#include "core/ensure.hpp"
#include "disturbance/distortion.hpp"
#include "disturbance/hum.hpp"
#include "disturbance/noise_pool.hpp"
#include "disturbance/rounding.hpp"
#include "dsp/alignment.hpp"
#include "dsp/fft.hpp"
#include "spectra/clock.hpp"
#include "spectra/drift.hpp"
#include "spectra/periods.hpp"
#include "spectra/single_sweep.hpp"
#include "spectra/stepped.hpp"
#include "spectra/sweep_transfer.hpp"

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
disturbance::PeriodSpectra good_spectra(const Periods& periods) {
  disturbance::PeriodSpectra all(periods.channels.size());
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
  disturbance::Scatter scatter;                  // variance of the mean, by this bin alone
  std::vector<std::vector<Complex>> co_scatter;  // covariance of the mean with channel 0
};

BinStatistics statistics_of(const disturbance::PeriodSpectra& spectra) {
  const std::size_t channels = spectra.size();
  const std::size_t periods = spectra.front().size();
  const std::size_t bins = spectra.front().front().size();
  const double n = static_cast<double>(periods);
  BinStatistics s{std::vector(channels, std::vector<Complex>(bins)),
                  disturbance::Scatter(channels, std::vector<double>(bins)),
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
void add_hum_variance(const disturbance::Hum& hum, const std::vector<std::size_t>& bins, ChannelSpectra& s) {
  if (!hum.found()) return;
  for (std::size_t c = 0; c < s.channels(); ++c) {
    for (std::size_t i = 0; i < s.lines(); ++i) s.variance[c][i] += hum.variance[c][bins[i]];
  }
}

/// A quiet converter rounds every period alike: no scatter shows that. Not beside another clock, whose
/// periods are sampled elsewhere.
void add_rounding(const Channels& channels, const disturbance::Scatter& scatter, double periods,
                  std::size_t period_frames, ChannelSpectra& s) {
  for (std::size_t c = 0; c < s.channels(); ++c) {
    // per sample: half of the sum over the bins of one period's phasors
    const double per_sample = 0.5 * periods * std::accumulate(scatter[c].begin(), scatter[c].end(), 0.0);
    const double steady =
        disturbance::steady_rounding_variance(disturbance::converter_step(channels[c]), per_sample);
    for (double& v : s.variance[c]) v += 4 * steady / static_cast<double>(period_frames);
  }
}

/// What drifted while the periods were played had begun to drift with the stimulus.
std::optional<double> drift_of(const disturbance::PeriodSpectra& spectra,
                               const std::vector<std::size_t>& numbers, const stimulus::Stimulus& s) {
  if (spectra.size() < 2) return {};
  auto drift = ratio_drift(spectra, numbers, s.bins, 1, 0);
  if (drift) {
    const double before = static_cast<double>(s.first_frame) / static_cast<double>(s.period_frames);
    *drift *= before + static_cast<double>(numbers.back() + 1);
  }
  return drift;
}

ChannelSpectra lines_of(const BinStatistics& bins, const std::vector<std::size_t>& lines, double df_hz,
                        double dof_per_bin) {
  ChannelSpectra s;
  const std::size_t channels = bins.mean.size();
  s.mean.resize(channels);
  s.variance.resize(channels);
  s.covariance_with_0.resize(channels);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto pool = disturbance::noise_pool(bins.scatter, lines, i, dof_per_bin);
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
  disturbance::PeriodTiming timing{s.period_frames, s.plan.sample_rate_hz, {}};
  for (std::size_t p = 0; p < periods.count; ++p) {
    if (!periods.damaged[p]) timing.numbers.push_back(p);
  }
  const auto hum = disturbance::remove_hum(spectra, timing);
  if (hum.found()) {
    health.hum_hz = hum.f0_hz;
    health.hum_dbfs = 20 * std::log10(hum.peak);
  }
  health.drift = drift_of(spectra, timing.numbers, s);
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
    health.distortion_db = disturbance::total_distortion_db(bins.mean, bins.scatter, s.bins, df_hz);
    result.distortion =
        disturbance::distortion_curve(bins.mean, bins.scatter, bins.co_scatter, s.bins, df_hz, dof_per_bin);
  }
  if (health.clock_ppm == 0)
    add_rounding(channels, bins.scatter, static_cast<double>(health.periods), s.period_frames,
                 result.spectra);
  result.spectra.health = health;
  result.usable = true;
  return result;
}

/// What the lines cannot show of their own distortion.
void add_hidden_distortion(const disturbance::DistortionCurve& curve, Frf& frf) {
  if (curve.hidden_shift.empty()) return;
  for (const double f_hz : frf.f_hz) {
    const auto band = disturbance::nearest_band(curve, f_hz);
    frf.hidden_shift.push_back(curve.hidden_shift[band]);
    frf.hidden_scatter.push_back(curve.hidden_scatter[band]);
  }
}

}  // namespace

Analysed analyse(const audio::Capture& capture, const stimulus::Stimulus& stimulus,
                 std::size_t align_channel) {
  ENSURE(align_channel < capture.channels.size());
  Analysed result;
  auto channels = widen(capture);
  if (stimulus.single()) return analyse_single_sweep(std::move(channels), stimulus, align_channel);
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
  return analyse_periodic(channels, stimulus, align_channel, health);
}

Frf transfer(const Analysed& a, std::size_t y_channel, std::size_t x_channel) {
  ENSURE(a.usable);
  if (!a.grid_hz.empty()) return single_sweep_transfer(a, y_channel, x_channel);
  auto frf =
      a.points.empty() ? ratio(a.spectra, y_channel, x_channel) : sweep_transfer(a, y_channel, x_channel);
  if (y_channel != 1 || x_channel != 0) return frf;
  if (a.points.empty()) add_hidden_distortion(a.distortion, frf);
  if (a.spectra.health.drift) {
    for (const auto& h : frf.h) frf.drift_variance.push_back(std::norm(*a.spectra.health.drift * h));
  }
  return frf;
}

}  // namespace ohmbench::spectra
