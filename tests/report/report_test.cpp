// Facts about the page: what is in it, what cannot get into it, and that nothing of a folder is lost
// silently.
#include "report/page.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "core/error.hpp"
#include "plot_cairo/typeface.hpp"
#include "report/html.hpp"
#include "report/svg_canvas.hpp"
#include "storage/digest.hpp"
#include "storage/renamed.hpp"
#include "support/catch.hpp"
#include "support/run_program.hpp"
#include "support/well_formed.hpp"

using namespace ohmbench;
using namespace ohmbench::test;
using nlohmann::json;

namespace {

json load(const std::string& name) {
  json j = {{"format", "ohmbench"},
            {"version", 1},
            {"kind", "impedance"},
            {"name", name},
            {"program", "ohmbench 9.8.7"},
            {"created", "2026-01-02T03:04:05Z"},
            {"frequency_hz", {20.0, 200.0, 2000.0, 20000.0}},
            {"impedance_re_ohm", {32.0, 33.0, 32.0, 34.0}},
            {"impedance_im_ohm", {0.0, 1.0, 0.0, 3.0}},
            {"sigma_ohm", {0.1, 0.1, 0.1, 0.1}},
            {"summary", {{"min_ohm", 32.0}, {"min_hz", 20.0}, {"sigma_min_ohm", 0.1}}},
            {"quality", {{"dropouts", 2}, {"warnings", {"hum at 50 Hz"}}}},
            {"bench", {{"wiring", {{"sense_resistor_ohm", 33.15}}}}},
            {"calibration",
             {{"sha256", "abc123"}, {"steps", {{{"step", "open"}, {"made", "2026-01-01T00:00:00Z"}}}}}}};
  j["uncertainty"]["terms"] = {{{"name", "noise"}, {"sigma_ohm", {0.1, 0.1, 0.1, 0.1}}}};
  j["uncertainty"]["dominant"] = {{{"frequency_hz", 2000.0},
                                   {"sigma_ohm", 0.1},
                                   {"term", "noise"},
                                   {"term_sigma_ohm", 0.1},
                                   {"improvements", {{{"action", "play louder"}, {"times_better", 3.0}}}}}};
  return j;
}

json match(const std::string& verdict) {
  return {{"format", "ohmbench"},
          {"version", 1},
          {"kind", "match"},
          {"name", "a on b"},
          {"verdict", verdict},
          {"why", "because of the current"},
          {"runs_out_first",
           {{"name", "current"},
            {"frequency_hz", 553.0},
            {"headroom_db", -20.8},
            {"why", "Runs out first: current at 553 Hz, by 20.8 dB."}}},
          {"checks",
           {{{"name", "current"},
             {"verdict", verdict},
             {"value", 1.5},
             {"limit", 0.13},
             {"unit", "A"},
             {"why", "too little"}}}}};
}

report::Page page(const WorkFolder& folder) {
  return report::page_of(report::read_folder(folder.path()), plot_cairo::system_typeface());
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++n;
  return n;
}

}  // namespace

TEST_CASE("A page holds verdict, figures, key figures, budget, calibration, bench, warnings and the files") {
  const WorkFolder folder;
  const auto z = load("HD 650").dump();
  folder.write("z.json", z);
  folder.write("match.json", match("no").dump());
  const auto made = page(folder);
  CHECK(made.problems.empty());
  for (const char* words : {"HD 650", "No: they do not match", "because of the current", "by 20.8 dB", "<svg",
                            "32.00 ± 0.10 Ω", "play louder", "3 times better", "100 % of the variance",
                            "abc123", "2026-01-01 00:00:00 UTC", "33.15 Ω", "hum at 50 Hz",
                            "2 damaged periods", "ohmbench 9.8.7", "download=\"z.json\"", "2026-01-02"})
    CHECK_THAT(made.html, ContainsSubstring(words));
  CHECK_THAT(made.html, ContainsSubstring(report::data_uri("application/json", z)));
  CHECK_THAT(made.html, ContainsSubstring(storage::sha256(z)));
  CHECK(made.html.find("a on b") < made.html.find("Impedance of HD 650"));  // the verdict comes first
}

