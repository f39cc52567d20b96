#include "session/run.hpp"

#include <cmath>

namespace ohmbench::session {
namespace {

constexpr int kMostTries = 3;
constexpr double kLatencyAllowanceSeconds =
    0.5;  // recorded beyond the stimulus; measured latencies reach 0.14 s

constexpr double kLeastCorrelation = 0.5;

}  // namespace

std::size_t align_channel(const audio::Capture& capture) {
  // a loopback that carries nothing (cable not plugged) must not spoil the alignment
  constexpr double kLeastPeak = 1e-4;
  return capture.channels.size() > kReference && audio::peak_fs(capture.channels[kReference]) > kLeastPeak
             ? kReference
             : kSource;
}

audio::Capture record_stimulus(const Bench& bench, audio::AudioDevice& device, const stimulus::Stimulus& s,
                               int output_channel, const std::function<void(double)>& progress,
                               std::stop_token stop) {
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

Run run_stimulus(const Bench& bench, audio::AudioDevice& device, const stimulus::Stimulus& s,
                 int output_channel, const std::function<void(double)>& progress, std::stop_token stop) {
  Run run;
  std::size_t dropouts = 0;
  std::size_t repeated = 0;
  for (int tries = 1;; ++tries) {
    run.capture = record_stimulus(bench, device, s, output_channel, progress, stop);
    run.analysed = spectra::analyse(run.capture, s, align_channel(run.capture));
    if (run.analysed.spectra.health.correlation < kLeastCorrelation &&
        align_channel(run.capture) != kSource) {
      run.analysed = spectra::analyse(run.capture, s, kSource);  // a loopback that carries something else
    }
    dropouts += run.analysed.spectra.health.damaged_periods;
    if (run.analysed.usable || tries == kMostTries) break;
    repeated += s.periods;
  }
  run.clipped = audio::clipped_samples(run.capture.channels[kSource]) +
                audio::clipped_samples(run.capture.channels[kLoad]);
  run.dropouts = dropouts;
  run.repeated_periods = repeated;
  return run;
}

}  // namespace ohmbench::session
