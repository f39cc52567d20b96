#include "stimulus/crest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <random>

#include "dsp/fft.hpp"

namespace ohmbench::stimulus {
namespace {

using dsp::Complex;

/// The descent works on the shortest period that still holds the lines: 3 samples per cycle of the highest.
std::size_t working_length(const std::vector<std::size_t>& bins, std::size_t period_frames) {
  return std::min(period_frames, dsp::fast_length(3 * bins.back()));
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// Smooth stand-in for the peak: ln of the L2p norm of x/rms, and its gradient over the phases.
/// ∂F/∂φ_k ∝ a_k Re{ j e^{jφ_k} conj(FFT(x^{2p−1})_k) }
double norm_and_gradient(const std::vector<std::size_t>& bins, const std::vector<double>& amplitudes,
                         const std::vector<double>& phases, std::size_t n, int p,
                         std::vector<double>& gradient) {
  auto x = sum_of_cosines(bins, phases, n, amplitudes);
  const double rms = std::sqrt(dot(amplitudes, amplitudes) / 2.0);
  double peak = 0;
  for (double& v : x) v /= rms, peak = std::max(peak, std::abs(v));
  double mean = 0;
  for (double& v : x) {
    const double scaled = v / peak;                         // powers of up to 256 stay within range
    const double power = std::pow(scaled * scaled, p - 1);  // scaled^(2p−2)
    mean += power * scaled * scaled;
    v = power * scaled;
  }
  mean /= static_cast<double>(n);
  const auto spectrum = dsp::real_fft(x);
  const double scale = 1.0 / (mean * static_cast<double>(n) * peak * rms);
  for (std::size_t i = 0; i < bins.size(); ++i) {
    const Complex rotated = Complex(0.0, 1.0) * std::polar(1.0, phases[i]) * std::conj(spectrum[bins[i]]);
    gradient[i] = scale * amplitudes[i] * rotated.real();
  }
  return std::log(peak) + std::log(mean) / (2.0 * p);
}

/// Limited-memory BFGS with backtracking; small, because the objective is smooth and cheap.
class Descent {
 public:
  Descent(const std::vector<std::size_t>& bins, const std::vector<double>& amplitudes, std::size_t n)
      : bins_(bins), amplitudes_(amplitudes), n_(n) {}

  void run(std::vector<double>& x, int p, int iterations) {
    history_.clear();
    std::vector<double> g(x.size());
    double value = norm_and_gradient(bins_, amplitudes_, x, n_, p, g);
    for (int i = 0; i < iterations; ++i) {
      auto direction = newton_direction(g);
      double slope = dot(direction, g);
      if (slope >= 0) break;
      std::vector<double> next(x.size());
      std::vector<double> next_g(x.size());
      double step = history_.empty() ? 0.3 / std::sqrt(dot(direction, direction)) : 1.0;
      double next_value = value;
      for (int tries = 0; tries < 12; ++tries, step *= 0.5) {
        for (std::size_t k = 0; k < x.size(); ++k) next[k] = x[k] + step * direction[k];
        next_value = norm_and_gradient(bins_, amplitudes_, next, n_, p, next_g);
        if (next_value <= value + 1e-4 * step * slope) break;
      }
      if (next_value >= value) break;
      remember(x, next, g, next_g);
      x = next;
      g = next_g;
      value = next_value;
    }
  }

 private:
  struct Pair {
    std::vector<double> s, y;
    double rho;
  };

  void remember(const std::vector<double>& x, const std::vector<double>& next, const std::vector<double>& g,
                const std::vector<double>& next_g) {
    Pair pair{std::vector<double>(x.size()), std::vector<double>(x.size()), 0};
    for (std::size_t k = 0; k < x.size(); ++k) pair.s[k] = next[k] - x[k], pair.y[k] = next_g[k] - g[k];
    const double sy = dot(pair.s, pair.y);
    if (sy <= 1e-14) return;
    pair.rho = 1.0 / sy;
    history_.push_back(std::move(pair));
    if (history_.size() > 12) history_.pop_front();
  }

  std::vector<double> newton_direction(const std::vector<double>& g) const {
    std::vector<double> q(g);
    std::vector<double> alpha(history_.size());
    for (std::size_t i = history_.size(); i-- > 0;) {
      alpha[i] = history_[i].rho * dot(history_[i].s, q);
      for (std::size_t k = 0; k < q.size(); ++k) q[k] -= alpha[i] * history_[i].y[k];
    }
    if (!history_.empty()) {
      const auto& last = history_.back();
      const double gamma = dot(last.s, last.y) / dot(last.y, last.y);
      for (double& v : q) v *= gamma;
    }
    for (std::size_t i = 0; i < history_.size(); ++i) {
      const double beta = history_[i].rho * dot(history_[i].y, q);
      for (std::size_t k = 0; k < q.size(); ++k) q[k] += (alpha[i] - beta) * history_[i].s[k];
    }
    for (double& v : q) v = -v;
    return q;
  }

  const std::vector<std::size_t>& bins_;
  const std::vector<double>& amplitudes_;
  std::size_t n_;
  std::deque<Pair> history_;
};

std::uint64_t grid_hash(const std::vector<std::size_t>& bins, std::size_t period_frames, int realisation) {
  std::uint64_t h = 14695981039346656037ULL;  // FNV-1a
  const auto mix = [&h](std::uint64_t v) {
    for (int i = 0; i < 8; ++i, v >>= 8) h = (h ^ (v & 0xff)) * 1099511628211ULL;
  };
  mix(period_frames);
  for (const auto bin : bins) mix(bin);
  if (realisation > 0) mix(static_cast<std::uint64_t>(realisation));
  return h;
}

std::filesystem::path cache_file(std::uint64_t hash) {
  const char* xdg = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  if ((xdg == nullptr || *xdg == 0) && (home == nullptr || *home == 0)) return {};
  const auto folder =
      xdg != nullptr && *xdg != 0 ? std::filesystem::path(xdg) : std::filesystem::path(home) / ".cache";
  return folder / "ohmbench" / fmt::format("phases-1-{:016x}", hash);
}

std::vector<double> read_cache(const std::filesystem::path& path, std::size_t count) {
  std::vector<double> phases(count);
  std::ifstream file(path, std::ios::binary);
  const auto bytes = static_cast<std::streamsize>(count * sizeof(double));
  if (!file || !file.read(reinterpret_cast<char*>(phases.data()), bytes) || file.peek() != EOF) return {};
  const bool sane = std::all_of(phases.begin(), phases.end(),
                                [](double p) { return std::isfinite(p) && std::abs(p) < 1e4; });
  return sane ? phases : std::vector<double>{};
}

void write_cache(const std::filesystem::path& path, const std::vector<double>& phases) {
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  const auto temporary = path.string() + fmt::format(".{}", reinterpret_cast<std::uintptr_t>(&phases));
  std::ofstream file(temporary, std::ios::binary);
  file.write(reinterpret_cast<const char*>(phases.data()),
             static_cast<std::streamsize>(phases.size() * sizeof(double)));
  file.close();
  if (file) std::filesystem::rename(temporary, path, error);
  if (!file || error) std::filesystem::remove(temporary, error);
}

}  // namespace

std::vector<double> sum_of_cosines(const std::vector<std::size_t>& bins,
                                   const std::vector<double>& phases_rad, std::size_t period_frames,
                                   const std::vector<double>& amplitudes) {
  std::vector<Complex> spectrum(period_frames / 2 + 1);
  for (std::size_t i = 0; i < bins.size(); ++i) {
    const double amplitude = amplitudes.empty() ? 1.0 : amplitudes[i];
    spectrum[bins[i]] = std::polar(0.5 * static_cast<double>(period_frames) * amplitude, phases_rad[i]);
  }
  return dsp::inverse_real_fft(spectrum, period_frames);
}

double crest_factor_db(const std::vector<double>& period) {
  double peak = 0;
  double square_sum = 0;
  for (const double x : period) peak = std::max(peak, std::abs(x)), square_sum += x * x;
  return 20.0 * std::log10(peak / std::sqrt(square_sum / static_cast<double>(period.size())));
}

std::vector<double> optimise_phases(const std::vector<std::size_t>& bins, std::size_t period_frames,
                                    int realisation, const std::vector<double>& given) {
  const auto amplitudes = given.empty() ? std::vector<double>(bins.size(), 1.0) : given;
  std::vector<double> phases(bins.size());
  // start: the group delay rises with the power below a line, so that it is spread over the period
  const double power = dot(amplitudes, amplitudes);
  double below = 0;
  double phase = 0;
  for (std::size_t i = 1; i < bins.size() && realisation == 0; ++i) {
    below += amplitudes[i - 1] * amplitudes[i - 1];
    const double delay = below / power;  // of a period
    phase -= 2.0 * std::numbers::pi * delay * static_cast<double>(bins[i] - bins[i - 1]);
    phases[i] = std::remainder(phase, 2.0 * std::numbers::pi);
  }
  // or anywhere, so that the phases of two realisations have nothing in common
  std::mt19937_64 random(static_cast<std::uint64_t>(realisation));
  for (std::size_t i = 0; i < bins.size() && realisation > 0; ++i)
    phases[i] = 2.0 * std::numbers::pi * std::ldexp(static_cast<double>(random() >> 11), -53);
  const std::size_t n = working_length(bins, period_frames);
  Descent descent(bins, amplitudes, n);
  for (const int p : {2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128}) descent.run(phases, p, 40);
  return phases;
}

std::vector<double> low_crest_phases(const std::vector<std::size_t>& bins, std::size_t period_frames,
                                     int realisation) {
  const auto path = cache_file(grid_hash(bins, period_frames, realisation));
  if (!path.empty()) {
    if (auto kept = read_cache(path, bins.size()); !kept.empty()) return kept;
  }
  auto phases = optimise_phases(bins, period_frames, realisation);
  if (!path.empty()) write_cache(path, phases);
  return phases;
}

}  // namespace ohmbench::stimulus
