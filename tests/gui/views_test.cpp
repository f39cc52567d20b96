// Facts about what the dashboard shows, without a pixel.
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>

#include "core/error.hpp"
#include "figures/subject.hpp"
#include "fixtures.hpp"
#include "support/catch.hpp"
#include "views/clerk.hpp"
#include "views/judgement.hpp"
#include "views/library.hpp"
#include "views/pages.hpp"

using namespace ohmbench;
using views::Page;
using views::StepState;

namespace {

struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("ohmbench-views-" + std::to_string(getpid()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path / name) << text; }
};

StepState step(const instrument::Snapshot& s, Page page, bool results = false, bool judged = false) {
  return views::steps_of(s, results, judged, false)[static_cast<std::size_t>(page)];
}

}  // namespace

TEST_CASE("One step is next, and trouble comes before it", "[views]") {
  instrument::Snapshot s;
  CHECK(step(s, Page::kBench) == StepState::kNext);
  s.bench =
      std::make_shared<const workbench::Bench>(workbench::virtual_bench("O2", "HD 800 S", core::Ohms(33)));
  s.device = audio::DeviceInfo{};
  CHECK(step(s, Page::kBench) == StepState::kDone);
  CHECK(step(s, Page::kCalibrate) == StepState::kNext);
  CHECK(step(s, Page::kMeasure) == StepState::kTodo);
  s.calibration_problem = "made on another device";
  CHECK(step(s, Page::kCalibrate) == StepState::kTrouble);
  CHECK(step(s, Page::kMeasure) == StepState::kTodo);
  s.device.reset();
  s.problem = instrument::Problem{core::ErrorKind::kDevice, "no device"};
  CHECK(step(s, Page::kBench) == StepState::kTrouble);
}

TEST_CASE("Yesterday's library does not make today's measurement done, nor does one that is not valid",
          "[views]") {
  auto s = test::snapshots().at("no calibration");
  CHECK(step(s, Page::kMeasure, true) == StepState::kTodo);
  s.outcomes = {test::outcome("a load", "not valid: the load is disconnected")};
  CHECK(step(s, Page::kMeasure, true) == StepState::kTodo);
  s.outcomes.push_back(test::outcome("a load"));
  CHECK(step(s, Page::kMeasure, true) == StepState::kDone);
}

TEST_CASE("The bottom line says what is to be done first", "[views]") {
  instrument::Snapshot s;
  s.device = audio::DeviceInfo{};
  CHECK(views::status_of(s).text == "ready");
  s.problem = instrument::Problem{core::ErrorKind::kDevice, "the device was lost: plug it in"};
  CHECK(views::status_of(s).mood == views::Status::Mood::kTrouble);
  s.activity = instrument::Activity::kMeasuring;
  CHECK(views::status_of(s).mood == views::Status::Mood::kBusy);
  s.prompt = instrument::Prompt{core::FixtureState::kOpen, "disconnect the load"};
  CHECK(views::status_of(s).text == "Now disconnect the load, then press Space.");
}

TEST_CASE("The window's title says what is to be done, what is being done, and what failed", "[views]") {
  const auto all = test::snapshots();
  CHECK(views::title_of(all.at("no calibration")) == "ohmbench");
  CHECK(views::title_of(all.at("measured")) == "ohmbench");
  CHECK(views::title_of(all.at("measuring")) == "ohmbench: measure the load");
  CHECK(views::title_of(all.at("asking")).find("ohmbench: now disconnect the load") == 0);
  CHECK(views::title_of(all.at("device lost")) == "ohmbench: the device was lost: plug it in again");
  CHECK(views::title_of(all.at("invalid")).find("not valid") != std::string::npos);
}

TEST_CASE("A path in somebody's own folder is shown as people write it", "[views]") {
  const std::string home = std::getenv("HOME") ? std::getenv("HOME") : "";
  setenv("HOME", "/home/ohm", 1);
  CHECK(views::shown("/home/ohm/library") == "~/library");
  CHECK(views::shown("/home/ohms/library") == "/home/ohms/library");
  setenv("HOME", home.c_str(), 1);
}

TEST_CASE("Ages are told in words", "[views]") {
  CHECK(views::age("2026-11-21T12:00:00Z", "2026-11-21T12:00:42Z") == "42 s ago");
  CHECK(views::age("2026-11-21T12:00:00Z", "2026-11-21T15:10:00Z") == "3 h ago");
  CHECK(views::age("2026-11-21T12:00:00Z", "2026-12-03T12:00:00Z") == "12 days ago");
  CHECK(views::age("yesterday", "2026-12-03T12:00:00Z").empty());
}

