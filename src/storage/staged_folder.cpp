#include "storage/staged_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "core/error.hpp"
#include "storage/staged_file.hpp"

namespace ohmbench::storage {
namespace {

core::Error unwritable(const std::filesystem::path& path, const std::string& why) {
  return core::bad_input(fmt::format("{} cannot be written ({})", path.string(), why),
                         "check the folder above it and the free space");
}

std::filesystem::path without_slash(std::filesystem::path path) {
  return path.has_filename() || !path.has_parent_path() ? path : path.parent_path();
}

std::filesystem::path folder_above(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : ".";
}

/// errno or 0
int sync_file(const std::filesystem::path& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return errno;
  const int error = fsync(fd) == 0 || errno == EINVAL ? 0 : errno;
  close(fd);
  return error;
}

}  // namespace

void check_new_folder(const std::filesystem::path& given) {
  const auto path = without_slash(given);
  std::error_code ignored;
  if (path.empty()) throw core::bad_input("the name of the folder is empty");
  if (std::filesystem::exists(path, ignored))
    throw core::bad_input(fmt::format("{} is there already", path.string()),
                          "a record is never overwritten: give another name");
  const auto above = folder_above(path);
  if (!std::filesystem::is_directory(above, ignored)) throw unwritable(path, "no such folder");
  if (access(above.c_str(), W_OK | X_OK) != 0) throw unwritable(path, std::strerror(errno));
}

StagedFolder::StagedFolder(std::filesystem::path path) : path_(without_slash(std::move(path))) {
  check_new_folder(path_);
  temporary_ = fmt::format("{}.{}.part", path_.string(), getpid());
  std::error_code error;
  std::filesystem::remove_all(temporary_, error);  // of an earlier process of the same number
  std::filesystem::create_directory(temporary_, error);
  if (error) throw unwritable(path_, error.message());
}

StagedFolder::~StagedFolder() {
  std::error_code ignored;
  if (!committed_) std::filesystem::remove_all(temporary_, ignored);
}

void StagedFolder::commit() {
  constexpr auto kReadOnly = std::filesystem::perms::owner_read | std::filesystem::perms::group_read |
                             std::filesystem::perms::others_read;
  for (const auto& file : std::filesystem::directory_iterator(temporary_)) {
    if (const int error = sync_file(file.path())) throw unwritable(path_, std::strerror(error));
    std::error_code ignored;  // some file systems know no permissions
    std::filesystem::permissions(file.path(), kReadOnly, ignored);
  }
  sync_folder(temporary_);
  // an empty folder of the name would be replaced by rename(2): nothing is lost by that
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) throw unwritable(path_, std::strerror(errno));
  committed_ = true;
  sync_folder(folder_above(path_));
}

}  // namespace ohmbench::storage
