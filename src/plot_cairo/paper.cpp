#include "plot_cairo/paper.hpp"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <cairo.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "core/error.hpp"
#include "plot_cairo/cairo_canvas.hpp"
#include "plot_cairo/typeface.hpp"

namespace ohmbench::plot_cairo {
namespace {

constexpr double kPointsPerPx = 0.75;  // 72 to the inch, against 96
constexpr double kMostPixels = 30000;

using Surface = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;
using Context = std::unique_ptr<cairo_t, decltype(&cairo_destroy)>;

cairo_status_t append(void* bytes, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

Surface surface_for(const plot::Size& size, PaperKind kind, double scale, std::string& bytes) {
  switch (kind) {
    case PaperKind::kSvg: {
      Surface s(cairo_svg_surface_create_for_stream(append, &bytes, size.width, size.height),
                cairo_surface_destroy);
      cairo_svg_surface_set_document_unit(s.get(), CAIRO_SVG_UNIT_PX);
      return s;
    }
    case PaperKind::kPdf:
      return {cairo_pdf_surface_create_for_stream(append, &bytes, size.width * kPointsPerPx,
                                                  size.height * kPointsPerPx),
              cairo_surface_destroy};
    case PaperKind::kPng:
      break;
  }
  // whole pixels only: a part of one would not be covered
  const double width = std::floor(size.width * scale), height = std::floor(size.height * scale);
  if (!(width >= 1 && height >= 1) || width > kMostPixels || height > kMostPixels)
    throw core::bad_input(fmt::format("a picture of {:.0f} x {:.0f} pixels cannot be made", width, height),
                          "choose a smaller size or fewer dots per inch");
  return {cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(width), static_cast<int>(height)),
          cairo_surface_destroy};
}

void refuse(cairo_status_t status) {
  if (status != CAIRO_STATUS_SUCCESS)
    throw core::bad_input(fmt::format("the figure cannot be drawn: {}", cairo_status_to_string(status)),
                          "choose a smaller size");
}

/// Cairo writes six decimals of a pixel, of which nobody sees more than two: without the rest the file is a
/// third smaller. There is no text in it that could hold a number, only outlines.
std::string without_needless_digits(const std::string& svg) {
  constexpr int kDecimals = 3;
  std::string shorter;
  shorter.reserve(svg.size());
  int decimals = -1;  // -1: not behind a decimal point
  for (const char c : svg) {
    const bool digit = c >= '0' && c <= '9';
    if (decimals >= 0 && digit) {
      if (++decimals > kDecimals) continue;
    } else {
      decimals = c == '.' ? 0 : -1;
    }
    shorter += c;
  }
  return shorter;
}

}  // namespace

PaperKind paper_kind(const std::filesystem::path& path) {
  auto ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  if (ending == ".svg") return PaperKind::kSvg;
  if (ending == ".pdf") return PaperKind::kPdf;
  if (ending == ".png") return PaperKind::kPng;
  throw core::bad_input(fmt::format("a figure cannot be written as \"{}\"", path.string()),
                        "give a name that ends in .svg, .pdf or .png");
}

std::string print(const plot::Layout& layout, PaperKind kind, double scale) {
  std::string bytes;
  const Surface surface = surface_for(layout.size, kind, scale, bytes);
  refuse(cairo_surface_status(surface.get()));
  {
    const Context context(cairo_create(surface.get()), cairo_destroy);
    if (kind == PaperKind::kPdf) cairo_scale(context.get(), kPointsPerPx, kPointsPerPx);
    if (kind == PaperKind::kPng) cairo_scale(context.get(), scale, scale);
    CairoCanvas canvas(context.get(), system_typeface());
    plot::draw(layout, canvas);
    refuse(cairo_status(context.get()));
  }
  if (kind == PaperKind::kPng) refuse(cairo_surface_write_to_png_stream(surface.get(), append, &bytes));
  cairo_surface_finish(surface.get());
  refuse(cairo_surface_status(surface.get()));
  if (kind == PaperKind::kSvg) return without_needless_digits(bytes);
  return bytes;
}

}  // namespace ohmbench::plot_cairo
