// Facts about levels: what exceeds a limit is not played, and what cannot be held against a limit is not,
// either.
#include <nlohmann/json.hpp>

#include "refusal.hpp"
#include "support/catch.hpp"

using namespace ohmbench::test;

namespace {

/// Limits of 100 mV; the bench itself could do 0.5 V.
std::string tight() {
  return bench_with("load_max_volt", "load_max_volt = 0.1");
}

std::string without_volts() {
  auto text = tight();
  const std::string line = "adc_full_scale_volt = [4.36, 4.36]\n";
  return text.erase(text.find(line), line.size());
}

}  // namespace

TEST_CASE("A level above what [limits] allow is unsafe, names the limit, and the earlier result stays") {
  const WorkFolder folder;
  folder.write("bench.toml", tight());
  folder.write("z.json", "earlier");
  check_refused(run(folder, measure({"--level-dbfs", "-3"})), kNotValid,
                {"unsafe level", "-3.0 dBFS", "load_max_volt"});
  check_refused(run(folder, measure({"--load-volt", "0.2"})), kNotValid, {"unsafe level", "load_max_volt"});
  check_refused(run(folder, measure({"--load-volt", "200m"})), kNotValid, {"unsafe level", "load_max_volt"});
  folder.write("bench.toml", bench_with("load_max_watt", "load_max_watt = 1e-4"));
  check_refused(run(folder, measure({"--level-dbfs", "-5"})), kNotValid, {"unsafe level", "load_max_watt"});
  CHECK(folder.read("z.json") == "earlier");
}

TEST_CASE("A level that the limits allow is played, and the voltage at the load is the wished one") {
  const WorkFolder folder;
  folder.write("bench.toml", tight());
  check_done(run(folder, measure({"--load-volt", "50m"})));
  const auto result = nlohmann::json::parse(folder.read("z.json"));
  CHECK(result["measurement"]["load_volt"].get<double>() == Approx(0.05).epsilon(0.02));
}

TEST_CASE("The automatic level stays below every limit") {
  const WorkFolder folder;
  folder.write("bench.toml", tight());
  check_done(run(folder, measure()));
  const auto result = nlohmann::json::parse(folder.read("z.json"));
  CHECK(result["measurement"]["load_volt"].get<double>() <= 0.1);
  // below 200 Hz all of node A's volts count, because a resonance could hide between the lines of the probe
  CHECK(result["measurement"]["load_volt"].get<double>() > 0.06);
}

TEST_CASE("A probe that already exceeds a limit stops the measurement") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_with("load_max_volt", "load_max_volt = 0.1\nstart_dbfs = -10"));
  check_refused(run(folder, measure()), kNotValid, {"-10.0 dBFS", "load_max_volt", "start_dbfs"});
}

TEST_CASE("Limits without the volts of the inputs keep the level at start_dbfs, and refuse a higher one") {
  const WorkFolder folder;
  folder.write("bench.toml", without_volts());
  check_refused(run(folder, measure({"--level-dbfs", "-20"})), kNotValid,
                {"unsafe level", "adc_full_scale_volt"});
  check_refused(run(folder, measure({"--load-volt", "50m"})), kUsage, {"--load-volt", "adc_full_scale_volt"});
  check_done(run(folder, measure({"--level-dbfs", "-45"})));
  check_done(run(folder, measure()));
  CHECK(nlohmann::json::parse(folder.read("z.json"))["measurement"]["level_dbfs"] == -40.0);
}

TEST_CASE("An overloaded input is not valid, whether the probe sees it or the level asks for it") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_with("adc_full_scale_volt", "adc_full_scale_volt = [0.01, 0.01]"));
  check_refused(run(folder, measure()), kNotValid, {"overloaded", "start_dbfs"});
  folder.write("bench.toml", bench_with("adc_full_scale_volt", "adc_full_scale_volt = [0.1, 0.1]"));
  check_refused(run(folder, measure({"--level-dbfs", "-10"})), kNotValid, {"inputs' full scale"});
}
