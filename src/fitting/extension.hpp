// What a single resonance on an elastic suspension leaves out, added only where the curve asks for it.
// In the room `fitting`, between the choice of the coil model and its figures. Hazard: more parameters always
// fit better. Each addition has to be very strong evidence by the criterion, significant by a deviation that
// allows for a residual with a shape, and look like what it is said to be.
#pragma once

#include <optional>

#include "fitting/choice.hpp"

namespace ohmbench::fitting {

/// Adds resonances (a surround's, a cone's, a headphone's chamber) as long as the residual has a hump of at
/// least 1 % of |Z| outside an octave around the driver's own, and what comes of it is a resonance: at least
/// 3 % of |Z|, Q of 1 to 100, within the curve.
void add_further_resonances(const Points& points, Choice& choice);

/// Adds the suspension's creep λ to the first resonance.
/// @param wanted  absent: if the curve asks for it; true: if it can be fitted; false: never
void add_creep(const Points& points, Choice& choice, std::optional<bool> wanted);

}  // namespace ohmbench::fitting
