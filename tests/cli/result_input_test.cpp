// Facts about result files as input of match and export: what cannot be used is refused with its name, never
// a crash or NaN.
#include <cmath>
#include <nlohmann/json.hpp>

#include "refusal.hpp"
#include "support/catch.hpp"

using namespace ohmbench::test;
using nlohmann::json;

namespace {

using Words = std::vector<std::string>;

json small_result(const std::string& kind) {
  return {{"format", "ohmbench"},
          {"version", 1},
          {"kind", kind},
          {"name", "unit"},
          {"created", "2024-01-01T00:00:00Z"},
          {"frequency_hz", {20.0, 200.0, 2000.0, 20000.0}},
          {"impedance_re_ohm", {32.0, 33.0, 32.0, 34.0}},
          {"impedance_im_ohm", {0.0, 1.0, 0.0, 3.0}},
          {"sigma_ohm", {0.1, 0.1, 0.1, 0.1}},
          {"noise_ohm", {0.01, 0.01, 0.01, 0.01}},
          {"summary", json::object()}};
}

json with(const std::string& key, const json& value) {
  auto result = small_result("impedance");
  result[key] = value;
  return result;
}

Ran match(const WorkFolder& folder, const std::string& load, const std::string& amplifier, Words more = {}) {
  Words words{"match", "--load", load, "--amp", amplifier, "--out", "match.json"};
  words.insert(words.end(), more.begin(), more.end());
  return run(folder, words);
}

void prepare(const WorkFolder& folder) {
  folder.write("z.json", small_result("impedance").dump());
  folder.write("zout.json", small_result("output-impedance").dump());
  folder.write("amp.toml", "name = \"amp\"\nmax_volt = 4.0\noutput_impedance_ohm = 1.0\n");
  folder.write("z.zma", "earlier");
  folder.write("match.json", "earlier");
}

}  // namespace

TEST_CASE("A result file that cannot be used is refused by match and by export, and earlier files stay") {
  const WorkFolder folder;
  prepare(folder);
  const auto good = small_result("impedance").dump();
  const json numbers{1.0, 2.0, 3.0};
  struct Row {
    std::string text;
    const char* named;
  };
  auto no_frequencies = small_result("impedance");
  no_frequencies.erase("frequency_hz");
  auto nan = good;
  nan.replace(nan.find("0.1,"), 3, "NaN");
  auto huge = good;
  huge.replace(huge.find("0.1,"), 3, "1e400");
  const std::vector<Row> rows{
      {"", "not a JSON"},
      {"hello", "not a JSON"},
      {"[]", "not a JSON"},
      {good.substr(0, good.size() / 2), "not a JSON"},
      {nan, "not a JSON"},
      {huge, "not a JSON"},
      {good.substr(0, good.size() - 1) + ",\"bench\":" + std::string(100000, '[') + std::string(100000, ']') +
           "}",
       "not a JSON"},
      {with("format", "other").dump(), "ohmbench"},
      {with("version", 2).dump(), "newer"},
      {with("version", 4294967297).dump(), "newer"},
      {with("version", 0).dump(), "version"},
      {with("version", "1").dump(), "version"},
      {with("kind", "fit").dump(), "\"fit\""},
      {with("kind", 3).dump(), "kind"},
      {no_frequencies.dump(), "frequency_hz"},
      {with("sigma_ohm", numbers).dump(), "lengths"},
      {with("impedance_re_ohm", numbers).dump(), "lengths"},
      {with("noise_ohm", numbers).dump(), "lengths"},
      {with("sigma_ohm", "0.1").dump(), "sigma_ohm"},
      {with("phase_known", "no").dump(), "phase_known"},
      {with("phase_known", false).dump(), "phase is not known"},
      {with("sigma_ohm", {0.1, "0.1", 0.1, 0.1}).dump(), "sigma_ohm"},
      {with("sigma_ohm", {0.1, nullptr, 0.1, 0.1}).dump(), "sigma_ohm"},
      {with("sigma_ohm", {0.1, -0.1, 0.1, 0.1}).dump(), "sigma_ohm"},
      {with("impedance_re_ohm", {1e300, 1e300, 1e300, 1e300}).dump(), "impedance_re_ohm"},
      {with("frequency_hz", {20.0, 2000.0, 200.0, 20000.0}).dump(), "frequency_hz"},
      {with("frequency_hz", {0.0, 2.0, 200.0, 20000.0}).dump(), "frequency_hz"},
  };
  for (const auto& row : rows) {
    INFO(row.text.substr(0, 200));
    folder.write("bad.json", row.text);
    check_refused(run(folder, {"export", "bad.json", "--out", "z.zma"}), kUsage, {"bad.json", row.named});
    check_refused(match(folder, "bad.json", "amp.toml"), kUsage, {"bad.json", row.named});
  }
  check_refused(run(folder, {"export", "missing.json", "--out", "z.zma"}), kUsage, {"missing.json"});
  check_refused(match(folder, "missing.json", "amp.toml"), kUsage, {"missing.json"});
  check_refused(match(folder, "z.json", "z.json"), kUsage, {"z.json", "impedance"});
  check_refused(match(folder, "zout.json", "amp.toml"), kUsage, {"zout.json", "output-impedance"});
  CHECK(folder.read("z.zma") == "earlier");
  CHECK(folder.read("match.json") == "earlier");
}

