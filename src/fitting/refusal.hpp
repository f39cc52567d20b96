// What is no single driver in free air or a closed box, and how one sees it. Each refusal says why.
// In the room `fitting`; hazard: electrically a vented box is nothing but two resonances. What tells it from
// a headphone with two is that a loudspeaker has a few ohms and both humps are low and high.
#pragma once

#include <vector>

#include "fitting/least_squares.hpp"
#include "fitting/start.hpp"
#include "models/load_checks.hpp"

namespace ohmbench::fitting {

/// Least prominence of a hump that counts as a resonance: 5 % above the valley beside it.
inline constexpr double kLeastProminence = 0.05;

/// @throws core::Error if the curve cannot be fitted whatever its shape: no phase (unless |Z| alone is
/// wanted), too few points, not passive.
void refuse_unfit(const core::OhmCurve& curve, bool magnitude_only);

/// For a curve whose fit was refused: the better reason, if its phase does not belong to its magnitude.
/// @throws core::Error kNotValid if the phase is 10 degrees RMS beside the one that the magnitude implies, or
/// if it violates models::kramers_kronig and would not with its sign reversed
void refuse_wrong_phase(const core::OhmCurve& curve);

/// The resonances that the fit begins with, the driver's own first.
/// @throws core::Error kBadInput if the humps are none, those of a vented box, or of a system
std::vector<Resonance> resonances_of(const core::OhmCurve& curve, const Points& points,
                                     const std::vector<Hump>& found);

}  // namespace ohmbench::fitting
