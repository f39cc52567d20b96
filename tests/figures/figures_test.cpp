// Facts about recipes: what is in a figure of which results.
#include "figures/figures.hpp"

#include <cmath>
#include <complex>

#include "core/error.hpp"
#include "plot/layout.hpp"
#include "plot/recording_canvas.hpp"
#include "plot_cairo/typeface.hpp"
#include "results_of_tests.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using namespace ohmbench::test;
using nlohmann::json;

namespace {

std::string drawn(const plot::Figure& figure) {
  plot::RecordingCanvas canvas;
  plot::draw(plot::layout(figure, {800, 500}, plot_cairo::system_typeface()), canvas);
  return canvas.log();
}

}  // namespace

TEST_CASE("An impedance is drawn with phase, uncertainty, least value, resonance and rated impedance") {
  const std::vector subjects{subject(load_result("woofer"))};
  const auto figure = figures::figure_of(subjects, "", {});
  REQUIRE(figure.right);
  CHECK(figure.bands.size() == 1);
  CHECK(figure.traces.size() == 2);
  CHECK(figure.traces[1].dash == plot::Dash::kDashed);
  const auto log = drawn(figure);
  CHECK(log.find("at 50.0 Hz") != std::string::npos);  // the resonance, although the coil is higher at 20 kHz
  CHECK(log.find("least 6.") != std::string::npos);
  CHECK(log.find("rated 6.00 \u03a9 (80 % rule)") != std::string::npos);  // nobody has said so
  figures::Look maker;
  maker.rated_ohm = 8;
  CHECK(figures::figure_of(subjects, "", maker).rules[0].text == "rated 8.00 \u03a9");
  CHECK(log.find("100 mV at the load, 10.0 \u03a9 sense resistor, uncertainty 0.1 %") != std::string::npos);
  CHECK(log.find("ohmbench 0.1.0") != std::string::npos);
}

TEST_CASE("Linear ohms share their grid with the phase") {
  figures::Look look;
  look.ohms = figures::OhmScale::kLinear;
  const std::vector subjects{subject(load_result("woofer"))};
  const auto figure = figures::impedance_figure(subjects, look);
  CHECK(figure.left.at.size() == figure.right->at.size());
  CHECK(figure.left.from == 0);
}

TEST_CASE("A curve whose phase or uncertainty is not known says so and invents neither") {
  auto j = load_result("traced");
  j["phase_known"] = false;
  j.erase("sigma_ohm");
  const std::vector subjects{subject(j)};
  const auto figure = figures::impedance_figure(subjects, {});
  CHECK_FALSE(figure.right);
  CHECK(figure.bands.empty());
  CHECK(figure.traces.size() == 1);
  CHECK(drawn(figure).find("uncertainty not known, phase not known") != std::string::npos);
  CHECK_THROWS_AS(figures::response_figure(subjects, {}), core::Error);
}

TEST_CASE(
    "Several loads are overlaid by name, in colours and dashes that differ, with what they have in common") {
  std::vector<figures::Subject> subjects;
  for (int i = 0; i < 9; ++i) subjects.push_back(subject(load_result("load " + std::to_string(i), 1 + i)));
  const auto figure = figures::impedance_figure(subjects, {});
  CHECK(figure.traces.size() == 9);
  CHECK(figure.traces[1].dash != figure.traces[0].dash);  // in grey print too
  CHECK(figure.traces[2].dash != figure.traces[1].dash);
  CHECK_FALSE(figure.right);
  CHECK_THAT(figure.caption[0], ContainsSubstring("Phase left out"));
  CHECK(figure.caption[1] ==
        "9 results: 100 mV at the load, 10.0 Ω sense resistor, uncertainty 0.1 % near 1 kHz (1 sigma), "
        "2026-01-02");
  for (std::size_t i = 0; i < 9; ++i) {
    for (std::size_t k = i + 1; k < 9; ++k) {
      const bool same = figure.traces[i].color % 7 == figure.traces[k].color % 7 &&
                        figure.traces[i].dash == figure.traces[k].dash;
      CHECK_FALSE(same);
    }
  }
}

