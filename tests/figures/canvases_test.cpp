// Facts about all recipes on all canvases: paper, the report's page and the screen are given the same, and
// set texts as wide as the layout took them to be.
#include <cairo.h>
#include <fmt/format.h>
#include <imgui.h>

#include <functional>
#include <memory>

#include "plot/layout.hpp"
#include "plot/recording_canvas.hpp"
#include "plot_cairo/cairo_canvas.hpp"
#include "plot_cairo/typeface.hpp"
#include "report/svg_canvas.hpp"
#include "results_of_tests.hpp"
#include "screen/fonts.hpp"
#include "screen/imgui_canvas.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using namespace ohmbench::test;

namespace {

constexpr double kPxPerMm = 96 / 25.4;

struct Place {
  plot::Size size;
  bool dark;
};
/// A page, a journal's column, a panel of the dashboard.
const std::vector<Place> kPlaces{
    {{190 * kPxPerMm, 120 * kPxPerMm}, false}, {{85 * kPxPerMm, 60 * kPxPerMm}, false}, {{1000, 620}, true}};

plot::Figure figure_for(const std::string& recipe, const Place& place) {
  figures::Look look;
  look.theme = plot::fitted(place.dark ? plot::dark_theme() : plot::white_theme(), place.size.width);
  return figures::figure_of(subjects_for(recipe), recipe, look);
}

std::string recorded(const plot::Layout& layout) {
  plot::RecordingCanvas canvas;
  plot::draw(layout, canvas);
  return canvas.log();
}

/// Every recipe at every place.
void for_each_figure(const std::function<void(const plot::Figure&, const plot::Layout&)>& check) {
  for (const auto& recipe : figures::figure_names()) {
    for (const auto& place : kPlaces) {
      INFO(recipe << " " << place.size.width);
      const auto figure = figure_for(recipe, place);
      check(figure, plot::layout(figure, place.size, plot_cairo::system_typeface()));
    }
  }
}

struct Surface {
  cairo_surface_t* surface = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, nullptr);
  cairo_t* context = cairo_create(surface);
  ~Surface() {
    cairo_destroy(context);
    cairo_surface_destroy(surface);
  }
  plot::Rect inked() const {
    plot::Rect r;
    cairo_recording_surface_ink_extents(surface, &r.x, &r.y, &r.width, &r.height);
    return r;
  }
};

struct Screen {
  Screen() {
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ImGui::GetIO().DisplaySize = {2000, 2000};
    fonts = std::make_unique<screen::Fonts>(*ImGui::GetIO().Fonts, plot_cairo::system_typeface().file(), 1.0);
    ImGui::NewFrame();
  }
  ~Screen() {
    ImGui::EndFrame();
    ImGui::DestroyContext();
  }
  std::unique_ptr<screen::Fonts> fonts;
};

/// Where a text lies that is not turned, from left to right.
std::pair<double, double> span_of(const plot::TextInk& ink) {
  const double width = plot_cairo::system_typeface().width_px(ink.text, ink.style.size_px);
  const double left = ink.at.x - (ink.style.anchor == plot::Anchor::kCentre  ? width / 2
                                  : ink.style.anchor == plot::Anchor::kRight ? width
                                                                             : 0);
  return {left, left + width};
}

std::vector<plot::TextInk> texts_of(const plot::Layout& layout) {
  std::vector<plot::TextInk> texts;
  for (const auto& ink : layout.inks) {
    if (const auto* text = std::get_if<plot::TextInk>(&ink)) texts.push_back(*text);
  }
  return texts;
}

}  // namespace

TEST_CASE("The layout of every recipe is the same for whoever measures texts with the one font") {
  // a second reading of the font's file, as another thread or the report has it
  const plot_cairo::Typeface own(plot_cairo::system_typeface().file());
  std::size_t layouts = 0;
  for_each_figure([&](const plot::Figure& figure, const plot::Layout& layout) {
    const auto on_paper = recorded(layout);
    CHECK(on_paper == recorded(plot::layout(figure, layout.size, own)));
    CHECK(on_paper.size() > 1000);
    ++layouts;
  });
  CHECK(layouts == 16 * kPlaces.size());
}

