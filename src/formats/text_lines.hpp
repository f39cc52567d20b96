// Bytes as lines of text: encodings and line ends. Private to the room.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ohmbench::formats {

/// The lines of a file, without their ends; line i has number i + 1. Refers to `text`.
struct TextLines {
  std::vector<char> text;  ///< moves without moving its bytes, which a short string does not
  std::vector<std::string_view> lines;
  std::string note;  ///< "UTF-16" or the like; empty for plain text
};

/// Lines end with LF, CRLF or CR. A byte order mark tells UTF-8 and UTF-16, which is turned into UTF-8; bytes
/// that are no UTF-8 stay as they are (Latin-1 headers).
/// @throws core::Error kBadInput for bytes that are no text: control characters, or UTF-16 without its mark
TextLines text_lines(std::string_view bytes, const std::filesystem::path& path);

/// `text` without blanks (space, tab, no-break space) at its ends.
std::string_view trimmed(std::string_view text);

}  // namespace ohmbench::formats
