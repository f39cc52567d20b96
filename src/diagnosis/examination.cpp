#include "diagnosis/examination.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>

#include "core/ensure.hpp"
#include "diagnosis/unplayed.hpp"
#include "dsp/alignment.hpp"
#include "dsp/fft.hpp"
#include "dsp/resample.hpp"
#include "dsp/statistics.hpp"
#include "spectra/analyse.hpp"
#include "spectra/periods.hpp"

namespace ohmbench::diagnosis {
namespace {

using Complex = std::complex<double>;

constexpr double kLeastCorrelation = 0.1;  // noise alone reaches 0.03
constexpr double kLeastSnrDb = 6;
constexpr double kSettledFromHz = 200;  // below, coupling capacitors and resonances may still settle
constexpr double kNoiseFromHz = 20;

/// Periods unlike the two that are most alike: a dropout, a click, a contact that opened. Where no two are
/// alike (a gain that wanders, noise alone) nothing is left out. Slow settling is not damage: what differs
/// must be a thousandth of the power.
std::vector<bool> odd_ones_out(const std::vector<std::vector<Complex>>& spectra, std::size_t first_bin) {
  const std::size_t count = spectra.size();
  constexpr double kLeastOfPower = 1e-3, kUnlike = 20;
  double power = 0;
  for (std::size_t k = first_bin; k < spectra.front().size(); ++k) power += std::norm(spectra.front()[k]);
  const auto distance = [&](std::size_t p, std::size_t q) {
    double sum = 0;
    for (std::size_t k = first_bin; k < spectra[p].size(); ++k)
      sum += std::norm(spectra[p][k] - spectra[q][k]);
    return sum;
  };
  double least = std::numeric_limits<double>::infinity();
  std::size_t one = 0, two = 0;
  for (std::size_t p = 0; p < count; ++p) {
    for (std::size_t q = p + 1; q < count; ++q) {
      const double d = distance(p, q);
      if (d < least) least = d, one = p, two = q;
    }
  }
  std::vector<bool> odd(count, false);
  for (std::size_t p = 0; p < count; ++p) {
    if (p == one || p == two) continue;
    const double d = std::min(distance(p, one), distance(p, two));
    odd[p] = d > kUnlike * least && d > kLeastOfPower * power;
  }
  return odd;
}

void find_wander(const Bins& b, const stimulus::Stimulus& s, ChannelSigns& signs) {
  double power = 0, variance = 0;
  std::vector<double> gain(b.periods.size());
  for (std::size_t i = 0; i < s.bins.size(); ++i) {
    if (s.f_hz[i] < kSettledFromHz) continue;
    const auto k = s.bins[i];
    power += std::norm(b.mean[k]);
    for (std::size_t p = 0; p < gain.size(); ++p) gain[p] += (b.periods[p][k] * std::conj(b.mean[k])).real();
  }
  // the noise is that between the lines: on the lines the wandering gain itself scatters
  double between = 0;
  std::size_t bins = 0;
  for (std::size_t k = s.bins.front(); k <= s.bins.back(); ++k) {
    if (k % 2 == 0) between += b.variance[k], ++bins;
  }
  if (!(power > 0) || bins == 0) return;
  variance = between / static_cast<double>(bins);
  const auto [low, high] = std::minmax_element(gain.begin(), gain.end());
  if (!(*low > 0)) return;
  signs.wander_db = 20 * std::log10(*high / *low);
  constexpr double kDbPerRatio = 8.686;  // 20/ln 10
  signs.wander_sigma_db = kDbPerRatio * std::sqrt(variance / (2 * power));
}

/// Samples pile up at the largest value, as far as noise lets them: what a clipped stage leaves. A signal
/// that is not clipped has its fewest there.
bool has_flat_tops(const std::vector<float>& x, std::size_t periods, double noise_fs) {
  double high = 0, low = 0;
  for (const double v : x) high = std::max(high, v), low = std::min(low, v);
  const auto piled = [&](double top, double width) {
    constexpr double kMostWidth = 0.02;
    constexpr double kBelowWidths = 10;  // the values below, of which there are fewer still
    constexpr std::size_t kLeastPerPeriod = 4;
    if (top == 0 || width > kMostWidth) return false;
    std::size_t at_top = 0, below = 0;
    for (const float v : x) {
      const double part = v / top;
      if (part >= 1 - width) ++at_top;
      if (part < 1 - 2 * width && part >= 1 - (2 + kBelowWidths) * width) ++below;
    }
    return at_top >= kLeastPerPeriod * (periods + 1) && at_top > below;
  };
  constexpr double kNarrow = 1e-3, kNoiseSigmas = 6;
  for (const double top : {high, low}) {
    if (piled(top, kNarrow) || piled(top, std::max(kNarrow, kNoiseSigmas * noise_fs / std::abs(top))))
      return true;
  }
  return false;
}

/// The steepest fall within 1/6 octave above 5 kHz, of the medians on both sides; nothing above may be louder
/// again.
double top_slope(const std::vector<double>& f_hz, const std::vector<Complex>& response) {
  constexpr double kFromHz = 5000;
  const double sixth = std::exp2(1.0 / 6);
  double steepest = 0;
  std::size_t j = 0;
  std::vector<double> loudest_above(f_hz.size() + 1, 0.0);
  for (std::size_t i = f_hz.size(); i-- > 0;)
    loudest_above[i] = std::max(loudest_above[i + 1], std::abs(response[i]));
  for (std::size_t i = 0; i < f_hz.size(); ++i) {
    if (f_hz[i] < kFromHz) continue;
    while (j < f_hz.size() && f_hz[j] < f_hz[i] * sixth) ++j;
    if (j >= f_hz.size()) break;
    constexpr double kNothing = 1e-6;
    steepest =
        std::max(steepest, 20 * std::log10(std::abs(response[i]) /
                                           std::max(loudest_above[j], kNothing * std::abs(response[i]))));
  }
  return steepest;
}

double smallest_step(const audio::Capture& capture) {
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t c = 0; c < 2; ++c) {
    const auto& x = capture.channels[c];
    for (std::size_t n = 1; n < x.size(); ++n) {
      const double d = std::abs(static_cast<double>(x[n]) - x[n - 1]);
      if (d > 0) least = std::min(least, d);
    }
  }
  return std::isfinite(least) ? least : 0;
}

/// The lines against the even bins beside them, which hold the same noise. What leaks out of hum is smooth
/// over the bins and differences do not see it; medians do not see its harmonics.
bool is_heard(const Bins& b, const stimulus::Stimulus& s) {
  std::vector<double> lines, beside;
  for (const auto k : s.bins) {
    if (k < 3) continue;
    const auto& x = b.mean;
    constexpr double kLine = 1.5, kBeside = 6;  // what the differences make of the noise's power
    lines.push_back(std::norm(x[k] - 0.5 * (x[k - 1] + x[k + 1])) / kLine);
    beside.push_back(std::norm(x[k - 3] - 2.0 * x[k - 1] + x[k + 1]) / kBeside);
  }
  const double line = dsp::median(std::move(lines));
  return line > 0 && line > std::pow(10.0, kLeastSnrDb / 10) * dsp::median(std::move(beside));
}

ChannelSigns signs_of(std::size_t channel, const Bins& b, const std::vector<Complex>& played,
                      const stimulus::Stimulus& s, const audio::Capture& capture) {
  ChannelSigns signs;
  signs.peak_fs = audio::peak_fs(capture.channels[channel]);
  signs.clipped = audio::clipped_samples(capture.channels[channel]);
  const double df_hz = s.plan.sample_rate_hz / static_cast<double>(s.period_frames);
  double lines = 0, everything_else = 0, noise = 0;
  std::size_t even = 0;
  for (std::size_t k = s.bins.front(); k <= s.bins.back(); ++k) {
    const double f_hz = static_cast<double>(k) * df_hz;
    if (std::binary_search(s.bins.begin(), s.bins.end(), k)) {
      lines += std::norm(b.mean[k]);
      continue;
    }
    everything_else += std::norm(b.mean[k]) + b.variance[k];
    if (k % 2 == 0 && f_hz >= kNoiseFromHz && !near_mains(f_hz, df_hz)) noise += b.variance[k], ++even;
  }
  signs.level_fs = std::sqrt(lines / 2);
  // even bins are never played, and all bins have the same noise
  const double all = static_cast<double>(s.bins.back()) / static_cast<double>(std::max<std::size_t>(even, 1));
  signs.noise_fs = std::sqrt(noise * all / 2);
  signs.disturbance_fs = std::sqrt(everything_else / 2);
  signs.heard = is_heard(b, s);
  for (std::size_t i = 0; i < s.bins.size(); ++i)
    signs.response.push_back(b.mean[s.bins[i]] / played[s.bins[i]]);
  if (!signs.heard) return signs;
  const auto unplayed = find_unplayed(b, s, lines);
  signs.even_db = unplayed.even_db;
  signs.odd_db = unplayed.odd_db;
  signs.image_db = unplayed.image_db;
  signs.image_contrast = unplayed.image_contrast;
  find_wander(b, s, signs);
  signs.flat_tops = has_flat_tops(capture.channels[channel], s.periods, signs.noise_fs);
  signs.top_slope_db = top_slope(s.f_hz, signs.response);
  signs.echo = find_echo(s.f_hz, signs.response);
  return signs;
}

/// Of the mean. Not below what the even bins beside the line hold: hum that leaks out of them is steady over
/// a short record.
double line_variance(const Bins& b, std::size_t k) {
  const double beside =
      k + 1 < b.mean.size() ? 0.5 * (std::norm(b.mean[k - 1]) + std::norm(b.mean[k + 1])) : 0.0;
  return std::max(b.variance[k] / static_cast<double>(b.periods.size()), beside);
}

spectra::Frf ratio_of(const Bins& b, const Bins& a, const stimulus::Stimulus& s) {
  spectra::Frf frf;
  const double n = static_cast<double>(a.periods.size());
  for (std::size_t i = 0; i < s.bins.size(); ++i) {
    const auto k = s.bins[i];
    if (std::norm(a.mean[k]) == 0) continue;
    const Complex h = b.mean[k] / a.mean[k];
    frf.f_hz.push_back(s.f_hz[i]);
    frf.h.push_back(h);
    frf.variance.push_back((line_variance(b, k) + std::norm(h) * line_variance(a, k)) / std::norm(a.mean[k]));
    frf.degrees_of_freedom.push_back(n - 1);
  }
  return frf;
}

/// One channel without its hum, for finding the stimulus only. No delay.
audio::Capture without_low_end(const audio::Capture& capture, std::size_t channel) {
  constexpr double kFromHz = 300, kToHz = 600;  // raised cosine; the strongest harmonics of mains lie below
  const auto& x = capture.channels[channel];
  std::vector<double> padded(x.begin(), x.end());
  padded.resize(dsp::fast_length(x.size()));
  auto spectrum = dsp::real_fft(padded);
  const double df_hz = capture.sample_rate_hz / static_cast<double>(padded.size());
  for (std::size_t k = 0; k < spectrum.size() && static_cast<double>(k) * df_hz < kToHz; ++k) {
    const double part = std::max(0.0, (static_cast<double>(k) * df_hz - kFromHz) / (kToHz - kFromHz));
    spectrum[k] *= 0.5 - 0.5 * std::cos(std::numbers::pi * part);
  }
  auto filtered = dsp::inverse_real_fft(spectrum, padded.size());
  filtered.resize(x.size());
  audio::Capture result;
  result.sample_rate_hz = capture.sample_rate_hz;
  result.channels.emplace_back(filtered.begin(), filtered.end());
  return result;
}

}  // namespace

