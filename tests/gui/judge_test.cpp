// Facts about Judge and the matrix: what is judged with what, and where a click leads.
#include "headless.hpp"
#include "support/catch.hpp"
#include "views/exports.hpp"

using namespace ohmbench;
using test::amplifier_json;
using test::Folder;
using test::Headless;

namespace {

nlohmann::json maximum_json(const std::string& name, double volt) {
  auto j = results::result_head("max-output", name);
  j["load_ohm"] = 32.0;
  j["summary"] = {
      {"max_volt", volt}, {"max_ampere", volt / 32}, {"limited_by", "thd-n"}, {"cause", "voltage"}};
  return j;
}

}  // namespace

TEST_CASE("The verdict's panel bears yes, marginal, no and not known, in every size of window",
          "[gui][panels]") {
  Headless h;
  const auto s = test::snapshots().at("measured");
  h.desk.page = views::Page::kJudge;
  h.desk.worked.listing = test::listing(1);
  h.desk.outcomes_seen = s.outcomes.size();
  h.desk.what_if.sensitivity = "100 dB/V";
  h.desk.max_ampere = "200m";
  h.desk.what_if_source = true;
  std::vector<std::string> titles;
  for (const auto& [source, volt, level] :
       {std::tuple{0.5, "5", 110.0}, {8.0, "5", 110.0}, {100.0, "5", 110.0}, {0.5, "", 110.0}}) {
    h.desk.source_ohm = source;
    h.desk.max_volt = volt;
    h.desk.target_db = level;
    for (const auto& [width, height] : {std::pair{1440.0F, 900.0F}, {640.0F, 400.0F}, {480.0F, 320.0F}}) {
      h.settle(s, width, height);
      CHECK(test::is_finite(*ImGui::GetDrawData()));
    }
    REQUIRE(h.desk.worked.judgement);
    CHECK(h.desk.worked.judgement->problem.empty());
    titles.push_back(h.desk.worked.judgement->title);
  }
  CHECK(titles[0] == "Yes");
  CHECK(titles[1] == "Marginal");
  CHECK(titles[2] == "No");
  CHECK(titles[3] != "No");
}

TEST_CASE("Every load of the library is judged on every amplifier, as the command judges them",
          "[views][panels]") {
  const Folder folder;
  folder.write("a.json", test::load_json("a load").dump());
  folder.write("b.json", test::load_json("another load").dump());
  folder.write("weak.json", amplifier_json("a weak amplifier", 100).dump());
  folder.write("strong.json", amplifier_json("a strong amplifier", 0.2).dump());
  const auto listing = views::read_listing(folder.path);
  views::WhatIf wish;
  const auto c = views::compare(views::chosen_of(listing, {}), wish, plot::dark_theme());
  REQUIRE(c.problem.empty());
  REQUIRE(c.matrix);
  REQUIRE(c.matrix->map);
  CHECK(c.matrix->map->rows.size() == 2);
  REQUIRE(c.matrix->map->columns == std::vector<std::string>{"a strong amplifier", "a weak amplifier"});
  CHECK(c.matrix->map->cells[1].mood == plot::Mood::kFail);  // 100 Ω into 32 Ω
  CHECK(c.matrix->map->cells[0].mood != plot::Mood::kFail);
  // what is ticked is compared, and of a sort of which none is ticked, all
  const auto one =
      views::compare(views::chosen_of(listing, {folder.path / "b.json"}), wish, plot::dark_theme());
  REQUIRE(one.matrix);
  CHECK(one.matrix->map->rows == std::vector<std::string>{"another load"});
  CHECK(one.matrix->map->columns.size() == 2);
  // a sensitivity is that of one load, and never of all
  wish.sensitivity = "100 dB/V";
  wish.target_db = 110;
  CHECK(views::compare(views::chosen_of(listing, {}), wish, plot::dark_theme()).left_out.size() == 1);
  CHECK(views::compare(views::chosen_of(listing, {folder.path / "b.json"}), wish, plot::dark_theme())
            .left_out.empty());
  CHECK(views::compare({}, wish, plot::dark_theme()).problem.find("no load") != std::string::npos);
}

