// Pages: what each panel shows of a snapshot, in words, without a pixel.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "instrument/snapshot.hpp"

namespace ohmbench::views {

enum class Page { kBench, kCalibrate, kMeasure, kJudge, kLibrary, kPublish };
inline constexpr std::array kPages{Page::kBench, Page::kCalibrate, Page::kMeasure,
                                   Page::kJudge, Page::kLibrary,   Page::kPublish};
std::string name_of(Page page);

enum class StepState { kTodo, kNext, kDone, kTrouble };

/// How far the session is, left to right; one at most is next, after trouble the step where it is cured.
/// @param has_results  whether the library has something to look at
/// @param judged, published  whether that was done in this session
std::array<StepState, kPages.size()> steps_of(const instrument::Snapshot& snapshot, bool has_results,
                                              bool judged, bool published);

/// One row of the guided calibration.
struct CalibrationRow {
  core::FixtureState state;
  std::string title;   ///< "Channel ratio"
  std::string wiring;  ///< "both inputs on the amplifier's output"
  bool done = false;
  bool doubtful = false;  ///< older than a day
  std::string when = {};  ///< "made 3 h ago"; "not made"
};
std::vector<CalibrationRow> calibration_rows(const instrument::Snapshot& snapshot, const std::string& now);
/// The first that is not done; empty if all are.
std::optional<core::FixtureState> next_calibration(const std::vector<CalibrationRow>& rows);

/// "42 s ago", "3 h ago", "12 days ago"; empty where a time cannot be read.
std::string age(const std::string& made, const std::string& now);

/// A path as people write it: what is in their own folder begins with ~.
std::string shown(const std::filesystem::path& path);

/// Name and value, as the bench page lists them.
struct Fact {
  std::string name, value;
};
std::vector<Fact> bench_facts(const instrument::Snapshot& snapshot);

/// One line at the bottom: what is going on, or what to do next.
struct Status {
  enum class Mood { kQuiet, kBusy, kGood, kDoubt, kTrouble } mood = Mood::kQuiet;
  std::string text;
};
Status status_of(const instrument::Snapshot& snapshot);
/// Of the window, for who works in another one meanwhile: what is to be done, what is being done, what
/// failed.
std::string title_of(const instrument::Snapshot& snapshot);

}  // namespace ohmbench::views