TEST_CASE("The response of a load is re 1 kHz, for measured and for stated sources") {
  const std::vector subjects{subject(load_result("woofer")), subject(amplifier_result("amp", 2))};
  const auto measured = figures::figure_of(subjects, "", {});
  REQUIRE(measured.traces.size() == 1);
  figures::Look look;
  look.source_ohm = {2, 10};
  const auto stated = figures::figure_of(std::span(subjects).first(1), "response", look);
  REQUIRE(stated.traces.size() == 2);
  const auto& y = measured.traces[0].y;
  REQUIRE(y.size() == stated.traces[0].y.size());
  for (std::size_t i = 0; i < y.size(); ++i) CHECK(y[i] == Approx(stated.traces[0].y[i]).margin(1e-9));
  const auto highest = *std::max_element(y.begin(), y.end());
  // at 50 Hz |Z| is 30.0 ohm; at 1 kHz 6 + 3j and a little of the resonance: about 1.5 dB between them
  CHECK(highest > 1.0);
  CHECK(highest < 2.5);
}

TEST_CASE("Output impedance, damping, distortion, power and limits are drawn from their results") {
  const std::vector subjects{subject(load_result("woofer")), subject(amplifier_result("amp", 0.5)),
                             subject(maximum_result())};
  for (const auto& name : figures::figure_names()) {
    if (name == "headroom" || name == "matrix" || name == "spectrum" || name == "fit") continue;
    if (name == "uncertainty" || name == "distortion") continue;
    INFO(name);
    const auto figure = figures::figure_of(subjects, name, {});
    CHECK_FALSE(figure.traces.empty());
    CHECK(drawn(figure).size() > 1000);
  }
  const auto damping = figures::figure_of(subjects, "damping", {});
  for (const double factor : damping.traces[0].y) CHECK(factor == Approx(12));  // 6 ohm rated over 0.5
  const auto zout = figures::figure_of(subjects, "output-impedance", {});
  CHECK(zout.traces.size() == 2);  // the curve, and below what it could not be told from zero
}

TEST_CASE("A damping factor of an output impedance that could not be told from zero is a floor, not a fact") {
  auto amplifier = amplifier_result("amp", 0.5e-3);
  const auto points = amplifier["frequency_hz"].size();
  for (std::size_t i = 0; i < points; ++i) {
    amplifier["sigma_ohm"][i] = 0.3e-3;
    // beyond 5 kHz the bench sees it
    const bool seen = amplifier["frequency_hz"][i].get<double>() > 5000;
    amplifier["impedance_re_ohm"][i] = seen ? 8e-3 : 0.5e-3;
    amplifier["detection_limit_ohm"][i] = 1.7e-3;
  }
  figures::Look look;
  look.rated_ohm = 8;
  const std::vector subjects{subject(amplifier)};
  const auto figure = figures::damping_figure(subjects, look);
  REQUIRE(figure.traces.size() == 2);
  const auto& known = figure.traces[0];
  const auto& floor = figure.traces[1];
  CHECK(floor.dash == plot::Dash::kDotted);
  CHECK_THAT(floor.label, ContainsSubstring("at least"));
  REQUIRE(figure.bands.size() == 1);
  for (std::size_t i = 0; i < known.x.size(); ++i) {
    INFO(known.x[i]);
    if (known.x[i] > 5000) {
      CHECK(known.y[i] == Approx(1000));
      CHECK(figure.bands[0].lower[i] == Approx(8 / 8.6e-3));
      CHECK(figure.bands[0].upper[i] == Approx(8 / 7.4e-3));
    } else {
      CHECK(std::isnan(known.y[i]));
      CHECK(std::isnan(figure.bands[0].upper[i]));
      CHECK(floor.y[i] == Approx(8 / 1.7e-3));  // 4706, not the 16 000 of the noise
    }
  }
  CHECK(drawn(figure).find("at least 4710 at 1 kHz") != std::string::npos);
  CHECK(figure.left.to < 10000);
}

TEST_CASE("A flat damping factor has an axis that can be read, and a band") {
  figures::Look look;
  look.rated_ohm = 8;
  const std::vector subjects{subject(amplifier_result("amp", 0.5))};
  const auto figure = figures::damping_figure(subjects, look);
  CHECK(figure.bands.size() == 1);
  const auto layout = plot::layout(figure, {720, 450}, plot_cairo::system_typeface());
  int names = 0, lines = 0;
  for (const auto& ink : layout.inks) {
    if (const auto* text = std::get_if<plot::TextInk>(&ink))
      names += text->style.anchor == plot::Anchor::kRight && !text->style.upwards;
    if (const auto* line = std::get_if<plot::LineInk>(&ink))
      lines += line->points.size() == 2 && line->points[0].y == line->points[1].y &&
               line->points[1].x == layout.plot.right() && line->points[0].y > layout.plot.y &&
               line->points[0].y < layout.plot.bottom();
  }
  CHECK(names >= 4);
  CHECK(lines >= 3);
}

