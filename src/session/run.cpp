#include "session/run.hpp"

#include <algorithm>
#include <cmath>
#include <map>

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
  std::size_t played = 0;
  std::size_t damaged = 0;  // what is played beyond, to lower the noise, is no repetition
  for (std::size_t i = 0; i < takes.size(); ++i) {
    const auto& health = takes[i].analysed.spectra.health;
    const bool first = i == 0 || takes[i].plan.realisation != takes[i - 1].plan.realisation;
    if (!first) played += health.periods + health.damaged_periods;
    if (health.damaged_periods > 0)
      damaged += std::max(health.damaged_periods, kLeastPeriods);
    else if (!takes[i].analysed.usable)
      ++damaged;
  }
  return std::min(played, damaged);
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
                               const std::function<void(double)>& progress, std::stop_token stop,
                               const std::optional<stimulus::Plan>& hot) {
  audio::PlayRequest request;
  request.sample_rate_hz = bench.interface.sample_rate_hz;
  request.buffer_frames = bench.interface.buffer_frames;
  request.outputs.push_back({output_channel, {s.samples.begin(), s.samples.end()}});
  if (hot) {
    const auto h = stimulus::render(*hot);
    request.outputs.push_back({bench.wiring.output_channel, {h.samples.begin(), h.samples.end()}});
  }
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

Take analyse_take(const stimulus::Stimulus& s, audio::Capture capture,
                  const std::optional<stimulus::Plan>& hot) {
  Take take{s.plan, std::move(capture), {}, hot, {}};
  std::optional<audio::Capture> without;
  if (hot) {
    without = take.capture;
    take.hot_signal = remove_hot(*without, s, *hot);
  }
  const auto& cleaned = without ? *without : take.capture;
  take.analysed = spectra::analyse(cleaned, s, align_channel(cleaned));
  if (take.analysed.spectra.health.correlation < kLeastCorrelation && align_channel(cleaned) != kSource) {
    take.analysed = spectra::analyse(cleaned, s, kSource);  // a loopback that carries something else
  }
  return take;
}

Run run_stimulus(const workbench::Bench& bench, audio::AudioDevice& device, core::FixtureState state,
                 const stimulus::Stimulus& s, int output_channel, const std::function<void(double)>& progress,
                 std::stop_token stop, const std::optional<core::DbFs>& hot_level) {
  Run run{state, {}};
  const auto take = [&](const stimulus::Stimulus& what) {
    std::optional<stimulus::Plan> hot;
    if (hot_level) hot = hot_plan(what.plan, *hot_level);
    run.takes.push_back(
        analyse_take(what, record_stimulus(bench, device, what, output_channel, progress, stop, hot), hot));
  };
  take(s);
  const bool whole = indivisible(s);
  for (int takes = 1; takes < kMostTakes; ++takes) {
    const std::size_t have = undamaged(run);
    if (whole ? run.usable() : have >= s.periods) break;
    take(again(s, s.periods - std::min(have, s.periods)));
  }
  return run;
}

spectra::Frf transfer(const Run& run, std::size_t y, std::size_t x) {
  std::map<int, std::vector<spectra::Frf>> records;
  for (const auto& take : run.takes) {
    if (take.analysed.usable)
      records[take.plan.realisation].push_back(spectra::transfer(take.analysed, y, x));
  }
  std::vector<spectra::Frf> realisations;
  for (const auto& [number, same] : records) realisations.push_back(spectra::combine(same));
  return spectra::combine_realisations(realisations);
}

}  // namespace ohmbench::session
