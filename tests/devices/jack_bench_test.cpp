// The virtual bench behind a real audio stream.
#include "devices/jack_bench.hpp"

#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <thread>

#include "audio/wav_files.hpp"
#include "devices/device_contract.hpp"
#include "devices/jack_server.hpp"
#include "devices/portaudio_device.hpp"

using namespace ohmbench;

namespace {

/// The bench on a thread of its own until this object goes; its log is read afterwards.
class RunningBench {
 public:
  explicit RunningBench(const devices::JackBenchOptions& options) {
    thread_ = std::jthread([this, options](const std::stop_token& stop) {
      exit_code_ = devices::run_jack_bench(options, devices::BenchSetup{}, log_, stop);
    });
    if (!test::client_appears(options.name, 60)) throw std::runtime_error("the bench does not come up");
  }
  std::string end() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
    CHECK(exit_code_ == 0);
    return log_.str();
  }

 private:
  std::ostringstream log_;
  int exit_code_ = -1;
  std::jthread thread_;
};

}  // namespace

TEST_CASE("The bench behind JACK honours the contract of a device, says that it is up, and ends when asked") {
  const test::JackServer server;
  RunningBench bench({"bench", true, {}});
  {
    devices::PortAudioDevice device({"JACK", "bench", "bench"});
    CHECK(device.info().input_channels == 4);
    CHECK(device.info().output_channels == 2);
    test::hold_to_contract(device, {48000, 96000, 3});
  }
  CHECK_THAT(bench.end(), ContainsSubstring("virtual bench up: bench at 48000 Hz"));
}

TEST_CASE("The bench behind JACK follows its state file") {
  const test::Folder folder;
  const auto write = [&](const std::string& state) { std::ofstream(folder / "state") << state << '\n'; };
  write("short");
  const test::JackServer server;
  RunningBench bench({"bench", true, folder / "state"});
  {
    devices::PortAudioDevice device({"JACK", "bench", "bench"});
    /// Peak of B over peak of A in the second half.
    const auto ratio = [&] {
      const auto capture = device.play_and_record(test::tone_request(48000, 96000, 96000));
      return test::peak_between(capture.channels[1], 48000, 96000) /
             test::peak_between(capture.channels[0], 48000, 96000);
    };
    CHECK(ratio() < 1e-5F);
    write("open");
    std::this_thread::sleep_for(std::chrono::milliseconds(500));  // the file is read again 50 times a second
    CHECK(ratio() == Approx(1.0F).epsilon(1e-3));
    write("upside-down");
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    CHECK(ratio() == Approx(1.0F).epsilon(1e-3));
  }
  CHECK_THAT(bench.end(), ContainsSubstring("names no fixture state: upside-down"));
}

TEST_CASE("The bench needs a JACK server and a name that is free, and never starts a server itself") {
  setenv("JACK_DEFAULT_SERVER", "ohmbench-test-no-such-server", 1);
  std::ostringstream log;
  CHECK_THROWS_WITH(devices::run_jack_bench({}, devices::BenchSetup{}, log, {}),
                    ContainsSubstring("no JACK server is running"));
  const test::JackServer server;
  RunningBench bench({"bench", false, {}});
  CHECK_THROWS_WITH(devices::run_jack_bench({"bench", false, {}}, devices::BenchSetup{}, log, {}),
                    ContainsSubstring("refuses a client named bench"));
  bench.end();
}
