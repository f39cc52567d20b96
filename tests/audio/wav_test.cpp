// WAV files that are in order: what goes in comes out.
#include "audio/wav.hpp"

#include <cmath>

#include "audio/wav_files.hpp"
#include "core/ensure.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using test::chunk;
using test::Folder;
using test::format_chunk;
using test::riff;
using test::word;

namespace {

audio::Capture two_channels() {
  audio::Capture capture;
  capture.sample_rate_hz = 44100;
  capture.channels = {{0.0F, 0.5F, -1.0F, 1e-7F}, {1.5F, -0.25F, 0.125F, 0.0F}};
  return capture;
}

}  // namespace

TEST_CASE("A capture comes back from its file bit for bit, with rate and comment") {
  const Folder folder;
  const auto capture = two_channels();
  audio::write_wav(folder / "z.wav", capture, "made with \"ohmbench\", 4 Ω");
  const auto wav = audio::read_wav(folder / "z.wav");
  CHECK(wav.capture.channels == capture.channels);
  CHECK(wav.capture.sample_rate_hz == 44100);
  CHECK(wav.capture.device == "file z.wav");
  CHECK(wav.comment == "made with \"ohmbench\", 4 Ω");
  CHECK_FALSE(std::filesystem::exists(folder / "z.wav.part"));
}

TEST_CASE("The longest comment survives whole, whatever its words; a longer one is a broken promise") {
  const Folder folder;
  std::string comment = "truncated (should be longer) ";
  comment.resize(audio::kMostCommentBytes, 'x');
  audio::write_wav(folder / "z.wav", two_channels(), comment);
  CHECK(audio::read_wav(folder / "z.wav").comment == comment);
  CHECK_THROWS_AS(audio::write_wav(folder / "z.wav", two_channels(), comment + "x"), core::BrokenPromise);
}

TEST_CASE("No comment is an empty comment") {
  const Folder folder;
  audio::write_wav(folder / "z.wav", two_channels());
  CHECK(audio::read_wav(folder / "z.wav").comment.empty());
}

TEST_CASE("Equal captures make equal files") {
  const Folder folder;
  const auto bytes = [&](const std::string& name) {
    audio::write_wav(folder / name, two_channels(), "c");
    std::ifstream file(folder / name, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  const auto first = bytes("a.wav");
  CHECK(first == bytes("b.wav"));
  CHECK(first.find("PEAK") == std::string::npos);  // this chunk would hold the time of day
}

TEST_CASE("Integer words of 16, 24 and 32 bits are scaled to full scale exactly") {
  const Folder folder;
  const int bits = GENERATE(16, 24, 32);
  const auto bytes = bits / 8;
  const auto full = std::uint64_t{1} << (bits - 1);
  std::string body;
  for (const std::uint64_t code : {std::uint64_t{0}, full / 2, full, full - full / 256, std::uint64_t{1}}) {
    body += word(code, bytes);
  }
  test::write_file(folder / "i.wav", riff(format_chunk(1, 1, bits) + chunk("data", body)));
  const auto capture = audio::read_wav(folder / "i.wav").capture;
  REQUIRE(capture.channels.size() == 1);
  const auto least = static_cast<float>(std::ldexp(1.0, 1 - bits));
  CHECK(capture.channels[0] == std::vector<float>{0.0F, 0.5F, -1.0F, 1.0F - 1.0F / 256, least});
}

TEST_CASE("A mono file has one channel; a file of four has four, in order") {
  const Folder folder;
  for (const int channels : {1, 4}) {
    std::string body;
    for (int n = 0; n < 3; ++n) {
      for (int c = 0; c < channels; ++c) body += word(static_cast<std::uint64_t>(c * 4096), 2);
    }
    test::write_file(folder / "m.wav", riff(format_chunk(1, channels, 16) + chunk("data", body)));
    const auto capture = audio::read_wav(folder / "m.wav").capture;
    REQUIRE(capture.channels.size() == static_cast<std::size_t>(channels));
    for (int c = 0; c < channels; ++c) {
      CHECK(capture.channels[static_cast<std::size_t>(c)] ==
            std::vector<float>(3, static_cast<float>(c) / 8));
    }
  }
}

TEST_CASE("Chunks that are not audio do no harm before or after the samples") {
  const Folder folder;
  const auto odd = chunk("junk", "abc");
  test::write_file(folder / "j.wav",
                   riff(odd + format_chunk(1, 1, 16) + odd + chunk("data", word(16384, 2)) + odd) + "tail");
  CHECK(audio::read_wav(folder / "j.wav").capture.channels[0].front() == 0.5F);
}
