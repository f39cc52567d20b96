#include "disturbance/tone.hpp"

#include <algorithm>
#include <cmath>

#include "core/ensure.hpp"
#include "dsp/fft.hpp"

namespace ohmbench::disturbance {
namespace {

constexpr double kConverterEnd = 0.46;  // of the sample rate: the converters' filters begin here

double distortion_power(std::span<const double> peaks) {
  double sum = 0;
  for (std::size_t i = 1; i < peaks.size(); ++i) sum += peaks[i] * peaks[i];
  return sum;
}

double highest_hz(double sample_rate_hz) {
  return std::min(kAudioToHz, kConverterEnd * sample_rate_hz);
}

}  // namespace

double thd_f(std::span<const double> peaks) {
  ENSURE(!peaks.empty() && peaks.front() > 0);
  return std::sqrt(distortion_power(peaks)) / peaks.front();
}

double thd_r(std::span<const double> peaks) {
  const double f = thd_f(peaks);
  return f / std::sqrt(1 + f * f);
}

double thd_n(std::span<const double> peaks, double noise_rms) {
  ENSURE(!peaks.empty() && peaks.front() > 0);
  const double residual = distortion_power(peaks) / 2 + noise_rms * noise_rms;
  return std::sqrt(residual / (residual + peaks.front() * peaks.front() / 2));
}

double sinad_db(double ratio) {
  return -20 * std::log10(ratio);
}

double notch_power(double f_hz, double f0_hz) {
  const double x = kNotchQ * (f_hz / f0_hz - f0_hz / f_hz);
  return x * x / (x * x + 1);
}

double a_weight(double f_hz) {
  constexpr double f1 = 20.598997, f2 = 107.65265, f3 = 737.86223, f4 = 12194.217;
  const auto raw = [&](double f) {
    const double s = f * f;
    return f4 * f4 * s * s / ((s + f1 * f1) * std::sqrt((s + f2 * f2) * (s + f3 * f3)) * (s + f4 * f4));
  };
  constexpr double kReferenceHz = 1000;
  return raw(f_hz) / raw(kReferenceHz);
}

Tone analyse_tone(std::span<const double> record, std::size_t cycles, double sample_rate_hz) {
  ENSURE(cycles >= 1 && record.size() > 2 * cycles);
  const auto spectrum = dsp::real_fft(record);
  const double scale = 2.0 / static_cast<double>(record.size());
  const double bin_hz = sample_rate_hz / static_cast<double>(record.size());
  Tone tone;
  tone.f_hz = static_cast<double>(cycles) * bin_hz;
  const double top_hz = highest_hz(sample_rate_hz);
  for (std::size_t h = 1; h <= kMostHarmonics && static_cast<double>(h) * tone.f_hz <= top_hz; ++h)
    tone.harmonics.push_back(scale * spectrum[h * cycles]);
  if (tone.harmonics.empty()) tone.harmonics.push_back(scale * spectrum[cycles]);
  double rest = 0;  // mean square of everything but the tone
  double notched = 0;
  for (std::size_t k = 1; k < spectrum.size(); ++k) {
    const double f_hz = static_cast<double>(k) * bin_hz;
    if (k == cycles || f_hz < kAudioFromHz || f_hz > top_hz) continue;
    const double power = std::norm(scale * spectrum[k]) / 2;
    rest += power;
    notched += power * notch_power(f_hz, tone.f_hz);
  }
  const double own = std::norm(tone.harmonics.front()) / 2;
  tone.rms = std::sqrt(own + rest);
  if (tone.rms == 0) return tone;
  tone.thd_n = std::sqrt(rest) / tone.rms;
  tone.thd_n_notch = std::sqrt(notched) / tone.rms;
  std::vector<double> peaks;
  for (const auto& x : tone.harmonics) peaks.push_back(std::abs(x));
  if (peaks.front() > 0) tone.thd = thd_f(peaks);
  return tone;
}

NoiseRms noise_rms(std::span<const double> record, double sample_rate_hz) {
  ENSURE(record.size() > 1);
  const auto spectrum = dsp::real_fft(record);
  const double scale = 2.0 / static_cast<double>(record.size());
  const double bin_hz = sample_rate_hz / static_cast<double>(record.size());
  double flat = 0, weighted = 0;
  for (std::size_t k = 1; k < spectrum.size(); ++k) {
    const double f_hz = static_cast<double>(k) * bin_hz;
    if (f_hz < kAudioFromHz || f_hz > highest_hz(sample_rate_hz)) continue;
    const double power = std::norm(scale * spectrum[k]) / 2;
    const double weight = a_weight(f_hz);
    flat += power;
    weighted += power * weight * weight;
  }
  return {std::sqrt(flat), std::sqrt(weighted)};
}

std::optional<double> crossing(std::span<const double> x, std::span<const double> y, double limit) {
  ENSURE(x.size() == y.size());
  for (std::size_t i = x.size(); i-- > 1;) {
    if (!(y[i - 1] <= limit && y[i] > limit)) continue;
    const double part = std::log(limit / y[i - 1]) / std::log(y[i] / y[i - 1]);
    return x[i - 1] * std::pow(x[i] / x[i - 1], part);
  }
  return {};
}

}  // namespace ohmbench::disturbance
