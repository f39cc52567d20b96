#include "session/measure.hpp"

#include "workbench/calibration_use.hpp"

namespace ohmbench::session {

LoadMeasurement measure_impedance(const workbench::Bench& given, workbench::OpenBench& open,
                                  const MeasureOptions& options, const workbench::Events& events,
                                  std::stop_token stop, Acquisition* acquired) {
  const auto bench = workbench::with_calibration(given, open.device->info());
  auto acquisition = acquire_load(bench, open, options, events, stop);
  auto result = evaluate_load(bench, options, acquisition);
  if (acquired != nullptr) *acquired = std::move(acquisition);
  return result;
}

OutputMeasurement measure_output_impedance(const workbench::Bench& given, workbench::OpenBench& open,
                                           impedance::OutputImpedanceMethod method,
                                           const MeasureOptions& options, const workbench::Events& events,
                                           std::stop_token stop, Acquisition* acquired) {
  const auto bench = workbench::with_calibration(given, open.device->info());
  auto acquisition = acquire_output(bench, open, method, options, events, stop);
  auto result = evaluate_output(bench, method, options, acquisition);
  if (acquired != nullptr) *acquired = std::move(acquisition);
  return result;
}

}  // namespace ohmbench::session
