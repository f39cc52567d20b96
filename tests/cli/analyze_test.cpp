// Facts about `analyze`: a recording made elsewhere, with any start and another clock, gives the load's
// impedance.
#include <cmath>
#include <nlohmann/json.hpp>

#include "audio/wav.hpp"
#include "recordings.hpp"
#include "refusal.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using namespace ohmbench::test;
using nlohmann::json;

namespace {

using Words = std::vector<std::string>;

Ran analyze(const WorkFolder& folder, const Words& more = {}) {
  Words words{"analyze", "impedance",  "take.wav", "--stimulus", "stim.wav",
              "--bench", "bench.toml", "--out",    "z.json"};
  words.insert(words.end(), more.begin(), more.end());
  return run(folder, words);
}

/// The stimulus that the program writes with these options, as samples.
std::vector<float> stimulus(const WorkFolder& folder, const Words& more = {}) {
  folder.write("bench.toml", bench_toml());
  Words words{"stimulus", "--out", "stim.wav", "--level-dbfs", "-20", "--quiet"};
  words.insert(words.end(), more.begin(), more.end());
  check_done(run(folder, words));
  return audio::read_wav(folder / "stim.wav").capture.channels.front();
}

void save(const WorkFolder& folder, const audio::Capture& capture) {
  folder.write("take.wav", wav_bytes(capture.channels, static_cast<int>(capture.sample_rate_hz)));
}

/// The largest error between 30 Hz and 18 kHz, in percent.
double worst_error_percent(const WorkFolder& folder, const devices::BenchSetup& setup) {
  const auto z = json::parse(folder.read("z.json"));
  double worst = 0;
  std::size_t points = 0;
  for (std::size_t i = 0; i < z["frequency_hz"].size(); ++i) {
    const double f = z["frequency_hz"][i];
    if (f < 30 || f > 18000) continue;
    const auto truth = setup.load.impedance(f);
    const std::complex<double> found{z["impedance_re_ohm"][i], z["impedance_im_ohm"][i]};
    worst = std::max(worst, 100 * std::abs(found - truth) / std::abs(truth));
    ++points;
  }
  CHECK(points > 50);
  return worst;
}

}  // namespace

TEST_CASE("Our own stimulus gives the right impedance wherever it begins in the recording") {
  const WorkFolder folder;
  const auto setup = recording_setup();
  const auto kind = GENERATE(as<std::string>(), "multisine", "sweep", "stepped");
  const auto take = record(
      setup, stimulus(folder, {"--stimulus", kind, "--points-per-octave", kind == "stepped" ? "6" : "24",
                               "--seconds", kind == "stepped" ? "20" : "4.5"}));
  INFO(kind);
  save(folder, take);
  const auto ran = analyze(folder);
  check_done(ran);
  CHECK(worst_error_percent(folder, setup) < 0.1);
  save(folder, changed(take, [](auto& x) { x.insert(x.begin(), 123457, 0.0F); }));
  check_done(analyze(folder));
  CHECK(worst_error_percent(folder, setup) < 0.1);
  if (kind == "stepped") return;  // whose first frequency begins where the fade ends
  save(folder, changed(take, [](auto& x) { x.erase(x.begin(), x.begin() + 2000); }));  // within the fade
  check_done(analyze(folder));
  CHECK(worst_error_percent(folder, setup) < 0.1);
}

TEST_CASE("Of our own stimulus the band that is asked for is told, and all of it where none is") {
  const WorkFolder folder;
  save(folder, record(recording_setup(), stimulus(folder, {"--from", "5"})));
  check_done(analyze(folder));
  const auto all = json::parse(folder.read("z.json"))["frequency_hz"];
  CHECK(all.front().get<double>() < 6);
  check_done(analyze(folder, {"--from", "100", "--to", "1000"}));
  const auto some = json::parse(folder.read("z.json"))["frequency_hz"];
  CHECK(some.front().get<double>() >= 100);
  CHECK(some.front().get<double>() < 110);
  CHECK(some.back().get<double>() <= 1000);
  CHECK(some.back().get<double>() > 900);
  check_refused(analyze(folder, {"--from", "100", "--to", "100.1"}), 2, {"fewer than two frequencies"});
}

