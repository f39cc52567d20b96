#include "devices/convolver.hpp"

#include <algorithm>

namespace ohmbench::devices {

PartitionedResponse::PartitionedResponse(std::span<const double> h, std::size_t block,
                                         const dsp::RealFft& fft)
    : bins_(block + 1), partitions_((h.size() + block - 1) / block), spectra_(partitions_ * bins_) {
  std::vector<double> time(2 * block);
  for (std::size_t p = 0; p < partitions_; ++p) {
    std::fill(time.begin(), time.end(), 0.0);
    const std::size_t from = p * block;
    const std::size_t count = std::min(block, h.size() - from);
    // the transform pair is unscaled: 1/(2·block) is put here once
    for (std::size_t n = 0; n < count; ++n) time[n] = h[from + n] / static_cast<double>(2 * block);
    fft.forward(time.data(), spectra_.data() + p * bins_);
  }
}

InputHistory::InputHistory(std::size_t block_frames, std::size_t partitions)
    : block_(block_frames),
      bins_(block_frames + 1),
      partitions_(partitions),
      spectra_(partitions * bins_),
      sum_(bins_),
      time_(2 * block_frames),
      previous_(block_frames) {}

void InputHistory::push(std::span<const double> block, const dsp::RealFft& fft) noexcept {
  head_ = (head_ + 1) % partitions_;
  std::copy(previous_.begin(), previous_.end(), time_.begin());
  std::copy(block.begin(), block.end(), time_.begin() + static_cast<std::ptrdiff_t>(block_));
  std::copy(block.begin(), block.end(), previous_.begin());
  fft.forward(time_.data(), spectra_.data() + head_ * bins_);
}

void InputHistory::convolve(const PartitionedResponse& response, const dsp::RealFft& fft,
                            double* out) noexcept {
  std::fill(sum_.begin(), sum_.end(), std::complex<double>{});
  for (std::size_t p = 0; p < response.partitions(); ++p) {
    const std::complex<double>* x = spectra_.data() + ((head_ + partitions_ - p) % partitions_) * bins_;
    const std::complex<double>* h = response.partition(p);
    for (std::size_t k = 0; k < bins_; ++k) {
      // written out: std::complex multiplication checks for NaN at every product
      const double re = x[k].real() * h[k].real() - x[k].imag() * h[k].imag();
      const double im = x[k].real() * h[k].imag() + x[k].imag() * h[k].real();
      sum_[k] += std::complex<double>(re, im);
    }
  }
  fft.inverse(sum_.data(), time_.data());
  std::copy_n(time_.begin() + static_cast<std::ptrdiff_t>(block_), block_, out);
}

}  // namespace ohmbench::devices
