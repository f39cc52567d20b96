#include "devices/jack_loop.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace ohmbench::test {

JackLoop::JackLoop(const std::string& name, bool fast)
    : client_(jack_client_open(name.c_str(), JackNoStartServer, nullptr)) {
  if (client_ == nullptr) throw std::runtime_error("no JACK server");
  for (std::size_t c = 0; c < 2; ++c) {
    const auto number = std::to_string(c + 1);
    from_[c] = jack_port_register(client_, ("playback_" + number).c_str(), JACK_DEFAULT_AUDIO_TYPE,
                                  JackPortIsInput, 0);
    to_[c] = jack_port_register(client_, ("capture_" + number).c_str(), JACK_DEFAULT_AUDIO_TYPE,
                                JackPortIsOutput, 0);
  }
  jack_set_process_callback(client_, &JackLoop::on_cycle, this);
  jack_activate(client_);
  if (fast) follower_ = std::jthread([this](const std::stop_token& stop) { follow_stream(stop); });
}

JackLoop::~JackLoop() {
  follower_ = {};
  jack_client_close(client_);
}

int JackLoop::on_cycle(jack_nframes_t frames, void* self) {
  auto& loop = *static_cast<JackLoop*>(self);
  for (std::size_t c = 0; c < 2; ++c) {
    const auto* const from = static_cast<const float*>(jack_port_get_buffer(loop.from_[c], frames));
    std::copy_n(from, frames, static_cast<float*>(jack_port_get_buffer(loop.to_[c], frames)));
  }
  return 0;
}

void JackLoop::follow_stream(const std::stop_token& stop) {
  constexpr auto kStep = std::chrono::milliseconds(5);
  constexpr int kSettledSteps = 100;  // the stream must have made all its connections
  int steps = 0;
  while (!stop.stop_requested()) {
    std::this_thread::sleep_for(kStep);
    const bool there = jack_port_connected(from_[0]) > 0 && jack_port_connected(to_[0]) > 0;
    if (!there && steps > kSettledSteps) jack_set_freewheel(client_, 0);
    steps = there ? steps + 1 : 0;
    if (steps == kSettledSteps + 1) jack_set_freewheel(client_, 1);
  }
  if (steps > kSettledSteps) jack_set_freewheel(client_, 0);
}

}  // namespace ohmbench::test
