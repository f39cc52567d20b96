// StagedFile: a file that is there whole or not at all. Written beside its target, synced, then renamed:
// whatever fails before leaves an earlier file as it was.
#pragma once

#include <filesystem>
#include <string>

namespace ohmbench::storage {

class StagedFile {
 public:
  /// Writes `text` (any bytes) beside `path`. @throws core::Error kBadInput
  StagedFile(std::filesystem::path path, const std::string& text);
  ~StagedFile();
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;

  /// Puts it into place, and syncs the folder. @throws core::Error kBadInput
  void commit();

 private:
  [[noreturn]] void fail(int error) const;

  std::filesystem::path path_;
  std::string temporary_;
  bool committed_ = false;
};

/// Stages and commits. @throws core::Error kBadInput
void write_atomically(const std::filesystem::path& path, const std::string& text);

/// Makes what was written in this folder survive a power cut; where a folder cannot be synced, does nothing.
void sync_folder(const std::filesystem::path& folder);

/// All bytes of a file. @throws core::Error kBadInput
std::string read_file(const std::filesystem::path& path);

}  // namespace ohmbench::storage