TEST_CASE("A library with broken files shows the others, and says what is wrong with each", "[views]") {
  const Folder folder;
  CHECK(views::read_listing(folder.path / "none").empty());
  folder.write("good.json", test::load_json("a load").dump());
  folder.write("cut.json", "{ \"format\": \"ohmb");
  folder.write("noise.zma", "these are no numbers");
  folder.write("readme.md", "not a curve");
  const auto listing = views::read_listing(folder.path);
  REQUIRE(listing.size() == 3);
  CHECK(listing[0]->name == "a load");
  CHECK(listing[0]->problem.empty());
  CHECK(!listing[1]->problem.empty());
  CHECK(!listing[2]->problem.empty());
  const auto again = views::read_listing(folder.path, listing);
  CHECK(again[0] == listing[0]);  // not read twice
}

TEST_CASE("What is removed is moved, never deleted, and comes back", "[views]") {
  const Folder folder;
  folder.write("a.json", "first");
  const auto removed = views::remove_file(folder.path / "a.json");
  CHECK(!std::filesystem::exists(folder.path / "a.json"));
  folder.write("a.json", "second");
  const auto other = views::remove_file(folder.path / "a.json");
  CHECK(other != removed);
  views::restore_file(removed, folder.path / "a.json");
  std::string text;
  std::ifstream(folder.path / "a.json") >> text;
  CHECK(text == "first");
  CHECK_THROWS_AS(views::restore_file(other, folder.path / "a.json"), core::Error);
}

TEST_CASE("A judgement says what is missing, and a source impedance changes it", "[views]") {
  CHECK(!views::judge(nullptr, nullptr, nullptr, {}).problem.empty());
  const auto load = test::entry_of(test::load_json("32 ohm"));
  views::WhatIf w;
  w.source_ohm = 0.5;
  w.sensitivity = "100 dB/V";
  w.max_volt = 5;
  w.max_ampere = 0.2;
  const auto yes = views::judge(load.get(), nullptr, nullptr, w);
  CHECK(yes.problem.empty());
  CHECK(yes.match.verdict.outcome == verdict::Outcome::kYes);
  REQUIRE(yes.bars.size() == 3);
  CHECK(yes.bars[0].headroom_db);
  CHECK(yes.response);
  CHECK(yes.headroom);
  w.source_ohm = 100;
  CHECK(views::judge(load.get(), nullptr, nullptr, w).match.verdict.outcome == verdict::Outcome::kNo);
  w.sensitivity = "loud";
  const auto odd = views::judge(load.get(), nullptr, nullptr, w);
  CHECK(!odd.sensitivity_problem.empty());
  CHECK(odd.problem.empty());
}

TEST_CASE("What leaves something behind is never replaced, and done before the clerk is gone", "[views]") {
  std::atomic<int> done = 0, views = 0;
  {
    views::Clerk clerk;
    for (int i = 0; i < 5; ++i) {
      clerk.do_once([&]() -> views::Delivery {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        ++done;
        return {};
      });
      clerk.post("view", [&]() -> views::Delivery {
        ++views;
        return {};
      });
    }
  }
  CHECK(done == 5);
  CHECK(views < 5);
}

TEST_CASE(
    "Curves of other programs are taken whatever the case of their ending, and only if they can be read",
    "[views]") {
  const test::Folder folder;
  const auto from = folder.write("DRIVER.ZMA", "* a curve\n20 8.0 10\n200 9.0 5\n2000 8.5 -3\n");
  const auto library = folder.path / "library";
  const auto to = views::import_file(from, library);
  CHECK(std::filesystem::is_regular_file(to));
  CHECK(views::read_listing(library).size() == 1);
  CHECK_THROWS_AS(views::import_file(from, library), core::Error);  // there already
  CHECK_THROWS_AS(views::import_file(folder.write("letter.pdf", "%PDF-1.4 not a curve"), library),
                  core::Error);
  CHECK(views::read_listing(library).size() == 1);
}

TEST_CASE("The clerk works elsewhere, delivers here, and does the latest of one kind only", "[views]") {
  std::atomic<int> wakes = 0;
  views::Clerk clerk([&] { ++wakes; });
  std::atomic<bool> go = false;
  std::vector<int> delivered;
  const auto here = std::this_thread::get_id();
  clerk.post("first", [&]() -> views::Delivery {
    while (!go) std::this_thread::yield();
    const bool elsewhere = std::this_thread::get_id() != here;
    return [&delivered, elsewhere] { delivered.push_back(elsewhere ? 0 : -1); };
  });
  for (int i = 1; i <= 5; ++i)
    clerk.post("same", [&, i]() -> views::Delivery { return [&delivered, i] { delivered.push_back(i); }; });
  clerk.post("bad", []() -> views::Delivery { throw core::bad_input("it is broken", "mend it"); });
  CHECK(delivered.empty());
  go = true;
  std::vector<std::string> failed;
  while (!clerk.idle() || failed.empty())
    for (auto& line : clerk.deliver()) failed.push_back(line);
  clerk.deliver();
  CHECK(failed == std::vector<std::string>{"it is broken: mend it"});
  CHECK(delivered.size() <= 3);  // the first "same" may have begun before the others came
  CHECK(delivered.front() == 0);
  CHECK(delivered.back() == 5);
  CHECK(wakes >= 3);
}
