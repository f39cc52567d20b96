// What any passive load must obey, and whether a measured curve does: Re Z ≥ 0, and magnitude and phase that
// belong together (Kramers-Kronig).
// In the room `models`; hazard: a curve that fails is not an odd load but a wrong measurement: wiring, the
// sign of the phase, a delay between the channels, a calibration that does not belong to the bench.
#pragma once

#include <optional>
#include <vector>

#include "core/ohm_curve.hpp"
#include "models/band.hpp"
#include "models/load_summary.hpp"

namespace ohmbench::models {

/// A phase and the frequency it occurs at.
struct PhaseExtremum {
  double deg = 0;
  double f_hz = 0;
};

struct PhaseExtremes {
  PhaseExtremum least, most;
};

/// The least and the most phase of the points in the band; absent without a point or a phase.
std::optional<PhaseExtremes> phase_extremes(const core::OhmCurve& curve, Band band = {});

/// A point at which a curve is not passive.
struct NotPassive {
  double f_hz = 0;
  double re_ohm = 0;
  double phase_deg = 0;
};

/// The worst point at which Re Z < 0, that is |phase| > 90°, by more than three standard deviations of the
/// real part (sigma_ohm/√2), and where the errors are not known by more than 1 % of |Z|. Absent if there is
/// none, or the phase is not known.
std::optional<NotPassive> not_passive(const core::OhmCurve& curve);

/// How far a curve is from a magnitude and a phase that belong together.
struct KramersKronig {
  double rms_deg = 0;    ///< of the phase's deviation inside the band checked
  double worst_deg = 0;  ///< the largest of them
  double worst_hz = 0;
  double limit_deg = 0;  ///< for rms_deg
  double ends_deg = 0;   ///< what was allowed for beyond the upper end of the curve, at most
  Band checked;          ///< half an octave inside the curve's ends

  bool holds() const { return rms_deg <= limit_deg && ends_deg <= kMostEndsDeg; }
  /// more than this no smooth continuation of a passive curve adds, half an octave below its end
  static constexpr double kMostEndsDeg = 30.0;
};

/// Holds the measured phase against the one that the magnitude implies. A passive impedance is of minimum
/// phase, for which (Bode)
///
///   φ(f0) = (1/π) ∫ d ln|Z|/du · ln coth|u/2| du,   u = ln(f/f0)
///
/// The integral runs over the curve and over its continuation with the end slopes. What else may lie beyond
/// the ends changes the phase inside only by c1 (f0/f_to) + c3 (f0/f_to)³ + c−1 (f_from/f0) + c−3
/// (f_from/f0)³, the first terms of the kernel's expansion; these four are fitted to the difference, and what
/// is left is the violation. Criterion: its RMS is at most 3 degrees, or three times that of the curve's own
/// noise if that is more: a grid of 24 points an octave alone leaves up to about 1 degree at resonances of
/// Q 10. The part removed by c1 and c3 may be 30 degrees at most: a delay between the channels looks like c1.
/// @return absent without phases, with fewer than 20 points, or with less than four octaves
/// Source: H. W. Bode, Network Analysis and Feedback Amplifier Design, 1945, chapter XIV.
std::optional<KramersKronig> kramers_kronig(const core::OhmCurve& curve);

/// The phase that Bode's integral (above) gives from |Z| alone, the ends continued with their slopes [rad]; a
/// value for each point, the better the further from the ends. ENSUREs five points, none of them 0.
std::vector<double> minimum_phase_rad(const core::OhmCurve& curve);

}  // namespace ohmbench::models
