// Pixels: a picture of the screen as a PNG.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace ohmbench::plot_cairo {

/// Whether the first row of the pixels is the picture's top or, as OpenGL has it, its bottom.
enum class RowOrder { kDownwards, kUpwards };

/// @param rgba  four bytes a pixel, width · height of them (ENSUREd); the opacity is left out
/// @throws core::Error kBadInput: it could not be made
std::string png_of(std::span<const unsigned char> rgba, std::size_t width, std::size_t height,
                   RowOrder order);

}  // namespace ohmbench::plot_cairo
