// DistortionFinding: the strongest distortion that a multisine showed, and where it comes from as far as one
// measurement tells.
#pragma once

#include <optional>
#include <string>

#include "spectra/analyse.hpp"

namespace ohmbench::findings {

/// What distorts.
enum class DistortionOrigin {
  kSource,   ///< output or amplifier: node B has what node A has, passed on by the linear load
  kLoad,     ///< load, or the input on node B: node A has next to nothing of it
  kInputA,   ///< the input on node A: node B has next to nothing of it
  kUnknown,  ///< several, or too weak to tell
};

/// "source", "load", "input-a", "unknown"; as in result files
const char* name_of(DistortionOrigin origin);

struct DistortionFinding {
  double db = 0;    ///< re the played lines of the same third of an octave
  double f_hz = 0;  ///< middle of that band
  bool even = false;
  DistortionOrigin origin = DistortionOrigin::kUnknown;
};

/// The strongest band of node A or B that is not a bound; absent if every band is.
/// The origin follows from B − T·A, in which distortion that passed through node A cancels.
std::optional<DistortionFinding> strongest_distortion(const disturbance::DistortionCurve& curve);

/// "-62 dB at 40 Hz, even order: the load, or the input on node B"
std::string in_words(const DistortionFinding& finding);

/// From here on it is worth a line to people.
inline constexpr double kDistortionWorthTellingDb = -66;  // 0.05 %

}  // namespace ohmbench::findings
