#include "audio/wav.hpp"

#include <fmt/format.h>
#include <sndfile.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <memory>
#include <vector>

#include "core/ensure.hpp"
#include "core/error.hpp"

namespace ohmbench::audio {
namespace {

struct CloseFile {
  void operator()(SNDFILE* file) const { sf_close(file); }
};
using FileHandle = std::unique_ptr<SNDFILE, CloseFile>;

std::uint64_t little_endian(const unsigned char* bytes, int count) {
  std::uint64_t value = 0;
  for (int i = count - 1; i >= 0; --i) value = value << 8 | bytes[i];
  return value;
}

/// libsndfile reads a truncated WAV without a word, so the header's promise is held against the file's length
/// here. Other containers, and WAVs written to a pipe, which promise nothing, pass.
void refuse_truncated(const std::filesystem::path& path) {
  constexpr std::uint64_t kUnknown =
      0xFFFFFFFF;  // written to a pipe, or RF64, whose true size is in the chunk `ds64`
  std::ifstream file(path, std::ios::binary);
  std::array<unsigned char, 24> head{};
  const auto read = [&](std::size_t count) {
    return static_cast<bool>(
        file.read(reinterpret_cast<char*>(head.data()), static_cast<std::streamsize>(count)));
  };
  const auto named = [&](const char* name) { return std::memcmp(head.data(), name, 4) == 0; };
  if (!read(12) || !(named("RIFF") || named("RF64"))) return;
  const std::uint64_t length = std::filesystem::file_size(path);
  std::uint64_t size_in_ds64 = kUnknown;
  for (std::uint64_t at = 12; file.seekg(static_cast<std::streamoff>(at)) && read(8);) {
    std::uint64_t size = little_endian(head.data() + 4, 4);
    if (named("data")) {
      if (size == kUnknown) size = size_in_ds64;
      if (size == kUnknown || size <= length - at - 8) return;
      throw core::bad_input(
          fmt::format("{} is truncated: its header promises {} bytes of samples, it holds {}", path.string(),
                      size, length - at - 8),
          "record or copy it again");
    }
    if (named("ds64") && read(16)) size_in_ds64 = little_endian(head.data() + 8, 8);
    at += 8 + size + size % 2;
  }
}

/// All frames, interleaved; the header's count is not trusted with the allocation.
std::vector<float> read_all(SNDFILE* file, const SF_INFO& info, const std::filesystem::path& path) {
  constexpr sf_count_t kBlockFrames = 65536;
  const auto channels = static_cast<std::size_t>(info.channels);
  std::vector<float> interleaved;
  sf_count_t frames = 0;
  while (true) {
    interleaved.resize(static_cast<std::size_t>(frames + kBlockFrames) * channels);
    const auto count =
        sf_readf_float(file, interleaved.data() + static_cast<std::size_t>(frames) * channels, kBlockFrames);
    if (count <= 0) break;
    frames += count;
  }
  interleaved.resize(static_cast<std::size_t>(frames) * channels);
  if (frames < info.frames) {
    throw core::bad_input(fmt::format("{} is truncated: {} of {} frames", path.string(), frames, info.frames),
                          "record or copy it again");
  }
  if (frames == 0)
    throw core::bad_input(fmt::format("{} holds no samples", path.string()), "record it again");
  return interleaved;
}

}  // namespace

WavFile read_wav(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) {
    throw core::bad_input(fmt::format("{}: no such file", path.string()), "check the name");
  }
  SF_INFO info{};
  const FileHandle file(sf_open(path.c_str(), SFM_READ, &info));
  if (!file) {
    throw core::bad_input(fmt::format("{} cannot be read as audio ({})", path.string(), sf_strerror(nullptr)),
                          "give a WAV file");
  }
  refuse_truncated(path);
  const auto interleaved = read_all(file.get(), info, path);

  WavFile wav;
  wav.capture.sample_rate_hz = info.samplerate;
  wav.capture.device = "file " + path.filename().string();
  const auto channels = static_cast<std::size_t>(info.channels);
  const auto frames = interleaved.size() / channels;
  wav.capture.channels.assign(channels, std::vector<float>(frames));
  for (std::size_t n = 0; n < frames; ++n) {
    for (std::size_t c = 0; c < channels; ++c) {
      const float x = interleaved[n * channels + c];
      if (!std::isfinite(x)) {
        throw core::bad_input(fmt::format("{} holds a value that is not a number (frame {}, channel {})",
                                          path.string(), n, c + 1),
                              "export it again");
      }
      wav.capture.channels[c][n] = x;
    }
  }
  if (const char* comment = sf_get_string(file.get(), SF_STR_COMMENT)) wav.comment = comment;
  return wav;
}

void write_wav(const std::filesystem::path& path, const Capture& capture, const std::string& comment) {
  ENSURE(comment.size() <= kMostCommentBytes);
  auto temporary = path;
  temporary += ".part";
  const auto fail = [&](const std::string& why) {
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    return core::bad_input(fmt::format("{} cannot be written ({})", path.string(), why),
                           "check the folder and the free space");
  };
  std::error_code not_there;
  if (std::filesystem::is_directory(path, not_there)) {
    throw core::bad_input(fmt::format("{} is a folder", path.string()), "give a file name");
  }
  SF_INFO info{};
  info.samplerate = static_cast<int>(std::lround(capture.sample_rate_hz));
  info.channels = static_cast<int>(capture.channels.size());
  info.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT;
  SNDFILE* const file = sf_open(temporary.c_str(), SFM_WRITE, &info);
  if (file == nullptr) throw fail(sf_strerror(nullptr));
  // the PEAK chunk holds the time of day: without it, equal captures make equal files
  sf_command(file, SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
  if (!comment.empty()) sf_set_string(file, SF_STR_COMMENT, comment.c_str());
  std::vector<float> interleaved(capture.frames() * capture.channels.size());
  for (std::size_t n = 0, at = 0; n < capture.frames(); ++n) {
    for (const auto& channel : capture.channels) interleaved[at++] = channel[n];
  }
  const auto frames = static_cast<sf_count_t>(capture.frames());
  const auto written = sf_writef_float(file, interleaved.data(), frames);
  sf_write_sync(file);
  const int closed = sf_close(file);
  std::error_code error;
  const auto least = interleaved.size() * sizeof(float);
  if (written != frames || closed != 0) throw fail("disk full?");
  if (std::filesystem::file_size(temporary, error) < least || error) throw fail("disk full?");
  std::filesystem::rename(temporary, path, error);
  if (error) throw fail(error.message());
}

}  // namespace ohmbench::audio
