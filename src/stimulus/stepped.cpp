#include "stimulus/stepped.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/error.hpp"
#include "core/frequency_grid.hpp"

namespace ohmbench::stimulus {
namespace {

constexpr double kSettleCycles = 25;
constexpr double kLeastSettleSeconds = 0.1;  // a resonance far below still rings
constexpr double kFirstSettleSeconds = 0.5;  // ramp and coupling capacitors, before the first frequency
constexpr double kGuardSeconds = 0.005;  // after the last block: the latency is known to a few frames only
constexpr double kMostSeconds = 1800;
constexpr std::size_t kBlocks = 4;
constexpr double kLeastBlockCycles = 2;
constexpr double kLeastBlockSeconds = 0.01;

double settle_seconds(double f_hz) {
  return std::max(kLeastSettleSeconds, kSettleCycles / f_hz);
}
double least_block_seconds(double f_hz) {
  return std::max(kLeastBlockSeconds, kLeastBlockCycles / f_hz);
}

}  // namespace

Stimulus render_stepped(const Plan& plan) {
  const double fs_hz = plan.sample_rate_hz;
  Stimulus s;
  s.plan = plan;
  s.f_hz = core::log_frequencies(plan.from_hz, plan.to_hz, plan.points_per_octave);

  // what the plan's seconds leave beyond the least is shared out over the blocks in proportion
  double settling_s = kFirstSettleSeconds + kFadeOutSeconds;
  double blocks_s = 0;
  for (const double f : s.f_hz) {
    settling_s += settle_seconds(f) + kGuardSeconds;
    blocks_s += kBlocks * least_block_seconds(f);
  }
  if (settling_s + blocks_s > kMostSeconds) {
    throw core::bad_input(
        fmt::format("this stepped sine would take {:.0f} minutes", (settling_s + blocks_s) / 60),
        "use fewer points per octave or a higher lowest frequency");
  }
  const double stretch = std::max(1.0, (plan.seconds - settling_s) / blocks_s);

  double phase = 0;
  const double amplitude = core::rms_fs(plan.level) * std::numbers::sqrt2;
  const auto play = [&](double f_hz, std::size_t frames) {
    const double step = 2.0 * std::numbers::pi * f_hz / fs_hz;
    for (std::size_t n = 0; n < frames; ++n) {
      s.samples.push_back(amplitude * std::sin(phase));
      phase = std::fmod(phase + step, 2.0 * std::numbers::pi);
    }
  };
  play(s.f_hz.front(), static_cast<std::size_t>(kFirstSettleSeconds * fs_hz));
  for (const double f : s.f_hz) {
    play(f, static_cast<std::size_t>(settle_seconds(f) * fs_hz));
    const double cycles = std::max(1.0, std::floor(stretch * least_block_seconds(f) * f));
    Dwell dwell{f, s.samples.size(), static_cast<std::size_t>(std::lround(cycles * fs_hz / f)), kBlocks};
    play(f, dwell.block_frames * dwell.blocks + static_cast<std::size_t>(kGuardSeconds * fs_hz));
    s.dwells.push_back(dwell);
  }
  play(s.f_hz.back(), static_cast<std::size_t>(kFadeOutSeconds * fs_hz));
  apply_ramps(s.samples, fs_hz, kFadeInSeconds, kFadeOutSeconds);
  return s;
}

}  // namespace ohmbench::stimulus
