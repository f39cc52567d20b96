// Facts about plot and report as a user runs them: what they write, what they refuse, what stays as it was.
#include <cmath>
#include <complex>
#include <nlohmann/json.hpp>
#include <random>

#include "refusal.hpp"
#include "support/catch.hpp"
#include "support/well_formed.hpp"

using namespace ohmbench::test;
using nlohmann::json;

namespace {

using Words = std::vector<std::string>;

json load(const std::string& name = "unit") {
  return {{"format", "ohmbench"},
          {"version", 1},
          {"kind", "impedance"},
          {"name", name},
          {"frequency_hz", {20.0, 200.0, 2000.0, 20000.0}},
          {"impedance_re_ohm", {32.0, 33.0, 32.0, 34.0}},
          {"impedance_im_ohm", {0.0, 1.0, 0.0, 3.0}},
          {"sigma_ohm", {0.1, 0.1, 0.1, 0.1}}};
}

Ran plot(const WorkFolder& folder, Words words) {
  words.insert(words.begin(), "plot");
  return run(folder, words);
}

}  // namespace

TEST_CASE("plot writes SVG, PDF and PNG, by the ending of the name") {
  const WorkFolder folder;
  folder.write("z.json", load().dump());
  check_done(plot(folder, {"z.json", "--out", "a.svg"}));
  check_done(plot(folder, {"z.json", "--out", "a.pdf"}));
  check_done(plot(folder, {"z.json", "--out", "a.PNG"}));
  CHECK(folder.read("a.svg").find("<svg") != std::string::npos);
  CHECK(folder.read("a.pdf").starts_with("%PDF"));
  const auto png = folder.read("a.PNG");
  REQUIRE(png.size() > 24);
  CHECK(png.substr(1, 3) == "PNG");
  // 190 mm at 192 dots per inch: 1436 pixels (bytes 16 … 19 of a PNG, RFC 2083, 4.1.1)
  const auto byte = [&png](std::size_t i) { return static_cast<unsigned char>(png[i]); };
  CHECK((byte(18) << 8) + byte(19) == 1436);
}

TEST_CASE("plot draws other programs' curves and says on stderr how it read them") {
  const WorkFolder folder;
  folder.write("driver.zma", "* a driver\n20 8.1 10\n200 6.2 -5\n2000 7.0 20\n20000 15 60\n");
  folder.write("z.json", load().dump());
  const auto ran = plot(folder, {"driver.zma", "z.json", "--out", "x.svg"});
  CHECK(ran.code == 0);
  CHECK_THAT(ran.err, ContainsSubstring("driver.zma"));
  CHECK_THAT(ran.err, ContainsSubstring("uncertainty is not known"));
  CHECK(folder.has("x.svg"));
  check_done(plot(folder, {"driver.zma", "--out", "y.svg", "--quiet"}));
  folder.write("result", load().dump());  // one of ours by another name
  check_done(plot(folder, {"result", "--out", "z.svg"}));
}

TEST_CASE("A fit's model runs through the points that it was fitted to, and is drawn over them") {
  const WorkFolder folder;
  auto driver = load("driver");
  for (const char* key : {"frequency_hz", "impedance_re_ohm", "impedance_im_ohm", "sigma_ohm"})
    driver[key] = json::array();
  const auto z = [](double f) {
    return 6.0 + 24.0 / std::complex<double>(1, 3 * (f / 50 - 50 / f)) + std::complex<double>(0, 1e-3 * f);
  };
  for (double f = 10; f < 20000; f *= std::pow(2.0, 1 / 12.0)) {
    driver["frequency_hz"].push_back(f);
    driver["impedance_re_ohm"].push_back(z(f).real());
    driver["impedance_im_ohm"].push_back(z(f).imag());
    driver["sigma_ohm"].push_back(1e-4 * std::abs(z(f)));
  }
  folder.write("z.json", driver.dump());
  REQUIRE(run(folder, {"fit", "z.json", "--out", "fit.json", "--quiet"}).code == 0);
  const auto modelled = json::parse(folder.read("fit.json")).at("modelled");
  const auto f_hz = modelled.at("frequency_hz").get<std::vector<double>>();
  REQUIRE(f_hz.size() > 100);
  for (std::size_t i = 0; i < f_hz.size(); ++i) {
    const std::complex<double> model(modelled.at("impedance_re_ohm")[i], modelled.at("impedance_im_ohm")[i]);
    CHECK(std::abs(model - z(f_hz[i])) < 1e-3 * std::abs(z(f_hz[i])));
  }
  check_done(plot(folder, {"z.json", "fit.json", "--out", "fit.svg"}));
}

