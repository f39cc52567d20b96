#include "stimulus/stimulus.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/error.hpp"
#include "stimulus/multisine.hpp"
#include "stimulus/single_sweep.hpp"
#include "stimulus/stepped.hpp"
#include "stimulus/sweep.hpp"

namespace ohmbench::stimulus {
namespace {

void check_plan(const Plan& plan) {
  const double top_hz = highest_hz(plan.sample_rate_hz);
  if (!(plan.sample_rate_hz >= 8000)) throw core::bad_input("the sample rate is below 8000 Hz");
  if (!(plan.from_hz >= 1)) throw core::bad_input(fmt::format("--from {} Hz is below 1 Hz", plan.from_hz));
  if (!(plan.to_hz <= top_hz)) {
    throw core::bad_input(fmt::format("--to {} Hz is above {:.0f} Hz, the most at {:.0f} Hz sample rate",
                                      plan.to_hz, top_hz, plan.sample_rate_hz));
  }
  if (!(plan.to_hz > plan.from_hz))
    throw core::bad_input(fmt::format("--to {} Hz is not above --from {} Hz", plan.to_hz, plan.from_hz));
  if (!(plan.points_per_octave >= 1 && plan.points_per_octave <= 200)) {
    throw core::bad_input("--points-per-octave must lie between 1 and 200");
  }
  if (!(plan.realisation >= 0 && plan.realisation < kMostRealisations))
    throw core::bad_input(fmt::format("--realisations must lie between 1 and {}", kMostRealisations));
  if (!(plan.level.value() <= 0))
    throw core::bad_input(fmt::format("{} dBFS is above full scale", plan.level.value()));
  if (!(plan.seconds > 0 && plan.seconds <= 1800))
    throw core::bad_input("--seconds must lie between 0 and 1800");
  if (!is_shape(plan.shape) || (!plan.shape.empty() && plan.kind != Kind::kMultisine))
    throw core::bad_input("a shape is letters and digits, and for a multisine only");
}

}  // namespace

const char* name_of(Kind kind) {
  switch (kind) {
    case Kind::kMultisine:
      return "multisine";
    case Kind::kSweep:
      return "sweep";
    case Kind::kStepped:
      return "stepped";
  }
  return "?";
}

Kind kind_named(const std::string& name) {
  for (const auto kind : {Kind::kMultisine, Kind::kSweep, Kind::kStepped}) {
    if (name == name_of(kind)) return kind;
  }
  throw core::bad_input(fmt::format("unknown stimulus \"{}\"", name), "use multisine, sweep or stepped");
}

Stimulus render(const Plan& plan) {
  check_plan(plan);
  Stimulus s = plan.kind == Kind::kMultisine ? render_multisine(plan)
               : plan.kind == Kind::kStepped ? render_stepped(plan)
               : fits_periods(plan)          ? render_sweep(plan)
                                             : render_single_sweep(plan);
  for (const double x : s.samples) s.peak_fs = std::max(s.peak_fs, std::abs(x));
  return s;
}

bool fits_periods(const Plan& plan) {
  return std::floor((plan.seconds - plan.settle_s) / plan.period_s + 1e-9) >= 2;
}

Stimulus with_periods(const Plan& plan) {
  Stimulus s;
  s.plan = plan;
  s.period_frames = static_cast<std::size_t>(std::lround(plan.period_s * plan.sample_rate_hz));
  s.first_frame =
      std::min(s.period_frames, static_cast<std::size_t>(std::lround(plan.settle_s * plan.sample_rate_hz)));
  const double periods = std::floor((plan.seconds - plan.settle_s) / plan.period_s + 1e-9);
  if (!fits_periods(plan)) {
    throw core::bad_input(
        fmt::format("{:g} s are too short", plan.seconds),
        fmt::format("at least {:g} s are needed for two periods", plan.settle_s + 2 * plan.period_s));
  }
  s.periods = static_cast<std::size_t>(periods);
  return s;
}

void repeat_period(const std::vector<double>& period, Stimulus& s) {
  const auto tail_frames = static_cast<std::size_t>(std::lround(kFadeOutSeconds * s.plan.sample_rate_hz));
  s.samples.resize(s.first_frame + s.periods * s.period_frames + tail_frames);
  for (std::size_t n = 0; n < s.samples.size(); ++n) {
    s.samples[n] = period[(n + s.period_frames - s.first_frame) % s.period_frames];
  }
}

void apply_ramps(std::vector<double>& samples, double sample_rate_hz, double fade_in_s, double fade_out_s) {
  const auto fade = [&](double seconds, bool at_end) {
    const auto frames =
        std::min(samples.size(), static_cast<std::size_t>(std::lround(seconds * sample_rate_hz)));
    for (std::size_t i = 0; i < frames; ++i) {
      const double gain = 0.5 - 0.5 * std::cos(std::numbers::pi * (static_cast<double>(i) + 0.5) /
                                               static_cast<double>(frames));
      samples[at_end ? samples.size() - 1 - i : i] *= gain;
    }
  };
  fade(fade_in_s, false);
  fade(fade_out_s, true);
}

}  // namespace ohmbench::stimulus
