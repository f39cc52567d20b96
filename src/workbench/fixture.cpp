#include "workbench/fixture.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>

#include "core/error.hpp"

namespace ohmbench::workbench {
namespace {

constexpr auto kSwitchTimeLimit = std::chrono::seconds(30);

const char* instruction(core::FixtureState state) {
  switch (state) {
    case core::FixtureState::kLoad:
      return "connect the load";
    case core::FixtureState::kOpen:
      return "disconnect the load; leave both inputs and the sense resistor connected";
    case core::FixtureState::kShort:
      return "replace the load by a short, at the load's terminals";
    case core::FixtureState::kBridged:
      return "connect both inputs to the amplifier's output";
    case core::FixtureState::kReference:
      return "connect the reference resistor in place of the load";
    case core::FixtureState::kInjection:
      return "connect output 2 through the sense resistor to the amplifier's output (inputs: source channel "
             "on the "
             "output 2 side of the resistor, load channel on the amplifier)";
  }
  return "";
}

/// Runs `sh -c command` with a time limit. Returns the exit status, or nothing if it had to be killed.
std::optional<int> run_shell(const std::string& command) {
  const pid_t child = fork();
  if (child < 0) return 127;
  if (child == 0) {
    setpgid(0, 0);
    sigset_t none;  // our own signals are blocked; the command's are its own business
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    const int null = open("/dev/null", O_RDWR);
    dup2(null, STDIN_FILENO);
    dup2(STDERR_FILENO, STDOUT_FILENO);  // stdout belongs to the result
    execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  const auto deadline = std::chrono::steady_clock::now() + kSwitchTimeLimit;
  int status = 0;
  pid_t ended = 0;
  while ((ended = waitpid(child, &status, WNOHANG)) == 0) {
    if (std::chrono::steady_clock::now() > deadline) {
      kill(-child, SIGKILL);
      waitpid(child, &status, 0);
      return {};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  constexpr int kNotKnown = 128;  // somebody else has taken its status: nobody knows whether it switched
  return ended == child && WIFEXITED(status) ? WEXITSTATUS(status) : kNotKnown;
}

}  // namespace

Fixture::Fixture(const Bench& bench, const OpenBench& open, const Events& events)
    : bench_(bench), open_(open), events_(events) {}

bool Fixture::is_automatic() const {
  return open_.rewire || !bench_.fixture.switch_command.empty();
}

void Fixture::set(core::FixtureState state) {
  if (now_ == state) return;
  if (events_.rewiring) events_.rewiring(state);
  if (open_.rewire) {
    open_.rewire(state);
  } else if (!bench_.fixture.switch_command.empty()) {
    run_switch_command(state);
  } else if (!events_.ask || !events_.ask(instruction(state))) {
    throw core::bad_input(
        fmt::format("the wiring has to change ({}) and nobody can be asked", instruction(state)),
        "run this in a terminal, or give [fixture] switch_command in bench.toml");
  }
  now_ = state;
}

void Fixture::assume_load() {
  if (open_.rewire || !bench_.fixture.switch_command.empty()) set(core::FixtureState::kLoad);
}

void Fixture::run_switch_command(core::FixtureState state) const {
  std::string command = bench_.fixture.switch_command;
  const std::string mark = "{state}";
  for (auto at = command.find(mark); at != std::string::npos; at = command.find(mark, at)) {
    command.replace(at, mark.size(), core::name_of(state));
    at += core::name_of(state).size();
  }
  const auto status = run_shell(command);
  if (!status)
    throw core::device_error(fmt::format("the switch command \"{}\" did not end within 30 s", command),
                             "check [fixture] switch_command");
  if (*status != 0) {
    throw core::device_error(
        fmt::format("the switch command \"{}\" failed with exit code {}", command, *status),
        "check [fixture] switch_command");
  }
}

}  // namespace ohmbench::workbench
