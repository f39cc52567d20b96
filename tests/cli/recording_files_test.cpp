// Facts about the files of `analyze`: what is no usable WAV is refused with its name and the reason.
#include <cmath>
#include <limits>

#include "recordings.hpp"
#include "refusal.hpp"
#include "support/catch.hpp"

using namespace ohmbench::test;

namespace {

using Words = std::vector<std::string>;

Ran analyze(const WorkFolder& folder, const Words& more = {}) {
  Words words{"analyze", "impedance",  "take.wav", "--stimulus", "stim.wav",
              "--bench", "bench.toml", "--out",    "z.json"};
  words.insert(words.end(), more.begin(), more.end());
  return run(folder, words);
}

std::vector<float> tone() {
  std::vector<float> x(24000);
  for (std::size_t n = 0; n < x.size(); ++n)
    x[n] = static_cast<float>(0.1 * std::sin(0.1 * static_cast<double>(n)));
  return x;
}

}  // namespace

TEST_CASE("A recording or stimulus that is no usable WAV is refused, and the earlier result stays") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_toml());
  folder.write("z.json", "earlier");
  const auto x = tone();
  auto nan = x;
  nan[100] = std::numeric_limits<float>::quiet_NaN();
  const std::string good_take = wav_bytes({x, x});
  const std::string good_stimulus = wav_bytes({x});
  struct Row {
    std::string take;
    std::string stimulus;
    Words named;
  };
  const std::vector<Row> rows{
      {"", good_stimulus, {"take.wav"}},
      {"this is no sound", good_stimulus, {"take.wav", "WAV"}},
      {wav_bytes({{}, {}}), good_stimulus, {"take.wav", "no samples"}},
      {wav_bytes({x}), good_stimulus, {"take.wav", "mono"}},
      {wav_bytes({x, nan}), good_stimulus, {"take.wav", "frame 100", "channel 2"}},
      {wav_bytes({x, x}, 44100), good_stimulus, {"44100 Hz", "48000 Hz"}},
      {good_take, "", {"stim.wav"}},
      {good_take, "this is no sound", {"stim.wav", "WAV"}},
      {good_take, wav_bytes({{}}), {"stim.wav", "no samples"}},
      {good_take, wav_bytes({nan}), {"stim.wav", "frame 100"}},
      {good_take, wav_bytes({std::vector<float>(24000)}), {"stim.wav", "zeros"}},
      {good_take, wav_bytes({{0.5F, 0.5F}}), {"stim.wav", "shorter"}},
  };
  for (const auto& row : rows) {
    folder.write("take.wav", row.take);
    folder.write("stim.wav", row.stimulus);
    check_refused(analyze(folder), kUsage, row.named);
  }
  std::filesystem::remove(folder / "stim.wav");
  check_refused(analyze(folder), kUsage, {"stim.wav", "no such file"});
  std::filesystem::remove(folder / "take.wav");
  folder.write("stim.wav", good_stimulus);
  check_refused(analyze(folder), kUsage, {"take.wav", "no such file"});
  folder.write("take.wav", wav_bytes({x, x, x}));
  folder.write("bench.toml", bench_with("sense_resistor_ohm", "sense_resistor_ohm = 33\nload_channel = 4"));
  check_refused(analyze(folder), kUsage, {"take.wav", "channel 4", "[wiring]"});
  CHECK(folder.read("z.json") == "earlier");
}

TEST_CASE("A recording of nothing is not valid") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_toml());
  const std::vector<float> silence(24000);
  folder.write("take.wav", wav_bytes({silence, silence}));
  folder.write("stim.wav", wav_bytes({tone()}));
  check_refused(analyze(folder), kNotValid, {"take.wav", "zeros"});
}

TEST_CASE("A WAV cut at any boundary of its chunks, or beside one, is refused") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_toml());
  const auto x = tone();
  folder.write("stim.wav", wav_bytes({x}));
  const auto take = wav_bytes({x, x}, 48000, "a comment");
  for (const std::size_t boundary : chunk_boundaries(take)) {
    for (const int beside : {-1, 0, 1}) {
      const auto size = boundary + static_cast<std::size_t>(beside);
      if (size >= take.size()) continue;
      INFO(size << " of " << take.size());
      folder.write("take.wav", take.substr(0, size));
      check_refused(analyze(folder), kUsage, {"take.wav"});
    }
  }
}

TEST_CASE("A comment that only looks like ours is not believed") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_toml());
  const auto sweep = foreign_sweep(1);
  const auto setup = recording_setup();
  folder.write("take.wav", wav_bytes(record(setup, sweep).channels));
  const std::string head =
      "ohmbench stimulus 1: kind=multisine rate=48000 from=10 to=20000 ppo=24 level=-20 ";
  for (const std::string tail : {"seconds=4.5 period=0 settle=0.5", "seconds=4.5 period=nan settle=0.5",
                                 "seconds=4.5 period=1e-9 settle=0.5", "seconds=4.5 period=1 settle=nan",
                                 "seconds=1e9 period=1 settle=0.5", "seconds=3600 period=1 settle=0.5",
                                 "seconds=inf period=inf settle=inf", "seconds=4.5"}) {
    INFO(tail);
    folder.write("stim.wav", wav_bytes({sweep}, 48000, head + tail));
    check_done(analyze(folder));
  }
}

TEST_CASE("A band that cannot be analysed is refused with its option") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_toml());
  folder.write("take.wav", wav_bytes({tone(), tone()}));
  folder.write("stim.wav", wav_bytes({tone()}));
  check_refused(analyze(folder, {"--from", "nan"}), kUsage, {"--from"});
  check_refused(analyze(folder, {"--from", "30000"}), kUsage, {"--from"});
  check_refused(analyze(folder, {"--to", "1e9"}), kUsage, {"--to"});
  check_refused(analyze(folder, {"--from", "1000", "--to", "900"}), kUsage, {"--from"});
  check_refused(analyze(folder, {"--points-per-octave", "0"}), kUsage, {"--points-per-octave"});
}
