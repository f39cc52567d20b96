#include "others.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <span>

#include "dsp/alignment.hpp"
#include "dsp/fft.hpp"
#include "dsp/sine_fit.hpp"
#include "simulation.hpp"

namespace ohmbench::bench {
namespace {

using Complex = std::complex<double>;
constexpr double kPeak = 0.5;

std::vector<double> widened(const audio::Capture& capture, std::size_t channel) {
  return {capture.channels[channel].begin(), capture.channels[channel].end()};
}

std::ptrdiff_t begin_of(const audio::Capture& capture, const std::vector<double>& played) {
  return dsp::align(played, widened(capture, 0)).whole_frames;
}

/// A response on a uniform grid, interpolated by straight lines in the complex plane.
Response interpolated(const std::vector<Complex>& y, const std::vector<Complex>& x, double df_hz,
                      const std::vector<double>& f_hz) {
  Response r;
  for (const double f : f_hz) {
    const auto k = static_cast<std::size_t>(f / df_hz);
    const double part = f / df_hz - static_cast<double>(k);
    r.push_back((1 - part) * (y[k] / x[k]) + part * (y[k + 1] / x[k + 1]));
  }
  return r;
}

std::vector<Complex> spectrum_of(std::span<const double> x, std::size_t frames) {
  std::vector<double> padded(frames, 0.0);
  std::copy_n(x.begin(), std::min(frames, x.size()), padded.begin());
  return dsp::real_fft(padded);
}

}  // namespace

Method log_sweep_256k() {
  constexpr std::size_t kFrames = 1 << 18;
  constexpr double kF1 = 10, kF2 = 22000;
  std::vector<double> x(kFrames);
  const double l_s = static_cast<double>(kFrames) / kFs / std::log(kF2 / kF1);
  for (std::size_t n = 0; n < kFrames; ++n)
    x[n] =
        kPeak * std::sin(2 * std::numbers::pi * kF1 * l_s * std::expm1(static_cast<double>(n) / kFs / l_s));
  const auto fade = [&](std::size_t frames, bool end) {
    for (std::size_t i = 0; i < frames; ++i)
      x[end ? kFrames - 1 - i : i] *= 0.5 - 0.5 * std::cos(std::numbers::pi * (static_cast<double>(i) + 0.5) /
                                                           static_cast<double>(frames));
  };
  fade(4800, false), fade(480, true);
  return {"log sweep 256k, windowed", x, [x](const audio::Capture& c, const std::vector<double>& f_hz) {
            const std::size_t n = dsp::fast_length(c.frames() + kFrames);
            const auto played = spectrum_of(x, n);
            double strongest = 0;
            for (const auto& v : played) strongest = std::max(strongest, std::norm(v));
            const double floor = 1e-7 * strongest;
            std::vector<std::vector<Complex>> windowed;
            std::size_t peak = 0;
            for (std::size_t channel = 0; channel < 2; ++channel) {
              auto h = spectrum_of(widened(c, channel), n);
              for (std::size_t k = 0; k < h.size(); ++k)
                h[k] *= std::conj(played[k]) / (std::norm(played[k]) + floor);
              const auto response = dsp::inverse_real_fft(h, n);
              if (channel == 0) {
                for (std::size_t i = 1; i < n; ++i)
                  if (std::abs(response[i]) > std::abs(response[peak])) peak = i;
              }
              constexpr std::size_t kBefore = 6000, kAfter = 24000;
              std::vector<double> part(kBefore + kAfter);
              for (std::size_t i = 0; i < part.size(); ++i) {
                const double u = i < kBefore ? static_cast<double>(kBefore - i) / kBefore
                                             : static_cast<double>(i - kBefore) / kAfter;
                constexpr double kFlat = 0.75;
                const double w =
                    u < kFlat ? 1 : 0.5 + 0.5 * std::cos(std::numbers::pi * (u - kFlat) / (1 - kFlat));
                part[i] = w * response[(peak + n + i - kBefore) % n];
              }
              windowed.push_back(spectrum_of(part, std::size_t{1} << 18));
            }
            return interpolated(windowed[1], windowed[0], kFs / (1 << 18), f_hz);
          }};
}

Method stepped_sine(double seconds, const std::vector<double>& f_hz) {
  double total = 0;
  const auto share = [](double f) { return 1 / f + 0.005; };
  for (const double f : f_hz) total += share(f);
  std::vector<double> x;
  std::vector<std::size_t> ends;
  double phase = 0;
  double t_s = 0;
  for (const double f : f_hz) {
    t_s += seconds * share(f) / total;
    const auto end = static_cast<std::size_t>(t_s * kFs);
    for (; x.size() < end; phase += 2 * std::numbers::pi * f / kFs) x.push_back(kPeak * std::sin(phase));
    ends.push_back(end);
  }
  return {"stepped sine", x, [x, ends](const audio::Capture& c, const std::vector<double>& f) {
            const auto at = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, begin_of(c, x)));
            const auto a = widened(c, 0);
            const auto b = widened(c, 1);
            Response r;
            std::size_t before = 0;
            for (std::size_t i = 0; i < f.size(); ++i) {
              const std::size_t half = (ends[i] - before) / 2;
              const double omega = 2 * std::numbers::pi * f[i] / kFs;
              const auto fit = [&](const std::vector<double>& v) {
                return dsp::fit_sine(std::span(v).subspan(at + ends[i] - half, half), omega).phasor;
              };
              r.push_back(fit(b) / fit(a));
              before = ends[i];
            }
            return r;
          }};
}