Examination examine(const audio::Capture& capture, const stimulus::Stimulus& s, std::size_t align_channel) {
  ENSURE(capture.channels.size() >= 2 && align_channel < capture.channels.size());
  ENSURE(s.plan.kind == stimulus::Kind::kMultisine);
  Examination e;
  e.level_dbfs = s.plan.level.value();
  e.f_hz = s.f_hz;
  e.identical = capture.channels[0] == capture.channels[1] && audio::peak_fs(capture.channels[0]) > 0;
  e.quantum_fs = smallest_step(capture);
  e.channels.resize(capture.channels.size());
  for (std::size_t c = 0; c < capture.channels.size(); ++c) {
    e.channels[c].peak_fs = audio::peak_fs(capture.channels[c]);
    e.channels[c].clipped = audio::clipped_samples(capture.channels[c]);
  }
  const auto health = spectra::analyse(without_low_end(capture, align_channel), s, 0).spectra.health;
  e.correlation = health.correlation;
  e.latency_frames = health.latency_frames;
  e.clock_ppm = health.clock_ppm;
  const double offset = e.clock_ppm * 1e-6;
  const double start = e.latency_frames + static_cast<double>(s.first_frame);
  const double room = (static_cast<double>(capture.frames()) - start) / (1 + std::abs(offset));
  const auto whole = static_cast<std::size_t>(std::max(0.0, room / static_cast<double>(s.period_frames)));
  const std::size_t count = std::min(s.periods, whole);
  if (e.correlation < kLeastCorrelation || start < 0 || count < 2) return e;
  std::vector<std::vector<double>> wide;
  for (const auto& channel : capture.channels) wide.emplace_back(channel.begin(), channel.end());
  auto periods = spectra::cut_periods(wide, start, s.period_frames, count, offset);
  const auto settled =
      static_cast<std::size_t>(kSettledFromHz * static_cast<double>(s.period_frames) / s.plan.sample_rate_hz);
  for (std::size_t c = 0; c < 2; ++c) {
    std::vector<std::vector<Complex>> spectra;
    for (std::size_t p = 0; p < count; ++p)
      spectra.push_back(dsp::real_fft(std::span(periods.at(c, p), periods.period_frames)));
    const auto odd = odd_ones_out(spectra, settled);
    for (std::size_t p = 0; p < count; ++p) periods.damaged[p] = periods.damaged[p] || odd[p];
  }
  if (periods.good() < 2) periods.damaged.assign(count, false);
  e.damaged_periods = count - periods.good();
  auto played = dsp::real_fft(std::span(s.samples.data() + s.first_frame, s.period_frames));
  for (auto& x : played) x *= 2.0 / static_cast<double>(s.period_frames);
  std::vector<Bins> bins;
  for (std::size_t c = 0; c < wide.size(); ++c) {
    bins.push_back(bins_of(periods, c));
    e.channels[c] = signs_of(c, bins.back(), played, s, capture);
  }
  e.found = e.channels[align_channel].heard;
  e.b_over_a = ratio_of(bins[1], bins[0], s);
  return e;
}

std::optional<double> other_rate(const audio::Capture& capture, const stimulus::Stimulus& s,
                                 std::size_t channel) {
  const std::vector<double> recorded(capture.channels[channel].begin(), capture.channels[channel].end());
  constexpr double kClearly = 0.5;  // of the correlation
  for (const double ratio : {44100.0 / 48000, 48000.0 / 44100, 2.0, 0.5}) {
    // a record at `ratio` times the rate holds the stimulus stretched by it
    const auto frames = static_cast<std::size_t>(static_cast<double>(s.samples.size()) * ratio);
    const auto stretched = dsp::resample(s.samples, 0, 1 / ratio, frames);
    if (dsp::align(stretched, recorded).peak > kClearly) return ratio * s.plan.sample_rate_hz;
  }
  return {};
}

}  // namespace ohmbench::diagnosis
