// The amplifier's maximum as a user measures it, and the verdict that is made of it.
#include <nlohmann/json.hpp>

#include "refusal.hpp"
#include "support/catch.hpp"

using namespace ohmbench::test;
using nlohmann::json;

namespace {

using Words = std::vector<std::string>;

const char* const kBench = R"([interface]
input = "virtual"
adc_full_scale_volt = [12.0, 12.0]
dac_full_scale_volt = 3.0
[wiring]
reference_channel = 3
sense_resistor_ohm = 10.0
[limits]
load_max_volt = 10
load_max_watt = 2
[virtual]
amp = "1 ohm, gain 2, clip 4 V"
load = "32 ohm + 4 mH"
)";

Words sweep(const Words& more = {}) {
  Words words{"measure", "max-output", "--bench",     "bench.toml",
              "--out",   "max.json",   "--no-bursts", "--no-hold"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace

TEST_CASE("A measured maximum and a measured output impedance make a verdict") {
  const WorkFolder folder;
  folder.write("bench.toml", kBench);
  check_done(run(folder, sweep({"--name", "my amp", "--record", "kept"})));
  const auto most = json::parse(folder.read("max.json"));
  CHECK(most["kind"] == "max-output");
  CHECK(most["name"] == "my amp");
  CHECK(most["summary"]["limited_by"] == "thd-n");
  CHECK(most["summary"]["cause"] == "voltage");
  CHECK(most["summary"]["sigma_max_volt"].get<double>() > 0);
  // the record decides and finds the same again; another bench would have played something else
  const auto again = run(folder, {"reprocess", "kept", "--out", "again.json"});
  check_done(again);
  CHECK_THAT(again.out, ContainsSubstring("the same as the recorded result, bit for bit"));
  CHECK(json::parse(folder.read("again.json"))["volt"] == most["volt"]);
  check_refused(run(folder, {"reprocess", "kept", "--bench", "bench.toml"}), kUsage,
                {"max-output", "--bench"});
  check_refused(run(folder, sweep({"--record", "kept"})), kUsage, {"kept"});
  check_done(run(folder, {"measure", "impedance", "--bench", "bench.toml", "--out", "z.json", "--load-volt",
                          "0.3", "--seconds", "2.5"}));
  check_done(run(folder, {"measure", "output-impedance", "--bench", "bench.toml", "--out", "zout.json",
                          "--load-volt", "0.3", "--seconds", "2.5"}));
  check_done(run(folder, {"match", "--load", "z.json", "--amp", "zout.json", "--amp", "max.json",
                          "--sensitivity", "100 dB/mW", "--out", "match.json"}));
  const auto match = json::parse(folder.read("match.json"));
  CHECK(match["headroom_db"].contains("power"));
  check_done(run(folder, sweep({"--frequency", "500,worst", "--load", "z.json", "--no-open"})));
  const auto both = json::parse(folder.read("max.json"));
  CHECK(both["frequency_hz"] == 500.0);
  CHECK(both["sweeps"].size() == 2);
}

TEST_CASE("A sweep that cannot be made is refused with its remedy, and an earlier result stays") {
  const WorkFolder folder;
  std::string text = kBench;
  folder.write("bench.toml", text);
  folder.write("max.json", "earlier");
  check_refused(run(folder, sweep({"--frequency", "worst"})), kUsage, {"worst", "--load"});
  check_refused(run(folder, sweep({"--frequency", "21k"})), kUsage, {"21000 Hz"});
  check_refused(run(folder, sweep({"--thd-n", "0"})), kUsage, {"--thd-n"});
  check_refused(run(folder, sweep({"--compare", "max.json"})), kUsage, {"max.json"});
  const auto limits = text.find("load_max_volt");
  folder.write("bench.toml", text.substr(0, limits) + text.substr(text.find("[virtual]")));
  check_refused(run(folder, sweep()), kUsage, {"load_max_volt"});
  CHECK(folder.read("max.json") == "earlier");
}