Method pink_noise(double seconds) {
  const auto frames = static_cast<std::size_t>(seconds * kFs);
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> angle(0, 2 * std::numbers::pi);
  std::vector<Complex> spectrum(frames / 2 + 1);
  for (std::size_t k = 1; k < spectrum.size(); ++k) {
    if (static_cast<double>(k) * kFs / static_cast<double>(frames) > 10)
      spectrum[k] = std::polar(1 / std::sqrt(static_cast<double>(k)), angle(random));
  }
  spectrum.back() = 0;
  auto x = dsp::inverse_real_fft(spectrum, frames / 2 * 2);
  double peak = 0;
  for (const double v : x) peak = std::max(peak, std::abs(v));
  for (double& v : x) v *= kPeak / peak;
  const std::size_t segment = seconds < 1 ? 8192 : 16384;
  return {"pink noise, Welch", x, [x, segment](const audio::Capture& c, const std::vector<double>& f_hz) {
            const auto at = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, begin_of(c, x)));
            const auto a = widened(c, 0);
            const auto b = widened(c, 1);
            std::vector<Complex> sxx(segment / 2 + 1), syx(segment / 2 + 1);
            std::vector<double> wa(segment), wb(segment);
            for (std::size_t n = at; n + segment <= std::min(at + x.size(), a.size()); n += segment / 2) {
              for (std::size_t i = 0; i < segment; ++i) {
                const double w = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(i) /
                                                      static_cast<double>(segment));
                wa[i] = w * a[n + i], wb[i] = w * b[n + i];
              }
              const auto fa = dsp::real_fft(wa);
              const auto fb = dsp::real_fft(wb);
              for (std::size_t k = 0; k < fa.size(); ++k)
                sxx[k] += std::norm(fa[k]), syx[k] += fb[k] * std::conj(fa[k]);
            }
            return interpolated(syx, sxx, kFs / static_cast<double>(segment), f_hz);
          }};
}

Method mls(double seconds) {
  // feedback masks of the Galois form with the longest period
  struct Taps {
    int order;
    std::uint32_t mask;
  };
  constexpr Taps kTaps[] = {{13, 0x100D}, {14, 0x2015}, {15, 0x4001}, {16, 0x8016}};
  Taps best = kTaps[0];
  for (const auto& t : kTaps) {
    if (2 * (std::pow(2.0, t.order) - 1) <= seconds * kFs) best = t;
  }
  const std::size_t period = (std::size_t{1} << best.order) - 1;
  std::vector<double> sequence(period);
  std::uint32_t state = 1;
  for (auto& v : sequence) {
    v = (state & 1U) != 0 ? kPeak : -kPeak;
    state = (state >> 1) ^ ((state & 1U) != 0 ? best.mask : 0U);  // Galois form
  }
  const auto periods = static_cast<std::size_t>(seconds * kFs) / period;
  std::vector<double> x;
  for (std::size_t p = 0; p < periods; ++p) x.insert(x.end(), sequence.begin(), sequence.end());
  return {"MLS", x, [x, sequence, period, periods](const audio::Capture& c, const std::vector<double>& f_hz) {
            const auto at = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, begin_of(c, x)));
            const auto played = dsp::real_fft(sequence);
            std::vector<std::vector<Complex>> responses;
            for (std::size_t channel = 0; channel < 2; ++channel) {
              const auto v = widened(c, channel);
              std::vector<double> mean(period, 0.0);
              for (std::size_t p = 1; p < periods; ++p)
                for (std::size_t n = 0; n < period; ++n) mean[n] += v[at + p * period + n];
              auto h = dsp::real_fft(mean);
              for (std::size_t k = 1; k < h.size(); ++k) h[k] /= played[k];
              h[0] = 0;
              responses.push_back(std::move(h));
            }
            return interpolated(responses[1], responses[0], kFs / static_cast<double>(period), f_hz);
          }};
}

}  // namespace ohmbench::bench
