#include "stimulus/multisine.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/error.hpp"
#include "core/frequency_grid.hpp"
#include "stimulus/crest.hpp"

namespace ohmbench::stimulus {
namespace {

constexpr double kFadeInPart = 0.8;  // of the settling time

}  // namespace

Stimulus render_multisine(const Plan& plan) {
  const double fs_hz = plan.sample_rate_hz;
  Stimulus s;
  s.plan = plan;
  s.period_frames = static_cast<std::size_t>(std::lround(plan.period_s * fs_hz));
  const auto settle_frames = static_cast<std::size_t>(std::lround(plan.settle_s * fs_hz));
  // the end of the record: time for the fade, which lies outside the last period
  const auto tail_frames = static_cast<std::size_t>(std::lround(kFadeOutSeconds * fs_hz));
  const double periods = std::floor((plan.seconds - plan.settle_s) / plan.period_s + 1e-9);
  if (periods < 2) {
    throw core::bad_input(
        fmt::format("{:g} s are too short", plan.seconds),
        fmt::format("at least {:g} s are needed for two periods", plan.settle_s + 2 * plan.period_s));
  }
  s.periods = static_cast<std::size_t>(periods);
  s.first_frame = settle_frames;
  s.bins = core::odd_log_bins(plan.from_hz, plan.to_hz, plan.points_per_octave, s.period_frames, fs_hz);
  for (const auto bin : s.bins)
    s.f_hz.push_back(static_cast<double>(bin) * fs_hz / static_cast<double>(s.period_frames));

  const auto phases = low_crest_phases(s.bins, s.period_frames);
  const auto period = sum_of_cosines(s.bins, phases, s.period_frames);
  const double unit_rms = std::sqrt(static_cast<double>(s.bins.size()) / 2.0);
  const double gain = core::rms_fs(plan.level) / unit_rms;
  s.samples.resize(settle_frames + s.periods * s.period_frames + tail_frames);
  for (std::size_t n = 0; n < s.samples.size(); ++n) {
    // frame first_frame is sample 0 of a period
    const std::size_t at =
        (n + s.period_frames * (1 + settle_frames / s.period_frames) - settle_frames) % s.period_frames;
    s.samples[n] = gain * period[at];
  }
  // the fade takes most of the settling time: an onset that is slow against coupling capacitors and
  // resonances excites them little
  apply_ramps(s.samples, fs_hz, std::max(kFadeInSeconds, kFadeInPart * plan.settle_s), kFadeOutSeconds);
  return s;
}

}  // namespace ohmbench::stimulus
