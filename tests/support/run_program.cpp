#include "support/run_program.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace ohmbench::test {
namespace {

constexpr auto kHung = std::chrono::seconds(120);  // far beyond what any command takes, on any machine

std::string everything_in(std::FILE* file) {
  std::string text;
  std::rewind(file);
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) text += static_cast<char>(c);
  return text;
}

[[noreturn]] void become(const WorkFolder& folder, const std::vector<std::string>& arguments,
                         const RunOptions& options, int out, int err) {
  setpgid(0, 0);
  if (!options.stdout_to.empty()) out = open(options.stdout_to.c_str(), O_WRONLY);
  const int null = open("/dev/null", O_RDONLY);
  if (out < 0 || chdir(folder.path().c_str()) != 0) _exit(126);
  dup2(null, STDIN_FILENO), dup2(out, STDOUT_FILENO), dup2(err, STDERR_FILENO);
  // phases that were once searched are kept for all tests, but not among the user's
  setenv("XDG_CACHE_HOME", OHMBENCH_TEST_CACHE, 1);
  setenv("LC_ALL", "C", 1);
  if (options.most_bytes) {
    const rlimit limit{*options.most_bytes, *options.most_bytes};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  std::vector<char*> words{const_cast<char*>(OHMBENCH_PROGRAM)};
  for (const auto& a : arguments) words.push_back(const_cast<char*>(a.c_str()));
  words.push_back(nullptr);
  execv(OHMBENCH_PROGRAM, words.data());
  _exit(127);
}

int wait_for(pid_t child) {
  const auto deadline = std::chrono::steady_clock::now() + kHung;
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > deadline) {
      kill(-child, SIGKILL);
      waitpid(child, &status, 0);
      return -1;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

WorkFolder::WorkFolder() {
  auto name = (std::filesystem::temp_directory_path() / "ohmbench-cli-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void WorkFolder::write(const std::string& name, const std::string& bytes) const {
  std::ofstream(path_ / name, std::ios::binary) << bytes;
}

std::string WorkFolder::read(const std::string& name) const {
  std::ostringstream text;
  text << std::ifstream(path_ / name, std::ios::binary).rdbuf();
  return text.str();
}

std::vector<std::string> WorkFolder::files() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path_))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

Ran run(const WorkFolder& folder, const std::vector<std::string>& arguments, const RunOptions& options) {
  std::FILE* const out = std::tmpfile();
  std::FILE* const err = std::tmpfile();
  if (out == nullptr || err == nullptr) throw std::runtime_error("no temporary file");
  const pid_t child = fork();
  if (child == 0) become(folder, arguments, options, fileno(out), fileno(err));
  Ran ran;
  ran.code = wait_for(child);
  ran.out = everything_in(out);
  ran.err = everything_in(err);
  std::fclose(out), std::fclose(err);
  return ran;
}

std::size_t lines(const std::string& text) {
  const auto ends = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  return ends + (text.empty() || text.back() == '\n' ? 0 : 1);
}

}  // namespace ohmbench::test