TEST_CASE("Reservations for want of knowledge alone are no verdict") {
  WorkFolder folder;
  auto m = match("marginal");
  m["enough_known"] = false;
  folder.write("match.json", m.dump());  // a check has reservations
  CHECK_THAT(page(folder).html, Catch::Contains("Marginal: they match with reservations."));
  m["checks"][0]["verdict"] = "unknown";
  folder.write("match.json", m.dump());
  CHECK_THAT(page(folder).html, Catch::Contains("Too little is known for a verdict."));
  CHECK_THAT(page(folder).html, !Catch::Contains("Marginal: they match"));
}

TEST_CASE("A page is well formed, needs nothing from outside, runs nothing, and repeats no id") {
  const WorkFolder folder;
  for (int i = 0; i < 5; ++i)
    folder.write(fmt::format("z{}.json", i), load(fmt::format("unit {}", i)).dump());
  const auto html = page(folder).html;
  const auto parsed = parse_html(html);
  CHECK(parsed.error == "");
  CHECK(std::set<std::string>(parsed.ids.begin(), parsed.ids.end()).size() == parsed.ids.size());
  CHECK(parsed.ids.size() >= 5);
  for (const char* outside : {"<script", "http:", "https:", "<link", "<img", "<iframe", "@import", "url("})
    CHECK(count(html, outside) == 0);
  for (const auto& link : parsed.links) CHECK((link.starts_with("#") || link.starts_with("data:")));
  CHECK_THAT(html, ContainsSubstring("name=\"viewport\""));
  CHECK_THAT(html, ContainsSubstring("@media print"));
  CHECK_THAT(html, ContainsSubstring("prefers-color-scheme:dark"));
}

TEST_CASE("Names and texts with markup are text on the page, wherever they stand") {
  const WorkFolder folder;
  const std::string evil = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>&amp;\x01";
  auto z = load(evil);
  z["quality"]["warnings"] = {evil};
  z["bench"] = {{evil, {{evil, evil}}}};
  z["calibration"] = {{"sha256", evil}, {"steps", {{{"step", evil}, {"made", evil}}}}};
  z["program"] = evil, z["created"] = evil;
  z["uncertainty"]["terms"][0]["name"] = evil;
  z["uncertainty"]["dominant"][0]["term"] = evil;
  z["coverage"] = {evil, evil, evil, evil};
  z["measurement"] = {{evil, evil}};
  auto m = match(evil);
  m["name"] = m["why"] = m["checks"][0]["name"] = m["checks"][0]["unit"] = m["checks"][0]["why"] = evil;
  m["runs_out_first"]["why"] = evil;
  m["notes"] = {evil};
  auto other = match("yes");
  other["kind"] = evil, other[evil] = evil;
  folder.write("<b>z.json", z.dump());
  folder.write("m\"&.json", m.dump());
  folder.write("other.json", other.dump());
  folder.write("<i>broken.json", "{");
  const auto made = page(folder);
  const auto parsed = parse_html(made.html);
  CHECK(parsed.error == "");
  CHECK(count(made.html, "<script") == 0);
  CHECK(count(made.html, "<img") == 0);
  CHECK(count(made.html, "<b>") == 0);
  CHECK(count(made.html, "<i>") == 0);
  CHECK(count(made.html, "\x01") == 0);
  for (const auto& attribute : parsed.attributes) CHECK_FALSE(attribute.starts_with("on"));
}

TEST_CASE("A file that cannot be read is named on the page with the reason, and the others are reported") {
  const WorkFolder folder;
  folder.write("z.json", load("good").dump());
  folder.write("half.json", load("half").dump().substr(0, 100));
  auto lengths = load("lengths");
  lengths["sigma_ohm"] = {1.0};
  folder.write("lengths.json", lengths.dump());
  folder.write("package.json", "{\"name\": \"of another program\"}");
  auto newer = load("newer");
  newer["uncertainty"] = "none";
  folder.write("odd.json", newer.dump());
  const auto made = page(folder);
  REQUIRE(made.problems.size() == 2);
  CHECK_THAT(made.problems[0], ContainsSubstring("half.json: is not a JSON"));
  CHECK_THAT(made.problems[1], ContainsSubstring("lengths.json"));
  for (const auto& problem : made.problems)
    CHECK_THAT(made.html, ContainsSubstring(report::escaped(problem)));
  CHECK_THAT(made.html, ContainsSubstring("Impedance: good"));
  CHECK_THAT(made.html, ContainsSubstring("Impedance: newer"));
  CHECK(count(made.html, "of another program") == 0);
}

