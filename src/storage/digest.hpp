// Digest: the fingerprint of bytes, by which an edited or truncated file is noticed.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ohmbench::storage {

/// SHA-256 (FIPS 180-4) in 64 hexadecimal digits.
std::string sha256(std::string_view bytes);

/// The same of a file's bytes. @throws core::Error kBadInput
std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace ohmbench::storage
