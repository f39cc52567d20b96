#include "plot_cairo/pixels.hpp"

#include <cairo.h>

#include <cstdint>
#include <cstring>
#include <memory>

#include "core/ensure.hpp"
#include "core/error.hpp"

namespace ohmbench::plot_cairo {

std::string png_of(std::span<const unsigned char> rgba, std::size_t width, std::size_t height,
                   RowOrder order) {
  ENSURE(width > 0 && height > 0 && rgba.size() == 4 * width * height);
  const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(width), static_cast<int>(height)),
      cairo_surface_destroy);
  cairo_surface_flush(surface.get());
  auto* data = cairo_image_surface_get_data(surface.get());
  if (data == nullptr)
    throw core::bad_input("a picture of the screen cannot be made", "make the window smaller");
  const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface.get()));
  for (std::size_t y = 0; y < height; ++y) {
    const auto* from = rgba.data() + 4 * width * (order == RowOrder::kUpwards ? height - 1 - y : y);
    for (std::size_t x = 0; x < width; ++x, from += 4) {
      const std::uint32_t pixel =
          static_cast<std::uint32_t>(from[0]) << 16U | static_cast<std::uint32_t>(from[1]) << 8U | from[2];
      std::memcpy(data + y * stride + 4 * x, &pixel, sizeof pixel);
    }
  }
  cairo_surface_mark_dirty(surface.get());
  std::string bytes;
  const auto append = [](void* to, const unsigned char* part, unsigned length) {
    static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(part), length);
    return CAIRO_STATUS_SUCCESS;
  };
  if (cairo_surface_write_to_png_stream(surface.get(), append, &bytes) != CAIRO_STATUS_SUCCESS)
    throw core::bad_input("a picture of the screen cannot be made", "make the window smaller");
  return bytes;
}

}  // namespace ohmbench::plot_cairo
