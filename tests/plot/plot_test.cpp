// Facts about axes, texts and layouts that no canvas is needed for.
#include <cmath>

#include "plot/axis.hpp"
#include "plot/layout.hpp"
#include "plot/recording_canvas.hpp"
#include "plot/reduce.hpp"
#include "plot/text_fit.hpp"
#include "support/catch.hpp"

using namespace ohmbench::plot;

namespace {

/// Every character half an em wide.
class Typewriter : public TextMetrics {
 public:
  double width_px(std::string_view text, double size_px) const override {
    double characters = 0;
    for (const char c : text) characters += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    return 0.5 * size_px * characters;
  }
};

std::vector<std::string> texts(const Axis& axis, int most) {
  std::vector<std::string> result;
  for (const auto& tick : ticks_of(axis, most)) {
    if (!tick.text.empty()) result.push_back(tick.text);
  }
  return result;
}

Figure resonance() {
  Figure figure;
  figure.title = "A load";
  figure.x = {"frequency / Hz", Scale::kLog, 20, 20000, TickText::kPrefixed};
  figure.left = {"ohm", Scale::kLinear, 0, 60};
  figure.right = Axis{"phase", Scale::kLinear, -90, 90};
  Trace ohm{"magnitude", {}, {}};
  Band band;
  for (int i = 0; i < 2000; ++i) {
    const double f = 20 * std::pow(1000, i / 1999.0);
    ohm.x.push_back(f);
    ohm.y.push_back(8 + 40 / (1 + std::pow(3 * (f / 90 - 90 / f), 2)));
    band.x.push_back(f), band.lower.push_back(ohm.y.back() - 1), band.upper.push_back(ohm.y.back() + 1);
  }
  figure.bands = {band};
  figure.traces = {ohm};
  figure.notes = {{90, 48, "48 ohm at 90 Hz"}, {2000, 8, "least 8 ohm"}};
  figure.rules = {{8, "rated 8 ohm"}};
  figure.caption = {
      "A sentence that tells how it was measured, long enough to need two lines or more when it is narrow."};
  return figure;
}

std::string drawn(const Figure& figure, Size size) {
  RecordingCanvas canvas;
  draw(layout(figure, size, Typewriter()), canvas);
  return canvas.log();
}

}  // namespace

TEST_CASE("A logarithmic axis is marked at 1, 2 and 5, or at 1 alone where there is little room") {
  const Axis axis{"", Scale::kLog, 20, 20000, TickText::kPrefixed};
  CHECK(texts(axis, 12) ==
        std::vector<std::string>{"20", "50", "100", "200", "500", "1k", "2k", "5k", "10k", "20k"});
  CHECK(texts(axis, 5) == std::vector<std::string>{"100", "1k", "10k"});
  CHECK(ticks_of(axis, 12).size() == 28);  // 9 a decade, and both ends
}