TEST_CASE("What plot cannot draw is refused in one line, and an earlier figure stays") {
  const WorkFolder folder;
  folder.write("z.json", load().dump());
  folder.write("half.json", load().dump().substr(0, 50));
  folder.write("empty.txt", "");
  folder.write("noise.zma", std::string("\x00\x01\xff\xfe garbage", 12));
  folder.write("calibration.json", R"({"format": "ohmbench", "version": 1, "kind": "calibration"})");
  folder.write("x.svg", "earlier");
  struct Row {
    Words words;
    const char* named;
  };
  const std::vector<Row> rows{{{"missing.json", "--out", "x.svg"}, "missing.json"},
                              {{"missing.zma", "--out", "x.svg"}, "missing.zma"},
                              {{".", "--out", "x.svg"}, "."},
                              {{"half.json", "--out", "x.svg"}, "half.json"},
                              {{"empty.txt", "--out", "x.svg"}, "empty.txt"},
                              {{"noise.zma", "--out", "x.svg"}, "noise.zma"},
                              {{"calibration.json", "--out", "x.svg"}, "calibration"},
                              {{"z.json", "--out", "x.bmp"}, ".svg"},
                              {{"z.json", "--out", "no/where.svg"}, "no/where.svg"},
                              {{"z.json", "--out", "x.svg", "--width", "0mm"}, "0mm"},
                              {{"z.json", "--out", "x.svg", "--width", "1e9"}, "--width"},
                              {{"z.json", "--out", "x.svg", "--height", "nan"}, "--height"},
                              {{"z.json", "--out", "x.png", "--width", "20000px", "--dpi", "2400"}, "pixels"},
                              {{"z.json", "--out", "x.svg", "--figure", "cake"}, "cake"},
                              {{"z.json", "--out", "x.svg", "--figure", "thd"}, "max-output"},
                              {{"z.json", "--out", "x.svg", "--figure", "uncertainty"}, "uncertainty"},
                              {{"z.json", "--out", "x.svg", "--from", "100", "--to", "50"}, "--to"},
                              {{"z.json", "--out", "x.svg", "--log-ohm", "--least-ohm", "0"}, "logarithmic"},
                              {{"z.json", "--out", ""}, "--out"}};
  for (const auto& row : rows) {
    INFO(row.named);
    check_refused(plot(folder, row.words), kUsage, {row.named});
  }
  CHECK(folder.read("x.svg") == "earlier");
  CHECK_FALSE(folder.has("x.png"));
}

TEST_CASE("Results with values of the wrong type are drawn or refused, never worse") {
  const WorkFolder folder;
  std::mt19937 random(11);
  auto rich = load();
  rich["uncertainty"]["terms"] = {{{"name", "noise"}, {"sigma_ohm", {0.1, 0.1, 0.1, 0.1}}}};
  rich["coverage"] = {"none", "exact", "exact", "extrapolated"};
  rich["distortion"] = {{"frequency_hz", {100.0}}};
  rich["measurement"] = {{"load_volt", 1.0}};
  const std::vector<json> odd{nullptr,        false, "text", json::array(),
                              json::object(), -1.0,  1e14,   json::array({"a"})};
  const auto flat = rich.flatten();
  std::vector<std::string> places;
  for (const auto& [place, value] : flat.items()) places.push_back(place);
  const std::vector<std::string> figures{"impedance",   "nyquist",    "epdr",
                                         "uncertainty", "distortion", "response"};
  for (int i = 0; i < 60; ++i) {
    auto j = rich;
    json::json_pointer place(places[random() % places.size()]);
    if (random() % 2 == 0 && !place.parent_pointer().empty()) place = place.parent_pointer();
    j[place] = odd[random() % odd.size()];
    folder.write("z.json", j.dump());
    const auto figure = figures[random() % figures.size()];
    INFO(place.to_string() << " " << j[place].dump() << " " << figure);
    const auto ran = plot(folder, {"z.json", "--figure", figure, "--out", "x.svg"});
    if (ran.code == 0)
      check_done(ran);
    else
      check_refused(ran, kUsage, {});
  }
}

TEST_CASE(
    "report writes one page of a folder, names what it left out, and keeps an earlier page if it cannot") {
  const WorkFolder folder;
  std::filesystem::create_directories(folder.path() / "in/below");
  std::filesystem::create_directories(folder.path() / "empty");
  folder.write("in/z.json", load("<script>alert(1)</script>").dump());
  folder.write("in/below/z.json", load("second").dump());
  check_done(run(folder, {"report", "in", "--out", "page.html"}));
  const auto page = folder.read("page.html");
  CHECK(parse_html(page).error == "");
  CHECK_THAT(page, ContainsSubstring("second"));
  CHECK(page.find("<script") == std::string::npos);

  folder.write("in/broken.json", "{\"format\"");
  const auto ran = run(folder, {"report", "in", "--out", "page.html"});
  CHECK(ran.code == 0);
  CHECK(lines(ran.err) == 1);
  CHECK_THAT(ran.err, ContainsSubstring("broken.json"));
  CHECK_THAT(folder.read("page.html"), ContainsSubstring("broken.json"));

  folder.write("page.html", "earlier");
  check_refused(run(folder, {"report", "empty", "--out", "page.html"}), kUsage, {"empty", "no result"});
  check_refused(run(folder, {"report", "gone", "--out", "page.html"}), kUsage, {"gone", "does not exist"});
  check_refused(run(folder, {"report", "in/z.json", "--out", "page.html"}), kUsage, {"z.json", "no folder"});
  check_refused(run(folder, {"report", "", "--out", "page.html"}), kUsage, {"folder"});
  CHECK(folder.read("page.html") == "earlier");
  for (const char* out : {"no/where.html", "in"}) {
    const auto refused = run(folder, {"report", "in", "--out", out});
    CHECK(refused.code == kUsage);
    CHECK_THAT(refused.err, ContainsSubstring(out));
  }
}

TEST_CASE("A disk that gets full while a page or a figure is written leaves the earlier one") {
  const WorkFolder folder;
  std::filesystem::create_directories(folder.path() / "in");
  folder.write("in/z.json", load().dump());
  folder.write("page.html", "earlier");
  folder.write("x.svg", "earlier");
  RunOptions small;
  small.most_bytes = 3000;
  check_refused(run(folder, {"report", "in", "--out", "page.html"}, small), kUsage, {"page.html"});
  check_refused(run(folder, {"plot", "in/z.json", "--out", "x.svg"}, small), kUsage, {"x.svg"});
  CHECK(folder.read("page.html") == "earlier");
  CHECK(folder.read("x.svg") == "earlier");
}
