#include "audio/capture.hpp"

#include <algorithm>
#include <cmath>

namespace ohmbench::audio {

double peak_fs(const std::vector<float>& channel) {
  float peak = 0;
  for (const float x : channel) peak = std::max(peak, std::abs(x));
  return peak;
}

std::size_t clipped_samples(const std::vector<float>& channel) {
  constexpr float kFullScale = 0.999F;
  std::size_t clipped = 0;
  std::size_t run = 0;
  for (const float x : channel) {
    run = std::abs(x) >= kFullScale ? run + 1 : 0;
    if (run == 2) clipped += 2;
    if (run > 2) ++clipped;
  }
  return clipped;
}

}  // namespace ohmbench::audio
