// HumBlock: a few consecutive periods of a record in which the mains are taken for steady, and the fit of one
// harmonic to them. The inner part of `hum`.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <vector>

#include "disturbance/hum.hpp"

namespace ohmbench::disturbance {

inline constexpr std::size_t kHalfWindow = 5;  // bins either side of a harmonic that its fit looks at
inline constexpr std::size_t kWindow = 2 * kHalfWindow + 1;

inline constexpr int kMostOrder = 40;  // 2 kHz and more

/// cot(πk/N), k = 0 … bins − 1; the first is not used.
std::vector<double> cotangents(std::size_t bins, std::size_t period_frames);

/// Response of bin k > 0 of one period to e^{j2πνn}: K of the header, for either sign of ν.
class HumKernel {
 public:
  HumKernel(double nu, std::size_t period_frames, const std::vector<double>& cot)
      : nu_n_(nu * static_cast<double>(period_frames)),
        beta_(2 * std::numbers::pi * (nu_n_ - std::round(nu_n_))),
        half_((1.0 - std::polar(1.0, beta_)) / (2.0 * static_cast<double>(period_frames))),
        cot_nu_(1.0 / std::tan(std::numbers::pi * nu)),
        cot_(&cot) {}
  std::complex<double> at(std::size_t k) const {
    if (std::abs(nu_n_ - static_cast<double>(k)) < 1e-9) return 1.0;  // bins
    const double cot_k = (*cot_)[k];
    const double cot = (cot_nu_ * cot_k + 1.0) / (cot_k - cot_nu_);  // of π(ν − k/N)
    return {half_.real() - half_.imag() * cot, half_.imag() + half_.real() * cot};
  }
  /// e^{jβp}
  std::complex<double> turn(std::size_t period) const {
    return std::polar(1.0, beta_ * static_cast<double>(period));
  }

 private:
  double nu_n_;
  double beta_;
  std::complex<double> half_;
  double cot_nu_;
  const std::vector<double>* cot_;
};

struct HumHarmonic {
  int order = 0;
  std::size_t first = 0;                     // bin of the window
  std::vector<std::complex<double>> phasor;  // per channel
  std::vector<double> phasor_variance;
  double gain = 0;  // of the log likelihood, all channels
  std::array<double, kWindow> leverage{};
  bool kept = false;
};

/// A few consecutive periods in which the mains are taken for steady.
class HumBlock {
 public:
  HumBlock(PeriodSpectra& spectra, const PeriodTiming& timing, const std::vector<double>& cot,
           std::size_t from, std::size_t to)
      : spectra_(spectra), timing_(timing), cot_(cot), from_(from), count_(to - from) {}

  double seconds() const {
    return static_cast<double>(timing_.numbers[from_ + count_ - 1] - timing_.numbers[from_] + 1) *
           static_cast<double>(timing_.period_frames) / timing_.sample_rate_hz;
  }
  std::size_t count() const { return count_; }

  /// The harmonic of that order if the fundamental is f0; `others` are taken off first.
  HumHarmonic fit(int order, double f0_hz, const std::vector<HumHarmonic>* others = nullptr) const;
  /// Log likelihood gained by the first `orders` harmonics.
  double gain(double f0_hz, int orders) const {
    double sum = 0;
    for (int h = 1; h <= std::min(orders, highest_order(f0_hz)); ++h) sum += fit(h, f0_hz).gain;
    return sum;
  }
  int highest_order(double f0_hz) const {
    const double top_bin = static_cast<double>(bins()) - static_cast<double>(kWindow) - 1;
    const double bins_apart = f0_hz * static_cast<double>(timing_.period_frames) / timing_.sample_rate_hz;
    return bins_apart < kWindow + 1 ? 0 : std::min(kMostOrder, static_cast<int>(top_bin / bins_apart));
  }
  HumKernel kernel(int order, double f0_hz) const {
    return {order * f0_hz / timing_.sample_rate_hz, timing_.period_frames, cot_};
  }
  void subtract(const HumHarmonic& h, double f0_hz);
  /// Mean of e^{jβp} over the block.
  std::complex<double> mean_turn(const HumKernel& kernel) const {
    std::complex<double> sum = 0;
    for (std::size_t p = 0; p < count_; ++p) sum += kernel.turn(timing_.numbers[from_ + p]);
    return sum / static_cast<double>(count_);
  }
  std::size_t bins() const { return spectra_.front().front().size(); }
  std::size_t channels() const { return spectra_.size(); }

 private:
  PeriodSpectra& spectra_;
  const PeriodTiming& timing_;
  const std::vector<double>& cot_;
  std::size_t from_;
  std::size_t count_;

  /// What all harmonics but `order`, and the mirror images of all, put into a window.
  std::vector<std::complex<double>> leakage(const std::vector<HumHarmonic>& all, int order, double f0_hz,
                                            std::size_t first) const;

  std::vector<std::complex<double>> turns(const HumKernel& kernel) const {
    std::vector<std::complex<double>> t(count_);
    for (std::size_t p = 0; p < count_; ++p) t[p] = kernel.turn(timing_.numbers[from_ + p]);
    return t;
  }
};

}  // namespace ohmbench::disturbance
