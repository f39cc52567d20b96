#include "app/interrupt.hpp"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <thread>

namespace ohmbench::app {
namespace {

constexpr auto kGrace = std::chrono::seconds(3);

}  // namespace

std::stop_token stop_on_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, number);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::stop_source stop;
  auto token = stop.get_token();
  std::thread([signals, stop]() mutable {
    int number = 0;
    sigwait(&signals, &number);
    stop.request_stop();
    std::this_thread::sleep_for(kGrace);
    _exit(128 + number);
  }).detach();
  return token;
}

}  // namespace ohmbench::app
