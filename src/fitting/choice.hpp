// Which coil model, and how many resonances: the simplest that the data justify.
#pragma once

#include <optional>
#include <vector>

#include "fitting/least_squares.hpp"

namespace ohmbench::fitting {

/// One coil model fitted as well as it can be.
struct Tried {
  CoilModel coil = CoilModel::kNone;
  std::optional<Solution> solution;  ///< absent if no search from any start converged
};

/// All that were tried, and the one with the least criterion among the identified.
struct Choice {
  std::vector<Tried> tried;
  std::size_t best = 0;

  const Solution& solution() const { return *tried[best].solution; }
};

/// The same again after points or resonances changed a little: each model from its own last parameters.
/// @return absent if none of them is identified
std::optional<Choice> choose_again(const Points& points, const Choice& before,
                                   const std::vector<Resonance>& resonances);

/// Fits each coil model with the resonances of `from` as start values (or `only` this one).
/// @throws core::Error kBadInput if none converges to identified parameters
Choice choose_coil(const Points& points, const LoadModel& from, std::optional<CoilModel> only);

/// Indices of single points that stick out of both their neighbours' residuals by eight times what residuals
/// usually differ: a plug that was touched, a mains harmonic.
std::vector<std::size_t> sticking_out(const Points& points, const LoadModel& model);

}  // namespace ohmbench::fitting
