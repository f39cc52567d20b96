#include "session/run.hpp"

#include <algorithm>
#include <cmath>

#include "core/ensure.hpp"
#include "spectra/frf.hpp"

namespace ohmbench::session {
namespace {

constexpr int kMostTakes = 3;
constexpr std::size_t kLeastPeriods = 2;
constexpr double kLatencyAllowanceSeconds =
    0.5;  // recorded beyond the stimulus; measured latencies reach 0.14 s
constexpr double kLeastCorrelation = 0.5;

/// Stepped sines and single sweeps have no periods to spare: they are played whole.
bool indivisible(const stimulus::Stimulus& s) {
  return s.periods < kLeastPeriods;
}

/// The stimulus for `periods` more periods.
stimulus::Stimulus again(const stimulus::Stimulus& s, std::size_t periods) {
  if (indivisible(s)) return s;
  stimulus::Plan plan = s.plan;
  plan.seconds = plan.settle_s + static_cast<double>(std::max(periods, kLeastPeriods)) * plan.period_s;
  return stimulus::render(plan);
}

std::size_t undamaged(const Run& run) {
  std::size_t periods = 0;
  for (const auto& take : run.takes)
    periods += take.analysed.usable ? take.analysed.spectra.health.periods : 0;
  return periods;
}

}  // namespace

bool Run::usable() const {
  return std::any_of(takes.begin(), takes.end(), [](const auto& t) { return t.analysed.usable; });
}

std::size_t Run::clipped() const {
  std::size_t count = 0;
  for (const auto& take : takes) {
    count += audio::clipped_samples(take.capture.channels[kSource]) +
             audio::clipped_samples(take.capture.channels[kLoad]);
  }
  return count;
}

std::size_t Run::dropouts() const {
  std::size_t count = 0;
  for (const auto& take : takes) count += take.analysed.spectra.health.damaged_periods;
  return count;
}

std::size_t Run::repeated_periods() const {
  std::size_t count = 0;
  for (std::size_t i = 1; i < takes.size(); ++i) {
    const auto& health = takes[i].analysed.spectra.health;
    count += health.periods + health.damaged_periods;
  }
  return count;
}

const Take& Run::best() const {
  ENSURE(!takes.empty());
  return *std::max_element(takes.begin(), takes.end(), [](const auto& a, const auto& b) {
    const auto worth = [](const Take& t) {
      return t.analysed.usable ? 1 + t.analysed.spectra.health.periods : 0;
    };
    return worth(a) < worth(b);
  });
}

std::size_t align_channel(const audio::Capture& capture) {
  // a loopback that carries nothing (cable not plugged) must not spoil the alignment
  constexpr double kLeastPeak = 1e-4;
  return capture.channels.size() > kReference && audio::peak_fs(capture.channels[kReference]) > kLeastPeak
             ? kReference
             : kSource;
}

audio::Capture record_stimulus(const workbench::Bench& bench, audio::AudioDevice& device,
                               const stimulus::Stimulus& s, int output_channel,
                               const std::function<void(double)>& progress, std::stop_token stop) {
  audio::PlayRequest request;
  request.sample_rate_hz = bench.interface.sample_rate_hz;
  request.buffer_frames = bench.interface.buffer_frames;
  request.outputs.push_back({output_channel, {s.samples.begin(), s.samples.end()}});
  request.input_channels = {bench.wiring.source_channel, bench.wiring.load_channel};
  if (bench.wiring.reference_channel) request.input_channels.push_back(*bench.wiring.reference_channel);
  request.frames =
      s.samples.size() + static_cast<std::size_t>(kLatencyAllowanceSeconds * request.sample_rate_hz);
  return device.play_and_record(
      request,
      [&](std::size_t done, std::size_t wanted) {
        if (progress) progress(static_cast<double>(done) / static_cast<double>(wanted));
      },
      stop);
}

Take analyse_take(const stimulus::Stimulus& s, audio::Capture capture) {
  Take take{s.plan, std::move(capture), {}};
  take.analysed = spectra::analyse(take.capture, s, align_channel(take.capture));
  if (take.analysed.spectra.health.correlation < kLeastCorrelation &&
      align_channel(take.capture) != kSource) {
    take.analysed = spectra::analyse(take.capture, s, kSource);  // a loopback that carries something else
  }
  return take;
}

Run run_stimulus(const workbench::Bench& bench, audio::AudioDevice& device, core::FixtureState state,
                 const stimulus::Stimulus& s, int output_channel, const std::function<void(double)>& progress,
                 std::stop_token stop) {
  Run run{state, {}};
  run.takes.push_back(analyse_take(s, record_stimulus(bench, device, s, output_channel, progress, stop)));
  const bool whole = indivisible(s);
  for (int takes = 1; takes < kMostTakes; ++takes) {
    const std::size_t have = undamaged(run);
    if (whole ? run.usable() : have >= s.periods) break;
    const auto more = again(s, s.periods - std::min(have, s.periods));
    run.takes.push_back(
        analyse_take(more, record_stimulus(bench, device, more, output_channel, progress, stop)));
  }
  return run;
}

spectra::Frf transfer(const Run& run, std::size_t y, std::size_t x) {
  std::vector<spectra::Frf> records;
  for (const auto& take : run.takes) {
    if (take.analysed.usable) records.push_back(spectra::transfer(take.analysed, y, x));
  }
  return spectra::combine(records);
}

}  // namespace ohmbench::session
