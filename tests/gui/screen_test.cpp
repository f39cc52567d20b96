// Facts about the screen: texts as wide as on paper, the same verbs as on paper, keys that are not lost,
// cursors and zoom.
#include <imgui.h>

#include "plot_cairo/typeface.hpp"
#include "screen/imgui_canvas.hpp"
#include "screen/input.hpp"
#include "screen/plot_view.hpp"
#include "support/catch.hpp"

using namespace ohmbench;

namespace {

struct Context {
  Context() {
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ImGui::GetIO().DisplaySize = {800, 600};
  }
  ~Context() { ImGui::DestroyContext(); }
};

plot::Figure figure() {
  plot::Figure f;
  f.x = {"frequency / Hz", plot::Scale::kLog, 20, 20000};
  f.left = {"|Z| / Ω", plot::Scale::kLinear, 0, 100};
  f.traces.push_back({"magnitude", {20, 200, 2000, 20000}, {10, 20, 40, std::nan("")}});
  f.bands.push_back({{20, 200, 2000}, {9, 18, 38}, {11, 22, 42}});
  return f;
}

}  // namespace

TEST_CASE("Texts on the screen are as wide as on paper, within half a pixel", "[screen]") {
  const Context context;
  const auto& typeface = plot_cairo::system_typeface();
  for (const double scale : {1.0, 2.0}) {
    ImGui::GetIO().Fonts->Clear();
    const screen::Fonts fonts(*ImGui::GetIO().Fonts, typeface.file(), scale);
    ImDrawList list(ImGui::GetDrawListSharedData());
    const screen::ImGuiCanvas canvas(list, fonts, {0, 0});
    for (const double em : {9.6, 11.0, 12.0, 14.4, 20.0, 34.0})
      for (const char* text : {"frequency / Hz", "least 334 Ω at 9.87 kHz", "0.05 % ± 2σ", "|Zout| / Ω",
                               "HD 800 S: 940 mV at the load, 33.0 Ω sense resistor, uncertainty 0.05 %"}) {
        CAPTURE(scale, em, text);
        CHECK(canvas.drawn_width_px(text, em) == Approx(typeface.width_px(text, em)).margin(0.5));
      }
  }
}

TEST_CASE("A figure is drawn with vertices that indices of 16 bits reach", "[screen]") {
  const Context context;
  const auto& typeface = plot_cairo::system_typeface();
  const screen::Fonts fonts(*ImGui::GetIO().Fonts, typeface.file(), 1);
  ImDrawList list(ImGui::GetDrawListSharedData());
  list._ResetForNewFrame();
  list.PushClipRectFullScreen();
  list.PushTextureID(nullptr);
  list.Flags |= ImDrawListFlags_AllowVtxOffset | ImDrawListFlags_AntiAliasedLines;
  screen::ImGuiCanvas canvas(list, fonts, {0, 0});
  std::vector<plot::Point> points(100000), lower(100000);
  for (std::size_t i = 0; i < points.size(); ++i)
    points[i] = {static_cast<double>(i) / 200, i % 2 ? 10.0 : 20.0}, lower[i] = {points[i].x, 30};
  canvas.polyline(points, {{1, 1, 1, 1}, 1.5});
  canvas.polyline(points, {{1, 1, 1, 1}, 1.5, plot::Dash::kDashed});
  canvas.band(points, lower, {1, 0, 0, 0.3});
  canvas.text({50, 50}, "Ω upwards", {12, {1, 1, 1, 1}, plot::Anchor::kCentre, true});
  REQUIRE(list.CmdBuffer.Size > 1);
  for (const auto& command : list.CmdBuffer)
    for (unsigned i = 0; i < command.ElemCount; ++i)
      REQUIRE(command.VtxOffset + list.IdxBuffer[static_cast<int>(command.IdxOffset + i)] <
              static_cast<unsigned>(list.VtxBuffer.Size));
}

TEST_CASE("A key pressed and released between two frames is seen, once, and not while somebody types",
          "[screen]") {
  screen::Input input;
  input.press({'C', false, false});
  CHECK(!input.take('C'));
  input.begin_frame();
  CHECK(!input.take('C', true));
  CHECK(input.take('C'));
  CHECK(!input.take('C'));
  input.press({'C', false, false});
  input.press({'Z', true, false});
  input.press({'S', true, false});
  input.press({screen::kEscape, false, false});
  input.give_focus("a text");
  input.focus("a text", true), input.caret_in("a text");
  input.begin_frame();
  CHECK(!input.take('C'));
  CHECK(input.take(screen::kEscape));
  CHECK(!input.take('Z', true));  // undoes in the text, and not a removal of files
  CHECK(input.take('S', true));
}

