// Byte-exact WAV files for tests, written by hand so that the reader is not tested with its own writer.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

namespace ohmbench::test {

/// A folder of its own that goes when the test ends.
class Folder {
 public:
  Folder() {
    static int count = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("ohmbench-audio-" + std::to_string(getpid()) + "-" + std::to_string(count++));
    std::filesystem::create_directories(path_);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline std::string word(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 0xFFU);
  return text;
}

inline std::string chunk(const std::string& name, const std::string& body) {
  return name + word(body.size(), 4) + body + (body.size() % 2 == 1 ? std::string(1, '\0') : "");
}

/// @param tag 1 = integer PCM, 3 = float
inline std::string format_chunk(int tag, int channels, int bits, int rate_hz = 48000) {
  const int frame = channels * bits / 8;
  return chunk("fmt ", word(tag, 2) + word(channels, 2) + word(rate_hz, 4) + word(rate_hz * frame, 4) +
                           word(frame, 2) + word(bits, 2));
}

inline std::string riff(const std::string& chunks) {
  return chunk("RIFF", "WAVE" + chunks);
}

inline void write_file(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace ohmbench::test
