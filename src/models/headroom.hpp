// Headroom: how far an amplifier's voltage, current and power are from what a load needs, at every frequency.
// In the room `models`, from curves and limits to three margins, each at its worst frequency. Hazard: the
// current is wanted where |Z| is least, not at 1 kHz, and watts are real power.
#pragma once

#include <optional>
#include <vector>

#include "core/ohm_curve.hpp"
#include "core/quantity.hpp"
#include "models/amplifier_limits.hpp"
#include "models/band.hpp"

namespace ohmbench::models {

/// One limit against one need, at the frequency where the least is left.
struct Margin {
  double need = 0;              ///< V, A or W
  std::optional<double> limit;  ///< what is promised, or else cannot be exceeded; same unit
  /// one standard deviation of `need` by the errors of Z; of power it is not known, because its worst
  /// frequency may be another one
  std::optional<double> need_sigma;
  std::optional<double> sigma_db;     ///< of headroom_db, by the errors of Z, Zout and a measured maximum
  std::optional<double> headroom_db;  ///< 20 log10 (10 log10 for watts) of limit/need; absent if not known
  double f_hz = 0;
  bool everywhere = false;  ///< true if the margin is the same at all frequencies (within 0.1 dB)
};

struct Headroom {
  Margin voltage;  ///< V RMS across the load
  Margin current;  ///< A RMS
  Margin power;  ///< real W (apparent if the phase of Z is not known), with voltage, current and rated powers
                 ///< counted together
};

/// The amplifier's output impedance, if known, as a curve; outside the curve it is not known.
using KnownOutputImpedance = std::optional<core::OhmCurve>;

/// The margins for `wanted` volts RMS across the load, over the points of Z in the band; where the curve of
/// Zout does not reach, it is not known. I(f) = V/|Z|, P(f) = V² cos φ/|Z|.
///
/// A headroom is stated if the need lies within what is promised, or beyond what is possible; between the two
/// it is not known. The deviations are those by the errors of the curves (core::sigma_of_figure); what is
/// stated in a datasheet or as a sensitivity counts as exact. Empty if there is no such point.
std::optional<Headroom> headroom(const core::OhmCurve& z, const KnownOutputImpedance& z_out,
                                 const AmplifierLimits& limits, core::Volts wanted, Band band = {});

/// What is left at each frequency [dB]; arrays of one length. Absent where it is not known.
struct HeadroomCurve {
  std::vector<double> f_hz;
  std::vector<std::optional<double>> voltage_db, current_db, power_db;

  bool empty() const { return f_hz.empty(); }
};

/// The same as `headroom`, at every frequency instead of the worst one.
HeadroomCurve headroom_over_frequency(const core::OhmCurve& z, const KnownOutputImpedance& z_out,
                                      const AmplifierLimits& limits, core::Volts wanted, Band band = {});

/// A largest power [W] and one standard deviation of its upper bound, or of what is promised where it has
/// none, by the errors of both curves.
struct LargestWatt {
  Bounds bounds;
  Bounds volt;  ///< of the largest voltage across the load [V RMS], perhaps at another frequency
  std::optional<double> sigma;
};

/// The largest real power over the band (without the phase of Z only what it cannot exceed) that the
/// amplifier can bring into the load with a sine.
LargestWatt largest_watt(const core::OhmCurve& z, const KnownOutputImpedance& z_out,
                         const AmplifierLimits& limits, Band band = {});

}  // namespace ohmbench::models