TEST_CASE("Decoration of the wrong type does not matter: the curve is what counts") {
  const WorkFolder folder;
  prepare(folder);
  auto zout = small_result("output-impedance");
  zout["name"] = 3, zout["summary"] = "none";
  folder.write("odd.json", zout.dump());
  check_done(match(folder, "z.json", "odd.json"));
  check_done(run(folder, {"export", "odd.json", "--out", "odd.csv"}));
  for (const auto& odd : {with("name", nullptr), with("name", 3), with("summary", "none"),
                          with("quality", nullptr), with("bench", 7)}) {
    INFO(odd.dump().substr(0, 100));
    folder.write("odd.json", odd.dump());
    check_done(match(folder, "odd.json", "amp.toml"));
    check_done(run(folder, {"export", "odd.json", "--out", "odd.csv"}));
  }
}

TEST_CASE("Match and export do their work, and --json is JSON and nothing else") {
  const WorkFolder folder;
  prepare(folder);
  const auto matched = match(folder, "z.json", "amp.toml", {"--sensitivity", "100 dB/V", "--json"});
  check_done(matched);
  CHECK(matched.out == folder.read("match.json"));
  CHECK(json::parse(matched.out).at("kind") == "match");
  for (const char* name : {"a.zma", "a.frd", "a.csv", "a.txt"}) {
    const auto exported = run(folder, {"export", "z.json", "--out", name, "--json"});
    check_done(exported);
    CHECK(json::parse(exported.out).at("points") == 4);
    CHECK_THAT(folder.read(name), ContainsSubstring("20000"));
  }
}

TEST_CASE("A wrong option of match, and an ending that export does not know, is named") {
  const WorkFolder folder;
  prepare(folder);
  struct Row {
    Words words;
    const char* named;
  };
  const std::vector<Row> rows{
      {{"--sensitivity", "100"}, "dB/V"},         {{"--sensitivity", "nan dB/V"}, "dB/V"},
      {{"--sensitivity", "1e9 dB/V"}, "1e+09"},   {{"--target-spl", "nan"}, "--target-spl"},
      {{"--target-spl", "loud"}, "--target-spl"}, {{"--rated-watt", "0"}, "--rated-watt"},
      {{"--rated-watt", "-1"}, "--rated-watt"},   {{"--rated-ohm", "inf"}, "--rated-ohm"},
      {{"--distance", "0"}, "--distance"},        {{"--crest-db", "0"}, "--crest-db"},
      {{"--amp", "missing.toml"}, "missing.toml"}};
  for (const auto& row : rows)
    check_refused(match(folder, "z.json", "amp.toml", row.words), kUsage, {row.named});
  check_refused(run(folder, {"export", "z.json", "--out", "z.xyz"}), kUsage, {".xyz", ".zma"});
  check_refused(run(folder, {"export", "z.json", "--out", "z"}), kUsage, {".zma"});
  folder.write("amp.toml", "name = \"amp\"\nmax_volt = 1e308\n");
  check_refused(match(folder, "z.json", "amp.toml"), kUsage, {"amp.toml:2", "max_volt"});
  folder.write("amp.toml", "name = \"amp\"\nmax_volt = \"4 V\"\n");
  check_refused(match(folder, "z.json", "amp.toml"), kUsage, {"amp.toml:2", "max_volt"});
  CHECK(folder.read("match.json") == "earlier");
}
