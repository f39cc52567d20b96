// Damping: the damping factor over frequency.
// In the room `models`; hazard: the factor alone misleads. The voice coil's own resistance is in the same
// loop, so beyond about 20 a higher factor changes next to nothing.
#pragma once

#include <optional>
#include <vector>

#include "core/ohm_curve.hpp"
#include "core/quantity.hpp"
#include "models/band.hpp"

namespace ohmbench::models {

/// Arrays of one length.
struct Damping {
  std::vector<double> f_hz;
  std::vector<double> factor;
  /// one standard deviation of the factor; absent where Zout's errors are not known, or are so large that the
  /// factor has no upper end
  std::vector<std::optional<double>> sigma;
};

/// DF(f) = rated impedance / |Zout(f)| at the points of `z_out` in the band; points where Zout is 0 are left
/// out. Its relative deviation is that of |Zout|, which is stated below one third. Convention: the rated
/// impedance, not the measured one (IEC 60268-3).
Damping damping(const core::OhmCurve& z_out, core::Ohms rated, Band band = {});

}  // namespace ohmbench::models
