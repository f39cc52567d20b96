// StagedFolder: a folder that is there whole or not at all. Filled beside its target, synced, then renamed.
// A power cut at any moment leaves at most a folder "….part" that nothing reads.
#pragma once

#include <filesystem>
#include <string>

namespace ohmbench::storage {

class StagedFolder {
 public:
  /// Makes an empty folder beside `path`. @throws core::Error kBadInput: `path` is there already, or its
  /// parent cannot be written
  explicit StagedFolder(std::filesystem::path path);
  ~StagedFolder();
  StagedFolder(const StagedFolder&) = delete;
  StagedFolder& operator=(const StagedFolder&) = delete;

  /// Where to write its files until commit().
  const std::filesystem::path& inside() const { return temporary_; }

  /// Makes every file read-only, syncs all, and puts the folder into place.
  /// @throws core::Error kBadInput; the folder is then gone
  void commit();

 private:
  std::filesystem::path path_;
  std::filesystem::path temporary_;
  bool committed_ = false;
};

/// Refuses what a StagedFolder would refuse, before time is spent on its content.
/// @throws core::Error kBadInput
void check_new_folder(const std::filesystem::path& path);

}  // namespace ohmbench::storage