TEST_CASE("Letters are for a text from the Tab that leads to it up to the Enter that leaves it", "[screen]") {
  screen::Input input;
  const auto draw = [&](bool caret) {
    input.focus("a list");
    input.focus("a text", true);
    if (caret) input.caret_in("a text");
  };
  const auto press = [&](int key) { input.press({key, false, false}); };
  draw(false);
  input.begin_frame(), draw(false);
  press(screen::kTab), press('A');
  input.begin_frame(), draw(false);
  CHECK(input.take('A'));  // a list has no use for letters
  press(screen::kTab), press('B');
  input.begin_frame(), draw(false);
  CHECK(input.focused() == "a text");
  CHECK(!input.take('B'));
  press('C');
  input.begin_frame(), draw(true);  // it has got the caret only now
  CHECK(!input.take('C'));
  for (int i = 0; i < 5; ++i) input.begin_frame(), draw(true);
  press('D');
  input.begin_frame(), draw(true);
  CHECK(!input.take('D'));
  press(screen::kEnter), press('E');
  input.begin_frame(), draw(false);
  CHECK(!input.take(screen::kEnter));
  CHECK(input.take('E'));
  press('F');
  input.begin_frame(), draw(false);
  CHECK(input.take('F'));
  press(screen::kTab), press('G');  // round to the list again
  input.begin_frame(), draw(false);
  CHECK(input.take('G'));
}

TEST_CASE("The cursor reads values and uncertainty, and a gap has none", "[screen]") {
  const auto f = figure();
  const auto at = screen::read_at(f, 200 * std::sqrt(10.0));  // half way on a log axis
  REQUIRE(at.values.size() == 1);
  CHECK(at.values[0].y == Approx(30));
  REQUIRE(at.values[0].half_band);
  CHECK(*at.values[0].half_band == Approx(2));
  CHECK(screen::read_at(f, 10000).values.empty());
  CHECK(screen::read_at(f, 5).values.empty());
  CHECK(!screen::read_at(f, 20000).values.size());
}

TEST_CASE("A curve that x does not order is read at its nearest point, with what runs along it", "[screen]") {
  plot::Figure f;
  f.x = {"Re Z / Ω", plot::Scale::kLinear, 0, 20};
  f.left = {"Im Z / Ω", plot::Scale::kLinear, -10, 10};
  plot::Trace circle;
  for (int i = 0; i <= 90; ++i) {
    const double turn = 4 * i * 3.14159265358979 / 180;
    circle.x.push_back(10 + 5 * std::cos(turn)), circle.y.push_back(5 * std::sin(turn));
    circle.along.push_back(100.0 + i), circle.uncertain.push_back(0.2);
  }
  circle.along_unit = "Hz";
  f.traces = {circle};
  CHECK(screen::read_at(f, 12).values.empty());  // it has two values there, and neither is the one
  const auto l = plot::layout(f, {600, 400}, plot_cairo::system_typeface());
  auto at = l.place(10, 5, plot::Side::kLeft);
  at.x += 3, at.y -= 5;
  const auto point = screen::nearest_point(f, l, at);
  REQUIRE(point);
  CHECK(point->x == Approx(10).margin(0.4));
  CHECK(point->y == Approx(5).margin(0.05));
  CHECK(*point->along == Approx(122.5).margin(1));
  CHECK(screen::line_of(f.x, 10, point->uncertain) == "Re Z  10.00 ± 0.20 Ω (2 sigma)");
  at.y -= 60;
  CHECK(!screen::nearest_point(f, l, at));
  CHECK(*screen::point_along(f, 0.0)->along == 100);
  CHECK(*screen::point_along(f, 1.0)->along == 190);
  f.traces[0].x.clear(), f.traces[0].y.clear();
  CHECK(!screen::point_along(f, 0.5));
}

TEST_CASE("A reading has its unit, with a prefix where the unit takes one", "[screen]") {
  CHECK(screen::in_words(0.3517, "Ω") == "351.7 mΩ");
  CHECK(screen::in_words(0.13117, "%") == "0.1312 %");
  CHECK(screen::in_words(-10.064, "°") == "-10.06 °");
}

TEST_CASE("Zooming keeps what is under the mouse in its place", "[screen]") {
  screen::View view;
  view.zoom(0.25, 0.5, 0.5);
  CHECK(view.x_from + 0.25 * (view.x_to - view.x_from) == Approx(0.25));
  CHECK(view.x_to - view.x_from == Approx(0.5));
  view.pan(1, 0);
  CHECK(view.x_to - view.x_from == Approx(0.5));
  for (int i = 0; i < 200; ++i) view.zoom(0.5, 0.5, 0.5);
  CHECK(view.x_to - view.x_from >= 1e-3);
  const auto f = screen::seen(figure(), {0, 0.5, 0, 1});
  CHECK(f.x.from == Approx(20));
  CHECK(f.x.to == Approx(20 * std::sqrt(1000.0)));
}
