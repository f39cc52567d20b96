#include "storage/staged_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>

#include "core/error.hpp"

namespace ohmbench::storage {
namespace {

/// Writes all of `text`; returns an errno or 0.
int write_all(int fd, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t n = write(fd, text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    done += static_cast<std::size_t>(n);
  }
  return fsync(fd) == 0 || errno == EINVAL || errno == EROFS ? 0
                                                             : errno;  // pipes and devices cannot be synced
}

}  // namespace

StagedFile::StagedFile(std::filesystem::path path, const std::string& text)
    : path_(std::move(path)), temporary_(fmt::format("{}.{}.part", path_.string(), getpid())) {
  std::error_code ignored;  // a name that is too long, or behind a closed folder, is told by open()
  if (std::filesystem::is_directory(path_, ignored))
    throw core::bad_input(fmt::format("{} is a folder", path_.string()), "give --out a file name");
  const int fd = open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) fail(errno);
  int error = write_all(fd, text);
  if (close(fd) != 0 && error == 0) error = errno;
  if (error != 0) fail(error);
}

StagedFile::~StagedFile() {
  if (!committed_) unlink(temporary_.c_str());
}

void StagedFile::commit() {
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) fail(errno);
  committed_ = true;
  sync_folder(path_.has_parent_path() ? path_.parent_path() : ".");
}

void StagedFile::fail(int error) const {
  unlink(temporary_.c_str());
  throw core::bad_input(fmt::format("{} cannot be written ({})", path_.string(), std::strerror(error)),
                        "check the folder and the free space");
}

void write_atomically(const std::filesystem::path& path, const std::string& text) {
  StagedFile(path, text).commit();
}

void sync_folder(const std::filesystem::path& folder) {
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  fsync(fd);
  close(fd);
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored))
    throw core::bad_input(fmt::format("{}: cannot be read: there is no such file", path.string()),
                          "check the name and the folder");
  if (std::filesystem::is_directory(path, ignored))
    throw core::bad_input(fmt::format("{}: cannot be read: it is a folder", path.string()),
                          "give a file in it");
  if (!file) throw core::bad_input(fmt::format("{}: cannot be read", path.string()), "check who may read it");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace ohmbench::storage
