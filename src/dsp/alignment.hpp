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

}  // namespace ohmbench::dsp
