#include "spectra/stepped_hum.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "dsp/statistics.hpp"

namespace ohmbench::spectra {
namespace {

using Complex = std::complex<double>;

constexpr std::array<double, 2> kMainsHz{50, 60};
constexpr int kOrders = 6;
constexpr double kMainsTolerance = 1e-3;  // grids keep within 0.05 Hz of 50
constexpr double kClearCycles = 4;        // within the dwell: beyond the main lobe of a Hann window
constexpr double kSettledPart = 0.6;      // of the time between two dwells
constexpr double kShownByScatter = 2;     // cycles within the dwell
constexpr double kHighestDwellHz = 400;   // above, dwells are too short to tell harmonics apart
constexpr double kLeastOverNoise = 2;     // amplitude, against frequencies between the harmonics
constexpr double kBetween = 0.45;         // of the fundamental: where no harmonic of 50 or 60 Hz is near

struct DwellRecord {
  double f_hz = 0;
  double seconds = 0;
  std::vector<double> residual;  // Hann-weighted, sum of weights 1
};

/// What is not the sine in `frames` of the record from `first` on.
/// @param begin  ADC frame that the phasor refers to
DwellRecord residual_of(const std::vector<double>& x, double f_hz, std::size_t first, std::size_t frames,
                        double begin, double omega, Complex phasor, double fs_hz) {
  DwellRecord r{f_hz, static_cast<double>(frames) / fs_hz, std::vector<double>(frames)};
  double mean = 0;
  for (std::size_t n = 0; n < frames; ++n) mean += x[first + n] / static_cast<double>(frames);
  const Complex step = std::polar(1.0, omega);
  Complex now = phasor * std::polar(1.0, omega * (static_cast<double>(first) - begin));
  const double hann_step = 2 * std::numbers::pi / static_cast<double>(frames);
  for (std::size_t n = 0; n < frames; ++n, now *= step) {
    const double hann = (1 - std::cos(hann_step * static_cast<double>(n))) / static_cast<double>(frames);
    r.residual[n] = hann * (x[first + n] - mean - now.real());
  }
  return r;
}

/// Median over the dwells far from f of the amplitude at f; 0 if there are too few.
double amplitude_at(const std::vector<DwellRecord>& dwells, double f_hz, double fs_hz) {
  constexpr std::size_t kLeastDwells = 3;
  std::vector<double> amplitudes;
  for (const auto& d : dwells) {
    const auto clear_of = [&](double other_hz) {
      return std::abs(f_hz - other_hz) * d.seconds > kClearCycles;
    };
    // its own harmonics are distortion, not hum
    if (!clear_of(d.f_hz) || !clear_of(2 * d.f_hz) || !clear_of(3 * d.f_hz) || !clear_of(0)) continue;
    const Complex step = std::polar(1.0, -2 * std::numbers::pi * f_hz / fs_hz);
    Complex turn = 1;
    Complex sum = 0;
    for (const double v : d.residual) sum += v * turn, turn *= step;
    amplitudes.push_back(2 * std::abs(sum));
  }
  return amplitudes.size() < kLeastDwells ? 0.0 : dsp::median(std::move(amplitudes));
}

}  // namespace

std::vector<std::vector<double>> stepped_hum_variance(const std::vector<std::vector<double>>& channels,
                                                      const stimulus::Stimulus& stimulus, double latency,
                                                      double clock_offset,
                                                      const std::vector<std::vector<Complex>>& phasors) {
  const double fs_hz = stimulus.plan.sample_rate_hz;
  std::vector<std::vector<double>> variance(channels.size(),
                                            std::vector<double>(stimulus.dwells.size(), 0.0));
  for (std::size_t c = 0; c < channels.size(); ++c) {
    std::vector<DwellRecord> records;
    std::size_t before_end = 0;
    for (std::size_t i = 0; i < stimulus.dwells.size(); ++i) {
      const auto& d = stimulus.dwells[i];
      if (d.f_hz > kHighestDwellHz) break;
      // the later part of the settling time is settled enough for this
      const auto settled =
          static_cast<std::size_t>(kSettledPart * static_cast<double>(d.first_frame - before_end));
      before_end = d.first_frame + d.blocks * d.block_frames;
      const double begin = latency + static_cast<double>(d.first_frame) * (1 + clock_offset);
      const double omega = 2 * std::numbers::pi * d.f_hz / fs_hz / (1 + clock_offset);
      const auto first = static_cast<std::size_t>(std::lround(begin)) - settled;
      records.push_back(residual_of(channels[c], d.f_hz, first, settled + d.blocks * d.block_frames, begin,
                                    omega, phasors[c][i], fs_hz));
    }
    for (const double mains_hz : kMainsHz) {
      for (int h = 1; h <= kOrders; ++h) {
        const double f_hz = h * mains_hz;
        const double amplitude = amplitude_at(records, f_hz, fs_hz);
        const double noise = amplitude_at(records, f_hz + kBetween * mains_hz, fs_hz);
        if (amplitude <= kLeastOverNoise * noise) continue;
        for (std::size_t i = 0; i < stimulus.dwells.size(); ++i) {
          const auto& d = stimulus.dwells[i];
          const double seconds = static_cast<double>(d.blocks * d.block_frames) / fs_hz;
          const double apart_hz = std::max(0.0, std::abs(d.f_hz - f_hz) - kMainsTolerance * f_hz);
          const double cycles = apart_hz * seconds;
          if (cycles > kShownByScatter) continue;
          const double x = std::numbers::pi * cycles;
          const double sinc = x > 0 ? std::sin(x) / x : 1.0;
          variance[c][i] += amplitude * amplitude * sinc * sinc;
        }
      }
    }
  }
  return variance;
}

}  // namespace ohmbench::spectra
