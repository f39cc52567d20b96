#include "dsp/fft.hpp"

#include <fftw3.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "core/ensure.hpp"

namespace ohmbench::dsp {
namespace {

std::mutex& planner_mutex() {
  static std::mutex mutex;
  return mutex;
}

fftw_complex* as_fftw(Complex* p) {
  return reinterpret_cast<fftw_complex*>(p);
}

fftw_plan make_forward(std::size_t frames) {
  std::vector<double> time(frames);
  std::vector<Complex> bins(frames / 2 + 1);
  return fftw_plan_dft_r2c_1d(static_cast<int>(frames), time.data(), as_fftw(bins.data()),
                              FFTW_ESTIMATE | FFTW_UNALIGNED | FFTW_PRESERVE_INPUT);
}

fftw_plan make_inverse(std::size_t frames) {
  std::vector<double> time(frames);
  std::vector<Complex> bins(frames / 2 + 1);
  return fftw_plan_dft_c2r_1d(static_cast<int>(frames), as_fftw(bins.data()), time.data(),
                              FFTW_ESTIMATE | FFTW_UNALIGNED | FFTW_DESTROY_INPUT);
}

/// Plans live as long as the program: a handful of lengths, each a few hundred bytes.
fftw_plan kept_plan(std::size_t frames, bool forward) {
  const std::lock_guard lock(planner_mutex());
  static std::map<std::pair<std::size_t, bool>, fftw_plan> plans;
  auto& plan = plans[{frames, forward}];
  if (plan == nullptr) plan = forward ? make_forward(frames) : make_inverse(frames);
  ENSURE(plan != nullptr);
  return plan;
}

}  // namespace

std::vector<Complex> real_fft(std::span<const double> x) {
  ENSURE(!x.empty());
  std::vector<Complex> bins(x.size() / 2 + 1);
  // FFTW_PRESERVE_INPUT: the input is only read, its type merely is not const
  fftw_execute_dft_r2c(kept_plan(x.size(), true), const_cast<double*>(x.data()), as_fftw(bins.data()));
  return bins;
}

std::vector<double> inverse_real_fft(std::span<const Complex> spectrum, std::size_t frames) {
  ENSURE(spectrum.size() == frames / 2 + 1);
  std::vector<Complex> scratch(spectrum.begin(), spectrum.end());
  std::vector<double> x(frames);
  fftw_execute_dft_c2r(kept_plan(frames, false), as_fftw(scratch.data()), x.data());
  const double scale = 1.0 / static_cast<double>(frames);
  for (double& v : x) v *= scale;
  return x;
}

RealFft::RealFft(std::size_t frames)
    : frames_(frames), forward_(kept_plan(frames, true)), inverse_(kept_plan(frames, false)) {}
RealFft::~RealFft() = default;
RealFft::RealFft(RealFft&&) noexcept = default;
RealFft& RealFft::operator=(RealFft&&) noexcept = default;

void RealFft::forward(double* time, Complex* spectrum) const noexcept {
  fftw_execute_dft_r2c(static_cast<fftw_plan>(forward_), time, as_fftw(spectrum));
}

void RealFft::inverse(Complex* spectrum, double* time) const noexcept {
  fftw_execute_dft_c2r(static_cast<fftw_plan>(inverse_), as_fftw(spectrum), time);
}

std::size_t fast_length(std::size_t n) {
  std::size_t best = 1;
  while (best < n) best *= 2;
  for (std::size_t five = 1; five < best; five *= 5) {
    for (std::size_t three = five; three < best; three *= 3) {
      std::size_t length = three;
      while (length < n) length *= 2;
      best = std::min(best, length);
    }
  }
  return best;
}

}  // namespace ohmbench::dsp
