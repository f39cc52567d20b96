#include "devices/virtual_bench.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <stop_token>

#include "core/error.hpp"
#include "devices/bench_simulator.hpp"
#include "dsp/resample.hpp"

namespace ohmbench::devices {
namespace {

constexpr std::size_t kBlockFrames = 4096;
constexpr std::array<double, 6> kRatesHz{44100, 48000, 88200, 96000, 176400, 192000};
constexpr std::size_t kSpareFrames = 64;  // for the resampler's kernel at the end of the record

using Channels = std::vector<std::vector<double>>;
using Clock = std::chrono::steady_clock;

/// Sleeps, unless a stop is asked for.
void wait_until(Clock::time_point then, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  woken.wait_until(lock, stop, then, [] { return false; });
}

/// What is recorded so far, in the order of the request's inputs.
void tell(const audio::PlayRequest& request, const std::vector<std::vector<float>>& recorded,
          std::size_t frames) {
  std::vector<std::vector<float>> tape;
  for (const int channel : request.input_channels) {
    const auto& from = recorded[static_cast<std::size_t>(channel - 1)];
    tape.emplace_back(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(frames));
  }
  request.listener(tape, frames);
}

/// 64 frames vanish from every channel, now and then, as when a driver loses part of a buffer.
void lose_frames(Channels& channels, double every_s, double fs_hz) {
  constexpr std::size_t kFrames = 64;
  const auto every = static_cast<std::size_t>(every_s * fs_hz);
  for (auto& channel : channels) {
    const std::size_t size = channel.size();
    for (std::size_t at = every; at + kFrames < channel.size(); at += every) {
      channel.erase(channel.begin() + static_cast<std::ptrdiff_t>(at),
                    channel.begin() + static_cast<std::ptrdiff_t>(at + kFrames));
    }
    channel.resize(size, 0.0);
  }
}

}  // namespace

VirtualBench::VirtualBench(BenchSetup setup) : setup_(std::move(setup)) {
  info_.host_api = "virtual";
  info_.name = fmt::format("virtual bench (seed {})", setup_.seed);
  info_.input_channels = kSimulatedInputs;
  info_.output_channels = kSimulatedOutputs;
  info_.default_sample_rate_hz = 48000;
  info_.has_one_clock = setup_.imperfections.clock_ppm == 0;
}

audio::Capture VirtualBench::play_and_record(const audio::PlayRequest& request,
                                             const audio::Progress& progress, std::stop_token stop) {
  audio::check_request(request, info_);
  const double fs_hz = request.sample_rate_hz;
  if (std::find(kRatesHz.begin(), kRatesHz.end(), fs_hz) == kRatesHz.end()) {
    throw core::device_error(fmt::format("the virtual bench does not run at {:g} Hz", fs_hz),
                             "use 44100, 48000, 88200, 96000, 176400 or 192000");
  }
  BenchSetup setup = setup_;
  setup.seed += 7919 * runs_++;
  BenchSimulator simulator(setup, fs_hz, kBlockFrames, {state_});

  // the DAC's frames that the ADC's clock needs
  const double step = 1.0 / (1.0 + setup.imperfections.clock_ppm * 1e-6);
  const auto needed =
      static_cast<std::size_t>(std::ceil(static_cast<double>(request.frames) * std::max(1.0, step))) +
      kSpareFrames;
  Channels at_inputs(kSimulatedInputs, std::vector<double>((needed / kBlockFrames + 1) * kBlockFrames));
  // what is known only from the whole record keeps the conversion for the end
  const bool at_once = setup.imperfections.clock_ppm == 0 && !setup.has(Fault::kLostFrames);
  std::vector<std::vector<float>> recorded(kSimulatedInputs, std::vector<float>(request.frames));
  std::size_t converted = 0;
  const auto convert_up_to = [&](std::size_t frames) {
    std::array<const double*, kSimulatedInputs> from{};
    std::array<float*, kSimulatedInputs> to{};
    for (std::size_t c = 0; c < from.size(); ++c) {
      from[c] = at_inputs[c].data() + converted;
      to[c] = recorded[c].data() + converted;
    }
    simulator.convert(from.data(), to.data(), frames - converted);
    converted = frames;
  };
  const auto begun = std::chrono::steady_clock::now();
  std::array<std::vector<float>, kSimulatedOutputs> block;
  for (auto& b : block) b.resize(kBlockFrames);
  for (std::size_t at = 0; at < needed; at += kBlockFrames) {
    if (stop.stop_requested()) throw core::not_valid("stopped");
    const double at_s = static_cast<double>(at) / fs_hz;
    if (setup.has(Fault::kDeviceLost) && at_s > setup.device_lost_after_s) {
      throw core::device_error(fmt::format("the virtual bench was lost after {:.1f} s", at_s),
                               "plug it in again and repeat the measurement");
    }
    for (auto& b : block) std::fill(b.begin(), b.end(), 0.0F);
    for (const auto& track : request.outputs) {
      auto& to = block[static_cast<std::size_t>(track.channel - 1)];
      for (std::size_t n = 0; n < kBlockFrames && at + n < track.samples.size(); ++n)
        to[n] = track.samples[at + n];
    }
    const std::array<const float*, kSimulatedOutputs> played{block[0].data(), block[1].data()};
    std::array<double*, kSimulatedInputs> inputs{};
    for (std::size_t c = 0; c < inputs.size(); ++c) inputs[c] = at_inputs[c].data() + at;
    simulator.analogue(played.data(), inputs.data());
    const std::size_t done = std::min(at + kBlockFrames, request.frames);
    if (setup.pace > 0) {
      const double played_s = static_cast<double>(done) / fs_hz / setup.pace;
      wait_until(begun + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(played_s)),
                 stop);
    }
    if (at_once) {
      convert_up_to(done);
      if (request.listener) tell(request, recorded, converted);
    }
    if (progress) progress(done, request.frames);
  }
  if (setup.imperfections.clock_ppm != 0) {
    for (auto& channel : at_inputs) channel = dsp::resample(channel, 0.0, step, request.frames);
  }
  if (setup.has(Fault::kLostFrames)) lose_frames(at_inputs, setup.dropout_every_s, fs_hz);
  convert_up_to(request.frames);

  audio::Capture capture;
  capture.sample_rate_hz = fs_hz;
  capture.device = info_.name;
  for (const int channel : request.input_channels)
    capture.channels.push_back(recorded[static_cast<std::size_t>(channel - 1)]);
  return capture;
}

}  // namespace ohmbench::devices
