#include "diagnosis/echo.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include "core/ensure.hpp"
#include "dsp/fft.hpp"
#include "dsp/least_squares.hpp"
#include "dsp/statistics.hpp"

namespace ohmbench::diagnosis {
namespace {

using Complex = std::complex<double>;

constexpr double kFromHz = 500;  // below, resonances of loads are no echoes
constexpr std::size_t kLeastPoints = 60;
constexpr double kNearestSeconds = 3e-4;  // nearer, filters and amplifiers are slow
constexpr double kBesideSeconds = 6e-4;
constexpr double kBeside = 1e-4;
constexpr std::size_t kOrders = 11;  // of the smooth curve, in the logarithm of frequency

/// Deviation of the response from the smooth curve nearest to it, relative.
std::vector<Complex> ripple(const std::vector<double>& log_f, const std::vector<Complex>& response) {
  const std::size_t n = log_f.size();
  dsp::ComplexMatrix a(n, kOrders);
  const double middle = 0.5 * (log_f.front() + log_f.back());
  const double half = 0.5 * (log_f.back() - log_f.front());
  for (std::size_t i = 0; i < n; ++i) {
    const double x = (log_f[i] - middle) / half;  // Chebyshev: well conditioned
    for (std::size_t k = 0; k < kOrders; ++k)
      a.at(i, k) = std::cos(static_cast<double>(k) * std::acos(std::clamp(x, -1.0, 1.0)));
  }
  const auto fit = dsp::solve_least_squares(a, response).solution;
  std::vector<Complex> result;
  for (std::size_t i = 0; i < n; ++i) {
    Complex smooth = 0;
    for (std::size_t k = 0; k < kOrders; ++k) smooth += a.at(i, k) * fit[k];
    result.push_back(std::abs(smooth) > 0 ? response[i] / smooth - 1.0 : 0.0);
  }
  return result;
}

/// Samples that no smooth curve explains (hum, another tone) would fill the periodogram.
void limit_outliers(std::vector<Complex>& ripple) {
  std::vector<double> size;
  for (const auto& r : ripple) size.push_back(std::abs(r));
  constexpr double kMost = 4;
  const double most = kMost * dsp::median(std::move(size));
  for (auto& r : ripple) {
    if (std::abs(r) > most) r *= most / std::abs(r);
  }
}

}  // namespace

std::optional<Echo> find_echo(const std::vector<double>& f_hz, const std::vector<Complex>& response,
                              double farthest_s) {
  ENSURE(f_hz.size() == response.size());
  std::vector<double> f, log_f;
  std::vector<Complex> r;
  for (std::size_t i = 0; i < f_hz.size(); ++i) {
    if (f_hz[i] < kFromHz) continue;
    f.push_back(f_hz[i]);
    log_f.push_back(std::log(f_hz[i]));
    r.push_back(response[i]);
  }
  if (f.size() < kLeastPoints) return {};
  auto left = ripple(log_f, r);
  limit_outliers(left);
  const double step_s = 1 / (3 * f.back());
  const auto steps = static_cast<int>(farthest_s / step_s);
  // turning by one step of delay at a time
  std::vector<Complex> turn, now;
  for (std::size_t i = 0; i < f.size(); ++i) {
    const double angle = 2 * std::numbers::pi * f[i];
    turn.push_back(std::polar(1.0, angle * step_s));
    now.push_back(left[i] * std::polar(1.0, -angle * step_s * steps));
  }
  std::vector<double> all;
  double best = 0;
  int at = 0;
  for (int d = -steps; d <= steps; ++d) {
    Complex sum = 0;
    for (std::size_t i = 0; i < f.size(); ++i) sum += now[i], now[i] *= turn[i];
    if (std::abs(d) * step_s < kNearestSeconds) continue;
    double size = std::abs(sum) / static_cast<double>(f.size());
    // an interpolation to the other clock may leave this much beside the main arrival
    if (std::abs(d) * step_s < kBesideSeconds) size = std::max(0.0, size - kBeside);
    all.push_back(size);
    if (size > best) best = size, at = d;
  }
  constexpr double kOverMedian = 5;  // of noise, the largest of 7,000 is 3.6 times the median
  constexpr double kLeast = 6e-5;  // a smooth curve does not fit better than this
  if (best < std::max(kLeast, kOverMedian * dsp::median(std::move(all)))) return {};
  return Echo{20 * std::log10(best), at * step_s};
}

SweepResponse response_to_sweep(const std::vector<float>& recorded, const stimulus::Stimulus& s,
                                double latency_frames) {
  SweepResponse result;
  const auto start =
      static_cast<std::ptrdiff_t>(std::lround(latency_frames)) + static_cast<std::ptrdiff_t>(s.first_frame);
  if (start < 0 ||
      start + static_cast<std::ptrdiff_t>(s.period_frames) > static_cast<std::ptrdiff_t>(recorded.size()))
    return result;
  const auto from = recorded.begin() + start;
  const auto heard =
      dsp::real_fft(std::vector<double>(from, from + static_cast<std::ptrdiff_t>(s.period_frames)));
  const auto played = dsp::real_fft(std::span(s.samples).subspan(s.first_frame, s.period_frames));
  const double df_hz = s.plan.sample_rate_hz / static_cast<double>(s.period_frames);
  const double ratio = std::exp2(1.0 / 48);
  // within the band: at its ends a sweep fades
  for (double f = std::max(kFromHz, 1.2 * s.plan.from_hz); f < 0.9 * s.plan.to_hz; f *= ratio) {
    const auto k = static_cast<std::size_t>(std::lround(f / df_hz));
    if (k >= heard.size() || std::norm(played[k]) == 0) break;
    if (!result.f_hz.empty() && static_cast<double>(k) * df_hz <= result.f_hz.back()) continue;
    result.f_hz.push_back(static_cast<double>(k) * df_hz);
    result.response.push_back(heard[k] / played[k]);
  }
  return result;
}

double farthest_echo_s(const stimulus::Stimulus& s) {
  const double octaves = std::log2(s.plan.to_hz / s.plan.from_hz);
  const double sweep_s = static_cast<double>(s.period_frames) / s.plan.sample_rate_hz;
  constexpr double kPart = 0.5;  // of an octave's time; some of the period is silence
  return std::min(kFarthestEchoSeconds, kPart * sweep_s / std::max(1.0, octaves));
}

std::optional<double> delay_step(const SweepResponse& sweep, double sample_rate_hz) {
  constexpr std::size_t kLeast = 60, kEdge = 8;
  const std::size_t n = sweep.f_hz.size();
  if (n < kLeast) return {};
  // group delay from neighbour to neighbour, in frames
  std::vector<double> delay, slopes;
  for (std::size_t i = 1; i < n; ++i) {
    const double turned = std::arg(sweep.response[i] * std::conj(sweep.response[i - 1]));
    delay.push_back(-turned / (2 * std::numbers::pi * (sweep.f_hz[i] - sweep.f_hz[i - 1])) * sample_rate_hz);
  }
  const auto part = [&delay](std::size_t from, std::size_t to) {
    return dsp::median(
        {delay.begin() + static_cast<std::ptrdiff_t>(from), delay.begin() + static_cast<std::ptrdiff_t>(to)});
  };
  // points lie evenly over the logarithm of frequency, so another clock is a straight line
  for (std::size_t i = kEdge; i < delay.size(); ++i)
    slopes.push_back((delay[i] - delay[i - kEdge]) / static_cast<double>(kEdge));
  const double slope = dsp::median(std::move(slopes));
  for (std::size_t i = 0; i < delay.size(); ++i) delay[i] -= slope * static_cast<double>(i);
  std::vector<double> jitter;
  for (std::size_t i = 1; i < delay.size(); ++i) jitter.push_back(std::abs(delay[i] - delay[i - 1]));
  const double noise = dsp::median(std::move(jitter));
  double best = 0;
  for (std::size_t at = kEdge; at + kEdge < delay.size(); ++at) {
    const double step = part(at, at + kEdge) - part(at - kEdge, at);
    if (std::abs(step) > std::abs(best)) best = step;
  }
  constexpr double kLeastFrames = 8, kOverNoise = 5;
  if (std::abs(best) < std::max(kLeastFrames, kOverNoise * noise)) return {};
  return -best;
}

}  // namespace ohmbench::diagnosis
