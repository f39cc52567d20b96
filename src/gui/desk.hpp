// Desk: what the person at the dashboard has chosen and typed, and what was worked out for it. The panels
// read and change it; the instrument's snapshots are not in here.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "instrument/command.hpp"
#include "instrument/snapshot.hpp"
#include "screen/kit.hpp"
#include "screen/plot_view.hpp"
#include "views/clerk.hpp"
#include "views/judgement.hpp"
#include "views/library.hpp"
#include "views/pages.hpp"

namespace ohmbench::gui {

/// The instrument, as the panels see it.
struct Engine {
  std::function<void(instrument::Command)> ask;
  std::function<void()> stop;
  std::function<void(bool)> answer;
};

/// What the virtual bench can be, by name; the mains know.
struct VirtualChoices {
  std::vector<std::string> amplifiers, loads, faults;
};

/// What is worked out by the clerk from what is measured and chosen.
struct Worked {
  views::Listing listing;
  std::shared_ptr<const views::Judgement> judgement;
  std::shared_ptr<const plot::Figure> latest;     ///< of the newest result
  std::shared_ptr<const plot::Figure> overlay;    ///< of what is ticked in the library
  std::shared_ptr<const plot::Figure> published;  ///< as it will be printed
  std::string overlay_problem, publish_problem;
  std::vector<std::string> devices;  ///< one line each; empty: not looked for
};

struct Desk {
  // where everything goes
  std::filesystem::path library, exports;
  VirtualChoices virtual_choices;
  std::function<std::vector<audio::DeviceInfo>()> list_devices;  ///< slow; may be empty
  std::function<std::string(const workbench::Bench&)> virtual_bench_text;

  views::Page page = views::Page::kBench;
  Worked worked;
  std::vector<std::string> troubles;  ///< what the clerk could not do, newest last; until looked at
  std::string note;                   ///< what was done last, for the bottom line

  // bench
  std::size_t virtual_amplifier = 0, virtual_load = 0;
  std::set<std::string> virtual_faults;
  bool virtual_real_time = true;
  std::string bench_path, expect_ohm;
  // calibrate
  bool start_new = false;
  std::string reference_ohm;
  // measure
  std::size_t quantity = 0;  ///< load, output by two loads, output by injection
  std::string name, load_volt, seconds, uncertainty;
  // judge
  views::WhatIf what_if;
  std::filesystem::path judged_load, judged_amplifier;  ///< files; not there: the newest
  std::size_t judged_maximum = 0;                       ///< 0: none, else the newest and so on
  bool no_amplifier = false;                            ///< none, by wish
  bool what_if_source = false, judged = false;
  double source_ohm = 1, target_db = 110, crest_db = 20;
  std::string max_volt, max_ampere, rated_watt;
  std::string judged_key;  ///< what the judgement in `worked` is of
  // library
  std::set<std::filesystem::path> ticked;
  std::size_t row = 0;
  struct Removed {
    std::filesystem::path from, to;
  };
  std::vector<Removed> removed;
  std::string import_path, overlay_key;
  // publish
  std::size_t figure = 0, preset = 0, format = 0;
  std::string title, width_mm = "190", height_mm = "120", publish_key;
  bool with_caption = true, dark = false, published = false;

  // seen before
  std::size_t outcomes_seen = 0;
  const instrument::Live* live_seen = nullptr;
  std::size_t live_periods = 0;
  std::shared_ptr<const plot::Figure> live_curve, live_spectrum;
  std::map<std::string, screen::PlotView> plots;
};

/// One panel of one frame.
struct Frame {
  const screen::Kit& kit;
  const instrument::Snapshot& snapshot;
  const Engine& engine;
  views::Clerk& clerk;
  Desk& desk;
};

/// Asks the clerk to read the library again.
void refresh_library(const Frame& frame);

void show_bench(const Frame& frame);
void show_calibrate(const Frame& frame);
void show_measure(const Frame& frame);
void show_judge(const Frame& frame);
void show_library(const Frame& frame);
void show_publish(const Frame& frame);

/// The left column in `controls`, the rest in `content`; one below the other where the window is narrow.
void two_columns(const Frame& frame, const std::function<void()>& controls,
                 const std::function<void()>& content);
/// A figure that fills `height` screen pixels (0: the rest), or words where there is none yet.
void show_figure(const Frame& frame, const std::string& label,
                 const std::shared_ptr<const plot::Figure>& figure, double height,
                 const std::string& otherwise);
/// The wiring of a state, filling `height` screen pixels.
void show_wiring(const Frame& frame, core::FixtureState state, double height);
void show_meters(const Frame& frame);

/// Everything between the window's edges: header, steps, the panel, the bottom line, and a prompt above all.
void show_dashboard(const Frame& frame);

}  // namespace ohmbench::gui
