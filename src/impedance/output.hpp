// The amplifier's output impedance: V_A = E − Zout I, by two loads or by injection. Phasors, never
// magnitudes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "calibration/correction.hpp"
#include "impedance/curves.hpp"
#include "spectra/frf.hpp"

namespace ohmbench::impedance {

/// One run of the two-load method.
struct LoadState {
  spectra::Frf source;    ///< node A, re the loopback where one is wired, else re the stimulus' time base
  spectra::Frf b_over_a;  ///< raw ratio of the channels
};

/// Runs in the order loaded, open, open, loaded: a linear drift cancels.
struct TwoLoadRuns {
  LoadState loaded_first, open_first, open_second, loaded_second;
  bool has_reference = false;  ///< false: delays between the runs are fitted and removed
  /// Set where all runs share one clock: a delay between two runs is then a whole number of frames of this
  /// length, mostly 0.
  std::optional<double> whole_frame_s;
};

struct TwoLoadResult {
  OutputImpedance z_out;
  double delay_s = 0;  ///< fitted between the runs; 0 with a reference
  bool inductance_and_delay_merge =
      false;  ///< no reference and a resistive load: an output inductance cannot be told from delay
};

/// Zout = (1 − ρ)/(ρ Y₂ − Y₁), ρ = V_loaded/V_open, Y₁ and Y₂ the admittances that the amplifier sees.
///
/// High side: the open run is a standard on the spot, so unequal channel gains cancel:
/// Y₂ = Y_A + (1 + y − T)/(Zc (1 + y)²). Low side: Y₂ = Y_A + T/Zc with the calibrated or declared channels.
/// The loading Y_A of input A is taken as declared, or as that of input B where a calibration found it.
/// Crosstalk χ from B into A adds χ Rs to Zout; it cannot be seen, so it is part of the uncertainty and of
/// the detection limit. Uncertainty: noise of all runs, repeatability from what the two runs of a state
/// differ by beyond a linear drift, everything that the correction does not know exactly. Source: two-load
/// method for a Thévenin source; docs/methods.md, "Output impedance".
TwoLoadResult two_load(const TwoLoadRuns& runs, const calibration::Rig& rig,
                       const calibration::Calibration& calibration, const std::string& name);

/// Detection limit of the two-load method at index i: the 95 % circle of what does not shrink with Zout,
/// which is noise, repeatability, delay and crosstalk.
double two_load_limit(const UncertaintyBudget& budget, std::size_t i);

/// What of a bench's calibration holds for injection, where A is on the injector's side of the resistor and B
/// on the amplifier's terminal, whatever the load's topology: everything on the high side; on the low side
/// only the channel ratio.
struct InjectionBench {
  calibration::Rig rig;
  calibration::Calibration calibration;
};
InjectionBench for_injection(const calibration::Rig& rig, const calibration::Calibration& calibration);

/// Zout = Zc T/(1 − T): the amplifier is the load. Crosstalk between the inputs is removed by the short of a
/// calibration; without one it is part of the uncertainty and of the detection limit.
OutputImpedance injection(const calibration::CorrectedFrf& t, const std::string& name);

}  // namespace ohmbench::impedance