TEST_CASE("An amplifier that was measured twice is there once, with the newest; a copy is the same one",
          "[views][panels]") {
  const Folder folder;
  folder.write("a.json", test::load_json("a load").dump());
  auto amplifier = amplifier_json("an amplifier", 100);
  amplifier["created"] = "2026-11-20T08:00:00Z";
  folder.write("old.json", amplifier.dump());
  amplifier = amplifier_json("an amplifier", 0.2);
  amplifier["created"] = "2026-11-21T08:00:00Z";
  folder.write("new.json", amplifier.dump());
  folder.write("copy.json", amplifier.dump());
  const auto listing = views::read_listing(folder.path);
  const auto c = views::compare(views::chosen_of(listing, {}), {}, plot::dark_theme());
  CHECK(c.problem.empty());
  REQUIRE(c.matrix);
  CHECK(c.matrix->map->columns == std::vector<std::string>{"an amplifier"});
  CHECK(c.matrix->map->cells[0].mood != plot::Mood::kFail);
  CHECK(c.notes.size() == 2);
  // of two that are not the same and of one moment nobody knows which counts
  auto other = amplifier_json("an amplifier", 0.3);
  other["created"] = amplifier["created"];
  folder.write("other.json", other.dump());
  CHECK(!views::compare(views::chosen_of(views::read_listing(folder.path), {}), {}, plot::dark_theme())
             .problem.empty());
}

TEST_CASE("The matrix is worked out when it is looked at, and again when something changes",
          "[gui][panels]") {
  const Folder folder;
  folder.write("a.json", test::load_json("a load").dump());
  folder.write("weak.json", amplifier_json("a weak amplifier", 100).dump());
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  show(h, s, folder, views::Page::kLibrary);
  REQUIRE(h.desk.worked.listing.size() == 2);
  CHECK(!h.desk.worked.comparison);
  h.press(s, 'M');
  h.settle(s);
  REQUIRE(h.desk.worked.comparison);
  REQUIRE(h.desk.worked.comparison->matrix);
  const auto first = h.desk.worked.comparison;
  h.settle(s);
  CHECK(h.desk.worked.comparison == first);
  h.press(s, screen::kEnter);  // ticks a row
  h.settle(s);
  CHECK(h.desk.worked.comparison != first);
}

TEST_CASE("A cell of the matrix leads to the judgement of that pair", "[gui][panels]") {
  const Folder folder;
  folder.write("a.json", test::load_json("a load").dump());
  folder.write("b.json", test::load_json("another load").dump());
  folder.write("strong.json", amplifier_json("a strong amplifier", 0.2).dump());
  folder.write("most.json", maximum_json("a strong amplifier", 4).dump());
  folder.write("weak.json", amplifier_json("a weak amplifier", 100).dump());
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  h.desk.as_matrix = true;
  show(h, s, folder, views::Page::kLibrary);
  REQUIRE(h.desk.worked.comparison);
  const auto& rows = h.desk.worked.comparison->matrix->map->rows;
  REQUIRE(h.tab_to(s, "matrix"));
  h.press(s, screen::kDown), h.press(s, screen::kDown);  // no farther than the last row
  h.press(s, screen::kRight);
  h.press(s, screen::kEnter);
  h.settle(s);
  CHECK(h.desk.page == views::Page::kJudge);
  CHECK(h.desk.judged_load.filename() == (rows[1] == "a load" ? "a.json" : "b.json"));
  CHECK(h.desk.judged_amplifier.filename() == "weak.json");
  CHECK(h.desk.judged_maximum->empty());
  REQUIRE(h.desk.worked.judgement);
  CHECK(h.desk.worked.judgement->title == "No");

  // and by the mouse: the first cell, in the middle of the matrix's left upper quarter
  h.desk.page = views::Page::kLibrary;
  h.settle(s);
  const auto place = h.input.find("matrix");
  REQUIRE(place);
  auto& io = ImGui::GetIO();
  io.MousePos = {static_cast<float>(place->x + 0.4 * place->width),
                 static_cast<float>(place->y + 0.5 * place->height)};
  h.frame(s);
  io.MouseDown[0] = true;
  h.frame(s);
  io.MouseDown[0] = false;
  h.settle(s);
  CHECK(h.desk.page == views::Page::kJudge);
  CHECK(h.desk.judged_load.filename() == (rows[0] == "a load" ? "a.json" : "b.json"));
  CHECK(h.desk.judged_amplifier.filename() == "strong.json");
  CHECK(h.desk.judged_maximum->filename() == "most.json");
}