TEST_CASE(
    "The figures of a maximum and of a driver stand in words with units; keys only where all are listed") {
  const WorkFolder folder;
  json maximum = {
      {"format", "ohmbench"},
      {"kind", "max-output"},
      {"name", "O2"},
      {"frequency_hz", 1000.0},
      {"load_ohm", 32.0},
      {"thd_n_limit_percent", 1.0},
      {"noise", {{"amplifier", {{"a_weighted_volt", 5.5e-6}, {"a_weighted_at_most", true}}}}},
      {"summary",
       {{"max_volt", 2.0},
        {"sigma_max_volt", 0.06},
        {"max_ampere", 0.0625},
        {"max_watt", 0.125},
        {"limited_by", "thd-n"},
        {"cause", "current"},
        {"reason", "with nothing connected it does not clip: the current is the limit"},
        {"told_by", "distortion"},
        {"at_0_1_percent", {{"volt", 1.9}, {"ampere", 0.0594}, {"watt", 0.113}}},
        {"short_term", {{"burst_s", 0.01}, {"volt", 2.1}, {"gain_db", -3.2e-5}, {"at_least", false}}},
        {"sustained", {{"seconds", 2.7}, {"volt", 1.9}, {"change_db", 0.001}, {"silent", false}}},
        {"uncertainty_percent", {{"inputs", 3.4e-4}}}}}};
  json fit = {{"format", "ohmbench"}, {"kind", "fit"},
              {"name", "woofer"},     {"fs_hz", 65.5},
              {"sigma_fs_hz", 0.003}, {"re_ohm", 7.0},
              {"qts", 0.69},          {"model", "le"},
              {"left_out", 0},        {"classic", {{"f1_hz", 46.0}}}};
  folder.write("max.json", maximum.dump());
  folder.write("fit.json", fit.dump());
  const auto html = page(folder).html;
  for (const char* row :
       {"greatest voltage</th><td class=\"n\">2.000 ± 0.060 V</td><td>RMS at 1.000 kHz into 32.00 Ω",
        "what ended it</th><td class=\"n\">1 % distortion and noise",
        "limit of the amplifier</th><td>its current</td><td>with nothing connected",
        "with 0.1 % distortion</th><td class=\"n\">1.900 V</td><td>59.40 mA, 113.0 mW",
        "in bursts of 10.0 ms</th><td class=\"n\">2.100 V</td><td class=\"n\">+0.00 dB re the steady tone",
        "kept for 2.7 s</th>", "noise of the amplifier</th><td class=\"n\">at most 5.5 µV",
        "resonance fs</th><td class=\"n\">65.5000 ± 0.0030 Hz", "model of the coil</th><td>le"})
    CHECK_THAT(html, ContainsSubstring(row));
  // before what is closed no row is a key
  auto open = html;
  for (auto from = open.find("<details"); from != std::string::npos; from = open.find("<details")) {
    const auto to = open.find("</details>", from);
    REQUIRE(to != std::string::npos);
    open.erase(from, to - from + 10);
  }
  for (const char* key : {"told by", "at 0 1", "short term", "uncertainty, inputs", "classic", "left out"})
    CHECK(count(open, key) == 0);
  CHECK(count(html, "<summary>All figures</summary>") == 2);
  CHECK(count(html, "classic, f1") == 1);
}

