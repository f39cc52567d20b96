#include "plot_cairo/paper.hpp"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <cairo.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <variant>

#include "core/error.hpp"
#include "core/file_ending.hpp"
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

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>((value >> shift) & 0xFFU);
  return bytes;
}

/// CRC-32 of a PNG's chunk (ISO 3309; PNG specification, annex D).
std::uint32_t crc_of(const std::string& bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return crc ^ 0xFFFFFFFFU;
}

/// With the chunk pHYs, so that a picture of 600 dots per inch opens at its size and not six times as large.
std::string with_resolution(std::string png, double scale) {
  constexpr std::size_t kBehindHeader = 8 + 25;  // signature, and IHDR, which is always first
  constexpr double kPxPerMetre = 96 / 0.0254;
  constexpr char kMetre = 1;
  if (png.size() < kBehindHeader) return png;
  const auto density = big_endian(static_cast<std::uint32_t>(std::lround(scale * kPxPerMetre)));
  const auto chunk = "pHYs" + density + density + kMetre;
  png.insert(kBehindHeader,
             big_endian(static_cast<std::uint32_t>(chunk.size() - 4)) + chunk + big_endian(crc_of(chunk)));
  return png;
}

void describe_pdf(cairo_surface_t* pdf, const std::string& title) {
  if (!title.empty()) cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_TITLE, title.c_str());
  cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATOR, "ohmbench");
}

}  // namespace

PaperKind paper_kind(const std::filesystem::path& path) {
  const auto ending = core::ending_of(path);
  if (ending == ".svg") return PaperKind::kSvg;
  if (ending == ".pdf") return PaperKind::kPdf;
  if (ending == ".png") return PaperKind::kPng;
  throw core::bad_input(fmt::format("a figure cannot be written as \"{}\"", path.string()),
                        "give a name that ends in .svg, .pdf or .png");
}

std::string lacking_letters(const plot::Layout& layout) {
  std::string texts;
  for (const auto& ink : layout.inks)
    if (const auto* text = std::get_if<plot::TextInk>(&ink)) texts += text->text;
  const auto lacking = system_typeface().lacking(texts);
  if (lacking.empty()) return {};
  return fmt::format(
      "the font of figures has no {}: boxes stand there; give it a name in Latin, Greek or Cyrillic",
      lacking);
}

std::string print(const plot::Layout& layout, PaperKind kind, double scale) {
  std::string bytes;
  const Surface surface = surface_for(layout.size, kind, scale, bytes);
  refuse(cairo_surface_status(surface.get()));
  if (kind == PaperKind::kPdf) describe_pdf(surface.get(), layout.title);
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
  if (kind == PaperKind::kPng) return with_resolution(std::move(bytes), scale);
  if (kind == PaperKind::kSvg) return without_needless_digits(bytes);
  return bytes;
}

}  // namespace ohmbench::plot_cairo