TEST_CASE("The maximum of the amplifier's own name is judged with it, until another or none is chosen",
          "[gui][panels]") {
  const Folder folder;
  folder.write("a.json", test::load_json("a load").dump());
  folder.write("amp.json", amplifier_json("an amplifier", 0.2).dump());
  folder.write("other.json", maximum_json("another amplifier", 0.1).dump());
  folder.write("own.json", maximum_json("an amplifier", 4).dump());
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  h.desk.what_if.sensitivity = "100 dB/V";
  show(h, s, folder, views::Page::kJudge);
  REQUIRE(h.desk.worked.judgement);
  REQUIRE(h.desk.worked.judgement->match.headroom);
  CHECK(*h.desk.worked.judgement->match.headroom->voltage.headroom_db > 0);
  h.desk.judged_maximum = folder.path / "other.json";
  h.settle(s);
  CHECK(*h.desk.worked.judgement->match.headroom->voltage.headroom_db < 0);
  // a newer measurement does not take its place
  folder.write("newest.json", maximum_json("an amplifier", 5).dump());
  show(h, s, folder, views::Page::kJudge);
  CHECK(*h.desk.worked.judgement->match.headroom->voltage.headroom_db < 0);
}

TEST_CASE("The driver of the load is fitted for its damping, once for each load", "[gui][panels]") {
  const Folder folder;
  folder.write("a.json", test::load_json("a load").dump());
  folder.write("amp.json", amplifier_json("an amplifier", 10).dump());
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  show(h, s, folder, views::Page::kJudge);
  REQUIRE(h.desk.worked.judgement);
  const auto fitted = h.desk.worked.fitted;
  REQUIRE(fitted);
  REQUIRE(fitted->driver);
  CHECK(fitted->driver->re.value() == Approx(32).epsilon(0.01));
  CHECK(fitted->driver->fs_hz == Approx(100).epsilon(0.01));
  const auto& checks = h.desk.worked.judgement->match.verdict.checks;
  const auto damping =
      std::find_if(checks.begin(), checks.end(), [](const auto& c) { return c.name == "damping"; });
  REQUIRE(damping != checks.end());
  CHECK(damping->outcome != verdict::Outcome::kUnknown);
  const auto before = h.desk.worked.judgement;
  h.desk.what_if.crest_db = 15;
  h.settle(s);
  CHECK(h.desk.worked.judgement != before);
  CHECK(h.desk.worked.fitted == fitted);
  // the file says something else by now: another driver
  auto other = test::load_json("a load");
  for (auto& re : other["impedance_re_ohm"]) re = 2 * re.get<double>();
  for (auto& im : other["impedance_im_ohm"]) im = 2 * im.get<double>();
  folder.write("a.json", other.dump());
  std::filesystem::last_write_time(
      folder.path / "a.json",
      std::filesystem::last_write_time(folder.path / "a.json") + std::chrono::hours(1));
  show(h, s, folder, views::Page::kJudge);
  REQUIRE(h.desk.worked.fitted->driver);
  CHECK(h.desk.worked.fitted->driver->re.value() == Approx(64).epsilon(0.01));
}

TEST_CASE("A verdict that is kept is in the library and in the report, with what was only typed",
          "[gui][panels]") {
  const Folder folder;
  folder.write("a.json", test::load_json("a load").dump());
  folder.write("amp.json", amplifier_json("an amplifier", 0.2).dump());
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  h.desk.what_if.sensitivity = "100 dB/V";
  h.desk.max_volt = "5";
  show(h, s, folder, views::Page::kJudge);
  h.press(s, 'K');
  h.settle(s);
  const auto kept = views::of_kind(h.desk.worked.listing, "match");
  REQUIRE(kept.size() == 1);
  const auto& result = kept[0]->subject->result;
  CHECK(result.at("name") == "a load on an amplifier");
  CHECK(result.at("verdict") == verdict::name_of(h.desk.worked.judgement->match.verdict.outcome));
  CHECK(result.at("notes").dump().find("Typed, not measured: the amplifier's most volts 5.00 V, sensitivity "
                                       "100 dB/V.") != std::string::npos);
  const auto report = views::write_report(folder.path, folder.path / "out");
  std::ifstream page(report.file);
  const std::string html((std::istreambuf_iterator<char>(page)), {});
  CHECK(html.find("a load on an amplifier") != std::string::npos);
  CHECK(html.find("Typed, not measured") != std::string::npos);

  h.desk.as_matrix = true;
  show(h, s, folder, views::Page::kLibrary);
  h.press(s, 'K');
  h.settle(s);
  CHECK(views::of_kind(h.desk.worked.listing, "match-matrix").size() == 1);
}
