#include "storage/digest.hpp"

#include <nettle/sha2.h>

#include <array>
#include <cstdint>

#include "storage/staged_file.hpp"

namespace ohmbench::storage {

std::string sha256(std::string_view bytes) {
  sha256_ctx context;
  sha256_init(&context);
  sha256_update(&context, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest;
  sha256_digest(&context, digest.size(), digest.data());
  std::string text;
  for (const auto byte : digest) {
    constexpr const char* kDigits = "0123456789abcdef";
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string sha256_of_file(const std::filesystem::path& path) {
  return sha256(read_file(path));
}

}  // namespace ohmbench::storage
