// LIMP's binary file: how it is laid out is not published; found by others in real files, whose parallel
// combinations agree with physics. Little-endian: "LIM\0", at 12 the number of points (int32), at 24 the
// sample rate (float32), from 28 on each point's Hz, ohm and degrees (float32); a few bytes may follow.
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "formats/readers.hpp"

namespace ohmbench::formats {
namespace {

constexpr std::string_view kMagic("LIM\0", 4);
constexpr std::size_t kCountAt = 0x0C, kRateAt = 0x18, kDataAt = 0x1C, kPointBytes = 12;

std::uint32_t word_at(std::string_view bytes, std::size_t at) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < 4; ++i)
    word |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  return word;
}

double float_at(std::string_view bytes, std::size_t at) {
  return static_cast<double>(std::bit_cast<float>(word_at(bytes, at)));
}

}  // namespace

bool looks_like_lim(std::string_view bytes) {
  return bytes.starts_with(kMagic);
}

ForeignCurve read_lim(std::string_view bytes, const std::filesystem::path& path, const ReadOptions& options) {
  const auto bad = [&](const std::string& why) {
    return core::bad_input(fmt::format("{}: {}", path.string(), why), "is the LIMP file whole?");
  };
  if (bytes.size() < kDataAt)
    throw bad(fmt::format("ends within the LIMP header, after {} bytes", bytes.size()));
  const auto stated = static_cast<std::int32_t>(word_at(bytes, kCountAt));
  const std::size_t room = (bytes.size() - kDataAt) / kPointBytes;
  if (stated < 1 || static_cast<std::size_t>(stated) > room)
    throw bad(fmt::format("the LIMP header promises {} points, and there are bytes for {}", stated, room));
  const auto points = static_cast<std::size_t>(stated);
  ForeignCurve foreign;
  foreign.format = "LIMP binary";
  RawCurve raw;
  raw.has_phase = true;
  raw.place = "point";
  for (std::size_t i = 0; i < points; ++i) {
    const std::size_t at = kDataAt + i * kPointBytes;
    const std::array<double, 3> p{float_at(bytes, at), float_at(bytes, at + 4), float_at(bytes, at + 8)};
    for (const double value : p) {
      if (!std::isfinite(value))
        throw unreadable(path, raw.place, i + 1, "a value is not a number", "is the LIMP file whole?");
    }
    raw.points.push_back({p[0], p[1], p[2], 0, i + 1});
  }
  const double rate_hz = float_at(bytes, kRateAt);
  const auto recorded =
      rate_hz > 0 && std::isfinite(rate_hz) ? fmt::format(", recorded at {:g} Hz sample rate", rate_hz) : "";
  foreign.read_as.push_back(fmt::format("{} points of Hz, ohm and degrees{}", points, recorded));
  if (const auto behind = bytes.size() - kDataAt - points * kPointBytes; behind > 0)
    foreign.left_out.push_back(fmt::format("{} bytes behind the last point", behind));
  accept(raw, path, options, foreign);
  return foreign;
}

}  // namespace ohmbench::formats
