// JackLoop: two wires as a JACK client, playback_1 to capture_1 and playback_2 to capture_2, bit for bit.
// Freewheels while a stream is connected, so that no test depends on the machine's speed.
#pragma once

#include <jack/jack.h>

#include <array>
#include <string>
#include <thread>

namespace ohmbench::test {

class JackLoop {
 public:
  JackLoop(const std::string& name, bool fast);
  ~JackLoop();
  JackLoop(const JackLoop&) = delete;
  JackLoop& operator=(const JackLoop&) = delete;

 private:
  static int on_cycle(jack_nframes_t frames, void* self);
  void follow_stream(const std::stop_token& stop);

  jack_client_t* client_ = nullptr;
  std::array<jack_port_t*, 2> from_{};
  std::array<jack_port_t*, 2> to_{};
  std::jthread follower_;
};

}  // namespace ohmbench::test
