#include "devices/jack_bench.hpp"

#include <fmt/format.h>
#include <jack/jack.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <fstream>
#include <memory>
#include <thread>
#include <utility>

#include "core/error.hpp"
#include "devices/bench_simulator.hpp"

namespace ohmbench::devices {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kPollStep = std::chrono::milliseconds(2);
constexpr auto kStateStep = std::chrono::milliseconds(20);
/// A stream that is still being connected would be aborted by the switch to freewheel.
constexpr auto kSettled = std::chrono::milliseconds(300);

using Client = std::unique_ptr<jack_client_t, int (*)(jack_client_t*)>;

Client open_client(const std::string& name) {
  // jack prints on stderr by itself; our own errors say it once
  jack_set_error_function([](const char*) {});
  jack_set_info_function([](const char*) {});
  jack_status_t status{};
  const auto options = static_cast<jack_options_t>(JackNoStartServer | JackUseExactName);
  Client client(jack_client_open(name.c_str(), options, &status), jack_client_close);
  if (client) return client;
  if ((status & JackServerFailed) != 0) {
    throw core::device_error(
        "no JACK server is running",
        "start one (jackd -d dummy -r 48000 -p 1024), or set JACK_DEFAULT_SERVER to its name");
  }
  throw core::device_error(fmt::format("the JACK server refuses a client named {}", name),
                           "there may be one already: choose another name");
}

class JackBench {
 public:
  JackBench(const std::string& name, const BenchSetup& setup)
      : client_(open_client(name)),
        simulator_(setup, jack_get_sample_rate(client_.get()), jack_get_buffer_size(client_.get())) {
    for (std::size_t c = 0; c < playback_.size(); ++c)
      playback_[c] = make_port("playback", c, JackPortIsInput);
    for (std::size_t c = 0; c < capture_.size(); ++c) capture_[c] = make_port("capture", c, JackPortIsOutput);
    jack_set_process_callback(client_.get(), &JackBench::on_cycle, this);
    jack_on_shutdown(client_.get(), &JackBench::on_shutdown, this);
    if (jack_activate(client_.get()) != 0)
      throw core::device_error("the JACK server does not let the bench run");
  }

  ~JackBench() {
    if (wheeling_) freewheel(false);
    finish_last_cycle();
    client_.reset();  // before the simulator goes: no cycle may run on it any more
  }
  JackBench(const JackBench&) = delete;
  JackBench& operator=(const JackBench&) = delete;

  void set_state(core::FixtureState state) noexcept { simulator_.set_state(state); }
  bool server_gone() const noexcept { return server_gone_; }
  bool period_changed() const noexcept { return period_changed_; }
  std::string actual_name() const { return jack_get_client_name(client_.get()); }
  unsigned sample_rate_hz() const { return jack_get_sample_rate(client_.get()); }
  std::size_t period_frames() const { return simulator_.block_frames(); }

  /// Follows the connections: freewheel while a stream is there and its connections have settled.
  void follow_stream() {
    int played = 0;
    int recorded = 0;
    for (auto* const port : playback_) played += jack_port_connected(port);
    for (auto* const port : capture_) recorded += jack_port_connected(port);
    const auto now = Clock::now();
    if (played + recorded != connections_) {
      connections_ = played + recorded;
      connected_since_ = now;
    }
    const bool there = played > 0 && recorded > 0;
    if (wheeling_ && !there) freewheel(false);
    if (!wheeling_ && there && now - connected_since_ >= kSettled) freewheel(true);
  }

 private:
  jack_port_t* make_port(const char* kind, std::size_t index, JackPortFlags direction) {
    auto* const port = jack_port_register(client_.get(), fmt::format("{}_{}", kind, index + 1).c_str(),
                                          JACK_DEFAULT_AUDIO_TYPE, direction, 0);
    if (port == nullptr) throw core::device_error("the JACK server has no ports left for the bench");
    return port;
  }

  /// JACK cancels its thread when the client closes, wherever it is: it must not be in the simulator then.
  void finish_last_cycle() {
    constexpr auto kLimit = std::chrono::seconds(1);
    closing_ = true;
    const auto end = Clock::now() + kLimit;
    while (!idle_ && !server_gone_ && Clock::now() < end) std::this_thread::sleep_for(kPollStep);
  }

