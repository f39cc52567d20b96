// Facts about the match as a result file and as text.
#include "matches/match_result.hpp"

#include <nlohmann/json.hpp>
#include <sstream>

#include "support/catch.hpp"

using namespace ohmbench;
using nlohmann::json;

namespace {

verdict::MatchInput pair() {
  verdict::MatchInput input;
  const std::vector<double> none(5, 0.0);
  core::OhmCurve curve{
      {20, 200, 1000, 5000, 20000}, {320.0, 310.0, 300.0, {302.0, 22.0}, {310.0, 90.0}}, none, none};
  input.load.curve = std::move(curve);
  input.load.name = "Kopfhörer 300 Ω";
  models::AmplifierSheet sheet;
  sheet.name = "amp";
  sheet.output_impedance = core::Ohms(10.0);
  sheet.max_volt = core::Volts(4.5);
  sheet.max_ampere = core::Amperes(0.06);
  input.sheet = sheet;
  input.sensitivity = models::parse_sensitivity("103 dB/V");
  return input;
}

std::size_t columns(const std::string& line) {
  std::size_t n = 0;
  for (const char c : line) n += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return n;
}

}  // namespace

TEST_CASE("A match result has the keys of its kind") {
  const auto j = matches::to_json(verdict::match(pair()));
  CHECK(j["kind"] == "match");
  CHECK(j["verdict"] == "yes");
  CHECK(j["name"] == "Kopfhörer 300 Ω on amp");
  for (const auto& check : j["checks"]) {
    for (const char* key : {"name", "verdict", "value", "limit", "unit", "why"}) CHECK(check.contains(key));
  }
  for (const char* key : {"voltage", "current", "power"}) CHECK(j["headroom_db"][key].is_number());
  CHECK(j["frequency_response"]["frequency_hz"].size() == 5);
  CHECK(j["frequency_response"]["deviation_db"].size() == 5);
  CHECK(j["frequency_response"]["deviation_db"][2] == 0.0);
  CHECK(j["damping_factor"]["frequency_hz"].size() == j["damping_factor"]["value"].size());
  CHECK(j["damping_factor"]["value"][0].get<double>() == Approx(30.0));
}

TEST_CASE("What is not known is null, and the arrays are empty") {
  verdict::MatchInput input = pair();
  input.sheet.reset();
  input.sensitivity.reset();
  const auto j = matches::to_json(verdict::match(input));
  CHECK(j["verdict"] == "marginal");
  for (const char* key : {"voltage", "current", "power"}) CHECK(j["headroom_db"][key].is_null());
  CHECK(j["wish"].is_null());
  CHECK(j["runs_out_first"].is_null());
  CHECK(j["frequency_response"]["deviation_db"].empty());
  CHECK(j["damping_factor"]["value"].empty());
  for (const auto& check : j["checks"]) CHECK(check["verdict"] == "unknown");
}

TEST_CASE("The bench, calibration and quality of the load's measurement are carried over") {
  auto j = matches::to_json(verdict::match(pair()));
  const json load = {{"bench", {{"a", 1}}},
                     {"calibration", {"ratio"}},
                     {"quality", {{"clipped", 0}}},
                     {"frequency_hz", {1, 2}}};
  matches::carry_provenance(j, load);
  CHECK(j["bench"] == load["bench"]);
  CHECK(j["calibration"] == load["calibration"]);
  CHECK(j["quality"] == load["quality"]);
  CHECK_FALSE(j.contains("frequency_hz"));
}

TEST_CASE("The summary fits 80 columns and says verdict, reasons and gaps") {
  const auto text = matches::summary_of(verdict::match(pair()));
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    INFO(line);
    CHECK(columns(line) <= 80);
  }
  CHECK_THAT(text, ContainsSubstring("Verdict: yes.") && ContainsSubstring("Not known: heat, load-safety"));
  CHECK_THAT(text, ContainsSubstring("Runs out first: voltage"));
}
