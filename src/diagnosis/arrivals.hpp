// Arrivals: when the played signal reaches an input, and whether it does so more than once. A mix inside of
// the interface comes before what went through both converters; a loop of monitoring comes again and again.
#pragma once

#include <complex>
#include <optional>
#include <vector>

namespace ohmbench::diagnosis {

/// Levels re the main arrival, in dB; times in s against it.
struct Arrivals {
  double early_db = 0;  ///< the strongest before the main one
  double early_s = 0;   ///< < 0
  double late_db = 0;   ///< the strongest later than 0.2 ms
  double late_s = 0;
};

/// From the response of one input to what was played, at ascending frequencies. The response is transformed
/// to time under a raised-cosine window, over the part of the band where the lines lie close enough (100 Hz)
/// to tell 5 ms. Empty where that part ends below 2 kHz: the arrivals would not be told apart.
std::optional<Arrivals> arrivals(const std::vector<double>& f_hz,
                                 const std::vector<std::complex<double>>& response);

}  // namespace ohmbench::diagnosis
