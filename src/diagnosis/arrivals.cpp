#include "diagnosis/arrivals.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/ensure.hpp"
#include "dsp/fft.hpp"

namespace ohmbench::diagnosis {
namespace {

using Complex = std::complex<double>;

constexpr double kGridHz = 10;          // of the interpolated response: a time span of ±50 ms
constexpr double kMostSpacingHz = 100;  // of the lines
constexpr double kLeastTopHz = 2000;
constexpr double kSearchedSeconds = 0.005;
constexpr double kLateFromSeconds = 2e-4;  // nearer, amplifiers and loads ring
constexpr double kMainLobes = 2.5;         // half width of the main arrival in 1/top: the window's lobe
constexpr double kFinest = 8;              // points of time in 1/top

struct Band {
  std::size_t lines;  // that are close enough
  double top_hz;
};

Band usable_band(const std::vector<double>& f_hz) {
  std::size_t n = 1;
  while (n < f_hz.size() && f_hz[n] - f_hz[n - 1] <= kMostSpacingHz) ++n;
  return {n, f_hz[n - 1]};
}

/// |h(t)| on a circle of 1/kGridHz: linear interpolation of the response without its delay, windowed.
std::vector<double> envelope(const std::vector<double>& f_hz, const std::vector<Complex>& response, Band band,
                             double delay_s) {
  const auto turned = [&](std::size_t i) {
    return response[i] * std::polar(1.0, 2 * std::numbers::pi * f_hz[i] * delay_s);
  };
  const std::size_t frames = dsp::fast_length(static_cast<std::size_t>(2 * kFinest * band.top_hz / kGridHz));
  std::vector<Complex> spectrum(frames / 2 + 1);
  std::size_t right = 1;
  for (std::size_t k = 1; k < spectrum.size(); ++k) {
    const double f = static_cast<double>(k) * kGridHz;
    if (f < f_hz.front() || f > band.top_hz) continue;
    while (right + 1 < band.lines && f_hz[right] < f) ++right;
    const double part = (f - f_hz[right - 1]) / (f_hz[right] - f_hz[right - 1]);
    const double window = 0.5 + 0.5 * std::cos(std::numbers::pi * f / band.top_hz);
    spectrum[k] = window * (turned(right - 1) * (1 - part) + turned(right) * part);
  }
  auto h = dsp::inverse_real_fft(spectrum, frames);
  for (double& v : h) v = std::abs(v);
  return h;
}

std::size_t largest(const std::vector<double>& h) {
  return static_cast<std::size_t>(std::max_element(h.begin(), h.end()) - h.begin());
}

}  // namespace

std::optional<Arrivals> arrivals(const std::vector<double>& f_hz, const std::vector<Complex>& response) {
  ENSURE(f_hz.size() == response.size());
  if (f_hz.size() < 2) return {};
  const Band band = usable_band(f_hz);
  if (band.top_hz < kLeastTopHz) return {};
  // twice: lines that lie far apart are interpolated well only without the main delay
  double delay_s = 0;
  std::vector<double> h;
  for (int round = 0; round < 2; ++round) {
    h = envelope(f_hz, response, band, delay_s);
    const auto n = static_cast<double>(h.size());
    const auto main = static_cast<double>(largest(h));
    delay_s += (main > n / 2 ? main - n : main) / (n * kGridHz);
  }
  h = envelope(f_hz, response, band, delay_s);
  const auto n = static_cast<std::ptrdiff_t>(h.size());
  const double step_s = 1 / (static_cast<double>(n) * kGridHz);
  const auto main = static_cast<std::ptrdiff_t>(largest(h));
  const double peak = h[static_cast<std::size_t>(main)];
  if (!(peak > 0)) return {};
  const auto strongest = [&](double from_s, double to_s, double& level_db, double& at_s) {
    double best = 0;
    for (auto i = static_cast<std::ptrdiff_t>(std::ceil(from_s / step_s));
         static_cast<double>(i) * step_s <= to_s; ++i) {
      const double v = h[static_cast<std::size_t>(((main + i) % n + n) % n)];
      if (v > best) best = v, at_s = static_cast<double>(i) * step_s;
    }
    constexpr double kNothing = 1e-10;
    level_db = 20 * std::log10(std::max(best / peak, kNothing));
  };
  Arrivals found;
  strongest(-kSearchedSeconds, -kMainLobes / band.top_hz, found.early_db, found.early_s);
  strongest(std::max(kLateFromSeconds, kMainLobes / band.top_hz), kSearchedSeconds, found.late_db,
            found.late_s);
  return found;
}

}  // namespace ohmbench::diagnosis
