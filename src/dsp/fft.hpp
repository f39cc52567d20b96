// Real FFT of any length, double precision. The only place that knows FFTW.
// Plans are estimated (measuring one costs ten seconds), made under one mutex, and kept; execution is free of
// locks.
#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

namespace ohmbench::dsp {

using Complex = std::complex<double>;

/// X_k = Σ x[n] exp(−j2πkn/N), k = 0 … N/2; no scaling. Any thread.
std::vector<Complex> real_fft(std::span<const double> x);

/// x[n] with N = `frames`, the inverse of `real_fft` (scaled by 1/N). `spectrum` has N/2+1 bins. Any thread.
std::vector<double> inverse_real_fft(std::span<const Complex> spectrum, std::size_t frames);

/// A prepared transform of one length for use where nothing may be allocated. Not copyable; one thread at a
/// time.
class RealFft {
 public:
  explicit RealFft(std::size_t frames);
  ~RealFft();
  RealFft(RealFft&&) noexcept;
  RealFft& operator=(RealFft&&) noexcept;

  std::size_t frames() const noexcept { return frames_; }
  std::size_t bins() const noexcept { return frames_ / 2 + 1; }
  /// time → spectrum and back, unscaled; `time` has frames() values, `spectrum` bins(). Real-time. `inverse`
  /// destroys its input.
  void forward(double* time, Complex* spectrum) const noexcept;
  void inverse(Complex* spectrum, double* time) const noexcept;

 private:
  std::size_t frames_ = 0;
  void* forward_ = nullptr;
  void* inverse_ = nullptr;
};

/// Smallest number ≥ n of the form 2^a 3^b 5^c: a length that FFTW does quickly.
std::size_t fast_length(std::size_t n);

}  // namespace ohmbench::dsp
