// Facts about the library's list: sessions, what is chosen and ticked, what is removed and renamed.
#include <cstdlib>
#include <ctime>

#include "core/error.hpp"
#include "headless.hpp"
#include "storage/digest.hpp"
#include "storage/json_file.hpp"
#include "storage/renamed.hpp"
#include "storage/staged_file.hpp"
#include "support/catch.hpp"
#include "views/sessions.hpp"

using namespace ohmbench;
using test::amplifier_json;
using test::Folder;
using test::Headless;

namespace {

/// A load that was measured then.
nlohmann::json load_of(const std::string& name, const std::string& when) {
  auto result = test::load_json(name);
  result["created"] = when;
  return result;
}

std::vector<std::string> titles(const std::vector<views::Row>& rows) {
  std::vector<std::string> all;
  for (const auto& row : rows) all.push_back(row.entry ? row.entry->name : row.title);
  return all;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("What was measured at one sitting is a session, by the clock on the wall", "[views][library]") {
  setenv("TZ", "CET-1", 1);
  tzset();
  const Folder folder;
  folder.write("a.json", load_of("a", "2026-11-20T22:30:00Z").dump());
  folder.write("b.json", load_of("b", "2026-11-20T23:50:00Z").dump());  // past midnight there
  folder.write("c.json", load_of("c", "2026-11-21T08:00:00Z").dump());
  folder.write("d.json", load_of("d", "2026-11-21T10:00:00Z").dump());  // two hours: still the same
  folder.write("e.zma", "20 8.1 3\n1000 8 0\n20000 12 30\n");
  folder.write("f.json", "{ \"format\": ");
  const auto removed_folder = views::removed_folder(folder.path);
  std::filesystem::create_directories(removed_folder);
  std::ofstream(removed_folder / "g.json") << load_of("g", "2026-11-19T08:00:00Z").dump();
  const auto listing = views::read_listing(folder.path);
  const auto removed = views::read_listing(removed_folder);
  const auto all = views::rows_of(listing, removed, "", {});
  unsetenv("TZ");
  tzset();
  CHECK(titles(all) == Lines{"2026-11-21 09:00 to 11:00", "d", "c", "2026-11-20 23:30 to 00:50", "b", "a",
                             "Without a date", "e", "Cannot be read", "f", "Removed", "g"});
  CHECK(all[0].found.size() == 2);
  CHECK(all[1].title == "11:00");
  const auto first = all[0].session, second = all[3].session;
  const auto some = views::rows_of(listing, removed, "", {first, views::kRemoved});
  REQUIRE(some.size() == all.size() - 3);
  CHECK(!some[0].open);
  CHECK(some[1].session == second);
  // what is looked for is seen in a closed session too, and what has nothing of it is not there
  const auto found = views::rows_of(listing, removed, "C", {first});
  REQUIRE(found.size() == 2);
  CHECK(found[1].entry->name == "c");
  CHECK(found[0].found.size() == 1);  // what a tick at the heading takes
  // a later result joins the session, which stays the same one
  folder.write("h.json", load_of("h", "2026-11-21T10:30:00Z").dump());
  CHECK(views::rows_of(views::read_listing(folder.path), removed, "", {})[0].session == first);
  // a result whose clock was wrong is no reason to stop
  folder.write("i.json", load_of("i", "yesterday").dump());
  CHECK(views::rows_of(views::read_listing(folder.path), removed, "yesterday", {}).empty());
}

TEST_CASE("Another name changes nothing else in a result, and is undone", "[gui][library]") {
  const Folder folder;
  const auto file = folder.write("a.json", load_of("a load", "2026-11-21T08:00:00Z").dump());
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  show(h, s, folder, views::Page::kLibrary);
  const auto before = storage::read_json(file);
  const auto bytes = storage::as_text(before);
  storage::write_atomically(file, bytes);
  h.desk.new_name = "HD 650, left";
  h.press(s, 'N');
  h.settle(s);
  auto after = storage::read_json(file);
  CHECK(after["name"] == "HD 650, left");
  CHECK(gui::chosen_entry(h.desk)->name == "HD 650, left");
  // its record knows it still, by the bytes that it was written with
  CHECK(storage::digest_as_first_named(after, storage::read_file(file)) == storage::sha256(bytes));
  CHECK(storage::sha256(storage::read_file(file)) != storage::sha256(bytes));
  after["name"] = "a load";
  after.erase("first_name");
  CHECK(after == before);
  h.press(s, 'Z', true);
  h.settle(s);
  CHECK(storage::read_json(file) == before);
  CHECK(h.desk.troubles.empty());
  CHECK(storage::read_file(file) == bytes);
  h.desk.new_name = "";
  h.frame(s);
  h.press(s, 'N');
  h.settle(s);
  CHECK(h.desk.troubles.empty());  // the button was not there to be pressed
  CHECK_THROWS_AS(views::rename_entry(file, "  "), core::Error);
}

TEST_CASE("Another program's file is called otherwise itself, and keeps its tick", "[gui][library]") {
  const Folder folder;
  const std::string curve = "20 8.1 3\n1000 8 0\n20000 12 30\n";
  const auto file = folder.write("a.zma", curve);
  folder.write("taken.zma", curve);
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  show(h, s, folder, views::Page::kLibrary);
  while (gui::chosen_entry(h.desk)->name != "a") h.press(s, screen::kDown);
  h.press(s, screen::kSpace);
  h.desk.new_name = "taken";
  h.press(s, 'N');
  h.settle(s);
  CHECK(h.desk.troubles.size() == 1);
  CHECK(std::filesystem::exists(file));
  h.desk.new_name = "a/b";  // no folder
  h.press(s, 'N');
  h.settle(s);
  CHECK(!std::filesystem::exists(file));
  CHECK(h.desk.ticked == std::set<std::filesystem::path>{folder.path / "a-b.zma"});
  h.press(s, 'Z', true);
  h.settle(s);
  CHECK(std::filesystem::exists(file));
  CHECK(h.desk.ticked == std::set<std::filesystem::path>{file});
}

TEST_CASE("Files dropped on the window are imported, a bench file is named on Bench", "[gui][library]") {
  const Folder folder;
  const auto other = folder.path / "elsewhere";
  std::filesystem::create_directories(other);
  std::ofstream(other / "a.zma") << "20 8.1 3\n1000 8 0\n20000 12 30\n";
  std::ofstream(other / "letter.pdf") << "%PDF-1.4 not a curve";
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  show(h, s, folder, views::Page::kMeasure);
  const gui::Frame frame{h.kit, s, h.engine, h.clerk, h.desk};
  gui::take_dropped(frame, {other / "letter.pdf", other / "a.zma"});
  h.settle(s);
  CHECK(h.desk.page == views::Page::kLibrary);
  REQUIRE(h.desk.worked.listing.size() == 1);
  CHECK(h.desk.worked.listing[0]->name == "a");
  REQUIRE(h.desk.troubles.size() == 1);  // the one that went wrong is told beside the other
  CHECK(h.desk.troubles[0].find("1 of 2") == 0);
  CHECK(h.desk.troubles[0].find("letter.pdf") != std::string::npos);
  gui::take_dropped(frame, {other / "bench.toml"});
  h.settle(s);
  CHECK(h.desk.page == views::Page::kBench);
  CHECK(h.desk.bench_path == (other / "bench.toml").string());
}

TEST_CASE("What was removed is listed, and comes back also after the dashboard was closed",
          "[gui][library]") {
  const Folder folder;
  const auto file = folder.write("a.json", load_of("a", "2026-11-21T08:00:00Z").dump());
  folder.write("b.json", load_of("b", "2026-11-21T08:10:00Z").dump());
  const auto s = test::snapshots().at("no calibration");
  {
    Headless h;
    show(h, s, folder, views::Page::kLibrary);
    h.press(s, screen::kDown);
    REQUIRE(gui::chosen_entry(h.desk)->file == file);
    h.press(s, screen::kDelete);
    h.settle(s);
  }
  CHECK(!std::filesystem::exists(file));
  Headless h;
  show(h, s, folder, views::Page::kLibrary);
  CHECK(titles(h.desk.rows).back() == "Removed");
  for (int i = 0; i < 5; ++i) h.press(s, screen::kDown);
  h.press(s, screen::kRight);
  h.press(s, screen::kDown);
  REQUIRE(gui::chosen_is_removed(h.desk));
  h.press(s, screen::kSpace);  // what is removed is not ticked
  CHECK(h.desk.ticked.empty());
  h.desk.new_name = "another name";
  h.press(s, 'N');
  h.press(s, 'B');
  h.press(s, screen::kDelete);  // it is removed already
  h.settle(s);
  CHECK(h.desk.reference.empty());
  CHECK(h.desk.changes.empty());
  CHECK(h.desk.troubles.empty());
  CHECK(titles(h.desk.rows).back() == "a");
  h.press(s, 'U');
  h.settle(s);
  CHECK(std::filesystem::exists(file));
  CHECK(h.desk.worked.listing.size() == 2);
  CHECK(h.desk.worked.removed.empty());
}

TEST_CASE("A session is ticked, closed and opened by its heading, with keys and with clicks",
          "[gui][library]") {
  const Folder folder;
  folder.write("a.json", load_of("a", "2026-11-20T08:00:00Z").dump());
  folder.write("b.json", load_of("b", "2026-11-21T08:00:00Z").dump());
  folder.write("c.json", load_of("c", "2026-11-21T08:10:00Z").dump());
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  show(h, s, folder, views::Page::kLibrary);
  REQUIRE(h.desk.rows.size() == 5);
  CHECK(h.desk.row == 1);  // a result, to begin with
  h.press(s, screen::kUp);
  h.press(s, screen::kSpace);
  CHECK(h.desk.ticked.size() == 2);
  h.press(s, screen::kDown), h.press(s, screen::kSpace);
  CHECK(h.desk.ticked.size() == 1);
  h.press(s, screen::kUp), h.press(s, screen::kSpace);  // not all of them were
  CHECK(h.desk.ticked.size() == 2);
  h.press(s, screen::kSpace);
  CHECK(h.desk.ticked.empty());
  h.desk.find = "B";  // the tick takes what is seen
  h.settle(s);
  h.press(s, screen::kUp);
  h.press(s, screen::kSpace);
  CHECK(h.desk.ticked == std::set<std::filesystem::path>{folder.path / "b.json"});
  h.press(s, screen::kSpace);
  h.desk.find.clear();
  h.settle(s);
  h.press(s, screen::kLeft);
  CHECK(h.desk.rows.size() == 3);
  h.press(s, screen::kDelete);  // a heading is no file
  CHECK(h.desk.changes.empty());
  h.press(s, screen::kRight);
  CHECK(h.desk.rows.size() == 5);
  h.press(s, screen::kEnter);
  CHECK(h.desk.rows.size() == 3);
  h.frame(s);
  CHECK(h.input.find("session 1"));
  CHECK(h.input.find("tick session 1"));
  CHECK(h.input.find("row 0"));
}

TEST_CASE("The chosen row of the library is a file, wherever newer ones push it", "[gui][panels]") {
  const Folder folder;
  folder.write("a.json", test::load_json("a load").dump());
  folder.write("b.json", amplifier_json("an amplifier", 1).dump());
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  show(h, s, folder, views::Page::kLibrary);
  h.press(s, screen::kDown);
  const auto file = gui::chosen_entry(h.desk)->file;
  auto newest = test::load_json("the newest");
  newest["created"] = "2999-01-01T00:00:00Z";
  folder.write("c.json", newest.dump());
  gui::refresh_library({h.kit, s, h.engine, h.clerk, h.desk});
  h.settle(s);
  REQUIRE(h.desk.worked.listing.size() == 3);
  CHECK(gui::chosen_entry(h.desk)->file == file);
  h.press(s, screen::kDelete);
  h.settle(s);
  CHECK(!std::filesystem::exists(file));
  h.desk.page = views::Page::kMeasure;  // undo works everywhere
  h.press(s, 'Z', true);
  h.settle(s);
  CHECK(std::filesystem::exists(file));
}

TEST_CASE("The library lists what is looked for, and what is not seen cannot be removed", "[gui][panels]") {
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  h.desk.page = views::Page::kLibrary;
  h.desk.worked.listing = test::listing(12);
  h.settle(s);
  for (int i = 0; i < 3; ++i) h.press(s, screen::kDown);
  CHECK(gui::chosen_entry(h.desk)->name == "load 3");
  h.desk.find = "LOAD 1";  // 1, 10, 11
  h.settle(s);
  CHECK(gui::chosen_entry(h.desk)->name == "load 1");
  CHECK(h.input.find("row 2"));
  CHECK(!h.input.find("row 3"));
  h.press(s, screen::kDown);
  CHECK(gui::chosen_entry(h.desk)->name == "load 10");
  h.press(s, screen::kDown), h.press(s, screen::kDown);
  CHECK(gui::chosen_entry(h.desk)->name == "load 11");
  h.press(s, screen::kUp);
  CHECK(gui::chosen_entry(h.desk)->name == "load 10");
  h.desk.find = "nothing like that";
  h.settle(s);
  h.press(s, screen::kDelete);
  h.press(s, 'B');
  CHECK(h.desk.changes.empty());
  CHECK(h.desk.reference.empty());
  h.desk.find.clear();
  h.settle(s);
  CHECK(gui::chosen_entry(h.desk)->name == "load 0");
}
