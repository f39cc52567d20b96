// Calibration as a user meets it: the steps in order, and everything that must not become a calibration.
#include <algorithm>
#include <cmath>
#include <complex>
#include <nlohmann/json.hpp>

#include "refusal.hpp"
#include "support/catch.hpp"
#include "support/run_program.hpp"

using namespace ohmbench;
using nlohmann::json;
using test::check_done;
using test::check_refused;

namespace {

/// A bench whose load channel is 0.4 dB louder than the other, with noise and hum.
std::string uneven_bench() {
  return test::bench_and("channel_gain_db = 0.4\nhum_dbfs = -85\nmains_hz = 50.03\n") +
         "[fixture]\nreference_resistor_ohm = 100\nreference_resistor_tolerance_percent = 0\n"
         "[calibration]\nfile = \"calibration.json\"\n";
}

std::vector<std::string> calibrate(const std::string& step, const std::vector<std::string>& more = {}) {
  std::vector<std::string> words{"calibrate", step, "--bench", "bench.toml"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// Median of |Z/32 − 1| from 200 Hz to 2 kHz: the load of the bench is a resistor of 32 ohm.
double median_error(const test::WorkFolder& folder) {
  const auto z = json::parse(folder.read("z.json"));
  std::vector<double> errors;
  for (std::size_t i = 0; i < z["frequency_hz"].size(); ++i) {
    const double f = z["frequency_hz"][i];
    const std::complex<double> value(z["impedance_re_ohm"][i], z["impedance_im_ohm"][i]);
    if (f > 200 && f < 2000) errors.push_back(std::abs(value / 32.0 - 1.0));
  }
  std::sort(errors.begin(), errors.end());
  return errors.at(errors.size() / 2);
}

}  // namespace

TEST_CASE("Ratio, open, short and reference take the channels' difference out, and the result says so") {
  test::WorkFolder folder;
  folder.write("bench.toml", uneven_bench());
  check_done(run(folder, test::measure({"--quiet"})));
  CHECK(median_error(folder) > 0.05);  // 0.4 dB at T = 0.5
  for (const char* step : {"ratio", "open", "short", "reference"}) {
    INFO(step);
    const auto ran = run(folder, calibrate(step));
    check_done(ran);
    CHECK_THAT(ran.out, ContainsSubstring("becomes"));
  }
  check_done(run(folder, test::measure({"--quiet"})));
  CHECK(median_error(folder) < 2e-4);
  const auto z = json::parse(folder.read("z.json"));
  CHECK(z["calibration"]["steps"].size() == 4);
  CHECK(z["calibration"]["sha256"] == json::parse(folder.read("calibration.json"))["sha256"]);
  CHECK(z["coverage"][50] == "exact");
  CHECK(z["sigma_ohm"][100].get<double>() < 0.01);
  check_done(run(folder, calibrate("verify")));
  const auto shown = run(folder, calibrate("show"));
  check_done(shown);
  CHECK_THAT(shown.out, ContainsSubstring("reference resistor 100.0 ohm") && ContainsSubstring("age"));
}

TEST_CASE("A calibration file that is damaged, edited, of another version or foreign is refused") {
  test::WorkFolder folder;
  folder.write("bench.toml", uneven_bench());
  check_done(run(folder, calibrate("ratio", {"--quiet"})));
  const auto whole = folder.read("calibration.json");
  const auto refused = [&](const std::string& bytes, const std::vector<std::string>& words) {
    folder.write("calibration.json", bytes);
    check_refused(run(folder, test::measure()), test::kUsage, words);
    check_refused(run(folder, calibrate("open")), test::kUsage, words);
    CHECK(folder.read("calibration.json") == bytes);
    CHECK_FALSE(folder.has("z.json"));
  };
  refused(whole.substr(0, whole.size() / 2), {"calibration.json", "truncated"});
  auto edited = json::parse(whole);
  edited["steps"][0]["ratio_re"][7] = 1.5;
  refused(edited.dump(), {"calibration.json", "edited"});
  edited["steps"][0]["ratio_re"][7] = nullptr;  // what JSON makes of NaN
  refused(edited.dump(), {"calibration.json"});
  auto other = json::parse(whole);
  other["version"] = 99;
  refused(other.dump(), {"version"});
  folder.write("calibration.json", whole);
  auto bench = uneven_bench();
  bench.replace(bench.find("[interface]"), 11, "[interface]\nsample_rate = 96000");
  folder.write("bench.toml", bench);
  check_refused(run(folder, test::measure()), test::kUsage, {"calibration.json", "48000 Hz", "96000 Hz"});
}

TEST_CASE("What cannot be a standard is refused, and the earlier calibration stays as it was") {
  test::WorkFolder folder;
  folder.write("bench.toml", uneven_bench());
  check_done(run(folder, calibrate("ratio", {"--quiet"})));
  const auto before = folder.read("calibration.json");
  check_refused(run(folder, calibrate("reference", {"--ohm", "0"})), test::kUsage, {"--ohm"});
  check_refused(run(folder, calibrate("reference", {"--ohm", "-10"})), test::kUsage, {"--ohm"});
  // 100 ohm are connected
  check_refused(run(folder, calibrate("reference", {"--ohm", "330"})), test::kNotValid, {"100", "330"});
  check_refused(run(folder, calibrate("volts", {"--measured-volt", "-1"})), test::kUsage,
                {"--measured-volt"});
  check_refused(run(folder, calibrate("volts", {"--measured-volt", "230"})), test::kUsage,
                {"230 V", "meter"});
  CHECK(folder.read("calibration.json") == before);
}

TEST_CASE("Two known resistors serve where a short would hurt, and a third one checks them") {
  test::WorkFolder folder;
  folder.write("bench.toml", uneven_bench());
  check_done(run(folder, calibrate("open", {"--quiet"})));
  check_done(run(folder, calibrate("reference", {"--quiet"})));
  auto bench = uneven_bench();
  bench.replace(bench.find("reference_resistor_ohm = 100"), 28, "reference_resistor_ohm = 10");
  folder.write("bench.toml", bench);  // the resistor in the fixture is now another one
  const auto ran = run(folder, calibrate("reference"));
  check_done(ran);
  CHECK_THAT(ran.out, ContainsSubstring("kept out"));
  check_done(run(folder, test::measure({"--quiet"})));
  CHECK(median_error(folder) < 2e-4);
  // 10 ohm are connected: a value that the other two contradict
  check_refused(run(folder, calibrate("reference", {"--ohm", "10.3"})), test::kNotValid, {"contradict"});
}

TEST_CASE("A multimeter's reading becomes the full scale of the input") {
  test::WorkFolder folder;
  folder.write("bench.toml", uneven_bench());
  // what the meter would show: -20 dBFS RMS of the output's full scale behind the amplifier, as the input has
  // it
  const auto heard = run(folder, calibrate("volts", {"--json", "--measured-volt", "0.2"}));
  check_done(heard);
  const auto said = json::parse(heard.out);
  const double peak = std::pow(10, said["level_dbfs"].get<double>() / 20);
  CHECK(said["full_scale_volt"].get<double>() == Approx(std::sqrt(2.0) * 0.2 / peak).epsilon(1e-6));
  CHECK(json::parse(folder.read("calibration.json"))["volts"]["source"] == said["full_scale_volt"]);
}

TEST_CASE("A gain knob that was moved since the calibration is noticed before the measurement") {
  test::WorkFolder folder;
  folder.write("bench.toml", uneven_bench());
  const std::string step = GENERATE("open", "ratio");
  check_done(run(folder, calibrate(step)));
  check_done(run(folder, test::measure({"--quiet"})));
  const auto before = folder.read("z.json");
  const auto with_gain = [](const std::string& db) {
    auto bench = uneven_bench();
    return bench.replace(bench.find("channel_gain_db = 0.4"), 21, "channel_gain_db = " + db);
  };
  SECTION("by 0.05 dB, up and down: refused, and the earlier result stays") {
    for (const std::string db : {"0.45", "0.35"}) {
      folder.write("bench.toml", with_gain(db));
      check_refused(run(folder, test::measure()), test::kNotValid,
                    {"gains have moved", db == "0.45" ? "+0.05" : "-0.05"});
      check_refused(run(folder, {"measure", "output-impedance", "--bench", "bench.toml", "--out", "z.json"}),
                    test::kNotValid, {"gains have moved"});
    }
    CHECK(folder.read("z.json") == before);
  }
  SECTION("by 0.005 dB, as inputs drift: measured") {
    folder.write("bench.toml", with_gain("0.405"));
    check_done(run(folder, test::measure({"--quiet"})));
  }
}

TEST_CASE("Noise that has risen since the calibration is warned of") {
  test::WorkFolder folder;
  folder.write("bench.toml", test::bench_and("noise_dbfs = -100\nhum_dbfs = -400\n") +
                                 "[calibration]\nfile = \"calibration.json\"\n");
  check_done(run(folder, calibrate("open")));
  check_done(run(folder, test::measure({"--quiet"})));
  CHECK(folder.read("z.json").find("above that of the calibration") == std::string::npos);
  folder.write("bench.toml", test::bench_and("noise_dbfs = -88\nhum_dbfs = -400\n") +
                                 "[calibration]\nfile = \"calibration.json\"\n");
  check_done(run(folder, test::measure({"--quiet"})));
  CHECK(folder.read("z.json").find("above that of the calibration") != std::string::npos);
}
