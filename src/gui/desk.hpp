// Desk: what the person at the dashboard has chosen and typed, and what was worked out for it. The panels
// read and change it; the instrument's snapshots are not in here.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "instrument/command.hpp"
#include "instrument/snapshot.hpp"
#include "screen/kit.hpp"
#include "screen/plot_view.hpp"
#include "views/bench_advice.hpp"
#include "views/clerk.hpp"
#include "views/comparison.hpp"
#include "views/exports.hpp"
#include "views/judgement.hpp"
#include "views/library.hpp"
#include "views/page_figures.hpp"
#include "views/pages.hpp"
#include "views/sessions.hpp"

namespace ohmbench::gui {

/// The instrument, as the panels see it.
struct Engine {
  std::function<void(instrument::Command)> ask;
  std::function<void()> stop;
  std::function<void(bool)> answer;
};

/// What the virtual bench can be, by name; the mains know.
struct VirtualChoices {
  struct Fault {
    std::string name, words;
  };
  std::vector<std::string> amplifiers, loads;
  std::vector<Fault> faults;
};

/// What is worked out by the clerk from what is measured and chosen.
struct Worked {
  views::Listing listing;
  views::Listing removed;    ///< from it
  std::size_t listings = 0;  ///< that were read so far
  std::shared_ptr<const views::Judgement> judgement;
  std::shared_ptr<const views::Entry> fitted_load;  ///< whose driver this is
  std::shared_ptr<const matches::FittedDriver> fitted;
  std::shared_ptr<const plot::Figure> latest;     ///< of the newest result
  std::shared_ptr<const plot::Figure> overlay;    ///< of what is ticked in the library
  std::shared_ptr<const plot::Figure> published;  ///< as it will be printed
  std::string overlay_problem, publish_problem, lacking_letters;
  std::vector<std::string> possible;  ///< figures of what is to be published
  std::shared_ptr<const views::BenchAdvice> advice;
  std::shared_ptr<const views::Comparison> comparison;
};

struct Desk {
  // where everything goes
  std::filesystem::path library, exports;
  std::filesystem::path benches;  ///< where a bench made here keeps its calibration and records
  VirtualChoices virtual_choices;
  std::function<std::vector<audio::DeviceInfo>()> list_devices;  ///< slow; may be empty
  std::function<std::string(const workbench::Bench&)> virtual_bench_text;

  views::Page page = views::Page::kBench;
  Worked worked;
  std::vector<std::string> troubles;  ///< what the clerk could not do, newest last; until looked at
  std::string note;                   ///< what was done last, for the bottom line
  bool help = false;                  ///< the list of keys is shown

  // bench
  std::size_t virtual_amplifier = 0, virtual_load = 0;
  std::set<std::string> virtual_faults;
  bool virtual_real_time = true;
  std::string bench_path, expect_ohm;
  bool fold_virtual = true, fold_faults = false, fold_device = false, fold_advice = false;
  std::string advice_load, advice_have;
  std::size_t device = 0, output = 0, input_a = 0, input_b = 0, loopback = 0;  ///< 0: as it is
  std::string sense_ohm, limit_volt;
  // calibrate
  bool start_new = false;
  std::string reference_ohm;
  bool fold_volts = false;
  std::size_t volts_input = 0;  ///< A, B
  std::string meter_volt;
  // measure
  std::size_t quantity = 0;          ///< load, output by two loads, output by injection
  std::string name, amplifier_name;  ///< of what is measured: a load, or an amplifier
  std::string load_volt, seconds, uncertainty;
  // judge
  views::WhatIf what_if;
  std::filesystem::path judged_load, judged_amplifier;  ///< files; not there: the newest
  std::optional<std::filesystem::path> judged_maximum;  ///< absent: that of the amplifier's name; empty: none
  bool no_amplifier = false;                            ///< none, by wish
  bool what_if_source = false, judged = false;
  double source_ohm = 1;
  /// as the sliders stand; they count once they were moved, and show what suits the load until then
  double target_db = verdict::kHeadphoneTargetDb, crest_db = verdict::kHeadphoneCrestDb;
  std::string max_volt, max_ampere, rated_watt;
  std::string judged_key;  ///< what the judgement in `worked` is of
  // library
  std::set<std::filesystem::path> ticked;
  std::vector<views::Row> rows;                   ///< as they are shown
  std::vector<bool> row_ticks;                    ///< of each of them
  std::size_t row = 0;                            ///< the chosen one
  std::string rows_key, ticks_key;                ///< what `rows` and `row_ticks` are of
  std::string find;                               ///< a part of the names that are listed
  std::set<std::string> closed{views::kRemoved};  ///< sessions whose results are not shown
  bool row_moved = false;                         ///< by a key: it has to be in sight
  /// What can be undone, newest last: a file was removed, or a result got another name.
  struct Change {
    std::filesystem::path from, to;
    bool ticked = false;
    std::string name;  ///< the former one; empty: removed
  };
  std::vector<Change> changes;
  std::string new_name;                       ///< for the chosen result
  std::shared_ptr<const views::Entry> named;  ///< whose name stands in `new_name`
  double below_rows = 0;  ///< screen pixels of what is below the list, when it was last shown
  std::string import_path, overlay_key;
  std::filesystem::path reference;  ///< the curve to hold others against; empty: none
  bool as_matrix = false;
  std::size_t tick_changes = 0;  ///< counts up
  std::string comparison_key;    ///< what the comparison in `worked` is of
  // publish
  std::string figure;  ///< the name of a recipe; empty: what suits
  std::size_t preset = 0, format = 0, ohms = 0;
  std::string from_hz, to_hz, rated_ohm, dpi = "288";
  bool fold_axes = false;
  /// As typed, where it can be.
  struct Axes {
    std::optional<double> from_hz, to_hz, rated_ohm;
    bool wrong = false;
  } axes;
  std::string title, width_mm = "190", height_mm = "120", width_px = "1200", height_px = "750", publish_key,
                     possible_key;
  bool in_pixels = false;
  plot::Size paper{190 * views::kPxPerMm, 120 * views::kPxPerMm};  ///< as typed, where it can be
  bool with_caption = true, dark = false, published = false;

