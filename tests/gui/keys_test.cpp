// Facts about the keyboard: Tab reaches everything that can be set, and keys do what the mouse does.
#include <algorithm>

#include "headless.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using test::Headless;

namespace {

std::vector<std::string> reached(Headless& h, const instrument::Snapshot& s) {
  std::vector<std::string> labels;
  for (int i = 0; i < 200; ++i) {
    h.press(s, screen::kTab);
    h.frame(s), h.frame(s);
    if (std::find(labels.begin(), labels.end(), h.input.focused()) != labels.end()) break;
    labels.push_back(h.input.focused());
  }
  return labels;
}

bool has(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

TEST_CASE("Tab reaches every field, list, box, slider and figure of every page, and comes round",
          "[gui][keys]") {
  const std::map<views::Page, std::vector<std::string>> expected{
      {views::Page::kBench,
       {"Expected load", "Virtual bench", "Amplifier", "Load", "In real time", "Faults to find", "open-load",
        "Which sense resistor?", "Load, or least..greatest, in ohm", "Device and bench file", "Device",
        "Input A (source)", "Sense resistor (empty: as it is)", "Bench file"}},
      {views::Page::kCalibrate,
       {"Reference resistor (empty: that of the bench file)", "Begin a new calibration",
        "Volts by a multimeter", "Meter at input", "The meter shows"}},
      {views::Page::kMeasure, {"What", "Name of the load", "Wanted uncertainty in % (empty: none)", "curve"}},
      {views::Page::kJudge,
       {"Load", "Another source impedance", "Source impedance", "Source impedance value", "Sensitivity",
        "Wanted level of the peaks", "Crest factor value", "Load: most watts", "response"}},
      {views::Page::kLibrary, {"results", "Curve of another program"}},
      {views::Page::kPublish,
       {"Figure", "In the manner of", "Title", "Caption", "Dark", "Width in mm", "File"}}};
  Headless h;
  const auto s = test::snapshots().at("measured");
  h.desk.worked.listing = test::listing(2);
  h.desk.fold_virtual = h.desk.fold_faults = h.desk.fold_advice = h.desk.fold_device = h.desk.fold_volts =
      true;
  h.desk.what_if_source = true;
  h.desk.worked.latest = views::figure_of({*h.desk.worked.listing[0]->subject}, "", h.kit.theme, true);
  h.desk.outcomes_seen = s.outcomes.size();
  for (const auto& [page, labels] : expected) {
    h.desk.page = page;
    h.settle(s);
    const auto all = reached(h, s);
    for (const auto& label : labels) {
      CAPTURE(views::name_of(page), label);
      CHECK(has(all, label));
    }
    // back again, the other way round
    const auto first = h.input.focused();
    h.press(s, screen::kTab);
    h.press(s, screen::kTab, false, true);
    CHECK(h.input.focused() == first);
  }
  CHECK(h.asked.empty());
}

TEST_CASE("What has the keys is changed by them: lists, boxes, sliders, headings", "[gui][keys]") {
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  h.desk.page = views::Page::kMeasure;
  h.settle(s);
  REQUIRE(h.tab_to(s, "What"));
  h.press(s, screen::kDown), h.press(s, screen::kDown), h.press(s, screen::kUp);
  CHECK(h.desk.quantity == 1);
  h.desk.page = views::Page::kBench;
  h.settle(s);
  REQUIRE(h.tab_to(s, "In real time"));
  const bool before = h.desk.virtual_real_time;
  h.press(s, screen::kSpace);
  CHECK(h.desk.virtual_real_time != before);
  REQUIRE(h.tab_to(s, "Which sense resistor?"));
  h.press(s, screen::kEnter);
  CHECK(h.desk.fold_advice);
  h.desk.page = views::Page::kJudge;
  h.settle(s);
  REQUIRE(h.tab_to(s, "Crest factor"));
  h.press(s, screen::kRight), h.press(s, screen::kRight), h.press(s, screen::kLeft);
  CHECK(h.desk.crest_db == Approx(21));
  for (int i = 0; i < 40; ++i) h.press(s, screen::kRight);
  CHECK(h.desk.crest_db == Approx(30));  // the end
  CHECK(h.asked.empty());
}

TEST_CASE("Values are typed with their prefix, beside sliders too, and letters that are typed press nothing",
          "[gui][keys]") {
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  h.desk.page = views::Page::kJudge;
  h.desk.what_if_source = true;
  h.settle(s);
  REQUIRE(h.tab_to(s, "Source impedance value"));
  h.type(s, "100m");
  CHECK(h.desk.source_ohm == Approx(0.1));
  REQUIRE(h.tab_to(s, "Amplifier: most amperes"));
  h.type(s, "130m");
  CHECK(h.desk.max_ampere == "130m");
  h.frame(s);
  REQUIRE(h.desk.what_if.max_ampere);
  CHECK(*h.desk.what_if.max_ampere == Approx(0.13));
  CHECK(h.desk.source_ohm == Approx(0.1));
  h.desk.page = views::Page::kBench;
  h.settle(s);
  REQUIRE(h.tab_to(s, "Expected load"));
  h.type(s, "4k7lcuh");
  CHECK(h.desk.expect_ohm == "4k7lcuh");
  CHECK(h.asked.empty());
  CHECK(!h.desk.help);
  h.press(s, screen::kEscape);
  CHECK(h.stops == 0);  // nothing runs
  const auto measuring = test::snapshots().at("measuring");
  h.press(measuring, screen::kEscape);
  CHECK(h.stops == 1);
}

TEST_CASE("The list of keys shows what every button of the page is pressed with, and goes again",
          "[gui][keys]") {
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  h.settle(s);
  const auto plain = h.frame(s);
  h.press(s, 'H');
  h.frame(s);
  CHECK(h.desk.help);
  CHECK(h.frame(s) > plain);
  CHECK(h.input.find("Close (H)"));
  const auto& keys = h.input.keys();
  for (const auto& [key, what] :
       {std::pair{int{'C'}, "Check the bench"}, {int{'L'}, "Listen"}, {int{'U'}, "Use this virtual bench"}})
    CHECK(std::find(keys.begin(), keys.end(), std::pair<int, std::string>(key, what)) != keys.end());
  h.press(s, 'H');
  CHECK(!h.desk.help);
}

TEST_CASE("No two buttons of a page have the same key", "[gui][keys]") {
  Headless h;
  auto s = test::snapshots().at("measured");
  h.desk.worked.listing = test::listing(2);
  h.desk.outcomes_seen = s.outcomes.size();
  h.desk.fold_virtual = h.desk.fold_advice = h.desk.fold_device = h.desk.fold_volts = true;
  h.desk.bench_path = h.desk.advice_load = h.desk.import_path = h.desk.meter_volt = "1";
  h.desk.list_devices = [] { return std::vector<audio::DeviceInfo>(); };
  for (const auto page : views::kPages) {
    h.desk.page = page;
    h.settle(s, 1440, 4000);
    std::map<int, std::string> seen;
    for (const auto& [key, what] : h.input.keys()) {
      CAPTURE(views::name_of(page), what, seen[key]);
      CHECK(seen[key].empty());
      seen[key] = what;
    }
    CHECK(!seen.empty());
  }
}

TEST_CASE("A figure is copied from every page that shows one, by key and by its corner", "[gui][keys]") {
  Headless h;
  const auto s = test::snapshots().at("measured");
  h.desk.worked.listing = test::listing(2);
  h.desk.outcomes_seen = s.outcomes.size();
  h.desk.worked.latest = views::figure_of({*h.desk.worked.listing[0]->subject}, "", h.kit.theme, true);
  h.desk.ticked = {h.desk.worked.listing[0]->file};
  h.desk.what_if_source = true;
  for (const auto page :
       {views::Page::kMeasure, views::Page::kJudge, views::Page::kLibrary, views::Page::kPublish}) {
    CAPTURE(views::name_of(page));
    h.desk.page = page;
    h.settle(s);
    ImGui::SetClipboardText("");
    h.press(s, 'C', true);
    h.settle(s);
    const std::string copied = ImGui::GetClipboardText();
    CHECK(copied.find("<svg") != std::string::npos);
    CHECK(copied.size() > 1000);
  }
  h.desk.page = views::Page::kMeasure;
  h.settle(s);
  REQUIRE(h.tab_to(s, "curve"));
  h.frame(s);
  REQUIRE(h.input.find("copy curve"));
  const auto corner = *h.input.find("copy curve");
  ImGui::SetClipboardText("");
  auto& io = ImGui::GetIO();
  io.MousePos = {static_cast<float>(corner.x + corner.width / 2),
                 static_cast<float>(corner.y + corner.height / 2)};
  h.frame(s);
  io.MouseDown[0] = true;
  h.frame(s);
  io.MouseDown[0] = false;
  h.settle(s);
  CHECK(std::string(ImGui::GetClipboardText()).find("<svg") != std::string::npos);
}

TEST_CASE("The cursor of a figure goes by keys, and so does the zoom", "[gui][keys]") {
  Headless h;
  const auto s = test::snapshots().at("measured");
  h.desk.worked.latest = views::figure_of({*test::listing(1)[0]->subject}, "", h.kit.theme, true);
  h.desk.outcomes_seen = s.outcomes.size();
  h.desk.page = views::Page::kMeasure;
  h.settle(s);
  REQUIRE(h.tab_to(s, "curve"));
  const auto& view = h.desk.plots.at("curve").view();
  h.press(s, '+');
  CHECK(view.x_to - view.x_from == Approx(0.8));
  const double from = view.x_from;
  for (int i = 0; i < 60; ++i) h.press(s, screen::kRight);  // half a width to the edge, and beyond it
  CHECK(view.x_from > from);
  h.press(s, '0');
  CHECK(view.whole());
}
