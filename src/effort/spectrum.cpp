#include "effort/spectrum.hpp"

#include <cmath>

namespace ohmbench::effort {
namespace {

constexpr double kWorthShaping = 1.3;  // of the time of playing that a shape must save

}  // namespace

void render_for(const workbench::Bench& bench, const session::MeasureOptions& options, Spectrum spectrum,
                const Forecast& forecast, const stimulus::Plan& given, session::Prepared& prepared) {
  auto plan = given;
  session::render_at_level(bench, options, plan, prepared);
  if (spectrum == Spectrum::kFlat) return;
  plan.shape = even_shape(forecast, prepared.stimulus);
  if (plan.shape.empty()) return;
  auto flat = prepared;
  session::render_at_level(bench, options, plan, prepared);
  const double gain =
      std::pow(foretold_worst(forecast, flat.stimulus) / foretold_worst(forecast, prepared.stimulus), 2);
  if (spectrum == Spectrum::kAuto && gain < kWorthShaping) prepared = std::move(flat);
}

session::Acquisition acquire_load(Spectrum spectrum, const workbench::Bench& given,
                                  workbench::OpenBench& open, const session::MeasureOptions& options,
                                  const workbench::Events& events, std::stop_token stop) {
  if (options.realisations > 1 || options.levels > 1) spectrum = Spectrum::kFlat;
  const auto refine = [&](const workbench::Bench& bench, session::Prepared& prepared) {
    if (spectrum == Spectrum::kFlat || prepared.stimulus.plan.kind != stimulus::Kind::kMultisine) return;
    const auto plan = prepared.stimulus.plan;
    render_for(bench, options, spectrum, forecast(bench, prepared.probe), plan, prepared);
  };
  return session::acquire_refined(refine, given, open, options, events, stop);
}

}  // namespace ohmbench::effort
