// Tape: a measurement that decides what it plays next by what it just heard, kept call by call. Played back,
// it decides the same again and comes to the same result. Hazard: a tape answers only what was asked when it
// was made. Another bench or another program may ask for something else; that is refused, never answered with
// a recording of something different.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "audio/audio_device.hpp"
#include "core/fixture_state.hpp"
#include "workbench/bench.hpp"
#include "workbench/open_bench.hpp"

namespace ohmbench::records {

/// What was played on one output.
struct PlayedTrack {
  int channel = 1;
  std::size_t samples = 0;
  double peak_fs = 0, rms_fs = 0;
};

/// One call of play_and_record.
struct TapedCall {
  core::FixtureState state = core::FixtureState::kLoad;
  double sample_rate_hz = 0;
  std::size_t frames = 0;
  std::vector<int> inputs;
  std::vector<PlayedTrack> played;
  audio::Capture capture;
};

struct Tape {
  audio::DeviceInfo device;
  bool rewires = false;  ///< the bench changed its wiring without a person
  std::vector<TapedCall> calls;
};

/// The same bench, and everything that it records goes to `tape` as well, which must outlive it.
workbench::OpenBench taping(workbench::OpenBench open, const workbench::Bench& bench, Tape& tape);
/// Without the tape again, as it was before; any other bench as it is.
workbench::OpenBench untaped(workbench::OpenBench open);
/// Events that tell the tape which state the wiring is in; `tape` must outlive them.
workbench::Events telling(workbench::Events events, const workbench::OpenBench& taped);

/// A bench that answers from the tape. play_and_record throws core::Error kBadInput where something else is
/// asked than when it was made.
workbench::OpenBench replaying(Tape tape);

/// A whole measurement on tape.
struct TapedRun {
  std::string measurement;  ///< "max-output"
  std::string made;         ///< ISO 8601 UTC
  std::string name;
  workbench::Bench bench;  ///< with its calibration
  nlohmann::json options;  ///< what was asked for, in the measurement's own words
  Tape tape;
};

/// Like write_record: a folder that must not exist, all of it or nothing.
/// @throws core::Error kBadInput: cannot be written
void write_tape(const std::filesystem::path& folder, const TapedRun& run, const std::string& result,
                const std::string& invalid);

struct TapeRecord {
  TapedRun run;
  std::string result;  ///< text of the result file; empty if the measurement was not valid
  std::string program;
};

/// "impedance", "output-impedance" or "max-output". @throws core::Error kBadInput: no record
std::string measurement_of(const std::filesystem::path& folder);

/// @throws core::Error kBadInput: no record, incomplete, altered, of another measurement
TapeRecord read_tape(const std::filesystem::path& folder);

}  // namespace ohmbench::records
