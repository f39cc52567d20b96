#include "models/damping.hpp"

#include <cmath>

namespace ohmbench::models {

Damping damping(const core::OhmCurve& z_out, core::Ohms rated, Band band) {
  Damping d;
  for (std::size_t i = 0; i < z_out.size(); ++i) {
    const double out_ohm = std::abs(z_out.z_ohm[i]);
    if (!band.contains(z_out.f_hz[i]) || out_ohm == 0.0) continue;
    d.f_hz.push_back(z_out.f_hz[i]);
    d.factor.push_back(rated.value() / out_ohm);
  }
  return d;
}

}  // namespace ohmbench::models
