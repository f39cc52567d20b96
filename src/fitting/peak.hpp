// The peak of |Z| beside the fit of |Z|: what they disagree by, fs cannot be surer than. Private to the room.
#pragma once

#include <optional>

#include "fitting/least_squares.hpp"

namespace ohmbench::fitting {

/// The highest |Z| around the resonance, of the points and of the model that was fitted to them.
struct Peaks {
  double points_hz = 0;
  double model_hz = 0;
  double points_sigma_hz = 0;  ///< by the points' noise; 0 if that is not known

  /// A curve traced from a plot is right to about 2 % in frequency: no less is called a disagreement.
  static constexpr double kAgreeWithin = 0.02;

  double ratio() const { return points_hz / model_hz; }
  bool agree() const { return ratio() < 1.0 + kAgreeWithin && ratio() > 1.0 - kAgreeWithin; }
};

/// Absent if either has no highest point of its own within an octave to each side of the first resonance.
std::optional<Peaks> peaks_of(const Points& points, const LoadModel& model);

}  // namespace ohmbench::fitting