  // seen before
  std::string prompt_seen;
  double prompt_since = 0;  ///< ImGui's time
  std::size_t outcomes_seen = 0;
  std::filesystem::path reference_seen;
  std::size_t listings_seen = 0;
  const instrument::Live* live_seen = nullptr;
  std::shared_ptr<const std::vector<instrument::ClimbStep>> climb_seen;
  std::size_t live_periods = 0;
  std::shared_ptr<const plot::Figure> live_curve, live_spectrum, live_climb;
  std::map<std::string, screen::PlotView> plots;
  const screen::PlotView* first_plot = nullptr;  ///< of this frame
};

/// One panel of one frame.
struct Frame {
  const screen::Kit& kit;
  const instrument::Snapshot& snapshot;
  const Engine& engine;
  views::Clerk& clerk;
  Desk& desk;
};

/// Asks the clerk to read the library again. From a delivery: what the delivered work wrote is in it.
void refresh_library(views::Clerk& clerk, Desk& desk);
inline void refresh_library(const Frame& frame) {
  refresh_library(frame.clerk, frame.desk);
}
/// Tells what was done; what went wrong before it is over.
void say(Desk& desk, std::string what);

plot::Color color_of(const plot::Theme& theme, verdict::Outcome outcome);
/// Keeps a verdict in the library; a null one is none.
void keep_verdict(const Frame& frame, const nlohmann::json& result);
/// The result of this file; null where it is not in the library (any more).
std::shared_ptr<const views::Entry> entry_of(const Desk& desk, const std::filesystem::path& file);

void show_bench(const Frame& frame);
/// Parts of Bench: another device, a resistor, the virtual bench.
void show_advice(const Frame& frame);
void show_devices(const Frame& frame);
void show_virtual(const Frame& frame);
/// Lets the instrument use the bench that `make` makes; what it cannot make is told.
void use_bench(const Frame& frame, const std::function<workbench::Bench()>& make);
void show_calibrate(const Frame& frame);
void show_measure(const Frame& frame);
void show_judge(const Frame& frame);
void show_library(const Frame& frame);
void show_publish(const Frame& frame);
/// Makes the rows again where what they show has changed.
void list_again(Desk& desk);
/// The result of the chosen row; null where that is a heading, or there is none.
std::shared_ptr<const views::Entry> chosen_entry(const Desk& desk);
bool chosen_is_removed(const Desk& desk);
/// The list of Library, with the field to find in it; leaves `below` screen pixels free.
void show_library_rows(const Frame& frame, double below);

/// The left column in `controls`, the rest in `content`; one below the other where the window is narrow.
void two_columns(const Frame& frame, const std::function<void()>& controls,
                 const std::function<void()>& content);
/// A figure that fills `height` screen pixels (0: the rest), or words where there is none yet.
void show_figure(const Frame& frame, const std::string& label,
                 const std::shared_ptr<const plot::Figure>& figure, double height,
                 const std::string& otherwise, std::optional<plot::Size> paper = {});
/// The wiring of a state, filling `height` screen pixels.
void show_wiring(const Frame& frame, core::FixtureState state, double height);
void show_meters(const Frame& frame);

/// The keys of everything and of the page that is shown, above all else.
void show_help(const Frame& frame);
/// What was seen of a figure goes to the clipboard, as SVG on white.
void copy_figure(const Frame& frame, const screen::PlotView& plot);

/// Files that were dropped on the window: a bench file is named on Bench, what else there is goes into the
/// library.
void take_dropped(const Frame& frame, const std::vector<std::filesystem::path>& files);
/// Undoes the latest change to the library, from any page: a file that was removed, another name.
void undo_change(const Frame& frame);

/// Everything between the window's edges: header, steps, the panel, the bottom line, and a prompt above all.
void show_dashboard(const Frame& frame);

}  // namespace ohmbench::gui
