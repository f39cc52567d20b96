// Robust and exact statistics that the estimators need.
#pragma once

#include <vector>

namespace ohmbench::dsp {

/// Median; reorders its copy. ENSUREs a non-empty list.
double median(std::vector<double> values);

/// Robust standard deviation about zero: 1.4826 · median|x|.
double robust_sigma(std::vector<double> deviations);

/// F(0.95; 2, 2m): the 95 % quantile for a complex mean whose variance was estimated with m complex degrees
/// of freedom. r95² = F · E|e|². m(0.05^(−1/m) − 1); m = 3: 5.14, m → ∞: 2.996.
double f95_complex(double degrees_of_freedom);

}  // namespace ohmbench::dsp
