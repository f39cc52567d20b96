#include "fitting/peak.hpp"

#include "models/load_summary.hpp"

namespace ohmbench::fitting {
namespace {

constexpr double kOctave = 2.0;

/// Not that of an end of the band, where the curve merely goes on rising.
std::optional<models::Extremum> own_peak(const core::OhmCurve& curve, models::Band band) {
  const auto summary = models::summarize(curve, band);
  if (!summary.max || !summary.covered) return {};
  const bool inside =
      summary.max->f_hz > summary.covered->from_hz && summary.max->f_hz < summary.covered->to_hz;
  return inside ? summary.max : std::nullopt;
}

}  // namespace

std::optional<Peaks> peaks_of(const Points& points, const LoadModel& model) {
  core::OhmCurve seen;
  seen.f_hz = points.f_hz;
  seen.z_ohm = points.z_ohm;
  seen.sigma_ohm = seen.noise_ohm = points.noise_ohm;
  core::OhmCurve fitted = seen;
  for (std::size_t k = 0; k < points.size(); ++k) fitted.z_ohm[k] = model.impedance(points.f_hz[k]);
  fitted.sigma_ohm.assign(points.size(), 0.0);
  fitted.noise_ohm = fitted.sigma_ohm;
  const double own = model.resonances.front().f_hz;
  const models::Band band{own / kOctave, own * kOctave};
  const auto there = own_peak(seen, band), here = own_peak(fitted, band);
  if (!there || !here) return {};
  return Peaks{there->f_hz, here->f_hz, there->sigma_hz.value_or(0.0)};
}

}  // namespace ohmbench::fitting
