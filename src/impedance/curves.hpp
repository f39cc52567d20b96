// The two results of the road: the load's impedance and the amplifier's output impedance. Two types, because
// taking one for the other would still compile as ohms.
#pragma once

#include <string>
#include <vector>

#include "calibration/correction.hpp"
#include "core/ohm_curve.hpp"
#include "impedance/budget.hpp"

namespace ohmbench::impedance {

/// Z(f) at the load's terminals.
struct ImpedanceCurve {
  core::OhmCurve curve;
  std::string name;
  UncertaintyBudget budget = {};  ///< what makes up sigma_ohm; empty for a curve from a file
  std::vector<calibration::Coverage> coverage = {};  ///< for each frequency; empty for a curve from a file
};

enum class OutputImpedanceMethod { kTwoLoad, kInjection };

/// "two-load" or "injection"
const char* name_of(OutputImpedanceMethod method);
/// @throws core::Error kBadInput
OutputImpedanceMethod method_named(const std::string& name);

/// Zout(f) at the amplifier's terminals.
struct OutputImpedance {
  core::OhmCurve curve;
  std::string name;
  OutputImpedanceMethod method = OutputImpedanceMethod::kTwoLoad;
  /// for each frequency: the value below which this measurement cannot tell Zout from zero (95 %)
  std::vector<double> detection_limit_ohm = {};
  UncertaintyBudget budget = {};
  std::vector<calibration::Coverage> coverage = {};
};

}  // namespace ohmbench::impedance
