// Facts about measurements on a faulty bench: never a wrong number in silence.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "refusal.hpp"
#include "support/catch.hpp"

using namespace ohmbench::test;
using nlohmann::json;

namespace {

using Words = std::vector<std::string>;

/// Either exit code 4, or an impedance of 32 ohm everywhere, with the damage counted.
void check_right_or_invalid(const WorkFolder& folder, const Ran& ran) {
  if (ran.code != 0) {
    check_refused(ran, kNotValid, {"damage"});
    CHECK_FALSE(folder.has("z.json"));
    return;
  }
  check_done(ran);
  const auto result = json::parse(folder.read("z.json"));
  for (std::size_t i = 0; i < result["frequency_hz"].size(); ++i) {
    if (result["frequency_hz"][i] < 20) continue;
    const double off = std::hypot(result["impedance_re_ohm"][i].get<double>() - 32,
                                  result["impedance_im_ohm"][i].get<double>());
    CHECK(off < std::max(0.032, 3 * result["sigma_ohm"][i].get<double>()));
    CHECK(off < 0.32);
  }
  CHECK(result["quality"]["dropouts"].get<int>() + result["quality"]["repeated_periods"].get<int>() > 0);
}

}  // namespace

TEST_CASE("A fault of wiring is named and is not a result, by every stimulus") {
  struct Row {
    const char* fault;
    const char* named;
  };
  const Row rows[] = {
      {"muted-output", "no signal"},
      {"open-load", "disconnected"},
      {"shorted-load", ""},  // a stepped sine calls it damage: nothing can be correlated with silence
      {"swapped-channels", "swapped"},
      {"inverted-polarity", "polarity"}};
  const WorkFolder folder;
  folder.write("z.json", "earlier");
  for (const auto& row : rows) {
    folder.write("bench.toml", bench_and("faults = [\"" + std::string(row.fault) + "\"]"));
    for (const Words& more : {Words{}, Words{"--stimulus", "sweep"},
                              Words{"--stimulus", "stepped", "--points-per-octave", "1"}}) {
      INFO(row.fault << (more.empty() ? "" : " " + more[1]));
      check_refused(run(folder, measure(more)), kNotValid, {row.named, ": "});
    }
  }
  CHECK(folder.read("z.json") == "earlier");
  folder.write("bench.toml", bench_and("faults = [\"shorted-load\"]"));
  check_refused(run(folder, measure()), kNotValid, {"shorted"});
}

TEST_CASE("The same faults are found with low-side sense") {
  const WorkFolder folder;
  for (const char* fault : {"muted-output", "open-load", "swapped-channels", "inverted-polarity"}) {
    INFO(fault);
    folder.write("bench.toml",
                 bench_with("sense_resistor_ohm", "sense_resistor_ohm = 33\nsense = \"low-side\"") +
                     "faults = [\"" + fault + "\"]\n");
    check_refused(run(folder, measure()), kNotValid, {});
  }
}

TEST_CASE("A fault of wiring is no output impedance either") {
  const WorkFolder folder;
  for (const char* fault :
       {"muted-output", "open-load", "shorted-load", "swapped-channels", "inverted-polarity"}) {
    INFO(fault);
    folder.write("bench.toml", bench_and("faults = [\"" + std::string(fault) + "\"]"));
    check_refused(run(folder, {"measure", "output-impedance", "--bench", "bench.toml", "--out", "zout.json"}),
                  kNotValid, {});
    CHECK_FALSE(folder.has("zout.json"));
  }
}

TEST_CASE("A sense resistor wrong by a decade is implausible, or far from what was expected") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_with("load", "load = \"4 ohm\"\nfaults = [\"wrong-resistor\"]"));
  check_refused(run(folder, measure()), kNotValid, {"400 mohm", "sense_resistor_ohm"});
  // 32 ohm measured as 3.2 ohm could be a loudspeaker: only who knows the load can tell
  folder.write("bench.toml", bench_and("faults = [\"wrong-resistor\"]"));
  check_refused(run(folder, measure({"--expect-ohm", "32"})), kNotValid,
                {"3.20 ohm", "32.0 ohm", "sense_resistor_ohm"});
  folder.write("bench.toml", bench_toml());
  check_done(run(folder, measure({"--expect-ohm", "32"})));
}

TEST_CASE("With dropouts, lost frames or a loose contact the answer is right, or there is none") {
  const WorkFolder folder;
  for (const char* fault : {"dropout", "lost-frames", "loose-contact"}) {
    folder.write("bench.toml", bench_and("faults = [\"" + std::string(fault) + "\"]"));
    for (const Words& more : {Words{}, Words{"--stimulus", "sweep"},
                              Words{"--stimulus", "stepped", "--points-per-octave", "3"}}) {
      INFO(fault << (more.empty() ? "" : " " + more[1]));
      std::filesystem::remove(folder / "z.json");
      check_right_or_invalid(folder, run(folder, measure(more)));
    }
  }
}

TEST_CASE("A device lost in mid-measurement is a device error, and the earlier result stays") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_and("faults = [\"device-lost\"]"));
  folder.write("z.json", "earlier");
  check_refused(run(folder, measure()), kDevice, {"lost", "plug it in"});
  CHECK(folder.read("z.json") == "earlier");
  CHECK(folder.files() == Words{"bench.toml", "z.json"});
}
