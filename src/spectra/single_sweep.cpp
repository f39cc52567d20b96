#include "spectra/single_sweep.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include "disturbance/silence.hpp"
#include "dsp/fft.hpp"
#include "dsp/least_squares.hpp"
#include "dsp/local_rational.hpp"
#include "stimulus/single_sweep.hpp"

namespace ohmbench::spectra {
namespace {

using dsp::Complex;
constexpr double kGuardSeconds = 0.01;  // of the silence, before the sweep: latency is known to a few frames
constexpr double kLeastClockOffset = 10e-6;
constexpr double kClockFromHz = 400;
constexpr double kClockToHz = 15000;

// Resonances of a load are narrow against the bins at low frequencies: there the spectrum is interpolated.
constexpr double kFineToHz = 400;
constexpr double kTaperToHz = 800;
constexpr double kFineBinHz = 0.25;

// What the load still gave in the last part of the record tells how much was left when it ended.
constexpr double kEndingPart = 0.1;
constexpr double kLeftOverEnding = 1.5;  // e^{−Δ/τ}/(1 − e^{−Δ/τ}) at the longest decay that matters, τ = 2Δ

constexpr double kHumReachesBins = 3;
constexpr double kSilenceDegrees = 17;  // complex: bins that the silence's noise is averaged over

constexpr double kHalfWidthOctaves = 1.0 / 24;
constexpr std::size_t kLeastHalfWidth = 4;
constexpr std::size_t kMostHalfWidth = 100;

/// δ of the header.
double clock_offset(const std::vector<Complex>& heard, const std::vector<Complex>& played,
                    const stimulus::Stimulus& s) {
  constexpr std::size_t kGroups = 160;
  const double fs_hz = s.plan.sample_rate_hz;
  const double df_hz = fs_hz / static_cast<double>(s.period_frames);
  const double from_hz = std::max(kClockFromHz, s.plan.from_hz);
  const double to_hz = std::min(kClockToHz, s.plan.to_hz);
  if (to_hz < 4 * from_hz) return 0;
  std::vector<double> f, phase;
  for (std::size_t g = 0; g < kGroups; ++g) {
    const auto edge = [&](std::size_t i) {
      return static_cast<std::size_t>(from_hz * std::pow(to_hz / from_hz, static_cast<double>(i) / kGroups) /
                                      df_hz);
    };
    const std::size_t from = edge(g);
    const std::size_t to = std::max(from + 1, edge(g + 1));
    Complex sum = 0;
    for (std::size_t k = from; k < to; ++k) sum += heard[k] * std::conj(played[k]);
    f.push_back(0.5 * static_cast<double>(from + to - 1) * df_hz);
    double next = std::arg(sum);
    if (!phase.empty())
      next += 2 * std::numbers::pi * std::round((phase.back() - next) / (2 * std::numbers::pi));
    phase.push_back(next);
  }
  dsp::ComplexMatrix a(f.size(), 4);
  std::vector<Complex> b(f.size());
  for (std::size_t i = 0; i < f.size(); ++i) {
    a.at(i, 0) = -2 * std::numbers::pi * f[i] * stimulus::frame_of_frequency(s, f[i]) / fs_hz;
    a.at(i, 1) = f[i];
    a.at(i, 2) = 1.0;
    a.at(i, 3) = 1.0 / f[i];
    b[i] = phase[i];
  }
  const double offset = dsp::solve_least_squares(std::move(a), std::move(b)).solution[0].real();
  return std::abs(offset) < kLeastClockOffset || std::abs(offset) > 400e-6 ? 0.0 : offset;
}

std::vector<Complex> scaled_spectrum(const double* x, std::size_t frames) {
  auto bins = dsp::real_fft(std::span(x, frames));
  const double scale = 2.0 / static_cast<double>(frames);
  for (auto& v : bins) v *= scale;
  return bins;
}

struct LowSpectrum {
  std::vector<Complex> bins;
  std::vector<Complex> ending;  // of the record's last part alone
};

/// Bins of the spectrum up to kFineToHz at a `refine`-th of the bins' distance: the signal below kTaperToHz
/// is brought to a low rate and padded with zeros.
LowSpectrum refined(const std::vector<Complex>& bins, double df_hz, std::size_t refine) {
  const auto taper_to = static_cast<std::size_t>(kTaperToHz / df_hz);
  const std::size_t frames = dsp::fast_length(taper_to + 1) * 2;
  std::vector<Complex> low(frames / 2 + 1);
  for (std::size_t k = 0; k < std::min({taper_to, low.size(), bins.size()}); ++k) {
    const double x = (static_cast<double>(k) * df_hz - kFineToHz) / (kTaperToHz - kFineToHz);
    low[k] = bins[k] * (x <= 0 ? 1.0 : 0.5 + 0.5 * std::cos(std::numbers::pi * x));
  }
  auto x = dsp::inverse_real_fft(low, frames);
  x.resize(refine * frames);
  LowSpectrum spectrum{dsp::real_fft(x), {}};
  const auto ending_from = static_cast<std::ptrdiff_t>((1 - kEndingPart) * static_cast<double>(frames));
  std::fill(x.begin(), x.begin() + ending_from, 0.0);
  spectrum.ending = dsp::real_fft(x);
  return spectrum;
}

/// Adds one channel, fine bins first.
void put_bins(const std::vector<Complex>& bins, double df_hz, std::size_t refine, Analysed& a) {
  auto& s = a.spectra;
  const bool first = s.mean.empty();
  auto& mean = s.mean.emplace_back();
  auto& ending = a.ending.emplace_back();
  const auto low = refined(bins, df_hz, refine);
  const double fine_hz = df_hz / static_cast<double>(refine);
  const auto fine_to = std::min(low.bins.size(), static_cast<std::size_t>(kFineToHz / fine_hz) + 1);
  mean.assign(low.bins.begin() + 1, low.bins.begin() + static_cast<std::ptrdiff_t>(fine_to));
  ending.assign(low.ending.begin() + 1, low.ending.begin() + static_cast<std::ptrdiff_t>(fine_to));
  const auto coarse_from = static_cast<std::size_t>(kFineToHz / df_hz) + 1;
  mean.insert(mean.end(), bins.begin() + static_cast<std::ptrdiff_t>(coarse_from), bins.end() - 1);
  if (!first) return;
  for (std::size_t k = 1; k < fine_to; ++k) s.f_hz.push_back(static_cast<double>(k) * fine_hz);
  for (std::size_t k = coarse_from; k + 1 < bins.size(); ++k)
    s.f_hz.push_back(static_cast<double>(k) * df_hz);
}

/// Variances of the bins from the silence: its noise, and what is uncertain about the hum that was foretold.
void put_noise(const disturbance::Silence& silence, double frames, double ahead_s, double df_hz,
               ChannelSpectra& s) {
  const double per_bin = 4 / frames;  // of a (2/N)-scaled bin, per unit variance of a sample
  for (std::size_t c = 0; c < s.channels(); ++c) {
    const auto& v = silence.noise.variance[c];
    auto& variance = s.variance.emplace_back();
    auto& covariance = s.covariance_with_0.emplace_back();
    for (const double f : s.f_hz) {
      const auto at = std::min(v.size() - 1, static_cast<std::size_t>(std::lround(f / silence.noise.bin_hz)));
      variance.push_back(per_bin * v[at]);
      covariance.push_back(per_bin * silence.noise.covariance_with_0[c][at]);
    }
    for (const auto& h : silence.hum.harmonics) {
      const double at_hz = h.order * silence.hum.f0_hz;
      const double turned = 2 * std::numbers::pi * h.order * silence.hum.sigma_hz * ahead_s;
      const double error = h.variance[c] + std::norm(h.phasor[c]) * turned * turned;
      const auto from = std::lower_bound(s.f_hz.begin(), s.f_hz.end(), at_hz - kHumReachesBins * df_hz);
      for (auto i = static_cast<std::size_t>(from - s.f_hz.begin());
           i < s.f_hz.size() && s.f_hz[i] < at_hz + kHumReachesBins * df_hz; ++i) {
        const double x = std::numbers::pi * (s.f_hz[i] - at_hz) / df_hz;
        variance[i] += error * (std::abs(x) < 1e-6 ? 1.0 : std::pow(std::sin(x) / x, 2));
      }
    }
  }
}

}  // namespace

Analysed analyse_single_sweep(std::vector<std::vector<double>> channels, const stimulus::Stimulus& s,
                              std::size_t align_channel, RecordHealth health) {
  Analysed result;
  result.spectra.health = health;
  const double fs_hz = s.plan.sample_rate_hz;
  const auto latency = static_cast<std::ptrdiff_t>(health.latency_frames);
  const std::ptrdiff_t start = latency + static_cast<std::ptrdiff_t>(s.first_frame);
  const auto size = static_cast<std::ptrdiff_t>(channels.front().size());
  const auto quiet_to = start - static_cast<std::ptrdiff_t>(kGuardSeconds * fs_hz);
  const auto quiet_from = std::max<std::ptrdiff_t>(0, latency);
  if (static_cast<double>(quiet_to - quiet_from) < disturbance::kLeastSilenceSeconds * fs_hz ||
      start + static_cast<std::ptrdiff_t>(s.period_frames) > size)
    return result;

  const auto begin = static_cast<std::size_t>(start);
  const auto silence = disturbance::listen(channels, static_cast<std::size_t>(quiet_from),
                                           static_cast<std::size_t>(quiet_to), fs_hz);
  disturbance::subtract_hum(silence.hum, begin, begin + s.period_frames, fs_hz, channels);
  if (silence.hum.f0_hz > 0) {
    health.hum_hz = silence.hum.f0_hz;
    health.hum_dbfs = 20 * std::log10(silence.hum.peak);
  }
  const double frames = static_cast<double>(s.period_frames);
  const double df_hz = fs_hz / frames;
  const auto refine = static_cast<std::size_t>(std::max(1.0, std::round(df_hz / kFineBinHz)));
  auto& out = result.spectra;
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const auto bins = scaled_spectrum(channels[c].data() + begin, s.period_frames);
    if (c == align_channel) {
      const auto played = dsp::real_fft(std::span(s.samples).subspan(s.first_frame, s.period_frames));
      health.clock_ppm = 1e6 * clock_offset(bins, played, s);
    }
    put_bins(bins, df_hz, refine, result);
  }
  const double ahead_s =
      (0.5 * frames + static_cast<double>(start) - 0.5 * static_cast<double>(quiet_from + quiet_to)) / fs_hz;
  put_noise(silence, frames, ahead_s, df_hz, out);
  for (double& f : out.f_hz) f *= 1 + 1e-6 * health.clock_ppm;
  out.degrees_of_freedom.assign(out.f_hz.size(), kSilenceDegrees);
  health.periods = 1;
  out.health = health;
  result.grid_hz = s.f_hz;
  result.bin_hz = df_hz;
  result.usable = true;
  return result;
}

