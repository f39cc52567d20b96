// A program that loses its audio server: lost_device_child stream|bench|hang. Run by jack_loss_test, ends
// like ohmbench's mains must: the error on stdout, its exit code, `_exit` once a driver call has been
// abandoned.
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <string>
#include <thread>

#include "core/error.hpp"
#include "devices/jack_bench.hpp"
#include "devices/portaudio_device.hpp"

using namespace ohmbench;

namespace {

void say(const std::string& line) {
  std::puts(line.c_str());
  std::fflush(stdout);
}

void stream() {
  devices::PortAudioDevice device({"JACK", "bench", "bench"});
  audio::PlayRequest request;
  request.sample_rate_hz = 48000;
  request.frames = 600 * 48000;
  request.input_channels = {1};
  device.play_and_record(request, [said = false](std::size_t done, std::size_t) mutable {
    if (done > 0 && !std::exchange(said, true)) say("streaming");
  });
}

void hang() {
  using namespace std::chrono_literals;
  if (devices::call_within(10s, [] { return 7; }) != 7) say("wrong: a quick call was abandoned");
  if (devices::audio_calls_abandoned()) say("wrong: abandoned too early");
  const auto slow = devices::call_within(50ms, [] {
    std::this_thread::sleep_for(1h);
    return 7;
  });
  if (slow) say("wrong: a call that hangs came back");
  if (!devices::audio_calls_abandoned()) say("wrong: not abandoned");
  devices::list_portaudio_devices();
}

}  // namespace

int main(int, char* argv[]) {
  int exit_code = 0;
  try {
    const std::string what = argv[1];
    if (what == "stream") stream();
    if (what == "bench") devices::run_jack_bench({"bench", false, {}}, devices::BenchSetup{}, std::cout, {});
    if (what == "hang") hang();
  } catch (const core::Error& error) {
    say(std::string("error: ") + error.what());
    exit_code = error.exit_code();
  }
  say("end");
  if (devices::audio_calls_abandoned()) _exit(exit_code);
  return exit_code;
}
