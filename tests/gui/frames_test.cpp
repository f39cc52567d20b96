// Every panel on every state, in windows of several sizes, without a window: nothing throws, nothing is drawn
// that cannot be, and a frame that shows the same again makes no new layout.
#include "gui/wiring.hpp"
#include "headless.hpp"
#include "plot/recording_canvas.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using test::Headless;
using test::is_finite;
using test::listing;

TEST_CASE("Every panel bears every state in every size of window", "[gui]") {
  for (const double scale : {1.0, 2.0}) {
    Headless h(scale);
    for (const auto& [name, snapshot] : test::snapshots()) {
      h.desk.worked.listing = listing(name == "200 measurements" ? 200 : 2);
      h.desk.outcomes_seen = snapshot.outcomes.size();  // the library is as it is given here
      for (const auto page : views::kPages) {
        h.desk.page = page;
        for (const auto& [width, height] : {std::pair{1440.0F, 900.0F}, {640.0F, 400.0F}, {480.0F, 320.0F}}) {
          CAPTURE(scale, name, views::name_of(page), width);
          h.settle(snapshot, width, height);
          CHECK(h.frame(snapshot, width, height) > 500);
          CHECK(is_finite(*ImGui::GetDrawData()));
          CHECK(h.input.find("Stop").has_value());
          CHECK(h.desk.troubles.empty());
        }
      }
    }
    CHECK(h.asked.empty());
  }
}

TEST_CASE("Space measures, and once a prompt is there it answers that and nothing else", "[gui]") {
  Headless h;
  const auto all = test::snapshots();
  h.desk.page = views::Page::kMeasure;
  h.desk.load_volt = "100m";
  h.settle(all.at("no calibration"));
  h.input.press({screen::kSpace, false, false});
  h.frame(all.at("no calibration"));
  REQUIRE(h.asked.size() == 1);
  const auto& command = std::get<instrument::MeasureLoad>(h.asked[0]);
  REQUIRE(command.options.level.load_volt);
  CHECK(command.options.level.load_volt->value() == Approx(0.1));
  h.input.press({screen::kSpace, false, false});
  h.frame(all.at("asking"));
  CHECK(h.answers.empty());  // nobody can have seen it so soon
  for (int i = 0; i < 40; ++i) h.frame(all.at("asking"));
  h.input.press({screen::kSpace, false, false});
  h.frame(all.at("asking"));
  CHECK(h.asked.size() == 1);
  CHECK(h.answers == std::vector<bool>{true});
  h.input.press({screen::kEscape, false, false});
  h.frame(all.at("asking"));
  CHECK(h.stops == 1);
  h.input.press({screen::kSpace, false, false});
  h.frame(all.at("measuring"));
  CHECK(h.asked.size() == 1);  // it measures already
}

TEST_CASE("A prompt that comes while somebody types takes the keys from the text", "[gui]") {
  Headless h;
  const auto all = test::snapshots();
  h.desk.page = views::Page::kMeasure;
  h.settle(all.at("no calibration"));
  REQUIRE(h.tab_to(all.at("no calibration"), "Name of the load"));
  h.type(all.at("no calibration"), "ab");
  REQUIRE(ImGui::GetIO().WantTextInput);
  h.frame(all.at("asking"));
  h.frame(all.at("asking"));
  h.type(all.at("asking"), " left");  // a blank that is meant for the name is no answer
  CHECK(h.answers.empty());
  for (int i = 0; i < 40; ++i) h.frame(all.at("asking"));
  h.press(all.at("asking"), screen::kSpace);
  CHECK(h.answers == std::vector<bool>{true});
  CHECK(h.desk.name == "ab");
}

TEST_CASE("From opening to measuring takes two keys", "[gui]") {
  Headless h;
  const auto all = test::snapshots();
  h.settle(all.at("no calibration"));
  h.input.press({screen::kF1 + 2, false, false});
  h.frame(all.at("no calibration"));
  h.input.press({screen::kSpace, false, false});
  h.frame(all.at("no calibration"));
  CHECK(h.asked.size() == 1);
}

TEST_CASE("All four calibration steps are asked for in their order, the first of a new one anew", "[gui]") {
  Headless h;
  const auto all = test::snapshots();
  h.desk.page = views::Page::kCalibrate;
  h.desk.start_new = true;
  h.desk.reference_ohm = "4k7";
  h.settle(all.at("no calibration"));
  h.input.press({'A', false, false});
  h.frame(all.at("no calibration"));
  REQUIRE(h.asked.size() == 4);
  const auto step = [&](std::size_t i) { return std::get<instrument::CalibrateStep>(h.asked[i]).options; };
  CHECK(step(0).state == core::FixtureState::kBridged);
  CHECK(step(0).start_new);
  CHECK(!step(1).start_new);
  CHECK(step(3).ohm == Approx(4700.0));
}

TEST_CASE("A figure that has not changed is laid out once", "[gui]") {
  Headless h;
  const auto all = test::snapshots();
  h.desk.page = views::Page::kMeasure;
  h.settle(all.at("measuring"));
  const auto before = h.desk.plots.at("curve").layouts();
  for (int i = 0; i < 10; ++i) h.frame(all.at("measuring"));
  CHECK(h.desk.plots.at("curve").layouts() == before);
  h.settle(all.at("measuring"), 1200, 800);
  CHECK(h.desk.plots.at("curve").layouts() > before);
}

TEST_CASE("The wiring of every state is drawn inside its area, and no two are alike", "[gui]") {
  using core::FixtureState;
  std::vector<std::string> logs;
  for (const auto sense : {core::Sense::kHighSide, core::Sense::kLowSide})
    for (const auto state : {FixtureState::kLoad, FixtureState::kOpen, FixtureState::kShort,
                             FixtureState::kBridged, FixtureState::kReference}) {
      plot::RecordingCanvas canvas;
      gui::draw_wiring(canvas, {800, 430}, state, sense, true, plot::dark_theme());
      CHECK(std::find(logs.begin(), logs.end(), canvas.log()) == logs.end());
      logs.push_back(canvas.log());
    }
}
