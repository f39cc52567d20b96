// UncertaintyBudget: which causes make up a curve's sigma, each by itself over frequency.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ohmbench::impedance {

/// One cause; standard deviations of the complex value's error.
struct BudgetTerm {
  std::string name;     ///< "noise", "channel ratio", "sense resistor", …
  bool common = false;  ///< the same error at every frequency: averaging over frequencies does not reduce it
  std::vector<double> sigma_ohm;
};

/// Independent terms: sigma² of the curve is the sum of their squares.
using UncertaintyBudget = std::vector<BudgetTerm>;

/// Adds `sigma_ohm` at index i to the term of this name, as an independent part; makes the term if need be.
void add_to(UncertaintyBudget& budget, const std::string& name, bool common, std::size_t i, double sigma_ohm);

/// √Σ sigma² at index i.
double total_at(const UncertaintyBudget& budget, std::size_t i);

/// Index of the greatest term at i; the budget must not be empty.
std::size_t dominant_at(const UncertaintyBudget& budget, std::size_t i);

/// Name of the measurement's own noise in every budget.
inline constexpr const char* kNoiseTerm = "noise";
/// What repeated runs differ by, and the error of the delay that was fitted between them.
inline constexpr const char* kRepeatTerm = "repeatability";
inline constexpr const char* kDelayTerm = "delay between the runs";
/// What distortion of the load or of the inputs does at the played frequencies.
inline constexpr const char* kDistortionTerm = "nonlinear distortion";

}  // namespace ohmbench::impedance