TEST_CASE("A recorder whose clock is 37 ppm off gives the right impedance, and the difference is reported") {
  const WorkFolder folder;
  auto setup = recording_setup();
  setup.imperfections.clock_ppm = 37;
  save(folder, changed(record(setup, stimulus(folder)), [](auto& x) { x.insert(x.begin(), 34567, 0.0F); }));
  check_done(analyze(folder));
  CHECK(worst_error_percent(folder, setup) < 0.1);
  CHECK(json::parse(folder.read("z.json"))["measurement"]["clock_ppm"].get<double>() ==
        Approx(37).margin(0.05));
}

TEST_CASE("A sweep of another program gives the right impedance, with its own clock and start") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_toml());
  auto setup = recording_setup();
  setup.imperfections.clock_ppm = GENERATE(0.0, 37.0);
  const auto sweep = foreign_sweep(5);
  folder.write("stim.wav", wav_bytes({sweep}));
  save(folder, changed(record(setup, sweep),
                       [](auto& x) { x.insert(x.begin(), 70001, 0.0F), x.insert(x.end(), 48000, 0.0F); }));
  check_done(analyze(folder));
  CHECK(worst_error_percent(folder, setup) < 0.5);
}

TEST_CASE("A recording at 44.1 kHz is analysed at its own rate") {
  const WorkFolder folder;
  const auto setup = recording_setup();
  save(folder, record(setup, stimulus(folder, {"--rate", "44100"}), 44100));
  check_done(analyze(folder));
  CHECK(worst_error_percent(folder, setup) < 0.1);
}

TEST_CASE("A recording that misses much of the stimulus is right or not valid") {
  const WorkFolder folder;
  const auto setup = recording_setup();
  const auto take = record(setup, stimulus(folder));
  for (const std::ptrdiff_t cut : {20000, 60000, 120000}) {
    for (const bool front : {true, false}) {
      INFO(cut << (front ? " at the front" : " at the end"));
      save(folder, changed(take, [&](auto& x) {
             front ? x.erase(x.begin(), x.begin() + cut) : x.erase(x.end() - 24000 - cut, x.end());
           }));
      const auto ran = analyze(folder);
      if (ran.code == 0) CHECK(worst_error_percent(folder, setup) < 0.1);
      if (ran.code != 0) check_refused(ran, kNotValid, {});
    }
  }
}

TEST_CASE("Faults of the recording are named: swapped, inverted, clipped, silent, something else") {
  const WorkFolder folder;
  folder.write("z.json", "earlier");
  const auto take = record(recording_setup(), stimulus(folder));
  const auto check = [&](const Channels& channels, const std::string& named) {
    folder.write("take.wav", wav_bytes(channels));
    check_refused(analyze(folder), kNotValid, {named});
  };
  const auto& a = take.channels[0];
  const auto& b = take.channels[1];
  auto inverted = b;
  for (auto& x : inverted) x = -x;
  auto loud = take;
  for (auto& channel : loud.channels) {
    for (auto& x : channel) x = std::clamp(100 * x, -1.0F, 1.0F);
  }
  std::vector<float> other(a.size());
  for (std::size_t n = 0; n < other.size(); ++n)
    other[n] = static_cast<float>(0.1 * std::sin(1e-6 * static_cast<double>(n * n)));
  check({b, a}, "swapped");
  check({a, inverted}, "polarity");
  check({a, a}, "disconnected");
  check(loud.channels, "overloaded");
  check({std::vector<float>(a.size()), std::vector<float>(a.size())}, "zeros");
  check({a, std::vector<float>(a.size())}, "channel 2");
  check({other, other}, "not found");
  CHECK(folder.read("z.json") == "earlier");
  folder.write("take.wav", wav_bytes({a, b}));
  check_refused(analyze(folder, {"--expect-ohm", "600"}), kNotValid, {"600 ohm"});
}
