// One run: play a stimulus, record the wired channels, analyse; repeated where the record was damaged.
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>

#include "audio/capture.hpp"
#include "session/bench.hpp"
#include "session/open_bench.hpp"
#include "spectra/analyse.hpp"
#include "stimulus/stimulus.hpp"

namespace ohmbench::session {

/// Indices of the channels in every capture of a run.
inline constexpr std::size_t kSource = 0;     ///< node A
inline constexpr std::size_t kLoad = 1;       ///< node B
inline constexpr std::size_t kReference = 2;  ///< loopback, if wired

struct Run {
  audio::Capture capture;
  spectra::Analysed analysed;
  std::size_t clipped = 0;           ///< samples at full scale, A and B
  std::size_t dropouts = 0;          ///< damaged periods found, in all tries
  std::size_t repeated_periods = 0;  ///< periods that were measured again
};

/// Plays on `output_channel` and records the wired channels, in the order kSource, kLoad, kReference. One
/// try, no analysis.
/// @throws core::Error kDevice
audio::Capture record_stimulus(const Bench& bench, audio::AudioDevice& device,
                               const stimulus::Stimulus& stimulus, int output_channel,
                               const std::function<void(double)>& progress = {}, std::stop_token stop = {});

/// Plays on `output_channel` and analyses.
/// Repeats up to three times while too few undamaged periods came back; the last try is returned as it is,
/// usable or not.
/// @throws core::Error kDevice
Run run_stimulus(const Bench& bench, audio::AudioDevice& device, const stimulus::Stimulus& stimulus,
                 int output_channel, const std::function<void(double)>& progress, std::stop_token stop = {});

/// The channel on which a record is aligned: the loopback where there is one, else node A.
std::size_t align_channel(const audio::Capture& capture);

}  // namespace ohmbench::session
