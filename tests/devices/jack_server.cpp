#include "devices/jack_server.hpp"

#include <fcntl.h>
#include <jack/jack.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <thread>
#include <utility>

#include "devices/abandonable_call.hpp"

namespace ohmbench::test {
namespace {

constexpr double kServerStart_s = 30;

bool holds_within(double limit_s, const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(limit_s);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

/// Runs `use` as a short-lived client; false if there is no server.
bool as_client(const std::function<bool(jack_client_t*)>& use) {
  jack_set_error_function([](const char*) {});
  jack_set_info_function([](const char*) {});
  jack_client_t* const client = jack_client_open("ohmbench-test-look", JackNoStartServer, nullptr);
  if (client == nullptr) return false;
  const bool result = use(client);
  jack_client_close(client);
  return result;
}

}  // namespace

Child::Child(const std::vector<std::string>& arguments, const std::string& output) {
  std::vector<char*> argv;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const char* const sink = output.empty() ? "/dev/null" : output.c_str();
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("cannot fork");
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int file = open(sink, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(file, STDOUT_FILENO);
    dup2(file, STDERR_FILENO);
    execv(argv[0], argv.data());
    _exit(127);
  }
}

Child::~Child() {
  if (wait(0) >= 0) return;
  signal(SIGTERM);
  if (wait(5) >= 0) return;
  signal(SIGKILL);
  wait(5);
}

void Child::signal(int number) const {
  if (exit_code_ < 0) ::kill(pid_, number);
}

int Child::wait(double limit_s) {
  holds_within(limit_s, [this] {
    int status = 0;
    if (exit_code_ < 0 && waitpid(pid_, &status, WNOHANG) == pid_) {
      exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    return exit_code_ >= 0;
  });
  return exit_code_;
}

LentName::LentName() {
  constexpr int kNames = 4;
  constexpr double kPatience_s = 300;  // other test programs may hold them all
  const bool lent = holds_within(kPatience_s, [this] {
    for (int i = 0; i < kNames && lock_ < 0; ++i) {
      name_ = "ohmbench-test-" + std::to_string(i);
      const auto path = std::filesystem::temp_directory_path() / (name_ + ".lock");
      lock_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
      if (lock_ >= 0 && flock(lock_, LOCK_EX | LOCK_NB) != 0) close(std::exchange(lock_, -1));
    }
    return lock_ >= 0;
  });
  if (!lent) throw std::runtime_error("all names of JACK servers are in use");
  setenv("JACK_DEFAULT_SERVER", name_.c_str(), 1);
  setenv("JACK_NO_AUDIO_RESERVATION", "1", 1);
}

LentName::~LentName() {
  unsetenv("JACK_DEFAULT_SERVER");
  close(lock_);
}

JackServer::JackServer()
    : server_({JACKD_PROGRAM, "-n", name_.name(), "--no-realtime", "-d", "dummy", "-r", "48000", "-p", "1024",
               "-C", "2", "-P", "2"},
              "") {
  if (devices::audio_calls_abandoned()) throw std::runtime_error("an earlier test has lost the audio driver");
  const bool up = holds_within(kServerStart_s, [] { return as_client([](jack_client_t*) { return true; }); });
  if (!up) throw std::runtime_error("jackd does not answer");
}

bool client_appears(const std::string& name, double limit_s) {
  return holds_within(limit_s, [&] {
    return as_client([&](jack_client_t* client) {
      const char** const ports = jack_get_ports(client, (name + ":capture_1").c_str(), nullptr, 0);
      const bool there = ports != nullptr;
      jack_free(ports);
      return there;
    });
  });
}

}  // namespace ohmbench::test
