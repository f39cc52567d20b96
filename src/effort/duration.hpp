// Duration: as long as the wanted uncertainty needs, and no longer.
#pragma once

#include <stop_token>

#include "effort/spectrum.hpp"
#include "session/acquire.hpp"

namespace ohmbench::effort {

/// Longest time of playing that is spent on a wanted uncertainty.
inline constexpr double kMostPlayingSeconds = 120;

/// Plays the shortest stimulus that is foretold to bring the worst relative standard uncertainty by noise,
/// from 20 Hz to 20 kHz, to `wanted` (a single sweep, else a multisine of as many periods as needed), looks
/// at what came out, and goes on until it is reached or kMostPlayingSeconds are played. What the calibration
/// and the resistor's tolerance make unreachable is said among the level's warnings; the noise is brought
/// down all the same.
/// @throws core::Error
session::Acquisition acquire_until(double wanted, Spectrum spectrum, const workbench::Bench& bench,
                                   workbench::OpenBench& open, const session::MeasureOptions& options,
                                   const workbench::Events& events, std::stop_token stop);

/// "0.1 % cannot be reached: …", or empty. @param forecast  of a load
std::string unreachable(const Forecast& forecast, double uncertainty);

}  // namespace ohmbench::effort
