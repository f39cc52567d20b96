// The built program run as a user runs it, in a folder of its own: exit code, stdout and stderr.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ohmbench::test {

/// A new folder that goes when the test ends.
class WorkFolder {
 public:
  WorkFolder();
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }
  void write(const std::string& name, const std::string& bytes) const;
  std::string read(const std::string& name) const;
  bool has(const std::string& name) const { return std::filesystem::exists(path_ / name); }
  /// Names of all files, sorted; a temporary file left behind shows here.
  std::vector<std::string> files() const;

 private:
  std::filesystem::path path_;
};

struct Ran {
  int code = -1;  ///< exit code; 128 + number of the signal that ended it; -1: it hung and was killed
  std::string out;
  std::string err;
};

struct RunOptions {
  std::string stdout_to;                    ///< a file in place of the capture, such as /dev/full
  std::optional<unsigned long> most_bytes;  ///< of any file that it writes: a disk that gets full
};

/// Runs ohmbench in `folder`, with no terminal and no input.
Ran run(const WorkFolder& folder, const std::vector<std::string>& arguments, const RunOptions& options = {});

/// Number of lines; a last line without its end counts, too.
std::size_t lines(const std::string& text);

}  // namespace ohmbench::test