TEST_CASE("Curves of other programs are reported, each once, and what cannot be read is named") {
  const WorkFolder folder;
  const auto zma = [](const std::string& who) { return "* " + who + "\n20 8.0 0.0\n20000 9.0 1.0\n"; };
  folder.write("z.json", load("measured").dump());
  folder.write("z.zma", "* Impedance measured by ohmbench\n20 8.0 0.0\n");  // of z.json
  folder.write("DRIVER.ZMA", zma("DATS"));
  folder.write("notes.txt", "bought in May\n");
  const auto imported = zma("imported");
  folder.write("old.zma", imported);
  auto from_old = load("from old");
  from_old["import"] = {{"file", "old.zma"}, {"sha256", storage::sha256(imported)}};
  folder.write("old.json", from_old.dump());
  const auto reader = [](const std::filesystem::path& file) {
    if (file.extension() == ".txt") throw core::bad_input("holds no curve", "give a curve");
    auto curve = load(file.stem().string());
    curve.erase("bench");
    return curve;
  };
  const auto found = report::read_folder(folder.path(), reader);
  CHECK(found.results() == 3);
  REQUIRE(found.problems.size() == 1);
  CHECK_THAT(found.problems[0], ContainsSubstring("notes.txt: holds no curve"));
  const auto html = report::page_of(found, plot_cairo::system_typeface()).html;
  CHECK(count(html, "<h3>Impedance: DRIVER</h3>") == 1);
  CHECK_THAT(html, ContainsSubstring(report::data_uri("text/plain", zma("DATS"))));
  // without a reader they are not lost silently
  const auto plain = report::read_folder(folder.path());
  CHECK(plain.results() == 2);
  REQUIRE(plain.problems.size() == 2);
  CHECK_THAT(plain.problems[0], ContainsSubstring("DRIVER.ZMA: another program's file"));
}

TEST_CASE("A folder without results is refused with what was wrong, and one that is missing by its name") {
  const WorkFolder folder;
  CHECK_THROWS_WITH(report::read_folder(folder.path()), ContainsSubstring("holds no result"));
  folder.write("bad.json", "{");
  CHECK_THROWS_WITH(report::read_folder(folder.path()), ContainsSubstring("bad.json"));
  CHECK_THROWS_WITH(report::read_folder(folder.path() / "gone"), ContainsSubstring("does not exist"));
  CHECK_THROWS_WITH(report::read_folder(folder.path() / "bad.json"), ContainsSubstring("is no folder"));
}

TEST_CASE("A record's result is shown once, beside the record that vouches for it") {
  const WorkFolder folder;
  const auto shown = load("kept").dump(), alone = load("only in its record").dump();
  std::filesystem::create_directories(folder.path() / "records/one");
  std::filesystem::create_directories(folder.path() / "records/two");
  folder.write("z.json", shown);
  folder.write("records/one/result.json", shown);
  folder.write("records/one/record.json", json{{"files", {{"result.json", storage::sha256(shown)}}}}.dump());
  folder.write("records/two/result.json", alone);
  folder.write("records/two/record.json", json{{"files", {{"result.json", storage::sha256(alone)}}}}.dump());
  const auto found = report::read_folder(folder.path());
  CHECK(found.results() == 2);
  CHECK(found.records.size() == 2);
  const auto html = report::page_of(found, plot_cairo::system_typeface()).html;
  CHECK(count(html, "<h3>Impedance: kept</h3>") == 1);
  CHECK(count(html, "<h3>Impedance: only in its record</h3>") == 1);
  CHECK_THAT(html, ContainsSubstring("records/one"));
}

TEST_CASE("A result that got another name is still that of its record, and shown once") {
  const WorkFolder folder;
  const auto first = storage::as_text(load("a slip"));
  std::filesystem::create_directories(folder.path() / "records/one");
  folder.write("records/one/record.json", json{{"files", {{"result.json", storage::sha256(first)}}}}.dump());
  folder.write("records/one/result.json", first);
  const auto renamed = storage::renamed(storage::renamed(load("a slip"), "HD 650"), "HD 650 left");
  folder.write("z.json", storage::as_text(renamed));
  const auto found = report::read_folder(folder.path());
  CHECK(found.results() == 1);
  const auto html = report::page_of(found, plot_cairo::system_typeface()).html;
  CHECK(count(html, "<h3>Impedance: HD 650 left</h3>") == 1);
  CHECK_THAT(html, ContainsSubstring(">z.json<"));  // beside its record
  CHECK(storage::renamed(renamed, "a slip") == load("a slip"));
}

