// Band: the range of frequencies that a summary or a verdict speaks about.
#pragma once

namespace ohmbench::models {

/// Both ends included [Hz].
struct Band {
  double from_hz = 20.0;
  double to_hz = 20000.0;

  constexpr bool contains(double f_hz) const { return f_hz >= from_hz && f_hz <= to_hz; }
};

}  // namespace ohmbench::models
