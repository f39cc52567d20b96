// Facts about figures on paper.
#include <cairo.h>

#include <cstring>

#include "core/error.hpp"
#include "plot_cairo/cairo_canvas.hpp"
#include "plot_cairo/paper.hpp"
#include "plot_cairo/typeface.hpp"
#include "support/catch.hpp"

using namespace ohmbench;

namespace {

plot::Layout small_layout() {
  plot::Figure figure;
  figure.title = "|Z| in \u03a9 \u2013 50 \u00b5F at 20\u00b0";
  figure.x = {"frequency / Hz", plot::Scale::kLog, 20, 20000, plot::TickText::kPrefixed};
  figure.left = {"\u03a9", plot::Scale::kLinear, 0, 10};
  figure.traces = {{"", {20, 20000}, {5, 6}}};
  return plot::layout(figure, {400, 300}, plot_cairo::system_typeface());
}

std::uint32_t big_endian(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value * 256 + static_cast<unsigned char>(bytes[at + i]);
  return value;
}

}  // namespace

TEST_CASE("Texts are as wide on paper as the layout took them to be, within a fiftieth of a pixel") {
  const auto& typeface = plot_cairo::system_typeface();
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 8, 8);
  cairo_t* context = cairo_create(surface);
  {
    plot_cairo::CairoCanvas canvas(context, typeface);
    for (const char* text :
         {"|Z| / \u03a9", "greatest 668 \u03a9 at 70.0 Hz", "20k", "AVAToWa 10 \u00b5V, \u221290\u00b0",
          "uncertainty 0.05 % at 987 Hz (1 sigma)"}) {
      for (const double size : {8.0, 10.08, 12.0, 14.4, 33.3}) {
        INFO(text << " " << size);
        CHECK(canvas.drawn_width_px(text, size) == Approx(typeface.width_px(text, size)).margin(0.02));
      }
    }
  }
  cairo_destroy(context);
  cairo_surface_destroy(surface);
}

TEST_CASE("A figure is written as SVG, PDF and PNG of the size that was asked for, with its fonts inside") {
  const auto layout = small_layout();
  const auto svg = plot_cairo::print(layout, plot_cairo::PaperKind::kSvg);
  CHECK(svg.find("width=\"400px\"") != std::string::npos);
  CHECK(svg.find("<text") == std::string::npos);  // outlines: no font is needed to read it
  CHECK(svg.find("font-family") == std::string::npos);
  const auto pdf = plot_cairo::print(layout, plot_cairo::PaperKind::kPdf);
  CHECK(pdf.rfind("%PDF", 0) == 0);
  CHECK(pdf.find("[ 0 0 300 225 ]") != std::string::npos);  // points
  CHECK(pdf.find("/FontFile") != std::string::npos);
  CHECK(pdf.find("/Title") != std::string::npos);
  const auto png = plot_cairo::print(layout, plot_cairo::PaperKind::kPng, 2.5);
  CHECK(big_endian(png, 16) == 1000);
  CHECK(big_endian(png, 20) == 750);
  // its resolution: 2.5 times 96 pixels an inch, 9449 a metre
  REQUIRE(png.substr(37, 4) == "pHYs");
  CHECK(big_endian(png, 33) == 9);
  CHECK(big_endian(png, 41) == 9449);
  CHECK(big_endian(png, 45) == 9449);
  CHECK(png[49] == 1);
  CHECK(big_endian(png, 50) == 0x5024e7f8U);  // by zlib's crc32
}

TEST_CASE("Endings that are no figure, and pictures beyond measure, are refused") {
  CHECK_THROWS_AS(plot_cairo::paper_kind("a.jpg"), core::Error);
  CHECK_THROWS_AS(plot_cairo::paper_kind("svg"), core::Error);
  CHECK(plot_cairo::paper_kind("a.b.SVG") == plot_cairo::PaperKind::kSvg);
  CHECK_THROWS_AS(plot_cairo::print(small_layout(), plot_cairo::PaperKind::kPng, 1000), core::Error);
  CHECK_THROWS_AS(plot_cairo::Typeface("no such font.ttf"), core::Error);
}
