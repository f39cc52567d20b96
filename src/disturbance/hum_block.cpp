#include "disturbance/hum_block.hpp"

#include <algorithm>
#include <limits>

namespace ohmbench::disturbance {
namespace {

using Complex = std::complex<double>;

constexpr double kFloor = 1e-34;  // (full scale)²: below is arithmetic

}  // namespace

std::vector<double> cotangents(std::size_t bins, std::size_t period_frames) {
  std::vector<double> cot(bins, 0.0);
  for (std::size_t k = 1; k < bins; ++k)
    cot[k] = 1.0 / std::tan(std::numbers::pi * static_cast<double>(k) / static_cast<double>(period_frames));
  return cot;
}

std::vector<Complex> HumBlock::leakage(const std::vector<HumHarmonic>& all, int order, double f0_hz,
                                       std::size_t first) const {
  std::vector<Complex> sum(channels() * count_ * kWindow);
  for (const auto& h : all) {
    if (!h.kept) continue;
    const auto k = kernel(h.order, f0_hz);
    const auto mirrored = kernel(-h.order, f0_hz);
    const auto turn = turns(k);
    for (std::size_t i = 0; i < kWindow; ++i) {
      const Complex plus = h.order == order ? 0.0 : k.at(first + i);
      const Complex minus = mirrored.at(first + i);
      for (std::size_t c = 0; c < channels(); ++c) {
        for (std::size_t p = 0; p < count_; ++p) {
          const Complex a = h.phasor[c] * turn[p];
          sum[(c * count_ + p) * kWindow + i] += a * plus + std::conj(a) * minus;
        }
      }
    }
  }
  return sum;
}

HumHarmonic HumBlock::fit(int order, double f0_hz, const std::vector<HumHarmonic>* others) const {
  HumHarmonic h;
  h.order = order;
  const auto k = kernel(order, f0_hz);
  const auto center =
      std::lround(order * f0_hz * static_cast<double>(timing_.period_frames) / timing_.sample_rate_hz);
  h.first = static_cast<std::size_t>(std::max(1L, center - static_cast<long>(kHalfWindow)));

  // What differs between the periods is e^{jβp} less its mean; what is the same over the window (leakage from
  // afar, the decay of a transient) is taken off too.
  auto e = turns(k);
  Complex mean = 0;
  for (const auto& x : e) mean += x / static_cast<double>(count_);
  double e2 = 0;
  for (auto& x : e) x -= mean, e2 += std::norm(x);
  std::array<Complex, kWindow> shape;
  Complex level = 0;
  for (std::size_t i = 0; i < kWindow; ++i) shape[i] = k.at(h.first + i), level += shape[i] / double{kWindow};
  double shape2 = 0;
  for (auto& x : shape) x -= level, shape2 += std::norm(x);
  const double mm = e2 * shape2;
  for (std::size_t i = 0; i < kWindow; ++i)
    h.leverage[i] = shape2 > 0 ? std::norm(shape[i]) / shape2 / static_cast<double>(count_ - 1) : 0.0;

  std::vector<Complex> foreign;  // [channel][period][bin of the window]
  if (others != nullptr) foreign = leakage(*others, order, f0_hz, h.first);
  const double dof = static_cast<double>((kWindow - 1) * (count_ - 1) - 1);
  for (std::size_t c = 0; c < channels(); ++c) {
    std::array<Complex, kWindow> sum{};      // over the periods
    std::array<Complex, kWindow> matched{};  // Σ conj(e) y
    std::array<double, kWindow> square{};
    double smooth2 = 0;  // energy of the windows' means, less its mean over the periods
    Complex smooth_sum = 0;
    for (std::size_t p = 0; p < count_; ++p) {
      const auto& y = spectra_[c][from_ + p];
      Complex smooth = 0;
      for (std::size_t i = 0; i < kWindow; ++i) {
        Complex v = y[h.first + i];
        if (!foreign.empty()) v -= foreign[(c * count_ + p) * kWindow + i];
        sum[i] += v;
        square[i] += std::norm(v);
        matched[i] += std::conj(e[p]) * v;
        smooth += v / double{kWindow};
      }
      smooth2 += std::norm(smooth);
      smooth_sum += smooth;
    }
    double total = -(smooth2 - std::norm(smooth_sum) / static_cast<double>(count_)) * double{kWindow};
    Complex projection = 0;
    for (std::size_t i = 0; i < kWindow; ++i) {
      total += square[i] - std::norm(sum[i]) / static_cast<double>(count_);
      projection += std::conj(shape[i]) * matched[i];
    }
    total = std::max(total, kFloor);
    const double explained = mm > 0 ? std::norm(projection) / mm : 0.0;
    const double rest = std::max({total - explained, 1e-13 * total, kFloor});
    h.gain += dof * std::log(total / rest);
    h.phasor.push_back(mm > 0 ? projection / mm : 0.0);
    h.phasor_variance.push_back(mm > 0 ? rest / dof / mm : std::numeric_limits<double>::infinity());
  }
  return h;
}

void HumBlock::subtract(const HumHarmonic& h, double f0_hz) {
  const auto k = kernel(h.order, f0_hz);
  const auto mirrored = kernel(-h.order, f0_hz);
  const auto turn = turns(k);
  for (std::size_t b = 1; b < bins(); ++b) {
    const Complex plus = k.at(b);
    const Complex minus = mirrored.at(b);
    for (std::size_t c = 0; c < channels(); ++c) {
      for (std::size_t p = 0; p < count_; ++p) {
        const Complex a = h.phasor[c] * turn[p];
        spectra_[c][from_ + p][b] -= a * plus + std::conj(a) * minus;
      }
    }
  }
}

}  // namespace ohmbench::disturbance
