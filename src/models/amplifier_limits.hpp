// AmplifierLimits: how many volts and amperes an amplifier can bring into a load of any impedance.
// In the room `models`, from datasheet figures and bench maxima to bounds. Hazard: a rated power is a promise
// for its own load. Between two rated loads the line between their points is used, outside them nothing is
// extrapolated upwards.
#pragma once

#include <complex>
#include <optional>
#include <vector>

#include "core/quantity.hpp"
#include "models/amplifier_sheet.hpp"

namespace ohmbench::models {

/// A voltage and a current that are reached together: V = √(P R), I = √(P/R) for a rated power P into R.
struct OutputPoint {
  core::Volts voltage;
  core::Amperes current;
  core::Ohms at = voltage / current;  ///< the load

  core::Ohms load() const { return at; }
};

/// What is known of an amplifier's limits; RMS.
struct AmplifierLimits {
  std::optional<core::Volts> unloaded;
  std::optional<core::Amperes> current;
  std::vector<OutputPoint> reached;  ///< ascending load
  /// true: the points lie on the amplifier's limit; false: the bench stopped there, and it may do more
  bool reached_is_limit = true;
  /// which of the two quantities the points limit. A point that the current limits says nothing of the most
  /// volts by voltage alone, and the other way round; without either it may be any of them
  std::optional<OutputLimit> by = {};
  double most_ratio = 1;      ///< of the points, ≥ 1; infinite: what they cannot exceed is not known
  double relative_sigma = 0;  ///< of the points, where a bench measured them
  /// what lies between the amplifier's terminals, where the points are, and the load; part of Zout elsewhere
  core::Ohms cable = core::Ohms(0.0);
  /// true: the output impedance that goes with the limits is an upper bound ("less than 1 Ω")
  bool source_is_bound = false;
};

/// The limits of a datasheet and of a measured maximum, both optional. A maximum that the amplifier itself
/// limited replaces the rated powers; one that the bench ended is used only where there are none. Where a
/// bench found the current to be the limit it is that at any load; where the voltage, the unloaded volts are
/// V (1 + |Zout|/R).
/// @param z_out_ohm  |Zout| without the cable, if known
AmplifierLimits limits_of(const std::optional<AmplifierSheet>& sheet,
                          const std::optional<MeasuredMaximum>& measured,
                          std::optional<double> z_out_ohm = {});

/// The same for what an amplifier may do to a load: of figures that contradict each other the highest, and of
/// a measured maximum the most that was seen at any distortion.
AmplifierLimits most_limits_of(const std::optional<AmplifierSheet>& sheet,
                               const std::optional<MeasuredMaximum>& measured,
                               std::optional<double> z_out_ohm = {});

/// The output into a load [Ω, > 0], by points (not empty, ascending load): on the straight line in the V–I
/// plane between the two points around it; above all of them the last one's voltage, below all of them the
/// first one's current. Conservative wherever the true limit is convex: V ≤ Vmax − I |Zout| and I ≤ Imax are.
OutputPoint reach(const std::vector<OutputPoint>& points, core::Ohms load);

/// What is sure (`promised`) and what it cannot exceed (`most`); equal for a stated limit, absent where not
/// known.
struct Bounds {
  std::optional<double> promised;
  std::optional<double> most;
};

/// Bounds at one frequency, RMS.
struct OutputBounds {
  Bounds volt;       ///< by voltage alone
  Bounds ampere;     ///< by current alone
  Bounds load_volt;  ///< across this load, everything counted
};

/// The bounds for a load Z [Ω, not 0] behind the output impedance, if that is known:
///
///   V ≤ Vmax |Z/(Z + Zout)|,  V ≤ Imax |Z|,  V ≤ reach(|Z|)
///
/// Without the output impedance the unloaded voltage is an upper bound only, and where that is an upper bound
/// itself, a source of 0 Ω makes the most. A point (V, I) at R bounds the voltage of every lower impedance
/// and the current of every higher one, and promises that voltage above R and that current below. The voltage
/// that it promises below R is V/|R/(R + Zout)| behind the output impedance; without one it is not known.
/// @param phase_known  false: only |Z| is, so that the unloaded voltage promises what divider_bounds leaves
/// at least
OutputBounds bounds_at(const AmplifierLimits& limits, std::complex<double> z_ohm,
                       std::optional<std::complex<double>> z_out_ohm, bool phase_known = true);

}  // namespace ohmbench::models