TEST_CASE(
    "Maxima of different amplifiers or frequencies are not joined, and only what ended one is a limit") {
  const std::vector subjects{
      subject(maximum_of("A", 1000, 8, 0.9, "current")), subject(maximum_of("B", 1000, 300, 4.5, "voltage")),
      subject(maximum_of("A", 1000, 300, 7.0, "voltage")), subject(maximum_of("A", 20, 32, 2.0, "limit"))};
  const auto figure = figures::power_figure(subjects, {});
  CHECK(figure.left.label == "power / W");
  std::vector<const plot::Trace*> measured, limits, floors;
  for (const auto& trace : figure.traces) {
    (trace.dots ? measured : trace.dash == plot::Dash::kDashed ? limits : floors).push_back(&trace);
  }
  REQUIRE(measured.size() == 3);
  CHECK(measured[0]->label == "A at 1.00 kHz");
  CHECK(measured[0]->x == std::vector<double>{8, 300});
  CHECK(measured[1]->x.size() == 1);
  CHECK(measured[2]->label == "A at 20.0 Hz");
  REQUIRE(limits.size() == 3);  // A: 7 V and 112 mA; B: 4.5 V; at 20 Hz none, the bench's own limit ended it
  CHECK(limits[0]->label == "A: 7.00 V across any load");
  CHECK(limits[1]->label == "A: 112 mA into any load");
  CHECK(limits[2]->label == "B: 4.50 V across any load");
  REQUIRE(floors.size() == 3);
  CHECK(floors[0]->label == "B: at least 15.0 mA into a lower load");
  CHECK(floors[0]->x.back() == Approx(300));
  CHECK(floors[1]->label == "A: at least 2.00 V across a higher load");
  CHECK(floors[1]->x.front() == Approx(32));
  // a floor and a limit meet at what was measured
  CHECK(floors[0]->y.back() == Approx(4.5 * 4.5 / 300));
}

TEST_CASE("A result that holds sweeps of several frequencies is drawn with all of them") {
  auto both = maximum_of("A", 1000, 8, 4, "voltage");
  for (const double f_hz : {1000.0, 20.0}) {
    auto sweep = maximum_of("A", f_hz, 8, f_hz / 250, "voltage");
    for (const char* head : {"format", "version", "kind", "name"}) sweep.erase(head);
    both["sweeps"].push_back(sweep);
  }
  const std::vector subjects{subject(both)};
  const auto thd = figures::figure_of(subjects, "thd", {});
  REQUIRE(thd.traces.size() == 4);
  CHECK(thd.traces[2].label == "A at 20.0 Hz into 8.00 Ω");
  CHECK(thd.traces[2].x.back() == Approx(0.08));
  const auto power = figures::figure_of(subjects, "power", {});
  CHECK(std::count_if(power.traces.begin(), power.traces.end(), [](const auto& t) { return t.dots; }) == 2);
}

TEST_CASE("Two loads have solid magnitudes and dashed phases, and the caption says so") {
  const std::vector subjects{subject(load_result("a")), subject(load_result("b", 2))};
  const auto figure = figures::impedance_figure(subjects, {});
  REQUIRE(figure.right);
  for (const auto& trace : figure.traces)
    CHECK(trace.dash == (trace.side == plot::Side::kRight ? plot::Dash::kDashed : plot::Dash::kSolid));
  CHECK(figure.caption[0] == "Dashed: phase (right axis).");
}

