#include "spectra/one_shot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "core/ensure.hpp"
#include "core/error.hpp"
#include "core/frequency_grid.hpp"
#include "dsp/alignment.hpp"
#include "dsp/fft.hpp"
#include "dsp/local_rational.hpp"
#include "dsp/statistics.hpp"

namespace ohmbench::spectra {
namespace {

using dsp::Complex;

constexpr double kTailSeconds = 1.0;  // decay that is kept after the stimulus
constexpr double kLeadSeconds = 0.1;
constexpr double kLeastTailSeconds = 0.3;
constexpr double kLeastCorrelation = 0.1;
constexpr std::size_t kLeastHalfWidth = 8;
constexpr std::size_t kLeastHalfWidthWithTransient = 12;  // three unknowns more
constexpr std::size_t kMostHalfWidth = 150;
constexpr double kBandFloor = 1e-4;  // of the strongest third octave's energy per octave: −40 dB

std::vector<Complex> padded_spectrum(std::span<const double> x, std::size_t frames) {
  std::vector<double> padded(frames, 0.0);
  std::copy_n(x.begin(), std::min(frames, x.size()), padded.begin());
  return dsp::real_fft(padded);
}

/// f·mean|S|² over ±1/6 octave: energy per octave around f.
double energy_per_octave(const std::vector<Complex>& spectrum, double f_hz, double df_hz) {
  const auto from = static_cast<std::size_t>(std::max(1.0, std::floor(f_hz * std::exp2(-1.0 / 6) / df_hz)));
  const auto to =
      std::min(spectrum.size() - 1, static_cast<std::size_t>(std::ceil(f_hz * std::exp2(1.0 / 6) / df_hz)));
  double sum = 0;
  for (std::size_t k = from; k <= to; ++k) sum += std::norm(spectrum[k]);
  return to >= from ? f_hz * sum / static_cast<double>(to - from + 1) : 0.0;
}

/// Silence at a stimulus' end is time for the decay, not signal.
std::vector<double> without_trailing_silence(const std::vector<double>& x) {
  constexpr double kSilence = 1e-5;  // of the peak
  double peak = 0;
  for (const double v : x) peak = std::max(peak, std::abs(v));
  auto end = x.end();
  while (end != x.begin() && std::abs(*(end - 1)) <= kSilence * peak) --end;
  return end == x.begin() ? x : std::vector<double>(x.begin(), end);
}

}  // namespace

OneShot analyse_one_shot(const audio::Capture& capture, const std::vector<double>& played, double from_hz,
                         double to_hz, double points_per_octave) {
  ENSURE(capture.channels.size() >= 2 && !played.empty());
  const auto stimulus = without_trailing_silence(played);
  const double fs_hz = capture.sample_rate_hz;
  std::vector<std::vector<double>> channels;
  for (std::size_t c = 0; c < 2; ++c)
    channels.emplace_back(capture.channels[c].begin(), capture.channels[c].end());
  const auto alignment = dsp::align(stimulus, channels[0]);
  if (alignment.peak < kLeastCorrelation) {
    throw core::not_valid(
        fmt::format("the stimulus was not found in the capture (correlation {:.2f})", alignment.peak),
        "is it the right stimulus file, and is there a signal on the first channel?");
  }

  OneShot result;
  result.health.latency_frames = alignment.delay_frames;
  result.health.correlation = alignment.peak;
  result.health.periods = 1;
  const auto size = static_cast<std::ptrdiff_t>(channels[0].size());
  const auto begin = std::clamp<std::ptrdiff_t>(
      alignment.whole_frames - static_cast<std::ptrdiff_t>(kLeadSeconds * fs_hz), 0, size - 1);
  const auto end =
      std::clamp<std::ptrdiff_t>(alignment.whole_frames + static_cast<std::ptrdiff_t>(stimulus.size()) +
                                     static_cast<std::ptrdiff_t>(kTailSeconds * fs_hz),
                                 begin + 1, size);
  const auto frames = static_cast<std::size_t>(end - begin);
  const auto x =
      padded_spectrum(std::span(channels[0]).subspan(static_cast<std::size_t>(begin), frames), frames);
  const auto y =
      padded_spectrum(std::span(channels[1]).subspan(static_cast<std::size_t>(begin), frames), frames);
  const double df_hz = fs_hz / static_cast<double>(frames);

  // A record that begins before the signal and holds its decay has no transient; one that was cut needs the
  // term for it.
  const bool whole = alignment.whole_frames >= 0 && static_cast<double>(size - alignment.whole_frames) -
                                                            static_cast<double>(stimulus.size()) >
                                                        kLeastTailSeconds * fs_hz;
  const dsp::LocalModel model{2, 2, whole ? -1 : 2};
  // each point uses its own share of the bins, and never so few that the model could follow the noise
  const double half_width_octaves = 0.5 / points_per_octave;
  const double top_hz = std::min(to_hz, 0.49 * fs_hz);
  const auto grid = core::log_frequencies(from_hz, top_hz, points_per_octave);
  double strongest = 0;
  for (const double f : grid) strongest = std::max(strongest, energy_per_octave(x, f, df_hz));
  for (const double f : grid) {
    const auto center = static_cast<std::size_t>(std::lround(f / df_hz));
    const auto width = std::clamp(static_cast<std::size_t>(f / df_hz * (std::exp2(half_width_octaves) - 1)),
                                  whole ? kLeastHalfWidth : kLeastHalfWidthWithTransient, kMostHalfWidth);
    if (center <= width || center + width >= x.size()) continue;
    if (energy_per_octave(x, f, df_hz) < kBandFloor * strongest) continue;
    const std::size_t count = 2 * width + 1;
    std::vector<double> r(count);
    for (std::size_t i = 0; i < count; ++i) {
      r[i] = (static_cast<double>(center - width + i) - f / df_hz) / static_cast<double>(width);
    }
    const auto local = dsp::local_rational(r, std::span(x).subspan(center - width, count),
                                           std::span(y).subspan(center - width, count), model);
    result.frf.f_hz.push_back(f);
    result.frf.h.push_back(local.g);
    result.frf.variance.push_back(local.variance);
    result.frf.degrees_of_freedom.push_back(std::max(1.0, local.degrees_of_freedom));
  }
  if (result.frf.f_hz.empty()) {
    throw core::not_valid("the capture holds no signal between the wanted frequencies",
                          "check --from, --to and the channels");
  }
  std::vector<double> snr;
  for (std::size_t i = 0; i < result.frf.size(); ++i)
    snr.push_back(std::norm(result.frf.h[i]) / std::max(result.frf.variance[i], 1e-30));
  result.snr_db = 10 * std::log10(std::max(dsp::median(snr), 1e-30));
  return result;
}

}  // namespace ohmbench::spectra
