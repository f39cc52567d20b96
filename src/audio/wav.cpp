#include "audio/wav.hpp"

#include <fmt/format.h>
#include <sndfile.h>

#include <cmath>
#include <memory>

#include "core/error.hpp"

namespace ohmbench::audio {
namespace {

struct CloseFile {
  void operator()(SNDFILE* file) const { sf_close(file); }
};
using FileHandle = std::unique_ptr<SNDFILE, CloseFile>;

/// The bytes that the header's `data` chunk promises against those in the file, for plain RIFF/WAVE: libsndfile reads
/// a truncated file without a word.
void refuse_truncated(SNDFILE* file, const SF_INFO& info, const std::filesystem::path& path) {
  const int format = info.format & SF_FORMAT_SUBMASK;
  const int bytes = format == SF_FORMAT_PCM_16 ? 2 : format == SF_FORMAT_PCM_24 ? 3
                    : format == SF_FORMAT_PCM_32 || format == SF_FORMAT_FLOAT ? 4 : format == SF_FORMAT_DOUBLE ? 8 : 0;
  char log[4096] = {};
  sf_command(file, SFC_GET_LOG_INFO, log, sizeof log);
  const std::string text(log);
  const bool complained = text.find("should be") != std::string::npos || text.find("truncated") != std::string::npos;
  if (bytes > 0 && complained) {
    throw core::bad_input(fmt::format("{} is truncated: its header promises more samples than it holds", path.string()),
                          "record or copy it again");
  }
}

}  // namespace

WavFile read_wav(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) {
    throw core::bad_input(fmt::format("{}: no such file", path.string()));
  }
  SF_INFO info{};
  const FileHandle file(sf_open(path.c_str(), SFM_READ, &info));
  if (!file) {
    throw core::bad_input(fmt::format("{} cannot be read as audio ({})", path.string(), sf_strerror(nullptr)),
                          "give a WAV file");
  }
  refuse_truncated(file.get(), info, path);
  if (info.frames <= 0) throw core::bad_input(fmt::format("{} holds no samples", path.string()), "record it again");

  WavFile wav;
  wav.capture.sample_rate_hz = info.samplerate;
  wav.capture.device = "file " + path.filename().string();
  const auto channels = static_cast<std::size_t>(info.channels);
  std::vector<float> interleaved(static_cast<std::size_t>(info.frames) * channels);
  const auto read = sf_readf_float(file.get(), interleaved.data(), info.frames);
  if (read != info.frames) {
    throw core::bad_input(fmt::format("{} is truncated: {} of {} frames", path.string(), read, info.frames),
                          "record or copy it again");
  }
  wav.capture.channels.assign(channels, std::vector<float>(static_cast<std::size_t>(info.frames)));
  for (std::size_t n = 0; n < static_cast<std::size_t>(info.frames); ++n) {
    for (std::size_t c = 0; c < channels; ++c) {
      const float x = interleaved[n * channels + c];
      if (!std::isfinite(x)) {
        throw core::bad_input(fmt::format("{} holds a value that is not a number (frame {}, channel {})", path.string(), n, c + 1),
                              "export it again");
      }
      wav.capture.channels[c][n] = x;
    }
  }
  if (const char* comment = sf_get_string(file.get(), SF_STR_COMMENT)) wav.comment = comment;
  return wav;
}

void write_wav(const std::filesystem::path& path, const Capture& capture, const std::string& comment) {
  auto temporary = path;
  temporary += ".part";
  const auto fail = [&](const std::string& why) {
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    return core::bad_input(fmt::format("{} cannot be written ({})", path.string(), why), "check the folder and the free space");
  };
  SF_INFO info{};
  info.samplerate = static_cast<int>(std::lround(capture.sample_rate_hz));
  info.channels = static_cast<int>(capture.channels.size());
  info.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT;
  SNDFILE* const file = sf_open(temporary.c_str(), SFM_WRITE, &info);
  if (file == nullptr) throw fail(sf_strerror(nullptr));
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