TEST_CASE("Captions say what a limit, a target and a maximum are") {
  const std::vector amplifiers{subject(amplifier_result("a", 0.5)), subject(amplifier_result("b", 5))};
  CHECK_THAT(figures::figure_of(amplifiers, "", {}).caption[0], ContainsSubstring("told from zero"));
  const std::vector maxima{subject(maximum_of("A", 1000, 8, 4, "voltage"))};
  CHECK(
      figures::figure_of(maxima, "", {}).caption[0] ==
      "A: 1.00 kHz into 8.00 Ω, ended by 1 % THD+N (20 Hz to 20 kHz), cause: voltage, volts ± 3 % (1 sigma)");
  auto match = match_result();
  match["checks"] = {{{"name", "voltage"}, {"limit", 6.72}}, {{"name", "current"}, {"limit", 0.131}}};
  const auto headroom = figures::figure_of(std::vector{subject(match)}, "", {});
  CHECK(headroom.caption[0] ==
        "Target: 97 dB SPL at the peaks (crest factor 15 dB), which takes 10.0 V by the load's sensitivity. "
        "The "
        "amplifier gives 6.72 V, 131 mA.");
}

TEST_CASE("Headroom that is the same for two causes is one line with both names") {
  auto match = match_result();
  match["headroom_over_frequency"]["power_db"] = {3.01, 4.0, 5.0};
  const auto figure = figures::figure_of(std::vector{subject(match)}, "", {});
  REQUIRE(figure.traces.size() == 2);
  CHECK(figure.traces[0].label == "voltage and power");
}

TEST_CASE(
    "In Stereophile's manner a load up to 20 ohm stands on 2 ohm a division, and another on its own grid") {
  figures::Look look;
  figures::apply_preset("stereophile", look);
  const std::vector low{subject(load_result("low", 0.2))}, high{subject(load_result("high", 2))};
  const auto fits = figures::impedance_figure(low, look);
  CHECK(fits.left.from == 0);
  CHECK(fits.left.to == 20);
  REQUIRE(fits.left.at.size() == 11);
  CHECK(fits.left.at[1] == 2);
  REQUIRE(fits.right);
  CHECK(fits.right->names == std::vector<std::string>{"-90", "-45", "0", "45", "90"});
  CHECK(figures::impedance_figure(high, look).left.to > 60);
  // what fits no other figure is left to itself
  const std::vector amplifier{subject(amplifier_result("amp", 0.5))};
  CHECK(figures::figure_of(amplifier, "", look).left.to < 2);
}

TEST_CASE("A band of uncertainty lies within the axis, unless it is wider than a factor of two") {
  auto j = load_result("unsure");
  double most = 0;
  for (std::size_t i = 0; i < j["sigma_ohm"].size(); ++i) {
    const double ohm =
        std::hypot(j["impedance_re_ohm"][i].get<double>(), j["impedance_im_ohm"][i].get<double>());
    j["sigma_ohm"][i] = 0.15 * ohm;
    most = std::max(most, j["frequency_hz"][i] >= 20 && j["frequency_hz"][i] <= 20000 ? 1.3 * ohm : 0);
  }
  for (const auto scale : {figures::OhmScale::kLinear, figures::OhmScale::kLog}) {
    figures::Look look;
    look.ohms = scale;
    CHECK(figures::impedance_figure(std::vector{subject(j)}, look).left.to >= most);
  }
  for (auto& sigma : j["sigma_ohm"]) sigma = 1000.0;
  CHECK(figures::impedance_figure(std::vector{subject(j)}, {}).left.to < 500);
}

TEST_CASE("The right axis of an output impedance reads the damping factor where a rated impedance is known") {
  const std::vector subjects{subject(amplifier_result("amp", 0.5))};
  CHECK_FALSE(figures::output_impedance_figure(subjects, {}).right);
  figures::Look look;
  look.rated_ohm = 8;
  const auto figure = figures::output_impedance_figure(subjects, look);
  REQUIRE(figure.right);
  CHECK(figure.right->label == "damping factor re 8.00 Ω");
  for (const double ohm : {0.02, 0.5})
    CHECK(plot::value_at(*figure.right, plot::part_of(figure.left, ohm)) == Approx(8 / ohm));
}

