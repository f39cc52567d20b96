// Facts about Publish: what is offered, what is typed about axes and size, and the file that comes of it.
#include <fstream>
#include <iterator>

#include "figures/figures.hpp"
#include "headless.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using test::amplifier_json;
using test::Folder;
using test::Headless;

namespace {

bool offers(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Width and height that a PNG says it has.
std::pair<unsigned, unsigned> png_size(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  REQUIRE(bytes.size() > 24);
  const auto number = [&](std::size_t at) {
    unsigned value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value * 256 + static_cast<unsigned char>(bytes[at + i]);
    return value;
  };
  return {number(16), number(20)};
}

/// The one file in a folder.
std::filesystem::path file_in(const std::filesystem::path& folder) {
  const std::vector<std::filesystem::path> all{std::filesystem::directory_iterator(folder), {}};
  REQUIRE(all.size() == 1);
  return all.front();
}

}  // namespace

TEST_CASE("Only figures that can be are offered, and a chosen one that cannot be any more is let go",
          "[gui][publish]") {
  const Folder folder;
  folder.write("a.json", test::load_json("a load").dump());
  folder.write("b.json", amplifier_json("an amplifier", 1).dump());
  const auto load = test::entry_of(test::load_json("a load"));
  const auto possible = figures::possible_figures(std::span(load->subject.get(), 1));
  CHECK(offers(possible, "impedance"));
  CHECK(offers(possible, "epdr"));
  CHECK(!offers(possible, "matrix"));
  CHECK(!offers(possible, "output-impedance"));
  CHECK(possible == std::vector<std::string>{"impedance", "nyquist", "epdr", "response"});
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  h.desk.ticked = {folder.path / "a.json", folder.path / "b.json"};
  show(h, s, folder, views::Page::kPublish);
  CHECK(offers(h.desk.worked.possible, "damping"));
  CHECK(!offers(h.desk.worked.possible, "thd"));
  h.desk.figure = "damping";
  h.settle(s);
  REQUIRE(h.desk.worked.published);
  CHECK(h.desk.worked.published->left.label.find("damping") != std::string::npos);
  h.desk.ticked = {folder.path / "a.json"};
  ++h.desk.tick_changes;
  h.settle(s);
  CHECK(h.desk.figure.empty());
  CHECK(h.desk.worked.publish_problem.empty());
  CHECK(h.desk.worked.published->title.find("a load") != std::string::npos);
}

TEST_CASE("The axes are as typed, and nothing is written while they are wrong", "[gui][publish]") {
  const Folder folder;
  folder.write("a.json", test::load_json("a load").dump());
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  h.desk.exports = folder.path / "out";
  h.desk.fold_axes = true;
  show(h, s, folder, views::Page::kPublish);
  CHECK(h.desk.worked.published->x.from == 20);
  h.desk.from_hz = "10";
  h.desk.to_hz = "40k";
  h.desk.rated_ohm = "32";
  h.desk.ohms = 2;
  h.settle(s);
  const auto& figure = *h.desk.worked.published;
  CHECK(figure.x.from == 10);
  CHECK(figure.x.to == 40000);
  CHECK(figure.left.scale == plot::Scale::kLog);
  const auto is_rated = [](const plot::Rule& rule) { return rule.text.find("32") != std::string::npos; };
  CHECK(std::any_of(figure.rules.begin(), figure.rules.end(), is_rated));
  for (const auto* wrong : {"50k", "-3", "4oo"}) {
    h.desk.from_hz = wrong;
    h.frame(s), h.frame(s);
    h.desk.fold_axes = false;  // it cannot be hidden
    h.settle(s);
    CHECK(h.desk.fold_axes);
    h.press(s, 'W');
    h.settle(s);
    CHECK(!std::filesystem::exists(h.desk.exports));
  }
  h.desk.from_hz = "";
  h.settle(s);
  h.press(s, 'W');
  h.settle(s);
  CHECK(std::filesystem::exists(h.desk.exports));
}

TEST_CASE("A picture has the dots that were asked for", "[gui][publish]") {
  const Folder folder;
  folder.write("a.json", test::load_json("a load").dump());
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  h.desk.exports = folder.path / "out";
  h.desk.format = 2;
  h.desk.width_mm = "127", h.desk.height_mm = "76.2";  // 5 by 3 inches
  h.desk.dpi = "100";
  show(h, s, folder, views::Page::kPublish);
  for (const auto* wrong : {"7", "1e9", "fine", ""}) {
    h.desk.dpi = wrong;
    h.settle(s);
    h.press(s, 'W');
    h.settle(s);
    CHECK(!std::filesystem::exists(h.desk.exports));
  }
  h.desk.dpi = "100";
  h.settle(s);
  h.press(s, 'W');
  h.settle(s);
  CHECK(png_size(file_in(h.desk.exports)) == std::pair{500U, 300U});
}

TEST_CASE("Letters that the font lacks are told, and told no more when the title is another",
          "[gui][publish]") {
  const Folder folder;
  folder.write("a.json", test::load_json("ヘッドホン").dump());
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  show(h, s, folder, views::Page::kPublish);
  REQUIRE(h.desk.worked.published);
  CHECK(h.desk.worked.lacking_letters.find("ヘ (U+30D8), ッ (U+30C3), ド (U+30C9), …") != std::string::npos);
  h.desk.title = "Ein Kopfhörer, Ω und Ж";
  h.desk.with_caption = false;
  h.settle(s);
  CHECK(h.desk.worked.lacking_letters.empty());
}

TEST_CASE("A file of a figure has the letters of its title, whatever their language", "[views][publish]") {
  const Folder folder;
  const auto load = test::entry_of(test::load_json("a load"));
  auto figure = figures::figure_of(std::span(load->subject.get(), 1), "", {});
  const auto written = [&](const std::string& title) {
    figure.title = title;
    return views::write_figure(figure, {300, 200}, folder.path, "svg").filename().string();
  };
  CHECK(written("Наушники: 32 Ω / левый") == "Наушники--32-Ω---левый.svg");
  std::string many;
  for (int i = 0; i < 60; ++i) many += "Ж";  // two bytes each
  std::string forty;
  for (int i = 0; i < 40; ++i) forty += "Ж";
  CHECK(written(many) == forty + ".svg");
  CHECK(written("x" + many) == "x" + forty.substr(0, 78) + ".svg");
  CHECK(written("../../etc") == "------etc.svg");
}
