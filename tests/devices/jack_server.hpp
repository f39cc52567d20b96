// A JACK server for one test: without a sound card, under a name of its own, gone when the test ends or the
// process dies. Sets JACK_DEFAULT_SERVER for this process and its children.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <string>
#include <vector>

namespace ohmbench::test {

/// A program that is killed when this object or the test process goes.
class Child {
 public:
  /// @param arguments  the program first; stdout and stderr go to `output`, or nowhere if it is empty
  Child(const std::vector<std::string>& arguments, const std::string& output);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void signal(int number) const;
  /// Waits for its end, at most `limit_s`; its exit code, 128 + number of the signal that ended it, or -1 if
  /// it still runs.
  int wait(double limit_s);
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  int exit_code_ = -1;
};

/// One of a few server names, ours until this object goes.
class LentName {
 public:
  LentName();
  ~LentName();
  LentName(const LentName&) = delete;
  LentName& operator=(const LentName&) = delete;
  const std::string& name() const { return name_; }

 private:
  std::string name_;
  int lock_ = -1;
};

class JackServer {
 public:
  static constexpr double kRate_hz = 48000;
  static constexpr unsigned kPeriodFrames = 1024;

  /// Returns when the server answers; throws std::runtime_error if it does not within a generous time.
  JackServer();
  JackServer(const JackServer&) = delete;
  JackServer& operator=(const JackServer&) = delete;

  /// As a crash would.
  void kill() const { server_.signal(SIGKILL); }

 private:
  LentName name_;
  Child server_;
};

/// Waits until a client of this name has ports, at most `limit_s`.
bool client_appears(const std::string& name, double limit_s);

}  // namespace ohmbench::test
