// Drift: the ratio of two channels changes while it is measured: a resistor warms, a load heats.
#pragma once

#include <optional>
#include <vector>

#include "disturbance/hum.hpp"

namespace ohmbench::spectra {

/// The slope that all frequencies have in common; absent where noise explains it: five standard deviations,
/// from what neighbours differ by.
/// @param slopes  relative change per unit of time at ascending frequencies
std::optional<double> common_slope(const std::vector<double>& slopes);

/// Relative change of |Y/X| per period, common to all lines; absent where noise explains it (five standard
/// deviations, from what neighbouring lines differ by).
/// @param numbers  which periods of the record `spectra` holds
std::optional<double> ratio_drift(const disturbance::PeriodSpectra& spectra,
                                  const std::vector<std::size_t>& numbers,
                                  const std::vector<std::size_t>& lines, std::size_t y, std::size_t x);

}  // namespace ohmbench::spectra
