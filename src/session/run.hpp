// One run: play a stimulus, record the wired channels, analyse; what was damaged is measured again.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

#include "audio/capture.hpp"
#include "core/fixture_state.hpp"
#include "session/hot.hpp"
#include "spectra/analyse.hpp"
#include "stimulus/stimulus.hpp"
#include "workbench/bench.hpp"
#include "workbench/open_bench.hpp"

namespace ohmbench::session {

/// Indices of the channels in every capture of a run.
inline constexpr std::size_t kSource = 0;     ///< node A
inline constexpr std::size_t kLoad = 1;       ///< node B
inline constexpr std::size_t kReference = 2;  ///< loopback, if wired

/// One recording with what was played.
struct Take {
  stimulus::Plan plan;
  audio::Capture capture;  ///< raw
  spectra::Analysed analysed;
  /// what output_channel of the bench played besides, and what was taken out of the record because of it
  std::optional<stimulus::Plan> hot = {};
  HotSignal hot_signal = {};
};

/// All recordings of one state of the bench: the first of each realisation, and what was measured again
/// because of damage.
struct Run {
  core::FixtureState state = core::FixtureState::kLoad;
  std::vector<Take> takes;  ///< one at least

  bool usable() const;
  std::size_t clipped() const;           ///< samples at full scale, A and B
  std::size_t dropouts() const;          ///< damaged periods found
  std::size_t repeated_periods() const;  ///< periods that were played again
  /// The take with most undamaged periods.
  const Take& best() const;
};

/// Plays on `output_channel` and records the wired channels, in the order kSource, kLoad, kReference. One
/// try, no analysis.
/// @param hot  played on the bench's own output channel meanwhile
/// @throws core::Error kDevice
audio::Capture record_stimulus(const workbench::Bench& bench, audio::AudioDevice& device,
                               const stimulus::Stimulus& stimulus, int output_channel,
                               const std::function<void(double)>& progress = {}, std::stop_token stop = {},
                               const std::optional<stimulus::Plan>& hot = {});

/// Analyses a recording of a plan's stimulus.
Take analyse_take(const stimulus::Stimulus& stimulus, audio::Capture capture,
                  const std::optional<stimulus::Plan>& hot = {});

/// Plays and analyses; while periods are damaged, plays as many again, at most twice, and keeps the undamaged
/// ones of all takes. The last try is kept as it is, usable or not.
/// @param hot_level  if given, the amplifier plays at this level meanwhile (see hot.hpp)
/// @throws core::Error kDevice
Run run_stimulus(const workbench::Bench& bench, audio::AudioDevice& device, core::FixtureState state,
                 const stimulus::Stimulus& stimulus, int output_channel,
                 const std::function<void(double)>& progress, std::stop_token stop = {},
                 const std::optional<core::DbFs>& hot_level = {});

/// Y/X over all usable takes of a run. ENSUREs that there is one.
spectra::Frf transfer(const Run& run, std::size_t y_channel, std::size_t x_channel);

/// The channel on which a record is aligned: the loopback where there is one, else node A.
std::size_t align_channel(const audio::Capture& capture);

}  // namespace ohmbench::session
