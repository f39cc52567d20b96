// WAV files in and out, through libsndfile. Bad files are refused with the reason, never repaired in silence.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "audio/capture.hpp"

namespace ohmbench::audio {

/// A WAV file's samples with the comment that it carries.
struct WavFile {
  Capture capture;
  std::string comment;
};

/// Longer comments are written by libsndfile 1.2 but not read back.
inline constexpr std::size_t kMostCommentBytes = 2000;

/// Reads any sample format that libsndfile knows, scaled to full scale.
/// @throws core::Error kBadInput: missing, no audio file, truncated, empty, not finite.
WavFile read_wav(const std::filesystem::path& path);

/// Writes 32-bit float WAV beside the target and renames it into place, so that a failure leaves an earlier
/// file whole.
/// @param comment  at most kMostCommentBytes, without zero bytes
/// @throws core::Error kBadInput: cannot be written (folder missing, disk full).
void write_wav(const std::filesystem::path& path, const Capture& capture, const std::string& comment = {});

}  // namespace ohmbench::audio
