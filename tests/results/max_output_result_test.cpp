// Facts about results of kind `max-output`: the contract's keys, and what match and a later sweep read back.
#include "results/max_output_result.hpp"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "matches/amplifier_file.hpp"
#include "results/max_output_options.hpp"
#include "results/result_file.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using max_output::Cause;
using nlohmann::json;

namespace {

max_output::Step step(double level_dbfs, double volt, double thd_n) {
  max_output::Step s;
  s.level_dbfs = level_dbfs;
  s.volt = volt;
  s.source_volt = 1.25 * volt;
  s.ampere = volt / 40;
  s.watt = volt * volt / 40;
  s.thd = thd_n / 2;
  s.thd_n = thd_n;
  s.harmonics = {0.001, 0.002};
  return s;
}

max_output::MaxOutput measured() {
  max_output::MaxOutput m;
  m.name = "amp";
  max_output::Sweep sweep;
  sweep.f_hz = 1000;
  sweep.climb.steps = {step(-20, 0.4, 0.0001), step(-10, 1.2, 0.0002), step(-4, 2.4, 0.02)};
  sweep.climb.by_distortion = true;
  sweep.most = {-5, 2.2, 0.055, 0.121, 2.75};
  sweep.limited_by = "thd-n";
  sweep.judgement = {Cause::kCurrent, "because"};
  sweep.load_ohm = 40;
  m.sweeps = {sweep};
  m.noise = {2e-6, 1e-6, {}};
  return m;
}

workbench::Bench bench() {
  return workbench::parse_bench("[interface]\ninput = \"virtual\"\n[wiring]\nsense_resistor_ohm = 10\n",
                                "b.toml");
}

struct Folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() /
                               ("ohmbench-max-" + std::to_string(std::hash<const void*>{}(this)));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
};

}  // namespace

TEST_CASE("A max-output result has what the contract names, arrays of one length, and finite numbers") {
  const auto result = results::to_json(measured(), bench());
  CHECK(result["kind"] == "max-output");
  CHECK(result["frequency_hz"] == 1000.0);
  CHECK(result["load_ohm"] == 40.0);
  for (const char* key : {"level_dbfs", "volt", "ampere", "watt", "thd_percent", "thd_n_percent", "sinad_db",
                          "thd_n_notch_percent", "harmonics_percent"}) {
    INFO(key);
    REQUIRE(result[key].is_array());
    CHECK(result[key].size() == 3);
  }
  CHECK(result["thd_n_percent"][2].get<double>() == Approx(2));
  CHECK(result["sinad_db"][0].get<double>() == Approx(80));
  CHECK(result["harmonics_percent"][0][1].get<double>() == Approx(0.2));
  const auto summary = result["summary"];
  CHECK(summary["max_volt"] == 2.2);
  CHECK(summary["max_ampere"] == 0.055);
  CHECK(summary["max_watt"] == 0.121);
  CHECK(summary["limited_by"] == "thd-n");
  CHECK(summary["cause"] == "current");
  CHECK_FALSE(summary.contains("clip_volt"));  // not known: left out
  CHECK(result["quality"].contains("dropouts"));
  CHECK(result["bench"].is_object());
}

TEST_CASE("Match reads the maximum at the amplifier's terminals, and a sweep reads it as the other load") {
  const Folder folder;
  const auto path = folder.path / "max.json";
  results::write_result(path, results::to_json(measured(), bench()));
  const auto maximum = matches::read_measured_maximum(path);
  CHECK(maximum.volt.value() == 2.75);
  CHECK(maximum.ampere.value() == 0.055);
  CHECK(maximum.by_amplifier);
  const auto others = results::read_other_loads(path);
  REQUIRE(others.size() == 1);
  const auto& other = others.front();
  REQUIRE(other.level_dbfs.has_value());
  CHECK(*other.level_dbfs == -5.0);
  CHECK(*other.ampere == 0.055);
  CHECK_THAT(other.name, ContainsSubstring("40.0 ohm"));

  auto limited = measured();
  limited.sweeps.front().limited_by = "limit";
  results::write_result(path, results::to_json(limited, bench()));
  CHECK_FALSE(matches::read_measured_maximum(path).by_amplifier);
  CHECK_THROWS_AS(results::read_other_loads(path), core::Error);
}

TEST_CASE("The maximum comes with one standard deviation and what it is made of, in the file and in print") {
  auto m = measured();
  auto& sweep = m.sweeps.front();
  sweep.most_sigma.volt = {0.03, 0.04, 0, 0};
  sweep.most_sigma.ampere = {0.03, 0, 0, 0};
  sweep.most_sigma.watt = {0.06, 0.08, 0, 0};
  sweep.clip_volt = 2.15;
  sweep.clip_volt_sigma = 0.1;
  m.noise.amplifier = max_output::CommonNoise{{5e-7, false}, {3e-7, true}};
  const auto result = results::to_json(m, bench());
  const auto summary = result["summary"];
  CHECK(summary["sigma_max_volt"].get<double>() == Approx(0.05 * 2.2));
  CHECK(summary["sigma_max_ampere"].get<double>() == Approx(0.03 * 0.055));
  CHECK(summary["sigma_max_watt"].get<double>() == Approx(0.1 * 0.121));
  CHECK(summary["sigma_clip_volt"] == 0.1);
  CHECK(summary["uncertainty_percent"]["inputs"].get<double>() == Approx(4));
  CHECK(result["noise"]["amplifier"]["flat_volt"] == 5e-7);
  CHECK(result["noise"]["amplifier"]["a_weighted_at_most"] == true);
  const auto text = results::summary_of(m, bench());
  CHECK_THAT(text, ContainsSubstring("2.20 ± 0.11 V"));
  CHECK_THAT(text, ContainsSubstring("3 % by the inputs' volts, 4 % by ratio, resistor and loading"));
  CHECK_THAT(text, ContainsSubstring("at most 300 nV A-weighted, 500 nV flat"));
}

TEST_CASE("Several frequencies are all in the result, the first one as its own") {
  auto m = measured();
  m.sweeps.push_back(m.sweeps.front());
  m.sweeps.back().f_hz = 100;
  const auto result = results::to_json(m, bench());
  CHECK(result["frequency_hz"] == 1000.0);
  REQUIRE(result["sweeps"].size() == 2);
  CHECK(result["sweeps"][1]["frequency_hz"] == 100.0);
  CHECK(result["sweeps"][1]["summary"]["cause"] == "current");
}

TEST_CASE("Of an earlier result each frequency is read with its ohms and its gain, and a record keeps them") {
  auto m = measured();
  auto low = m.sweeps.front();
  low.f_hz = 55;
  low.most.level_dbfs = -9;
  auto limited = low;
  limited.f_hz = 20;
  limited.limited_by = "limit";
  m.sweeps = {m.sweeps.front(), low, limited};
  const Folder folder;
  const auto path = folder.path / "max.json";
  results::write_result(path, results::to_json(m, bench()));
  max_output::Options options;
  options.others = results::read_other_loads(path);
  const auto again = results::max_output_options(results::to_json(options), path).others;
  REQUIRE(again.size() == 2);
  CHECK(*again[1].level_dbfs == -9);
  REQUIRE(again[1].seen.has_value());
  CHECK(again[1].seen->f_hz == 55);
  CHECK(again[1].seen->load_ohm == 40);
  CHECK(again[1].seen->terminal_ohm == Approx(50));
  CHECK(again[1].seen->gain_volt == Approx(5));  // 0.5 V at the terminals at -20 dBFS
}
