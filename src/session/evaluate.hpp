// Evaluate: from recordings to results. Pure: the same recordings, bench and options give the same numbers,
// bit for bit, whether they were just made or are years old.
#pragma once

#include "findings/level_dependence.hpp"
#include "impedance/curves.hpp"
#include "session/acquire.hpp"
#include "session/provenance.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::session {

struct LoadMeasurement {
  impedance::ImpedanceCurve z;
  disturbance::DistortionCurve distortion = {};  ///< of the longest take; empty but for a multisine
  std::vector<findings::LevelRun> levels = {};   ///< in the order of playing; empty for a single level
  std::optional<findings::LevelDependence> level_dependence = {};
  Provenance provenance;
};

struct OutputMeasurement {
  impedance::OutputImpedance z_out;
  Provenance provenance;
};

/// The load's impedance from one run. The result may be invalid (see Provenance).
LoadMeasurement evaluate_load(const Material& material);

/// The amplifier's output impedance from four runs (two-load) or one (injection). ENSUREs a method.
OutputMeasurement evaluate_output(const Material& material);

}  // namespace ohmbench::session
