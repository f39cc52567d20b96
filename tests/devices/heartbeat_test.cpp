// When a silent device counts as lost. No clock: time is handed in.
#include "devices/heartbeat.hpp"

#include "support/catch.hpp"

using ohmbench::devices::HeartbeatWatch;
using Pulse = HeartbeatWatch::Pulse;

namespace {

constexpr double kStep_s = 0.005;

/// Looks every 5 ms for `seconds` without a beat; returns the last pulse and, in `after_s`, when it was no
/// longer alive.
Pulse silence(HeartbeatWatch& watch, std::uint64_t beats, double seconds, double buffer_s,
              double* after_s = nullptr) {
  for (double t = kStep_s; t <= seconds; t += kStep_s) {
    const Pulse pulse = watch.look(beats, buffer_s, kStep_s);
    if (pulse != Pulse::kAlive) {
      if (after_s != nullptr) *after_s = t;
      return pulse;
    }
  }
  return Pulse::kAlive;
}

}  // namespace

TEST_CASE(
    "A device that falls silent is lost after one second, well within the two in which it must be told") {
  HeartbeatWatch watch;
  watch.look(1, 0.01, kStep_s);
  double after_s = 0;
  CHECK(silence(watch, 1, 10, 0.01, &after_s) == Pulse::kLost);
  CHECK(after_s > 1.0);
  CHECK(after_s < 1.1);
}

TEST_CASE("Pauses of half a second are healthy, however many there are") {
  HeartbeatWatch watch;
  for (std::uint64_t beat = 1; beat < 20; ++beat) CHECK(silence(watch, beat, 0.5, 0.01) == Pulse::kAlive);
}

TEST_CASE("A device with long buffers is given four of them") {
  HeartbeatWatch watch;
  watch.look(1, 0.5, kStep_s);
  double after_s = 0;
  CHECK(silence(watch, 1, 10, 0.5, &after_s) == Pulse::kLost);
  CHECK(after_s > 2.0);
  CHECK(after_s < 2.1);
}

TEST_CASE("The first callback may take two seconds, but not for ever") {
  HeartbeatWatch watch;
  CHECK(silence(watch, 0, 2.0, 0.0) == Pulse::kAlive);
  CHECK(silence(watch, 0, 10, 0.0) == Pulse::kNeverBegan);
}

TEST_CASE("A watcher that was stopped itself, as by a debugger, blames nobody") {
  HeartbeatWatch watch;
  watch.look(1, 0.01, kStep_s);
  CHECK(watch.look(1, 0.01, 3600) == Pulse::kAlive);
}