TEST_CASE(
    "Texts of every recipe are as wide on paper and on the screen as in the layout, within half a pixel") {
  const auto& typeface = plot_cairo::system_typeface();
  const Surface paper;
  plot_cairo::CairoCanvas on_paper(paper.context, typeface);
  const Screen screen;
  const screen::ImGuiCanvas on_screen(*ImGui::GetForegroundDrawList(), *screen.fonts, {0, 0});
  double worst_paper = 0, worst_screen = 0;
  for_each_figure([&](const plot::Figure&, const plot::Layout& layout) {
    for (const auto& ink : texts_of(layout)) {
      const double size = ink.style.size_px;
      const double wanted = typeface.width_px(ink.text, size);
      worst_paper = std::max(worst_paper, std::abs(on_paper.drawn_width_px(ink.text, size) - wanted));
      worst_screen = std::max(worst_screen, std::abs(on_screen.drawn_width_px(ink.text, size) - wanted));
    }
  });
  CHECK(worst_paper <= 0.5);
  CHECK(worst_screen <= 0.5);
}

TEST_CASE("Cairo puts every text of every recipe where the layout has it") {
  const auto& typeface = plot_cairo::system_typeface();
  for_each_figure([&](const plot::Figure&, const plot::Layout& layout) {
    for (const auto& ink : texts_of(layout)) {
      if (ink.style.upwards) continue;
      INFO(ink.text);
      const Surface surface;
      plot_cairo::CairoCanvas(surface.context, typeface).text(ink.at, ink.text, ink.style);
      const auto inked = surface.inked();
      const auto [left, right] = span_of(ink);
      // letters have some room on both sides of them, within their advance, and italics none
      constexpr double kBearing = 0.3, kEdge = 1;
      CHECK(inked.x >= left - kEdge);
      CHECK(inked.x <= left + kBearing * ink.style.size_px + kEdge);
      CHECK(inked.right() <= right + kEdge);
      CHECK(inked.right() >= right - kBearing * ink.style.size_px - kEdge);
      CHECK(std::abs(inked.y + inked.height / 2 - ink.at.y) < 0.3 * ink.style.size_px);
    }
  });
}

TEST_CASE("The report's picture of every recipe has each text, line and clip of the layout, at its place") {
  const auto& typeface = plot_cairo::system_typeface();
  for_each_figure([&](const plot::Figure& figure, const plot::Layout& layout) {
    const auto svg = report::svg_of(layout, figure.theme, typeface, "", "");
    const auto count = [&svg](const std::string& what) {
      std::size_t n = 0;
      for (auto at = svg.find(what); at != std::string::npos; at = svg.find(what, at + 1)) ++n;
      return n;
    };
    std::size_t lines = 0, clips = 0, at = 0;
    for (const auto& ink : layout.inks) {
      lines += std::holds_alternative<plot::LineInk>(ink);
      clips += std::holds_alternative<plot::ClipInk>(ink);
    }
    CHECK(count("<polyline") == lines);
    CHECK(count("<svg") == clips + 1);
    const auto texts = texts_of(layout);
    CHECK(count("<text") == texts.size());
    for (const auto& ink : texts) {  // in their order
      const double size = ink.style.size_px;
      const auto place = ink.style.upwards ? fmt::format("translate({:.1f} {:.1f})", ink.at.x, ink.at.y)
                                           : fmt::format("x=\"{:.1f}\" y=\"{:.1f}\"", ink.at.x,
                                                         ink.at.y + plot::kHalfDigitEm * size);
      const auto width = fmt::format("textLength=\"{:.1f}\"", typeface.width_px(ink.text, size));
      INFO(ink.text);
      at = svg.find("<text", at);
      REQUIRE(at != std::string::npos);
      const auto element = svg.substr(at, svg.find("</text>", at) - at);
      CHECK_THAT(element, ContainsSubstring(place));
      CHECK_THAT(element, ContainsSubstring(width));
      ++at;
    }
  });
}