TEST_CASE("The same folder gives the same page") {
  const WorkFolder folder;
  folder.write("b.json", load("b").dump());
  folder.write("a.json", load("a").dump());
  CHECK(page(folder).html == page(folder).html);
}

TEST_CASE("Whatever value is replaced by another type, a page is made or the file is named") {
  const WorkFolder folder;
  std::mt19937 random(5);
  const std::vector<json> odd{nullptr,
                              true,
                              -1.5,
                              "text",
                              json::array(),
                              json::object(),
                              json::array({1, "a", nullptr}),
                              json{{"a", json::array({json::array({3})})}},
                              1e14};
  for (const auto& original : {load("z"), match("no")}) {
    const auto flat = original.flatten();
    std::vector<std::string> places;
    for (const auto& [place, value] : flat.items()) places.push_back(place);
    for (int i = 0; i < 250; ++i) {
      auto j = original;
      json::json_pointer place(places[random() % places.size()]);
      for (auto up = random() % 3; up > 0 && !place.parent_pointer().empty(); --up)
        place = place.parent_pointer();
      j[place] = odd[random() % odd.size()];
      folder.write("z.json", j.dump());
      INFO(place.to_string() << " " << j[place].dump());
      try {
        const auto html = page(folder).html;
        CHECK(parse_html(html).error == "");
      } catch (const core::Error& error) {
        CHECK_THAT(error.what(), ContainsSubstring("z.json") || ContainsSubstring("holds no result"));
      }
    }
  }
}

TEST_CASE("Escaped text has no markup, no control characters and is UTF-8") {
  CHECK(report::escaped("<a href=\"x\">&'") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
  CHECK(report::escaped("33 Ω … 😀") == "33 Ω … 😀");
  const std::string replaced = "\xEF\xBF\xBD";
  CHECK(report::escaped(std::string("a\0b", 3)) == "a" + replaced + "b");
  CHECK(report::escaped("\xC0\xAF") == replaced + replaced);                 // overlong '/'
  CHECK(report::escaped("\xED\xA0\x80").find('\xED') == std::string::npos);  // a surrogate
  CHECK(report::escaped("\xE2\x82") == replaced + replaced);                 // cut within a character
  CHECK(report::escaped("\xC2\x85") == replaced);  // a control character beyond ASCII
}

TEST_CASE("Base64 is that of RFC 4648") {
  // section 10, test vectors
  CHECK(report::base64("") == "");
  CHECK(report::base64("f") == "Zg==");
  CHECK(report::base64("fo") == "Zm8=");
  CHECK(report::base64("foo") == "Zm9v");
  CHECK(report::base64("foob") == "Zm9vYg==");
  CHECK(report::base64("fooba") == "Zm9vYmE=");
  CHECK(report::base64("foobar") == "Zm9vYmFy");
  CHECK(report::base64("\xff\xfe") == "//4=");
}

TEST_CASE(
    "A picture's colours are those of the page's style, and its texts are as wide as the layout takes them") {
  plot::Figure figure;
  figure.title = "T < U";
  figure.x = {"x", plot::Scale::kLinear, 0, 1};
  figure.left = {"y", plot::Scale::kLinear, 0, 1};
  figure.traces.push_back({"trace", {0, 1}, {0, 1}});
  const auto& metrics = plot_cairo::system_typeface();
  const auto svg =
      report::svg_of(plot::layout(figure, {400, 300}, metrics), figure.theme, metrics, "a & b", "c");
  CHECK_THAT(svg, ContainsSubstring("class=\"s-t0\""));
  CHECK_THAT(svg, ContainsSubstring("T &lt; U"));
  CHECK_THAT(svg, ContainsSubstring("aria-label=\"a &amp; b\""));
  CHECK(count(svg, "#") == 0);  // no colour that a dark page could not change
  const double width = metrics.width_px("T < U", figure.theme.font_px * 1.2);
  CHECK_THAT(svg, ContainsSubstring(fmt::format("textLength=\"{:.1f}\"", width)));
  const auto style = report::color_properties(plot::dark_theme());
  CHECK_THAT(style, ContainsSubstring("--t0:#"));
}
