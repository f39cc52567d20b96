// What a whole frame of the dashboard costs, without rasterising: header, steps, panel, view models, layout
// and draw lists, while it measures a curve of 1,000 points and where most is shown.
#include <fmt/format.h>

#include "../gui/headless.hpp"
#include "parts.hpp"
#include "timing.hpp"

namespace ohmbench::bench {
namespace {

constexpr int kFramesPerPeriod = 6;  // 60 frames and 10 live curves a second
constexpr float kWidth = 1600, kHeight = 1000;

/// Times of frames, in ms. @param change  before each frame: what the worker would have published
template <class Change>
std::vector<double> timed(test::Headless& h, instrument::Snapshot& s, int frames, Change change) {
  h.settle(s, kWidth, kHeight);
  std::vector<double> ms;
  for (int n = 0; n < frames; ++n) {
    change(n);
    const auto begun = std::chrono::steady_clock::now();
    h.frame(s, kWidth, kHeight);
    ms.push_back(ms_since(begun));
  }
  return ms;
}

}  // namespace

void print_dashboard_frames(int frames) {
  constexpr std::size_t kPoints = 1000, kEntries = 200, kTicked = 30;
  const auto states = test::snapshots();
  fmt::print("\na whole frame of the dashboard, built ({} frames; wanted: 2 and 4 ms)\n", frames);
  {
    test::Headless h;
    auto s = states.at("measuring");
    h.desk.page = views::Page::kMeasure;
    print_line("measuring", timed(h, s, frames, [&](int n) {
                 if (n % kFramesPerPeriod != 0) return;
                 auto live = std::make_shared<instrument::Live>(*test::live());
                 live->curve = test::curve(kPoints);
                 live->periods = static_cast<std::size_t>(n + 1);
                 s.live = live;
               }));
  }
  {
    test::Headless h;
    auto s = states.at("measured");
    h.desk.page = views::Page::kLibrary;
    h.desk.worked.listing = test::listing(kEntries);
    h.desk.outcomes_seen = s.outcomes.size();
    for (std::size_t i = 0; i < kTicked; ++i) h.desk.ticked.insert(h.desk.worked.listing[i]->file);
    ++h.desk.tick_changes;
    print_line("30 of 200 ticked", timed(h, s, frames, [](int) {}));
  }
  {
    test::Headless h;
    auto s = states.at("measured");
    h.desk.page = views::Page::kJudge;
    h.desk.worked.listing = test::listing(kEntries);
    h.desk.outcomes_seen = s.outcomes.size();
    h.desk.what_if.sensitivity = "100 dB/V";
    h.desk.what_if_source = true;
    print_line("judging", timed(h, s, frames, [&](int n) { h.desk.what_if.target_db = 100 + n % 10; }));
  }
}

}  // namespace ohmbench::bench
