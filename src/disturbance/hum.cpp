#include "disturbance/hum.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "disturbance/hum_block.hpp"

namespace ohmbench::disturbance {
namespace {

using Complex = std::complex<double>;

constexpr int kScanOrder = 4;  // a rectifier may give no fundamental, but then its double
constexpr int kRefineOrder = 12;
constexpr std::array<double, 2> kMainsHz{50, 60};
constexpr double kMostDeviationHz = 0.5;
constexpr std::size_t kBlockPeriods = 8;
constexpr double kFamilyGain = 30;     // log likelihood; chance exceeds it once in 10,000 records
constexpr double kHarmonicGain = 12;   // likewise, once in 10,000 harmonics of two channels
constexpr double kUsedUp = 0.2;        // share of a bin's degrees of freedom
constexpr std::size_t kNearBins = 60;  // where the error of an estimate still matters beside noise

/// Climbs to the maximum next to f0 by parabolas of falling width. Returns the standard deviation of f0.
double climb(const HumBlock& block, double& f0_hz, int orders, double step_hz) {
  constexpr int kSteps = 5;
  double sigma_hz = step_hz;
  for (int i = 0; i < kSteps; ++i) {
    const double left = block.gain(f0_hz - step_hz, orders);
    const double mid = block.gain(f0_hz, orders);
    const double right = block.gain(f0_hz + step_hz, orders);
    const double bend = left - 2 * mid + right;
    if (bend < 0) {
      f0_hz += step_hz * std::clamp(0.5 * (left - right) / bend, -1.0, 1.0);
      sigma_hz = step_hz / std::sqrt(-bend);
    } else {
      f0_hz += left > right ? -step_hz : step_hz;
    }
    step_hz *= 0.3;
  }
  return sigma_hz;
}

struct Fundamental {
  double f0_hz = 0;
  double sigma_hz = 0;
};

Fundamental find_fundamental(const HumBlock& block) {
  Fundamental best;
  double best_gain = kFamilyGain;
  const double step_hz = 1 / (4.0 * kScanOrder * block.seconds());
  for (const double mains_hz : kMainsHz) {
    if (block.highest_order(mains_hz + kMostDeviationHz) < kScanOrder) continue;
    const int steps = static_cast<int>(kMostDeviationHz / step_hz);
    for (int i = -steps; i <= steps; ++i) {
      const double f0_hz = mains_hz + i * step_hz;
      const double gain = block.gain(f0_hz, kScanOrder);
      if (gain > best_gain) best_gain = gain, best.f0_hz = f0_hz;
    }
  }
  if (best.f0_hz == 0) return best;
  for (const int orders : {kScanOrder, kRefineOrder, kMostOrder}) {
    best.sigma_hz = climb(block, best.f0_hz, orders, 1 / (8.0 * orders * block.seconds()));
  }
  return best;
}

std::vector<HumHarmonic> fit_all(const HumBlock& block, double f0_hz) {
  std::vector<HumHarmonic> all;
  for (int h = 1; h <= block.highest_order(f0_hz); ++h) {
    all.push_back(block.fit(h, f0_hz));
    all.back().kept = all.back().gain > kHarmonicGain;
  }
  // harmonics leak into each other's windows by a fiftieth: two rounds make it exact
  for (int round = 0; round < 2; ++round) {
    auto better = all;
    for (auto& h : better) {
      const bool kept = h.kept;
      if (kept) h = block.fit(h.order, f0_hz, &all);
      h.kept = kept;
    }
    all = std::move(better);
  }
  return all;
}

/// What the errors of amplitude and frequency do to the mean over the block, and what a harmonic may do that
/// could not be measured because it comes out the same in every period.
void add_variance(const HumBlock& block, const Fundamental& f, const std::vector<HumHarmonic>& all,
                  double share, Hum& hum) {
  for (const auto& h : all) {
    const auto k = block.kernel(h.order, f.f0_hz);
    const Complex turn = block.mean_turn(k);
    const double shifted_hz = f.f0_hz + f.sigma_hz;
    const auto k_shifted = block.kernel(h.order, shifted_hz);
    const Complex turn_shifted = block.mean_turn(k_shifted);
    const auto shifted = h.kept ? block.fit(h.order, shifted_hz) : h;
    const auto nearest = std::min_element(all.begin(), all.end(), [&](const auto& a, const auto& b) {
      return std::pair(!a.kept, std::abs(a.order - h.order)) <
             std::pair(!b.kept, std::abs(b.order - h.order));
    });
    const std::size_t from = h.first > kNearBins ? h.first - kNearBins : 1;
    const std::size_t to = std::min(block.bins() - 1, h.first + kWindow + kNearBins);
    for (std::size_t c = 0; c < block.channels(); ++c) {
      const double like_neighbour = nearest->kept ? std::norm(nearest->phasor[c]) : 0.0;
      const double variance = h.kept
                                  ? h.phasor_variance[c]
                                  : std::min(like_neighbour, std::norm(h.phasor[c]) + h.phasor_variance[c]);
      for (std::size_t b = from; b <= to; ++b) {
        const Complex response = turn * k.at(b);
        double sum = variance * std::norm(response);
        if (h.kept)
          sum += std::norm(shifted.phasor[c] * turn_shifted * k_shifted.at(b) - h.phasor[c] * response);
        hum.variance[c][b] += share * share * sum;
      }
    }
    for (std::size_t i = 0; h.kept && i < kWindow; ++i) {
      if (h.leverage[i] > kUsedUp) hum.used_up.push_back(h.first + i);
    }
  }
}

}  // namespace

Hum remove_hum(PeriodSpectra& spectra, const PeriodTiming& timing) {
  Hum hum;
  const std::size_t periods = timing.numbers.size();
  if (periods < 2) return hum;
  const std::size_t blocks = (periods + kBlockPeriods - 1) / kBlockPeriods;
  const auto cot = cotangents(spectra.front().front().size(), timing.period_frames);
  for (std::size_t i = 0; i < blocks; ++i) {
    HumBlock block(spectra, timing, cot, i * periods / blocks, (i + 1) * periods / blocks);
    const auto f = find_fundamental(block);
    if (f.f0_hz == 0) continue;
    if (!hum.found()) hum.variance.assign(spectra.size(), std::vector<double>(block.bins(), 0.0));
    hum.f0_hz = f.f0_hz;
    const auto all = fit_all(block, f.f0_hz);
    add_variance(block, f, all, static_cast<double>(block.count()) / static_cast<double>(periods), hum);
    for (const auto& h : all) {
      if (!h.kept) continue;
      for (const auto& a : h.phasor) hum.peak = std::max(hum.peak, std::abs(a));
      block.subtract(h, f.f0_hz);
    }
  }
  std::sort(hum.used_up.begin(), hum.used_up.end());
  hum.used_up.erase(std::unique(hum.used_up.begin(), hum.used_up.end()), hum.used_up.end());
  return hum;
}

}  // namespace ohmbench::disturbance