TEST_CASE("A Nyquist plot passes through every point and is round between them") {
  const auto j = load_result("woofer");
  const std::vector subjects{subject(j)};
  figures::Look look;
  look.from_hz = 30, look.to_hz = 80;  // on the loop
  const auto trace = figures::nyquist_figure(subjects, look).traces.at(0);
  REQUIRE(trace.along.size() == trace.x.size());  // for who reads it
  CHECK(std::is_sorted(trace.along.begin(), trace.along.end()));
  std::size_t found = 0, inside = 0;
  for (std::size_t i = 0; i < j["frequency_hz"].size(); ++i) {
    const double f = j["frequency_hz"][i];
    if (f < 30 || f > 80) continue;
    ++inside;
    for (std::size_t k = 0; k < trace.x.size(); ++k)
      found += trace.x[k] == j["impedance_re_ohm"][i] && trace.y[k] == j["impedance_im_ohm"][i];
  }
  CHECK(found == inside);
  CHECK(trace.x.size() > 3 * inside);
  // the loop is a circle of 24 ohm about 18 + 0.15j ohm, but for the coil
  for (std::size_t k = 0; k < trace.x.size(); ++k)
    CHECK(std::hypot(trace.x[k] - 18, trace.y[k] - 0.15) == Approx(12).epsilon(0.012));
}

TEST_CASE("The box of volts and amperes tells a limit from what is there at least, for every maximum") {
  std::vector subjects{subject(load_result("woofer")), subject(maximum_of("A", 1000, 8, 0.9, "current"))};
  const auto one = figures::volt_ampere_figure(subjects, {});
  CHECK(one.title == "Current over voltage at 900 mV RMS");
  const auto& volts = one.traces[one.traces.size() - 2];
  const auto& amperes = one.traces.back();
  CHECK(volts.label == "at least 900 mV RMS");
  CHECK(volts.dash == plot::Dash::kDotted);
  CHECK(amperes.label == "no more than 112 mA RMS");
  CHECK(amperes.dash == plot::Dash::kDashed);
  CHECK(volts.x.back() == Approx(0.9 * std::sqrt(2)));
  subjects.push_back(subject(maximum_of("B", 1000, 300, 4.5, "voltage")));
  const auto two = figures::volt_ampere_figure(subjects, {});
  CHECK(two.traces.size() == one.traces.size() + 2);
  CHECK(two.title == "Current over voltage at 4.50 V RMS, the amplifier's full voltage");
  CHECK_THAT(two.caption[0], ContainsSubstring("B at 1.00 kHz into 300 Ω"));
}

TEST_CASE("A figure that its results do not hold is refused with what is missing") {
  const std::vector subjects{subject(amplifier_result("amp", 0.5))};
  CHECK_THROWS_WITH(figures::figure_of(subjects, "impedance", {}), ContainsSubstring("kind impedance"));
  CHECK_THROWS_WITH(figures::figure_of(subjects, "damping", {}), ContainsSubstring("rated"));
  CHECK_THROWS_AS(figures::figure_of({}, "", {}), core::Error);
  json bad = load_result("x");
  bad["impedance_im_ohm"].erase(0);
  CHECK_THROWS_AS(subject(bad), core::Error);
  bad = load_result("x");
  bad["frequency_hz"][3] = 1.0;
  CHECK_THROWS_AS(subject(bad), core::Error);
}

TEST_CASE("Headroom is drawn with gaps where it is not known, and a matrix by its verdicts") {
  json match = {{"format", "ohmbench"},
                {"kind", "match"},
                {"name", "a on b"},
                {"headroom_over_frequency",
                 {{"frequency_hz", {20, 1000, 20000}},
                  {"voltage_db", {3, 4, 5}},
                  {"current_db", {1, nullptr, 7}},
                  {"power_db", {nullptr, nullptr, nullptr}}}}};
  const std::vector one{subject(match)};
  const auto figure = figures::figure_of(one, "", {});
  CHECK(figure.traces.size() == 2);
  CHECK(std::isnan(figure.traces[1].y[1]));
  json matrix = {
      {"format", "ohmbench"},
      {"kind", "match-matrix"},
      {"name", "m"},
      {"loads", {"a"}},
      {"amplifiers", {"x", "y"}},
      {"cells", json::array({json::array(
                    {{{"verdict", "marginal"}, {"enough_known", false}, {"marginal", json::array()}},
                     {{"verdict", "no"}, {"enough_known", false}}})})}};
  const std::vector all{subject(matrix)};
  const auto map = figures::figure_of(all, "", {});
  REQUIRE(map.map);
  CHECK(map.map->cells[0].mood == plot::Mood::kUnknown);
  CHECK(map.map->cells[1].mood == plot::Mood::kFail);
  matrix["amplifiers"].push_back("z");
  CHECK_THROWS_AS(figures::figure_of(std::vector{subject(matrix)}, "", {}), core::Error);
}
