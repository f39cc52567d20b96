// The ending of a file's name, by which its kind is told.
#pragma once

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string>

namespace ohmbench::core {

/// ".zma" of "DRIVER.ZMA": programs of Windows write capitals. Empty where there is none.
inline std::string ending_of(const std::filesystem::path& file) {
  auto ending = file.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return ending;
}

}  // namespace ohmbench::core
