// Figure: a value with its standard deviation, as fits give them.
#pragma once

#include <optional>

namespace ohmbench::fitting {

/// A value with one standard deviation; the deviation is absent where it cannot be known.
struct Figure {
  double value = 0;
  std::optional<double> sigma;
};

}  // namespace ohmbench::fitting
