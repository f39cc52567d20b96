#include "stimulus/single_sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include "core/error.hpp"
#include "core/frequency_grid.hpp"
#include "dsp/fft.hpp"

namespace ohmbench::stimulus {
namespace {

constexpr double kSweepFadeOutSeconds = 0.003;
constexpr double kFadeInCycles = 0.3;  // of the lowest frequency
constexpr double kLeadSeconds = 0.01;  // of silence within the period, before the sweep
constexpr double kTailPart = 0.15;     // of the period, for the load to come to rest
constexpr double kBelowBand = 0.6;     // where the sweep begins, of the lowest frequency
constexpr double kAboveBand = 1.15;    // where it ends, of the highest
constexpr double kTopOfRate = 0.475;

struct Course {
  double f1_hz, f2_hz, length_s, l_s;
};

Course course_of(const Plan& plan) {
  Course s{};
  s.f1_hz = kBelowBand * plan.from_hz;
  s.f2_hz = std::min(kAboveBand * plan.to_hz, kTopOfRate * plan.sample_rate_hz);
  s.length_s = (1 - kTailPart) * plan.seconds - kLeadSeconds;
  s.l_s = s.length_s / std::log(s.f2_hz / s.f1_hz);
  return s;
}

std::size_t lead_frames(const Plan& plan) {
  return static_cast<std::size_t>(std::lround(kLeadSeconds * plan.sample_rate_hz));
}

}  // namespace

Stimulus render_single_sweep(const Plan& plan) {
  if (plan.seconds < kLeastSingleSeconds) {
    throw core::bad_input(fmt::format("{:g} s are too short", plan.seconds),
                          fmt::format("a sweep needs at least {:g} s", kLeastSingleSeconds));
  }
  const double fs_hz = plan.sample_rate_hz;
  Stimulus s;
  s.plan = plan;
  s.f_hz = core::log_frequencies(plan.from_hz, plan.to_hz, plan.points_per_octave);
  s.quiet_frames = static_cast<std::size_t>(std::lround(kQuietSeconds * fs_hz));
  s.first_frame = s.quiet_frames;
  s.period_frames = static_cast<std::size_t>(std::lround(plan.seconds * fs_hz));
  s.periods = 1;

  const Course course = course_of(plan);
  const double amplitude = core::rms_fs(plan.level) * std::numbers::sqrt2;
  std::vector<double> active(static_cast<std::size_t>(course.length_s * fs_hz));
  for (std::size_t n = 0; n < active.size(); ++n) {
    const double t = static_cast<double>(n) / fs_hz;
    active[n] =
        amplitude * std::sin(2 * std::numbers::pi * course.f1_hz * course.l_s * std::expm1(t / course.l_s));
  }
  apply_ramps(active, fs_hz, kFadeInCycles / course.f1_hz, kSweepFadeOutSeconds);
  s.samples.assign(s.quiet_frames + s.period_frames, 0.0);
  std::copy(active.begin(), active.end(),
            s.samples.begin() + static_cast<std::ptrdiff_t>(s.quiet_frames + lead_frames(plan)));
  s.spectrum = dsp::real_fft(std::span(s.samples).subspan(s.first_frame, s.period_frames));
  return s;
}

double frame_of_frequency(const Stimulus& single, double f_hz) {
  const Course course = course_of(single.plan);
  return course.l_s * std::log(f_hz / course.f1_hz) * single.plan.sample_rate_hz +
         static_cast<double>(lead_frames(single.plan));
}

}  // namespace ohmbench::stimulus
