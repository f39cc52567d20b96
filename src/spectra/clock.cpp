#include "spectra/clock.hpp"

#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <span>

#include "dsp/fft.hpp"

namespace ohmbench::spectra {
namespace {

using dsp::Complex;
constexpr double kMostCycles = 0.4;  // a phase beyond half a cycle wraps
constexpr double kAgreeSigmas = 6;

struct PairEstimate {
  double delta;
  double variance;  // of delta, from the residual phases
};

PairEstimate compare(const std::vector<Complex>& earlier, const std::vector<Complex>& later,
                     std::size_t apart, const std::vector<std::size_t>& bins, double most_offset) {
  const double span = static_cast<double>(apart);
  double wkk = 0;
  double wkphi = 0;
  std::size_t used = 0;
  const auto usable = [&](std::size_t k) {
    return static_cast<double>(k) * span * most_offset < kMostCycles;
  };
  for (const auto k : bins) {
    if (!usable(k)) continue;
    const Complex turn = later[k] * std::conj(earlier[k]);
    const double w = std::abs(turn);
    wkk += w * static_cast<double>(k * k);
    wkphi += w * static_cast<double>(k) * std::arg(turn);
    ++used;
  }
  if (used < 3 || wkk <= 0) return {0, 1};
  const double slope = wkphi / wkk;
  double residual = 0;
  for (const auto k : bins) {
    if (!usable(k)) continue;
    const Complex turn = later[k] * std::conj(earlier[k]) * std::polar(1.0, -slope * static_cast<double>(k));
    // Σ w² k² ε² / (Σ w k²)² is the variance of the slope
    residual += std::norm(turn) * static_cast<double>(k * k) * std::arg(turn) * std::arg(turn);
  }
  const double scale = 2.0 * std::numbers::pi * span;
  return {-slope / scale, residual / (wkk * wkk) / (scale * scale) + 1e-24};
}

}  // namespace

ClockOffset estimate_clock_offset(const Periods& periods, std::size_t channel,
                                  const std::vector<std::size_t>& bins, double most_offset) {
  std::vector<std::vector<Complex>> spectra;
  for (std::size_t p = 0; p < periods.count; ++p) {
    spectra.push_back(dsp::real_fft(std::span(periods.at(channel, p), periods.period_frames)));
  }
  // Pairs that hold a damaged period disagree with the rest, and lost frames look like a clock that ran off
  // between two periods: the neighbours whose phases fit a straight line best are believed, and whatever
  // pairs agree with them.
  std::vector<PairEstimate> pairs;
  PairEstimate anchor{0, std::numeric_limits<double>::infinity()};
  for (std::size_t p = 0; p < periods.count; ++p) {
    for (std::size_t q = p + 1; q < periods.count; ++q) {
      pairs.push_back(compare(spectra[p], spectra[q], q - p, bins, most_offset));
      if (q == p + 1 && pairs.back().variance < anchor.variance) anchor = pairs.back();
    }
  }
  double sum = 0;
  double weights = 0;
  for (const auto& pair : pairs) {
    if (std::abs(pair.delta - anchor.delta) > kAgreeSigmas * std::sqrt(pair.variance + anchor.variance))
      continue;
    sum += pair.delta / pair.variance;
    weights += 1.0 / pair.variance;
  }
  if (weights <= 0) return {};
  // pairs share periods, so their errors are not independent: the anchor bounds what the mean can claim
  return {sum / weights, std::sqrt(anchor.variance)};
}

}  // namespace ohmbench::spectra
