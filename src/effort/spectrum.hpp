// Spectrum: a multisine's power shared out so that the uncertainty is even, where that saves time.
#pragma once

#include <stop_token>

#include "effort/forecast.hpp"
#include "session/acquire.hpp"

namespace ohmbench::effort {

enum class Spectrum {
  kAuto,
  kFlat,
  kShaped
};  ///< auto: shaped where that saves more than 1.3 times the time

/// Renders a plan at the level that the probe allows; a multisine is shaped by the forecast, if `spectrum`
/// wants it. @throws core::Error
void render_for(const workbench::Bench& bench, const session::MeasureOptions& options, Spectrum spectrum,
                const Forecast& forecast, const stimulus::Plan& plan, session::Prepared& prepared);

/// session::acquire_load with a spectrum. Several realisations or levels are flat: they are compared.
/// @throws core::Error
session::Acquisition acquire_load(Spectrum spectrum, const workbench::Bench& bench,
                                  workbench::OpenBench& open, const session::MeasureOptions& options,
                                  const workbench::Events& events, std::stop_token stop);

}  // namespace ohmbench::effort
