// WAV files that are not in order: each is refused with its reason, and a failed writing leaves the old file
// whole.
#include <sys/resource.h>

#include <csignal>
#include <cstring>
#include <limits>

#include "audio/wav.hpp"
#include "audio/wav_files.hpp"
#include "core/error.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using test::chunk;
using test::Folder;
using test::format_chunk;
using test::riff;
using test::word;

namespace {

/// The message with which reading fails as bad input.
std::string refusal(const std::filesystem::path& path) {
  try {
    audio::read_wav(path);
  } catch (const core::Error& error) {
    CHECK(error.kind() == core::ErrorKind::kBadInput);
    return error.what();
  }
  FAIL("read without an error");
  return {};
}

/// Limits the size of files that this process writes: what a full disk does, without needing one.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = SIG_DFL;
};

}  // namespace

TEST_CASE("A truncated WAV is refused, whatever its words and wherever it was cut") {
  const Folder folder;
  const auto [tag, bits] =
      GENERATE(std::pair(1, 16), std::pair(1, 24), std::pair(1, 32), std::pair(3, 32), std::pair(3, 64));
  const auto whole = riff(format_chunk(tag, 2, bits) +
                          chunk("data", std::string(static_cast<std::size_t>(2 * 1000 * bits / 8), '\0')));
  test::write_file(folder / "t.wav", whole);
  CHECK_NOTHROW(audio::read_wav(folder / "t.wav"));
  for (const std::size_t cut : {1, 2, 100, 3000}) {
    test::write_file(folder / "t.wav", whole.substr(0, whole.size() - cut));
    CHECK_THAT(refusal(folder / "t.wav"), ContainsSubstring("truncated"));
  }
}

TEST_CASE("A truncated RF64 file is refused by the size in its ds64 chunk") {
  const Folder folder;
  const std::string samples(4000, '\0');
  const auto unknown = word(0xFFFFFFFF, 4);
  const auto whole = "RF64" + unknown + "WAVE" +
                     chunk("ds64", word(4080, 8) + word(samples.size(), 8) + word(2000, 8) + word(0, 4)) +
                     format_chunk(1, 1, 16) + "data" + unknown + samples;
  test::write_file(folder / "r.wav", whole);
  CHECK(audio::read_wav(folder / "r.wav").capture.frames() == 2000);
  test::write_file(folder / "r.wav", whole.substr(0, whole.size() - 10));
  CHECK_THAT(refusal(folder / "r.wav"), ContainsSubstring("truncated"));
}

TEST_CASE("A WAV written to a pipe promises no length and is read to its end") {
  const Folder folder;
  const auto unknown = word(0xFFFFFFFF, 4);
  test::write_file(folder / "p.wav", "RIFF" + unknown + "WAVE" + format_chunk(1, 1, 16) + "data" + unknown +
                                         word(16384, 2) + word(0, 2));
  CHECK(audio::read_wav(folder / "p.wav").capture.channels[0] == std::vector<float>{0.5F, 0.0F});
}

TEST_CASE("Each bad file is refused by its own reason") {
  const Folder folder;
  CHECK_THAT(refusal(folder / "missing.wav"), ContainsSubstring("no such file"));
  CHECK_THAT(refusal(folder / ""), ContainsSubstring("no such file"));

  test::write_file(folder / "empty.wav", "");
  CHECK_THAT(refusal(folder / "empty.wav"), ContainsSubstring("cannot be read as audio"));

  test::write_file(folder / "text.wav", "frequency_hz, impedance_ohm\n20, 8\n");
  CHECK_THAT(refusal(folder / "text.wav"), ContainsSubstring("cannot be read as audio"));

  test::write_file(folder / "header.wav", riff(format_chunk(1, 2, 16) + chunk("data", "")));
  CHECK_THAT(refusal(folder / "header.wav"), ContainsSubstring("holds no samples"));

  test::write_file(folder / "cut.wav", riff(format_chunk(1, 2, 16)).substr(0, 20));
  CHECK_THAT(refusal(folder / "cut.wav"), ContainsSubstring("cannot be read as audio"));
}

TEST_CASE("A value that is not a number is refused with its place") {
  const Folder folder;
  const float bad = GENERATE(std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity());
  std::string body(4 * 2 * 10, '\0');
  std::memcpy(body.data() + 4 * (2 * 7 + 1), &bad, sizeof bad);
  test::write_file(folder / "n.wav", riff(format_chunk(3, 2, 32) + chunk("data", body)));
  CHECK_THAT(refusal(folder / "n.wav"), ContainsSubstring("not a number (frame 7, channel 2)"));
}

TEST_CASE("A disk that fills up leaves the earlier file whole and no rest behind") {
  const Folder folder;
  audio::Capture capture;
  capture.sample_rate_hz = 48000;
  capture.channels = {{0.25F, 0.5F}};
  audio::write_wav(folder / "z.wav", capture, "earlier");
  capture.channels = {std::vector<float>(100000, 0.75F)};
  {
    const FullDisk full(65536);
    CHECK_THROWS_AS(audio::write_wav(folder / "z.wav", capture, "later"), core::Error);
  }
  CHECK_FALSE(std::filesystem::exists(folder / "z.wav.part"));
  const auto wav = audio::read_wav(folder / "z.wav");
  CHECK(wav.comment == "earlier");
  CHECK(wav.capture.channels[0] == std::vector<float>{0.25F, 0.5F});
}

TEST_CASE("A folder that does not exist is bad input, not a crash") {
  const Folder folder;
  audio::Capture capture;
  capture.sample_rate_hz = 48000;
  capture.channels = {{0.0F}};
  try {
    audio::write_wav(folder / "nowhere" / "z.wav", capture);
    FAIL("written into nowhere");
  } catch (const core::Error& error) {
    CHECK(error.kind() == core::ErrorKind::kBadInput);
    CHECK_THAT(error.what(), ContainsSubstring("cannot be written"));
  }
}
