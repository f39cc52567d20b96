#include "session/measure.hpp"

#include "storage/utc.hpp"
#include "workbench/calibration_use.hpp"

namespace ohmbench::session {
namespace {

Material begin(const workbench::Bench& bench, const workbench::OpenBench& open,
               const MeasureOptions& options) {
  Material m;
  m.made = storage::utc_now();
  m.device = workbench::identity_of(open.device->info());
  m.bench = workbench::with_calibration(bench, m.device, m.made);
  m.options = options;
  return m;
}

}  // namespace

LoadMeasurement measure_impedance(const workbench::Bench& bench, workbench::OpenBench& open,
                                  const MeasureOptions& options, const workbench::Events& events,
                                  std::stop_token stop, Material* material, const AcquireLoad& acquire) {
  auto m = begin(bench, open, options);
  m.acquired = acquire(m.bench, open, options, events, stop);
  auto result = evaluate_load(m);
  if (material != nullptr) *material = std::move(m);
  return result;
}

OutputMeasurement measure_output_impedance(const workbench::Bench& bench, workbench::OpenBench& open,
                                           impedance::OutputImpedanceMethod method,
                                           const MeasureOptions& options, const workbench::Events& events,
                                           std::stop_token stop, Material* material) {
  auto m = begin(bench, open, options);
  m.method = method;
  m.acquired = acquire_output(m.bench, open, method, options, events, stop);
  auto result = evaluate_output(m);
  if (material != nullptr) *material = std::move(m);
  return result;
}

}  // namespace ohmbench::session
