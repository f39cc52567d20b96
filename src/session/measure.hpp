// The measurements: acquire and evaluate. From a bench to a result with its quality.
#pragma once

#include <functional>
#include <stop_token>

#include "session/acquire.hpp"
#include "session/evaluate.hpp"

namespace ohmbench::session {

/// How the load is recorded: `acquire_load`, or as long as something needs.
using AcquireLoad =
    std::function<Acquisition(const workbench::Bench&, workbench::OpenBench&, const MeasureOptions&,
                              const workbench::Events&, std::stop_token)>;

/// The load's impedance. The result may be invalid (see Provenance); exceptions are for what prevented a
/// measurement.
/// @param material  if given, receives what was recorded
/// @throws core::Error
LoadMeasurement measure_impedance(const workbench::Bench& bench, workbench::OpenBench& open,
                                  const MeasureOptions& options, const workbench::Events& events,
                                  std::stop_token stop = {}, Material* material = nullptr,
                                  const AcquireLoad& acquire = acquire_load);

/// The amplifier's output impedance by two loads (loaded, open, open, loaded) or by injection.
/// @throws core::Error
OutputMeasurement measure_output_impedance(const workbench::Bench& bench, workbench::OpenBench& open,
                                           impedance::OutputImpedanceMethod method,
                                           const MeasureOptions& options, const workbench::Events& events,
                                           std::stop_token stop = {}, Material* material = nullptr);

}  // namespace ohmbench::session
