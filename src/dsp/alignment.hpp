// Where in a recording does the played signal begin? Found by correlation, in every run; drivers' latencies
// are not used.
#pragma once

#include <cstddef>
#include <span>

namespace ohmbench::dsp {

struct Alignment {
  double delay_frames = 0;  ///< of the recording against the reference, parabolic sub-frame estimate
  std::ptrdiff_t whole_frames = 0;
  double peak = 0;        ///< |correlation| there, normalised by both energies within the overlap: 0 … 1
  bool inverted = false;  ///< the correlation is negative there
};

/// Cross-correlation by FFT over all delays in [−reference.size(), recording.size()); the largest magnitude
/// wins. Both must not be empty. A recording without energy gives peak 0.
Alignment align(std::span<const double> reference, std::span<const double> recording);

/// The same at a fraction of the work, for signals with much of their energy far below half the rate
/// (exponential sweeps): first over sums of `decimation` neighbouring frames, whose correlation is the `peak`
/// that is told (a delay in the middle between two sums makes it up to a ninth less); then exactly over
/// frames [from, to) of the reference, within ±decimation frames of that. Where the recording does not hold
/// these frames, the first step is all.
Alignment align_in_two_steps(std::span<const double> reference, std::span<const double> recording,
                             std::size_t decimation, std::size_t from, std::size_t to);

}  // namespace ohmbench::dsp
