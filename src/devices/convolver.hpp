// Partitioned convolution: one input history, any number of impulse responses. Real-time once built.
#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

#include "dsp/fft.hpp"

namespace ohmbench::devices {

/// An impulse response cut into partitions of one block and transformed (overlap-save, zero latency).
class PartitionedResponse {
 public:
  /// Not real-time.
  PartitionedResponse(std::span<const double> impulse_response, std::size_t block_frames,
                      const dsp::RealFft& fft);
  std::size_t partitions() const noexcept { return partitions_; }
  const std::complex<double>* partition(std::size_t p) const noexcept { return spectra_.data() + p * bins_; }

 private:
  std::size_t bins_;
  std::size_t partitions_;
  std::vector<std::complex<double>> spectra_;
};

/// The spectra of the last blocks of one signal.
class InputHistory {
 public:
  InputHistory(std::size_t block_frames, std::size_t partitions);
  /// Takes the next block. Real-time.
  void push(std::span<const double> block, const dsp::RealFft& fft) noexcept;
  /// out[n] = (h * x)[n] over the newest block. `response` must not have more partitions than the history.
  /// Real-time.
  void convolve(const PartitionedResponse& response, const dsp::RealFft& fft, double* out) noexcept;

 private:
  std::size_t block_;
  std::size_t bins_;
  std::size_t partitions_;
  std::size_t head_ = 0;
  std::vector<std::complex<double>> spectra_;
  std::vector<std::complex<double>> sum_;
  std::vector<double> time_;
  std::vector<double> previous_;
};

}  // namespace ohmbench::devices
