#include "stimulus/multisine.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/error.hpp"
#include "core/frequency_grid.hpp"
#include "stimulus/crest.hpp"

namespace ohmbench::stimulus {
namespace {

constexpr double kFadeInPart = 0.8;  // of the settling time

/// The last shape's phases: a shape is rendered several times in a row, at different levels and lengths.
const std::vector<double>& shaped_phases(const std::vector<std::size_t>& bins, std::size_t period_frames,
                                         int realisation, const std::vector<double>& amplitudes) {
  thread_local std::vector<std::size_t> last_bins;
  thread_local std::size_t last_frames = 0;
  thread_local int last_realisation = 0;
  thread_local std::vector<double> last_amplitudes, phases;
  if (bins != last_bins || period_frames != last_frames || realisation != last_realisation ||
      amplitudes != last_amplitudes) {
    phases = optimise_phases(bins, period_frames, realisation, amplitudes);
    last_bins = bins, last_frames = period_frames, last_realisation = realisation,
    last_amplitudes = amplitudes;
  }
  return phases;
}

}  // namespace

Stimulus render_multisine(const Plan& plan) {
  const double fs_hz = plan.sample_rate_hz;
  Stimulus s = with_periods(plan);
  s.bins = core::odd_log_bins(plan.from_hz, plan.to_hz, plan.points_per_octave, s.period_frames, fs_hz);
  for (const auto bin : s.bins)
    s.f_hz.push_back(static_cast<double>(bin) * fs_hz / static_cast<double>(s.period_frames));

  if (!plan.shape.empty() && plan.shape.size() != s.bins.size()) {
    throw core::bad_input(
        fmt::format("a shape for {} lines does not fit {}", plan.shape.size(), s.bins.size()));
  }
  s.amplitude = amplitudes_of(plan.shape, s.bins.size());
  const auto phases = plan.shape.empty()
                          ? low_crest_phases(s.bins, s.period_frames, plan.realisation)
                          : shaped_phases(s.bins, s.period_frames, plan.realisation, s.amplitude);
  auto period = sum_of_cosines(s.bins, phases, s.period_frames, s.amplitude);
  const double unit_rms = std::sqrt(static_cast<double>(s.bins.size()) / 2.0);
  const double gain = core::rms_fs(plan.level) / unit_rms;
  for (double& x : period) x *= gain;
  for (double& a : s.amplitude) a *= gain;
  repeat_period(period, s);
  // the fade takes most of the settling time: an onset that is slow against coupling capacitors and
  // resonances excites them little
  apply_ramps(s.samples, fs_hz, std::max(kFadeInSeconds, kFadeInPart * plan.settle_s), kFadeOutSeconds);
  return s;
}

}  // namespace ohmbench::stimulus
