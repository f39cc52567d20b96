#include "spectra/single_sweep.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include "disturbance/rounding.hpp"
#include "disturbance/silence.hpp"
#include "dsp/alignment.hpp"
#include "dsp/fft.hpp"
#include "dsp/least_squares.hpp"
#include "dsp/statistics.hpp"
#include "stimulus/single_sweep.hpp"

namespace ohmbench::spectra {
namespace {

using dsp::Complex;
constexpr double kGuardSeconds = 0.01;  // of the silence, before the sweep: latency is known to a few frames
constexpr double kLeastClockOffset = 10e-6;
constexpr double kClockToHz = 15000;

// Resonances of a load are narrow against the bins at low frequencies: there the spectrum is interpolated.
constexpr double kFineToHz = 400;
constexpr double kTaperToHz = 800;
constexpr double kFineBinHz = 0.25;

constexpr double kEndingPart = 0.1;

// Above, neighbouring bins are put together, because a load bends little over a thousandth of a frequency.
constexpr double kLineWidth = 0.0293 / 40;  // of the frequency: forty lines in 1/24 octave

constexpr std::size_t kAlignDecimation = 16;
constexpr double kAlignFromHz = 2000;  // the part of the sweep that tells the delay exactly
constexpr std::size_t kAlignFrames = 4096;

constexpr double kHumReachesBins = 3;
constexpr double kSilenceDegrees = 17;  // complex: bins that the silence's noise is averaged over

/// δ of the header, from lines whose phase is already that against what was played.
double clock_offset(const std::vector<double>& f_hz, const std::vector<Complex>& lines,
                    const stimulus::Stimulus& s) {
  constexpr std::size_t kGroups = 160;
  const double fs_hz = s.plan.sample_rate_hz;
  const double from_hz = std::max(kFineToHz, s.plan.from_hz);
  const double to_hz = std::min(kClockToHz, s.plan.to_hz);
  if (to_hz < 4 * from_hz) return 0;
  std::vector<double> f, phase;
  auto k = static_cast<std::size_t>(std::upper_bound(f_hz.begin(), f_hz.end(), from_hz) - f_hz.begin());
  for (std::size_t g = 0; g < kGroups && k < f_hz.size(); ++g) {
    const double end_hz = from_hz * std::pow(to_hz / from_hz, static_cast<double>(g + 1) / kGroups);
    Complex sum = 0;
    double weight = 0;
    double centroid = 0;  // lines are not equally wide
    do {
      const double magnitude = std::sqrt(std::norm(lines[k]));
      sum += lines[k], weight += magnitude, centroid += magnitude * f_hz[k];
    } while (++k < f_hz.size() && f_hz[k] < end_hz);
    f.push_back(weight > 0 ? centroid / weight : end_hz);
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

/// Which bins make a line above kFineToHz: [edges[i], edges[i + 1]).
std::vector<std::size_t> line_edges(std::size_t bins, double df_hz) {
  std::vector<std::size_t> edges;
  for (auto k = static_cast<std::size_t>(kFineToHz / df_hz) + 1; k + 1 < bins;
       k += std::max<std::size_t>(1, static_cast<std::size_t>(kLineWidth * static_cast<double>(k))))
    edges.push_back(k);
  edges.push_back(bins - 1);
  return edges;
}

/// Adds one channel: fine bins, then lines Σ X conj(P)/√Σ|P|² over their bins, with P as played: the best
/// estimate of a response that is constant over the line, and as noisy as a bin.
void put_lines(const std::vector<Complex>& bins, double df_hz, std::size_t refine,
               const stimulus::Stimulus& stimulus, Analysed& a) {
  auto& s = a.spectra;
  const bool first = s.mean.empty();
  auto& mean = s.mean.emplace_back();
  auto& ending = a.ending.emplace_back();
  const auto low = refined(bins, df_hz, refine);
  const double fine_hz = df_hz / static_cast<double>(refine);
  const auto fine_to = std::min(low.bins.size(), static_cast<std::size_t>(kFineToHz / fine_hz) + 1);
  mean.assign(low.bins.begin() + 1, low.bins.begin() + static_cast<std::ptrdiff_t>(fine_to));
  ending.assign(low.ending.begin() + 1, low.ending.begin() + static_cast<std::ptrdiff_t>(fine_to));
  const auto edges = line_edges(bins.size(), df_hz);
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    double re = 0, im = 0, power = 0;
    for (std::size_t k = edges[i]; k < edges[i + 1]; ++k) {
      const Complex p = stimulus.spectrum[k];
      re += bins[k].real() * p.real() + bins[k].imag() * p.imag();
      im += bins[k].imag() * p.real() - bins[k].real() * p.imag();
      power += std::norm(p);
    }
    mean.push_back(power > 0 ? Complex(re, im) / std::sqrt(power) : bins[edges[i]]);
  }
  if (!first) return;
  for (std::size_t k = 1; k < fine_to; ++k) s.f_hz.push_back(static_cast<double>(k) * fine_hz);
  for (std::size_t i = 0; i + 1 < edges.size(); ++i)
    s.f_hz.push_back(0.5 * static_cast<double>(edges[i] + edges[i + 1] - 1) * df_hz);
}

/// Variances of the bins from the silence: its noise, and what is uncertain about the hum that was foretold.
/// @param step  of the converters: what rounds its noise away in silence shows it beside a signal
void put_noise(const disturbance::Silence& silence, const std::vector<double>& step, double frames,
               double ahead_s, double df_hz, ChannelSpectra& s) {
  const double per_bin = 4 / frames;  // of a (2/N)-scaled bin, per unit variance of a sample
  for (std::size_t c = 0; c < s.channels(); ++c) {
    const auto& v = silence.noise.variance[c];
    constexpr double kDithers = 0.5;  // of noise in steps: rounding is in it
    const double hidden = dsp::median(v) < std::pow(kDithers * step[c], 2) ? step[c] * step[c] / 12 : 0.0;
    auto& variance = s.variance.emplace_back();
    auto& covariance = s.covariance_with_0.emplace_back();
    for (const double f : s.f_hz) {
      const auto at = std::min(v.size() - 1, static_cast<std::size_t>(std::lround(f / silence.noise.bin_hz)));
      variance.push_back(per_bin * (v[at] + hidden));
      covariance.push_back(per_bin * silence.noise.covariance_with_0[c][at]);
    }
    const auto add_hum = [&](double at_hz, double error) {
      const auto from = std::lower_bound(s.f_hz.begin(), s.f_hz.end(), at_hz - kHumReachesBins * df_hz);
      for (auto i = static_cast<std::size_t>(from - s.f_hz.begin());
           i < s.f_hz.size() && s.f_hz[i] < at_hz + kHumReachesBins * df_hz; ++i) {
        const double x = std::numbers::pi * (s.f_hz[i] - at_hz) / df_hz;
        variance[i] += error * (std::abs(x) < 1e-6 ? 1.0 : std::pow(std::sin(x) / x, 2));
      }
    };
    for (const auto& h : silence.hum.harmonics) {
      const double turned = 2 * std::numbers::pi * h.order * silence.hum.sigma_hz * ahead_s;
      add_hum(h.order * silence.hum.f0_hz, h.variance[c] + std::norm(h.phasor[c]) * turned * turned);
    }
    // hum below half a step is rounded away in silence, too
    for (const double at_hz : {50.0, 60.0, 100.0, 120.0, 150.0, 180.0}) add_hum(at_hz, 3 * hidden);
  }
}

/// The longest fast length of at most `frames`: a silence need not be used to its last frame.
std::ptrdiff_t fast_length_within(std::ptrdiff_t frames) {
  constexpr std::ptrdiff_t kUnit = 512;
  auto units = frames / kUnit;
  while (units > 1 && dsp::fast_length(static_cast<std::size_t>(units)) != static_cast<std::size_t>(units))
    --units;
  return units * kUnit;
}

dsp::Alignment align_sweep(const stimulus::Stimulus& s, const std::vector<double>& heard) {
  const double hz = std::clamp(kAlignFromHz, s.plan.from_hz, 0.5 * (s.plan.from_hz + s.plan.to_hz));
  const auto from = s.first_frame + static_cast<std::size_t>(stimulus::frame_of_frequency(s, hz));
  return dsp::align_in_two_steps(s.samples, heard, kAlignDecimation, from,
                                 std::min(from + kAlignFrames, s.samples.size()));
}

}  // namespace

Analysed analyse_single_sweep(std::vector<std::vector<double>> channels, const stimulus::Stimulus& s,
                              std::size_t align_channel) {
  Analysed result;
  if (channels[align_channel].size() < s.period_frames) return result;
  const auto alignment = align_sweep(s, channels[align_channel]);
  RecordHealth health;
  health.latency_frames = static_cast<double>(alignment.whole_frames);
  health.correlation = alignment.peak;
  result.spectra.health = health;
  const double fs_hz = s.plan.sample_rate_hz;
  const auto latency = static_cast<std::ptrdiff_t>(health.latency_frames);
  const std::ptrdiff_t start = latency + static_cast<std::ptrdiff_t>(s.first_frame);
  const auto size = static_cast<std::ptrdiff_t>(channels.front().size());
  const auto quiet_to = start - static_cast<std::ptrdiff_t>(kGuardSeconds * fs_hz);
  const auto quiet_from = quiet_to - fast_length_within(quiet_to - std::max<std::ptrdiff_t>(0, latency));
  if (static_cast<double>(quiet_to - quiet_from) < disturbance::kLeastSilenceSeconds * fs_hz ||
      start + static_cast<std::ptrdiff_t>(s.period_frames) > size)
    return result;

  const auto begin = static_cast<std::size_t>(start);
  const auto silence = disturbance::listen(channels, static_cast<std::size_t>(quiet_from),
                                           static_cast<std::size_t>(quiet_to), fs_hz);
  std::vector<double> steps;
  for (const auto& channel : channels) steps.push_back(disturbance::converter_step(channel));
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
    put_lines(bins, df_hz, refine, s, result);
  }
  health.clock_ppm = 1e6 * clock_offset(out.f_hz, out.mean[align_channel], s);
  const double ahead_s =
      (0.5 * frames + static_cast<double>(start) - 0.5 * static_cast<double>(quiet_from + quiet_to)) / fs_hz;
  put_noise(silence, steps, frames, ahead_s, df_hz, out);
  for (double& f : out.f_hz) f *= 1 + 1e-6 * health.clock_ppm;
  out.degrees_of_freedom.assign(out.f_hz.size(), kSilenceDegrees);
  health.periods = 1;
  out.health = health;
  result.grid_hz = s.f_hz;
  result.bin_hz = df_hz;
  result.usable = true;
  return result;
}

}  // namespace ohmbench::spectra