  void freewheel(bool on) {
    if (!server_gone_ && jack_set_freewheel(client_.get(), on ? 1 : 0) == 0) wheeling_ = on;
  }

  /// Real-time: allocates and locks nothing.
  static int on_cycle(jack_nframes_t frames, void* self) {
    auto& bench = *static_cast<JackBench*>(self);
    std::array<const float*, kSimulatedOutputs> played{};
    std::array<float*, kSimulatedInputs> recorded{};
    for (std::size_t c = 0; c < played.size(); ++c) {
      played[c] = static_cast<const float*>(jack_port_get_buffer(bench.playback_[c], frames));
    }
    for (std::size_t c = 0; c < recorded.size(); ++c) {
      recorded[c] = static_cast<float*>(jack_port_get_buffer(bench.capture_[c], frames));
    }
    if (bench.closing_) {
      for (float* const channel : recorded) std::fill_n(channel, frames, 0.0F);
      bench.idle_ = true;
    } else if (frames == bench.simulator_.block_frames()) {
      bench.simulator_.process(played.data(), recorded.data());
    } else {
      for (float* const channel : recorded) std::fill_n(channel, frames, 0.0F);
      bench.period_changed_ = true;
    }
    return 0;
  }

  static void on_shutdown(void* self) { static_cast<JackBench*>(self)->server_gone_ = true; }

  Client client_;
  BenchSimulator simulator_;
  std::array<jack_port_t*, kSimulatedOutputs> playback_{};
  std::array<jack_port_t*, kSimulatedInputs> capture_{};
  std::atomic<bool> server_gone_{false};
  std::atomic<bool> period_changed_{false};
  std::atomic<bool> closing_{false};  ///< the simulator is not called any more …
  std::atomic<bool> idle_{false};     ///< … since a cycle that has ended
  bool wheeling_ = false;
  int connections_ = 0;
  Clock::time_point connected_since_{};
};

/// Ends a bench. One whose server has gone is left behind on purpose: its thread may still be in the
/// simulator, and closing its client would wait for a server that never answers.
struct EndBench {
  void operator()(JackBench* bench) const {
    if (!bench->server_gone()) delete bench;
  }
};

/// The fixture state's file; says once on the log if its word is not known.
class StateFile {
 public:
  StateFile(std::filesystem::path path, std::ostream& log) : path_(std::move(path)), log_(log) {}

  void follow(JackBench& bench) {
    if (path_.empty() || Clock::now() - last_look_ < kStateStep) return;
    last_look_ = Clock::now();
    std::string word;
    if (!(std::ifstream(path_) >> word) || word == word_) return;
    word_ = word;
    if (const auto state = core::fixture_state(word)) {
      bench.set_state(*state);
    } else {
      log_ << "virtual bench: " << path_.string() << " names no fixture state: " << word << std::endl;
    }
  }

 private:
  std::filesystem::path path_;
  std::ostream& log_;
  std::string word_;
  Clock::time_point last_look_{};
};

}  // namespace

int run_jack_bench(const JackBenchOptions& options, const BenchSetup& setup, std::ostream& log,
                   std::stop_token stop) {
  const std::unique_ptr<JackBench, EndBench> running(new JackBench(options.name, setup));
  JackBench& bench = *running;
  StateFile state_file(options.state_file, log);
  state_file.follow(bench);
  log << fmt::format("virtual bench up: {} at {} Hz, {} frames a period{}", bench.actual_name(),
                     bench.sample_rate_hz(), bench.period_frames(),
                     options.fast ? ", freewheeling while a stream is connected" : "")
      << std::endl;
  while (!stop.stop_requested()) {
    std::this_thread::sleep_for(kPollStep);
    if (bench.server_gone())
      throw core::device_error("the JACK server has gone", "start it again, then the bench");
    if (bench.period_changed()) {
      throw core::device_error("the JACK server has changed its period", "start the bench again");
    }
    state_file.follow(bench);
    if (options.fast) bench.follow_stream();
  }
  log << "virtual bench down" << std::endl;
  return 0;
}

}  // namespace ohmbench::devices
