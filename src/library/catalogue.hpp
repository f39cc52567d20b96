// Catalogue: all datasheets of the library's folders, and how one is found by the name people use.
// In the room `library`; hazard: "HD 600" must not find the HD 660, and a name that fits several items is
// refused with their names, not guessed.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "library/sheet_files.hpp"

namespace ohmbench::library {

struct Catalogue {
  std::vector<AmplifierItem> amplifiers;  ///< by name
  std::vector<LoadItem> loads;            ///< by name
  std::vector<std::string> unusable;      ///< files that could not be read, each with the reason
};

/// Folders of the library in the order in which they count: `given`, the environment's OHMBENCH_LIBRARY, the
/// user's configuration (XDG_CONFIG_HOME or ~/.config, /ohmbench/library), and the one that came with the
/// program: ../share/ohmbench/library beside it, or calibration/library above it in a source tree. Only those
/// that exist.
/// @throws core::Error kBadInput if `given` is no folder
std::vector<std::filesystem::path> library_folders(const std::optional<std::filesystem::path>& given,
                                                   const std::filesystem::path& executable);

/// Reads every .toml file in the folders and below. Of two items with the same name the earlier folder's
/// counts, and within one folder the first file's. A file that cannot be used, the second of that name among
/// them, is listed, not thrown.
Catalogue read_catalogue(const std::vector<std::filesystem::path>& folders);

/// Lower case letters and digits only: "Sennheiser HD 650" is "sennheiserhd650".
std::string plain_name(std::string_view name);

/// true if each of the words occurs in the name; case, blanks and punctuation do not matter.
bool fits(const std::string& name, const std::vector<std::string>& words);

/// The one item that a name means: the same name, else the only one with these words as words of its own,
/// else the only one that contains them.
/// @throws core::Error kBadInput if none fits, or several do, with their names
const AmplifierItem& find_amplifier(const Catalogue& catalogue, const std::string& name);
const LoadItem& find_load(const Catalogue& catalogue, const std::string& name);

}  // namespace ohmbench::library