Frf single_sweep_transfer(const Analysed& a, std::size_t y, std::size_t x) {
  const auto& f_hz = a.spectra.f_hz;
  const auto noise = ratio(a.spectra, y, x).variance;
  Frf frf;
  std::vector<double> r;
  for (const double f : a.grid_hz) {
    const auto above = static_cast<std::size_t>(std::lower_bound(f_hz.begin(), f_hz.end(), f) - f_hz.begin());
    const std::size_t center =
        std::clamp<std::size_t>(above, kLeastHalfWidth, f_hz.size() - kLeastHalfWidth - 1);
    const double step_hz = f_hz[center] - f_hz[center - 1];
    const auto half =
        std::min({std::clamp(static_cast<std::size_t>(f / step_hz * (std::exp2(kHalfWidthOctaves) - 1)),
                             kLeastHalfWidth, kMostHalfWidth),
                  center, f_hz.size() - 1 - center});
    const std::size_t from = center - half;
    const std::size_t count = 2 * half + 1;
    r.clear();
    double mean_noise = 0;
    double error_variance = 0;  // of Y − gX
    for (std::size_t k = from; k < from + count; ++k) {
      r.push_back((f_hz[k] - f) / (static_cast<double>(half) * step_hz));
      mean_noise += noise[k] / static_cast<double>(count);
      error_variance += noise[k] * std::norm(a.spectra.mean[x][k]) / static_cast<double>(count);
    }
    // interpolated bins are not independent, and no worse than one bin alone
    const double repeated = std::max(1.0, a.bin_hz / step_hz);
    const dsp::LocalModel model{2, 2, -1, repeated > 1 ? 0 : error_variance};
    const auto local = dsp::local_rational(r, std::span(a.spectra.mean[x]).subspan(from, count),
                                           std::span(a.spectra.mean[y]).subspan(from, count), model);
    const double x2 = std::norm(a.spectra.mean[x][center]);
    frf.f_hz.push_back(f);
    frf.h.push_back(local.g);
    double variance = mean_noise * (repeated > 1 ? std::min(1.0, local.variance_gain * x2 * repeated)
                                                 : local.variance_gain * x2);
    if (center < a.ending[0].size()) {
      const Complex left = (a.ending[y][center] - local.g * a.ending[x][center]) / a.spectra.mean[x][center];
      variance += kLeftOverEnding * kLeftOverEnding * std::norm(left);
    }
    frf.variance.push_back(variance);
    frf.degrees_of_freedom.push_back(kSilenceDegrees);
  }
  return frf;
}

}  // namespace ohmbench::spectra