TEST_CASE("A linear axis is marked in round steps, with as many decimals as they need") {
  CHECK(texts({"", Scale::kLinear, 0, 1}, 5) ==
        std::vector<std::string>{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"});
  CHECK(texts({"", Scale::kLinear, -0.5, 0.5}, 4) ==
        std::vector<std::string>{"-0.50", "-0.25", "0.00", "0.25", "0.50"});
  CHECK(texts({"", Scale::kLinear, 0, 700}, 4) == std::vector<std::string>{"0", "200", "400", "600"});
}

TEST_CASE("A logarithmic band within one decade has four texts and lines at least, not its ends alone") {
  for (const auto& [from, to] : {std::pair{30.0, 40.0},
                                 {100.0, 110.0},
                                 {3.0, 4.9},
                                 {10.0, 20.0},
                                 {10000.0, 20000.0},
                                 {200.0, 1000.0},
                                 {0.1, 0.2},
                                 {50.0, 500.0}}) {
    INFO(from << " " << to);
    for (const int most : {4, 6, 10, 20}) {
      const Axis axis{"", Scale::kLog, from, to, TickText::kPrefixed};
      const auto names = texts(axis, most);
      CHECK(names.size() >= 4);
      CHECK(ticks_of(axis, most).size() >= names.size());
    }
  }
  CHECK(texts({"", Scale::kLog, 10, 20}, 6) == std::vector<std::string>{"10", "12", "14", "16", "18", "20"});
}

TEST_CASE("Places and values of an axis undo each other") {
  for (const auto scale : {Scale::kLinear, Scale::kLog}) {
    const Axis axis{"", scale, 20, 20000};
    for (const double value : {20.0, 90.0, 1000.0, 20000.0})
      CHECK(value_at(axis, part_of(axis, value)) == Approx(value).epsilon(1e-12));
  }
  CHECK_FALSE(std::isfinite(part_of({"", Scale::kLog, 1, 10}, 0)));
}

TEST_CASE("Rounding out never cuts anything off, and a span of nothing becomes one") {
  for (const auto& [low, high] :
       {std::pair{0.13, 0.97}, {-3.2, 8.1}, {5.0, 5.0}, {0.0, 0.0}, {-1e-9, 1e-9}}) {
    Axis axis{"", Scale::kLinear, low, high};
    round_out(axis, 8);
    CHECK(axis.from <= low);
    CHECK(axis.to >= high);
    CHECK(axis.to > axis.from);
  }
  Axis log{"", Scale::kLog, 3.1, 420};
  round_out_log(log);
  CHECK(log.from == Approx(2));
  CHECK(log.to == Approx(500));
  Axis none{"", Scale::kLog, 0, 0};
  round_out_log(none);
  CHECK(none.to > none.from);
}

TEST_CASE("Neighbouring lines differ in their dashes, and no two of 28 in dash and colour") {
  const auto colors = white_theme().traces.size();
  for (std::size_t i = 0; i < 28; ++i) {
    if (i > 0 && i < 21) CHECK(dash_of(i) != dash_of(i - 1));  // then dotted ones
    for (std::size_t k = 0; k < i; ++k) CHECK_FALSE((i % colors == k % colors && dash_of(i) == dash_of(k)));
  }
}

TEST_CASE("Many points become as many as can be seen, and keep what stands out") {
  std::vector<Point> points;
  for (int i = 0; i < 100000; ++i) points.push_back({i / 200.0, std::sin(i * 0.01)});
  points[54321].y = 50;
  const auto few = reduce(points);
  CHECK(few.size() <= 4 * 501);
  CHECK(std::any_of(few.begin(), few.end(), [](Point p) { return p.y == 50; }));
  CHECK(std::is_sorted(few.begin(), few.end(), [](Point a, Point b) { return a.x < b.x; }));
  CHECK(few.front().x == points.front().x);
  CHECK(few.back().x == points.back().x);
}

TEST_CASE("Texts are cut between characters, and wrapped at blanks") {
  const Typewriter metrics;
  CHECK(cut("impedance", 45, 10, metrics) == "impedance");
  CHECK(cut("impedance", 40, 10, metrics) == "impedan\u2026");
  CHECK(cut("\u03a9\u03a9\u03a9\u03a9", 15, 10, metrics) == "\u03a9\u03a9\u2026");
  CHECK(wrap("one two three", 40, 10, metrics) == std::vector<std::string>{"one two", "three"});
  CHECK(wrap("", 40, 10, metrics).empty());
  CHECK(wrap("is 120 mW.", 35, 10, metrics) == std::vector<std::string>{"is", "120 mW."});
  CHECK(wrap("of 33 \u03a9 at 5 kHz", 50, 10, metrics) ==
        std::vector<std::string>{"of 33 \u03a9 at", "5 kHz"});
  CHECK(wrap("in 2026 more", 35, 10, metrics) == std::vector<std::string>{"in 2026", "more"});
}

TEST_CASE("The same figure is drawn the same, and everything lies within the picture") {
  const auto figure = resonance();
  CHECK(drawn(figure, {800, 500}) == drawn(figure, {800, 500}));
  for (const Size size : {Size{800, 500}, Size{320, 200}, Size{160, 120}, Size{3000, 2000}}) {
    const Typewriter metrics;
    const auto l = layout(figure, size, metrics);
    for (const auto& ink : l.inks) {
      if (const auto* text = std::get_if<TextInk>(&ink)) {
        const double width = metrics.width_px(text->text, text->style.size_px);
        const double back = text->style.anchor == Anchor::kLeft     ? 0
                            : text->style.anchor == Anchor::kCentre ? width / 2
                                                                    : width;
        INFO(size.width << " " << text->text);
        if (text->style.upwards) continue;
        CHECK(text->at.x - back >= -0.5);
        CHECK(text->at.x - back + width <= size.width + 0.5);
        CHECK(text->at.y <= size.height);
        CHECK(text->at.y >= 0);
      }
    }
  }
}

TEST_CASE("Notes hide neither each other nor their points") {
  auto figure = resonance();
  figure.notes.push_back({95, 47, "another, very near"});
  figure.notes.push_back({86, 47, "and one more"});
  const auto l = layout(figure, {800, 500}, Typewriter());
  std::vector<Rect> veils;
  for (std::size_t i = 0; i + 1 < l.inks.size(); ++i) {
    const auto* veil = std::get_if<RectInk>(&l.inks[i]);
    if (veil != nullptr && std::holds_alternative<MarkerInk>(l.inks[i + 1])) veils.push_back(veil->rect);
  }
  REQUIRE(veils.size() == 4);
  for (std::size_t i = 0; i < veils.size(); ++i) {
    for (std::size_t k = i + 1; k < veils.size(); ++k) CHECK_FALSE(veils[i].overlaps(veils[k]));
  }
}

TEST_CASE("Notes do not hide the text of a rule beneath them") {
  auto figure = resonance();
  figure.rules = {{8, "rated 8 ohm, by a rule that has a long name"}};
  for (const Size size : {Size{321, 227}, Size{500, 300}, Size{800, 500}}) {
    INFO(size.width);
    const Typewriter metrics;
    const auto l = layout(figure, size, metrics);
    Rect rule{};
    for (const auto& ink : l.inks) {
      const auto* text = std::get_if<TextInk>(&ink);
      if (text == nullptr || !text->text.starts_with("rated")) continue;
      const double em = text->style.size_px;
      rule = {text->at.x, text->at.y - em / 2, metrics.width_px(text->text, em), em};
    }
    REQUIRE(rule.width > 0);
    for (std::size_t i = 0; i + 1 < l.inks.size(); ++i) {
      const auto* veil = std::get_if<RectInk>(&l.inks[i]);
      if (veil != nullptr && std::holds_alternative<MarkerInk>(l.inks[i + 1]))
        CHECK_FALSE(veil->rect.overlaps(rule));
    }
  }
}

TEST_CASE("A gap in a trace is a gap in its line, and what a logarithmic axis cannot show is none") {
  auto figure = resonance();
  figure.bands.clear(), figure.notes.clear(), figure.rules.clear();
  figure.left.scale = Scale::kLog, figure.left.from = 1;
  figure.traces[0].y[1000] = std::nan("");
  figure.traces[0].y[1500] = -1;
  const auto l = layout(figure, {800, 500}, Typewriter());
  const auto color = figure.theme.trace(0);
  const auto lines = std::count_if(l.inks.begin(), l.inks.end(), [&color](const Ink& ink) {
    const auto* line = std::get_if<LineInk>(&ink);
    return line != nullptr && line->stroke.color.r == color.r && line->stroke.color.b == color.b &&
           line->points.size() > 2;
  });
  CHECK(lines == 3);
}

TEST_CASE("With equal scales a circle is round") {
  Figure figure;
  figure.x = {"", Scale::kLinear, -1, 1};
  figure.left = {"", Scale::kLinear, -1, 1};
  figure.equal_scales = true;
  const auto l = layout(figure, {900, 400}, Typewriter());
  const auto o = l.place(0, 0, Side::kLeft), x = l.place(1, 0, Side::kLeft), y = l.place(0, 1, Side::kLeft);
  CHECK(x.x - o.x == Approx(o.y - y.y));
  CHECK(l.x.to - l.x.from == Approx(1.25 * 2));  // and the plot is narrower, not the axis endless
  CHECK(l.plot.x > 900 - l.plot.right() - l.plot.width);
  CHECK(l.plot.right() < 800);
}

TEST_CASE("An axis that goes downwards has all its texts") {
  auto figure = resonance();
  figure.right = Axis{"falling", Scale::kLog, 1000, 1};
  const auto log = drawn(figure, {800, 500});
  for (const char* text : {"\"1000\"", "\"100\"", "\"10\"", "\"1\""})
    CHECK(log.find(text) != std::string::npos);
}

TEST_CASE("Legend and caption leave the plot its room in a small figure") {
  auto figure = resonance();
  figure.traces.assign(4, figure.traces[0]);
  for (auto& trace : figure.traces) trace.label = "a name of many letters for a trace";
  figure.caption.assign(4, figure.caption[0]);
  const auto l = layout(figure, {321, 227}, Typewriter());
  CHECK(l.plot.height > 0.25 * 227);
}

TEST_CASE("A matrix has a cell for each pair, in the colour of its verdict") {
  Figure figure;
  figure.map = HeatMap{{"a", "b"},
                       {"x", "y", "z"},
                       {{Mood::kPass, "yes"}, {Mood::kFail, "no"}, {}, {}, {Mood::kMarginal, "~"}, {}}};
  const auto log = drawn(figure, {600, 300});
  CHECK(log.find("\"yes\"") != std::string::npos);
  CHECK(log.find("#009e73ff") != std::string::npos);
  CHECK(log.find("#d55e00ff") != std::string::npos);
}

TEST_CASE("Each cell of a matrix is found where it is drawn, and none beside it") {
  Figure figure;
  figure.map = HeatMap{{"a", "b"}, {"x", "y", "z"}, std::vector<HeatMap::Cell>(6)};
  const auto l = layout(figure, {600, 300}, Typewriter());
  for (std::size_t row = 0; row < 2; ++row)
    for (std::size_t column = 0; column < 3; ++column) {
      const auto r = rect_of(*figure.map, l.plot, {row, column});
      const auto found = cell_at(*figure.map, l, {r.x + r.width / 2, r.y + r.height / 2});
      REQUIRE(found);
      CHECK(found->row == row);
      CHECK(found->column == column);
    }
  CHECK(!cell_at(*figure.map, l, {l.plot.x - 1, l.plot.y + 5}));
  CHECK(!cell_at(*figure.map, l, {l.plot.x + 5, l.plot.bottom()}));
  CHECK(!cell_at(HeatMap{}, l, {300, 150}));
}
