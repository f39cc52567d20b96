// Facts about `ohmbench check` as a user meets it.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "refusal.hpp"
#include "support/catch.hpp"

using namespace ohmbench::test;
using nlohmann::json;

namespace {

std::vector<std::string> check(const std::vector<std::string>& more = {}) {
  std::vector<std::string> words{"check", "--bench", "bench.toml"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace

TEST_CASE("check on a good bench leaves with 0 and writes what it heard") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_toml());
  const auto ran = run(folder, check({"--out", "check.json", "--expect-ohm", "32"}));
  check_done(ran);
  CHECK_THAT(ran.out, ContainsSubstring("The bench is ready."));
  const auto result = json::parse(folder.read("check.json"));
  CHECK(result["format"] == "ohmbench");
  CHECK(result["kind"] == "check");
  CHECK(result["valid"] == true);
  CHECK(result["findings"].empty());
  CHECK(result["least_ohm"].get<double>() == Approx(32).epsilon(0.05));
  CHECK(result["silence"]["inputs"].size() == 2);
  CHECK(result["steps"].size() > 5);
  CHECK(result["measurement"]["level_dbfs"].get<double>() <= 0);
}

TEST_CASE("check names the fault, its remedy in one line, and leaves with 4") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_and("faults = [\"swapped-channels\"]"));
  const auto ran = run(folder, check({"--json", "--out", "check.json"}));
  CHECK(ran.code == kNotValid);
  CHECK(lines(ran.err) == 1);
  CHECK_THAT(ran.err, ContainsSubstring("swapped"));
  const auto result = json::parse(ran.out);
  CHECK(result == json::parse(folder.read("check.json")));
  CHECK(result["valid"] == false);
  REQUIRE(result["findings"].size() == 1);
  const auto& finding = result["findings"][0];
  CHECK(finding["name"] == "swapped-channels");
  CHECK(finding["severity"] == "fault");
  CHECK(finding["remedy"].get<std::string>().find('\n') == std::string::npos);
  CHECK_FALSE(finding["remedy"].get<std::string>().empty());
}

TEST_CASE("check refuses a bench file that is none with 2, and a device that goes with 3") {
  const WorkFolder folder;
  check_refused(run(folder, check()), kUsage, {"bench.toml"});
  folder.write("bench.toml", bench_toml());
  check_refused(run(folder, check({"--expect-ohm", "-3"})), kUsage, {"expect-ohm"});
  folder.write("bench.toml", bench_and("faults = [\"device-lost\"]"));
  check_refused(run(folder, check()), kDevice, {});
}
