// Qualify: how short may a record of one known product be? Measured long once, then ever shorter, and held
// against the long one.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "impedance/curves.hpp"
#include "session/measure.hpp"

namespace ohmbench::effort {

/// One length of a single sweep, played kRepeats times.
struct Qualified {
  double seconds = 0;
  double worst_deviation = 0;  ///< greatest |Z/Z_reference − 1| of all repeats, 20 Hz to 20 kHz
  double worst_hz = 0;
  double told = 0;  ///< greatest relative standard uncertainty that such a record tells for itself, by noise
  bool keeps = false;
};

struct Qualification {
  double uncertainty = 0;          ///< wanted, relative
  double reference_seconds = 0;    ///< of playing, of one of the reference's two records
  double reference_deviation = 0;  ///< greatest difference of its two records
  std::vector<Qualified> tried;    ///< ascending seconds
  /// the shortest that keeps the wanted uncertainty with everything longer; 0: none of them
  double shortest_seconds = 0;
  impedance::ImpedanceCurve reference;
  session::Provenance provenance;  ///< of the reference
};

inline constexpr int kRepeats = 3;

/// Relative difference of two curves at the same frequencies, within 20 Hz to 20 kHz.
struct Deviation {
  double worst = 0;
  double at_hz = 0;
};
Deviation deviation(const core::OhmCurve& curve, const core::OhmCurve& reference);

/// Fills in which lengths keep the wanted uncertainty, and the shortest: a record keeps it when no repeat
/// departs from the reference by more, and all longer ones keep it as well.
void judge(Qualification& qualification);

/// Plays single sweeps of one level, so calibration and resistor, which are the same in all, do not count.
/// @throws core::Error kNotValid: a record that is not valid, or a reference that itself does not repeat
/// within a third of the wanted uncertainty
Qualification qualify(double wanted, const workbench::Bench& bench, workbench::OpenBench& open,
                      const session::MeasureOptions& options, const workbench::Events& events,
                      std::stop_token stop);

}  // namespace ohmbench::effort
