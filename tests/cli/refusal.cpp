#include "refusal.hpp"

#include <sstream>

#include "support/catch.hpp"

namespace ohmbench::test {

void check_refused(const Ran& ran, int code, const std::vector<std::string>& words) {
  INFO("stderr: " << ran.err);
  CHECK(ran.code == code);
  CHECK(ran.err.substr(0, 10) == "ohmbench: ");
  CHECK(lines(ran.err) == 1);
  CHECK(ran.out == "");
  for (const auto& word : words) CHECK_THAT(ran.err, ContainsSubstring(word));
}

void check_done(const Ran& ran) {
  CHECK(ran.code == 0);
  CHECK(ran.err == "");
}

std::string bench_toml() {
  return R"([interface]
input = "virtual"
adc_full_scale_volt = [4.36, 4.36]
dac_full_scale_volt = 2.1
[wiring]
sense_resistor_ohm = 33.0
[limits]
load_max_volt = 1.0
load_max_watt = 0.1
[virtual]
amp = "10 ohm"
load = "32 ohm"
)";
}

std::string bench_with(const std::string& key, const std::string& line) {
  std::istringstream lines_in(bench_toml());
  std::string text;
  bool found = false;
  for (std::string old; std::getline(lines_in, old);) {
    const bool here = old.rfind(key + " ", 0) == 0;
    found = found || here;
    text += (here ? line : old) + "\n";
  }
  REQUIRE(found);
  return text;
}

std::string bench_and(const std::string& lines) {
  return bench_toml() + lines + "\n";
}

std::vector<std::string> measure(const std::vector<std::string>& more) {
  std::vector<std::string> words{"measure", "impedance", "--bench", "bench.toml", "--out", "z.json"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace ohmbench::test
