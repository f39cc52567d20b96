// The audio server dies in mid-stream. In child processes: after that, a process can only leave.
#include <chrono>
#include <fstream>
#include <thread>

#include "audio/wav_files.hpp"
#include "devices/jack_server.hpp"
#include "support/catch.hpp"

using namespace ohmbench;

namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool says(const std::filesystem::path& path, const std::string& word) {
  for (int i = 0; i < 3000; ++i) {
    if (text_of(path).find(word) != std::string::npos) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

}  // namespace

TEST_CASE(
    "A JACK server that dies in mid-stream is a device error, told in time, and the process can leave") {
  const test::Folder folder;
  const test::JackServer server;
  test::Child bench({LOST_DEVICE_CHILD, "bench"}, folder / "bench.log");
  REQUIRE(test::client_appears("bench", 60));
  test::Child stream({LOST_DEVICE_CHILD, "stream"}, folder / "stream.log");
  REQUIRE(says(folder / "stream.log", "streaming"));

  const auto killed = std::chrono::steady_clock::now();
  server.kill();
  CHECK(stream.wait(60) == 3);
  const double told_after_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - killed).count();
  INFO(text_of(folder / "stream.log"));
  // 1 s of silence and 0.5 s for a driver that does not close: 1.5 s, and some for a machine that is busy
  // with other work
  CHECK(told_after_s < 4.0);
  CHECK_THAT(text_of(folder / "stream.log"), ContainsSubstring("bench was lost after"));
  CHECK_THAT(text_of(folder / "stream.log"), ContainsSubstring("end\n"));

  const int bench_code = bench.wait(60);
  INFO(text_of(folder / "bench.log"));
  CHECK(bench_code == 3);
  CHECK_THAT(text_of(folder / "bench.log"), ContainsSubstring("the JACK server has gone"));
}

TEST_CASE("After a driver call was abandoned, every later one is refused at once") {
  const test::Folder folder;
  test::Child child({LOST_DEVICE_CHILD, "hang"}, folder / "log");
  CHECK(child.wait(60) == 3);
  CHECK_THAT(text_of(folder / "log"), !ContainsSubstring("wrong"));
  CHECK_THAT(text_of(folder / "log"), ContainsSubstring("stopped answering"));
}
