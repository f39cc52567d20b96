// --library: where datasheets are looked up besides the program's own.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "cli/command.hpp"
#include "library/catalogue.hpp"
#include "matches/pair_files.hpp"

namespace ohmbench::cli {

/// Adds the option; the folder's value after parsing is in `folder`.
inline void add_library_option(CLI::App& command, std::filesystem::path& folder) {
  command
      .add_option(
          "--library", folder,
          "folder with datasheets of your own, besides OHMBENCH_LIBRARY, ~/.config/ohmbench/library and "
          "what came with the program")
      ->check(named());
}

/// The catalogue of all folders, read when it is first asked for.
inline matches::Library library_of(const std::filesystem::path& folder,
                                   const std::filesystem::path& executable) {
  const auto given = folder.empty() ? std::nullopt : std::optional(folder);
  auto folders = library::library_folders(given, executable);
  auto read = std::make_shared<std::optional<library::Catalogue>>();
  return [folders = std::move(folders), read]() -> const library::Catalogue& {
    if (!*read) *read = library::read_catalogue(folders);
    return **read;
  };
}

}  // namespace ohmbench::cli
