// Facts about figures of what stands behind a curve: uncertainty, distortion, model, coverage.
#include <cmath>
#include <complex>

#include "core/error.hpp"
#include "figures/figures.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using nlohmann::json;

namespace {

json load() {
  return {{"format", "ohmbench"},
          {"version", 1},
          {"kind", "impedance"},
          {"name", "woofer"},
          {"frequency_hz", {10.0, 100.0, 1000.0, 10000.0}},
          {"impedance_re_ohm", {8.0, 8.0, 8.0, 8.0}},
          {"impedance_im_ohm", {0.0, 0.0, 1.0, 5.0}},
          {"sigma_ohm", {0.5, 0.05, 0.05, 0.05}}};
}

figures::Subject subject(json j) {
  return figures::subject_of(std::move(j), "z.json");
}

plot::Figure figure(const json& j, const char* name) {
  const std::vector one{subject(j)};
  return figures::figure_of(one, name, {});
}

std::size_t finite(const plot::Trace& trace) {
  std::size_t count = 0;
  for (const double y : trace.y) count += std::isfinite(y) ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("Causes of uncertainty are drawn with the largest first, and those that do not matter not at all") {
  auto j = load();
  j["uncertainty"]["terms"] = {{{"name", "noise"}, {"sigma_ohm", {0.4, 0.01, 0.01, 0.01}}},
                               {{"name", "resistor"}, {"sigma_ohm", {0.1, 0.04, 0.04, 0.04}}},
                               {{"name", "nothing"}, {"sigma_ohm", {0.0, 0.0, 0.0, 0.0}}},
                               {{"name", "a trace"}, {"sigma_ohm", {1.0, 1e-7, 1e-7, 1e-7}}}};
  const auto f = figure(j, "uncertainty");
  REQUIRE(f.traces.size() == 3);
  CHECK(f.traces[0].label == "together");
  CHECK(f.traces[1].label == "resistor");  // in the band of 20 Hz to 20 kHz, where noise is 0.01 ohm
  CHECK(f.traces[2].label == "noise");
  CHECK(f.traces[2].x == std::vector{100.0, 1000.0, 10000.0});
  CHECK(f.left.scale == plot::Scale::kLog);
  CHECK(f.left.from <= 0.01);
  CHECK(f.left.to >= 0.05);
}

TEST_CASE("An uncertainty that is missing or does not fit the curve is refused") {
  CHECK_THROWS_AS(figure(load(), "uncertainty"), core::Error);
  auto j = load();
  j["uncertainty"] = 3;
  CHECK_THROWS_AS(figure(j, "uncertainty"), core::Error);
  j["uncertainty"] = {{"terms", {{{"name", "noise"}, {"sigma_ohm", {0.1, 0.1}}}}}};
  CHECK_THROWS_AS(figure(j, "uncertainty"), core::Error);
}

TEST_CASE("Distortion that was found is drawn with dots, and what is only a bound looks different") {
  auto j = load();
  const json found = {{"even_db", {-120.0, -60.0, -118.0}},
                      {"odd_db", {-120.0, -119.0, -118.0}},
                      {"even_is_bound", {true, false, true}},
                      {"odd_is_bound", {true, true, true}}};
  j["distortion"] = {
      {"frequency_hz", {100.0, 1000.0, 10000.0}}, {"load_node", found}, {"source_node", found}};
  const auto f = figure(j, "distortion");
  REQUIRE(f.traces.size() == 8);
  CHECK(f.traces[0].dots);
  CHECK(finite(f.traces[0]) == 1);
  CHECK(f.traces[0].y[1] == -60.0);
  CHECK(f.traces[1].faint);
  CHECK(finite(f.traces[1]) == 3);  // the bounds, up to the point that was found
  CHECK(finite(f.traces[2]) == 0);
  CHECK(f.traces[2].label.empty());
  CHECK_THAT(f.traces[3].label, ContainsSubstring("nothing found"));
  CHECK(f.left.from <= -120);
  CHECK(f.left.to >= -60);
  CHECK(f.left.to < 0);
  j["distortion"]["load_node"]["even_is_bound"] = json::array({true});
  CHECK_THROWS_AS(figure(j, "distortion"), core::Error);
}

TEST_CASE("What lies beyond the calibration is a pale trace of its own that joins the sure one") {
  auto j = load();
  j["frequency_hz"] = {30.0, 100.0, 1000.0, 10000.0};
  j["coverage"] = {"none", "exact", "exact", "extrapolated"};
  const auto f = figure(j, "impedance");
  REQUIRE(f.traces.size() == 3);
  CHECK(finite(f.traces[0]) == 2);
  CHECK_FALSE(f.traces[0].faint);
  CHECK(f.traces[1].faint);
  CHECK(finite(f.traces[1]) == 4);  // two beyond, and the two that they join
  bool said = false;
  for (const auto& line : f.caption) said = said || line.find("calibrated") != std::string::npos;
  CHECK(said);
  for (const char* all : {"exact", "none"}) {
    j["coverage"] = {all, all, all, all};
    CHECK(figure(j, "impedance").traces.size() == 2);
  }
}

TEST_CASE("A model is drawn over what it was fitted to, with what it leaves unexplained") {
  json fit = {{"format", "ohmbench"},
              {"version", 1},
              {"kind", "fit"},
              {"name", "woofer"},
              {"model", "le"},
              {"fs_hz", 45.0},
              {"residual_percent", 1.25},
              {"modelled",
               {{"frequency_hz", {100.0, 1000.0, 10000.0}},
                {"impedance_re_ohm", {8.0, 8.0, 8.0}},
                {"impedance_im_ohm", {0.0, 0.9, 5.1}}}}};
  const std::vector both{subject(load()), subject(fit)};
  const auto f = figures::figure_of(both, "", {});
  REQUIRE(f.traces.size() == 3);
  CHECK(f.traces[0].label == "measured");
  CHECK(f.traces.back().label == "model");
  CHECK(f.traces.back().y[2] == Approx(std::hypot(8.0, 5.1)));
  CHECK_THAT(f.caption.front(), ContainsSubstring("1.2"));
  // never over another load; of several, over its own
  auto other = load();
  other["name"] = "another";
  for (auto& ohm : other["impedance_re_ohm"]) ohm = 1.1 * ohm.get<double>();
  CHECK_THROWS_AS(figures::figure_of(std::vector{subject(other), subject(fit)}, "fit", {}), core::Error);
  const auto own = figures::figure_of(std::vector{subject(other), subject(fit), subject(load())}, "fit", {});
  CHECK(own.traces[0].y == f.traces[0].y);
  CHECK_THROWS_AS(figures::figure_of(std::vector{subject(fit), subject(fit)}, "fit", {}), core::Error);
  const auto overlay = figures::figure_of(std::vector{subject(other), subject(fit), subject(load())}, "", {});
  CHECK(overlay.title.find("Model") == std::string::npos);
  const auto alone = figure(fit, "");
  REQUIRE(alone.traces.size() == 1);
  CHECK(alone.traces[0].label == "model");
  fit.erase("modelled");
  CHECK_THROWS_AS(figure(fit, ""), core::Error);
}

TEST_CASE("A part of the band changes neither the least nor the rated impedance of a load") {
  auto j = load();
  const auto text_of = [](const plot::Figure& f, const char* word) {
    for (const auto& note : f.notes)
      if (note.text.find(word) != std::string::npos) return note.text;
    for (const auto& rule : f.rules)
      if (rule.text.find(word) != std::string::npos) return rule.text;
    return std::string();
  };
  const std::vector one{subject(j)};
  const auto whole = figures::figure_of(one, "impedance", {});
  REQUIRE_THAT(text_of(whole, "least"), ContainsSubstring(" Hz"));
  figures::Look look;
  look.from_hz = 5000;
  look.least_ohm = 1;
  const auto part = figures::figure_of(one, "impedance", look);
  CHECK(text_of(part, "least").empty());  // it is beside the picture
  CHECK(text_of(part, "rated") == text_of(whole, "rated"));
  CHECK(!text_of(whole, "rated").empty());
  CHECK(text_of(figures::figure_of(one, "epdr", {}), "EPDR") != "");
}

TEST_CASE("Phase and EPDR are as uncertain as the impedance that they follow from") {
  auto j = load();
  j["impedance_im_ohm"] = {0.0, 0.0, 0.0, 0.0};
  j["noise_ohm"] = {0.0, 0.0, 0.0, 0.0};  // 0.05 of 8 ohm is common to all points
  const auto uncertain = [&](const char* name) {
    for (const auto& trace : figure(j, name).traces)
      if (trace.uncertain.size() == trace.x.size() && !trace.x.empty()) return trace.uncertain[1];
    return -1.0;
  };
  const double two_sigma = 2 * 0.05 / 8;  // relative, in any direction
  CHECK(uncertain("impedance") == Approx(two_sigma * 180 / M_PI));
  // EPDR of a resistor is itself; a phase of φ radians takes √3 φ of it, more than the magnitude does
  CHECK(uncertain("epdr") == Approx(two_sigma * 8 * std::sqrt(3.0)));
  j.erase("sigma_ohm"), j.erase("noise_ohm");
  CHECK(uncertain("epdr") == -1);
}

TEST_CASE("A curve of another program is given no date: that it was read today says nothing") {
  auto j = load();
  j["created"] = "2026-11-21T12:00:00Z";
  const auto dated = [](const plot::Figure& f) {
    return std::any_of(f.caption.begin(), f.caption.end(),
                       [](const std::string& line) { return line.find("2026-11-21") != std::string::npos; });
  };
  CHECK(dated(figure(j, "")));
  j["import"] = {{"file", "a.zma"}, {"sha256", "00"}};
  CHECK(!dated(figure(j, "")));
}

TEST_CASE("Texts on the colours of verdicts have a contrast of 4.5 to 1, in both themes") {
  const auto luminance = [](plot::Color c) {
    const auto part = [](double v) { return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * part(c.r) + 0.7152 * part(c.g) + 0.0722 * part(c.b);
  };
  const auto contrast = [&](plot::Color a, plot::Color b) {
    const double x = luminance(a) + 0.05, y = luminance(b) + 0.05;
    return std::max(x, y) / std::min(x, y);
  };
  for (const auto* theme : {&plot::white_theme(), &plot::dark_theme()}) {
    for (const auto mood : {theme->pass, theme->marginal, theme->fail, theme->unknown})
      CHECK(contrast(mood, theme->mood_ink) >= 4.5);
    CHECK(contrast(theme->ink, theme->ground) >= 7);
    CHECK(contrast(theme->faint, theme->ground) >= 4.5);
    // lines must be seen, not read: WCAG 2, 1.4.11 asks for 3 to 1; two light ones of the palette miss it
    for (const auto index : {0, 1, 2, 6})
      CHECK(contrast(theme->trace(static_cast<std::size_t>(index)), theme->ground) >= 3);
  }
}
