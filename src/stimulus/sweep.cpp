#include "stimulus/sweep.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/frequency_grid.hpp"

namespace ohmbench::stimulus {
namespace {

constexpr double kActivePart = 0.95;  // of the period; the rest is silence, so that the wrap is smooth

constexpr double kTopOfRate = 0.45;  // above, interpolation to the other clock is not exact

/// One period of the synchronised sweep with unit amplitude.
std::vector<double> sweep_period(double f1_hz, double f2_hz, std::size_t period_frames, double fs_hz) {
  // Any L keeps the harmonics synchronised in this form; the start phase 2π f1 L is not zero, which the fade
  // hides. Rounding f1 L to a whole number instead would need periods of several seconds.
  const double length_s = kActivePart * static_cast<double>(period_frames) / fs_hz;
  const double l_s = length_s / std::log(f2_hz / f1_hz);
  std::vector<double> active(static_cast<std::size_t>(length_s * fs_hz));
  for (std::size_t n = 0; n < active.size(); ++n) {
    active[n] =
        std::sin(2.0 * std::numbers::pi * f1_hz * l_s * std::exp(static_cast<double>(n) / fs_hz / l_s));
  }
  // half a cycle of the lowest frequency in, 5 ms out
  apply_ramps(active, fs_hz, 0.5 / f1_hz, 0.005);
  active.resize(period_frames, 0.0);
  return active;
}

}  // namespace

Stimulus render_sweep(const Plan& plan) {
  const double fs_hz = plan.sample_rate_hz;
  Stimulus s = with_periods(plan);
  // the sweep reaches beyond the band that is evaluated, so that the fades lie outside it
  const double f1_hz = plan.from_hz / 2;
  const double f2_hz = std::max(plan.to_hz, std::min(plan.to_hz * 1.1, kTopOfRate * fs_hz));
  auto period = sweep_period(f1_hz, f2_hz, s.period_frames, fs_hz);
  double square_sum = 0;
  for (const double x : period) square_sum += x * x;
  const double gain = core::rms_fs(plan.level) / std::sqrt(square_sum / static_cast<double>(period.size()));

  for (double& x : period) x *= gain;
  repeat_period(period, s);
  apply_ramps(s.samples, fs_hz, std::min(kFadeInSeconds, 0.5 * plan.settle_s), kFadeOutSeconds);

  const double df_hz = fs_hz / static_cast<double>(s.period_frames);
  for (const double f : core::log_frequencies(plan.from_hz, plan.to_hz, plan.points_per_octave)) {
    // odd bins: with a period of whole seconds no mains harmonic falls on them
    const auto bin = 2 * static_cast<std::size_t>(std::max(0.0, std::round((f / df_hz - 1) / 2))) + 1;
    if (!s.bins.empty() && s.bins.back() == bin) continue;
    s.bins.push_back(bin);
    s.f_hz.push_back(static_cast<double>(bin) * df_hz);
  }
  return s;
}

}  // namespace ohmbench::stimulus
