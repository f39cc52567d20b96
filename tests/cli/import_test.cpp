// Facts about `ohmbench import`, and about other programs' files given to export and match.
#include <cmath>
#include <nlohmann/json.hpp>

#include "refusal.hpp"
#include "support/catch.hpp"

using namespace ohmbench::test;
using nlohmann::json;

namespace {

/// An 8 ohm woofer in the manner of LIMP: no header.
std::string woofer() {
  std::string text;
  for (int i = 0; i <= 120; ++i) {
    const double f = 20.0 * std::pow(1000.0, i / 120.0), x = f / 50.0;
    const double peak = 40.0 / (1.0 + 16.0 * (x - 1 / x) * (x - 1 / x));
    char row[64];
    std::snprintf(row, sizeof row, "%.3f  %.3f  %.3f\r\n", f, 6.0 + peak, -20.0 * std::tanh(x - 1 / x));
    text += row;
  }
  return text;
}

json read_json(const WorkFolder& folder, const std::string& name) {
  return json::parse(folder.read(name));
}

}  // namespace

TEST_CASE("An imported curve is a result that says what was assumed and what is not known") {
  const WorkFolder folder;
  folder.write("woofer.zma", woofer());
  const auto ran = run(folder, {"import", "woofer.zma", "--out", "z.json"});
  REQUIRE(ran.code == 0);
  CHECK(ran.err.empty());
  CHECK_THAT(ran.out, ContainsSubstring("121 points from 20.0 Hz to 20.0 kHz") &&
                          ContainsSubstring("assumed: the magnitude is in ohm") &&
                          ContainsSubstring("the uncertainty is not known"));
  const auto z = read_json(folder, "z.json");
  CHECK(z["kind"] == "impedance");
  CHECK(z["name"] == "woofer");
  CHECK(z["frequency_hz"].size() == 121);
  CHECK_FALSE(z.contains("sigma_ohm"));
  CHECK_FALSE(z.contains("phase_known"));
  CHECK(z["bench"].is_null());
  CHECK(z["quality"]["snr_db"].is_null());
  CHECK_THAT(z["quality"]["warnings"].dump(), ContainsSubstring("the uncertainty is not known"));
  CHECK(z["import"]["format"] == "ZMA");
  CHECK(z["import"]["file"] == "woofer.zma");
  CHECK(z["import"]["sha256"].get<std::string>().size() == 64);
  CHECK(z["summary"]["max_ohm"].get<double>() == Approx(46).epsilon(0.01));
  CHECK(z["summary"].contains("epdr_min_ohm"));
  CHECK_FALSE(z["summary"].contains("sigma_max_ohm"));
}

TEST_CASE("What import read is exported to the same numbers, digit for digit") {
  const WorkFolder folder;
  folder.write("woofer.zma", woofer());
  REQUIRE(run(folder, {"import", "woofer.zma", "--out", "z.json"}).code == 0);
  for (const std::string ending : {".zma", ".frd", ".txt", ".csv"}) {
    INFO(ending);
    REQUIRE(run(folder, {"export", "z.json", "--out", "b" + ending}).code == 0);
    REQUIRE(run(folder, {"import", "b" + ending, "--name", "woofer", "--out", "b.json"}).code == 0);
    REQUIRE(run(folder, {"export", "b.json", "--out", "c" + ending}).code == 0);
    const auto z = read_json(folder, "z.json"), b = read_json(folder, "b.json");
    REQUIRE(b["frequency_hz"].size() == z["frequency_hz"].size());
    for (std::size_t i = 0; i < z["frequency_hz"].size(); ++i) {
      CHECK(b["frequency_hz"][i].get<double>() == Approx(z["frequency_hz"][i].get<double>()).margin(5e-5));
      for (const char* part : {"impedance_re_ohm", "impedance_im_ohm"})
        CHECK(b[part][i].get<double>() == Approx(z[part][i].get<double>()).margin(5e-5));
    }
    if (ending != ".csv") CHECK(folder.read("c" + ending) == folder.read("b" + ending));
  }
  CHECK(run(folder, {"export", "woofer.zma", "--crlf", "--out", "direct.zma"}).code ==
        0);  // without import between
  CHECK_THAT(folder.read("direct.zma"), ContainsSubstring("* Freq(Hz) Z(Ohms) Phase(degrees)\r\n20.0000 "));
}

TEST_CASE("A magnitude only stays one in every command") {
  const WorkFolder folder;
  std::string text = "freq,impedance\n";
  for (int i = 0; i <= 60; ++i) text += std::to_string(20.0 * std::pow(1000.0, i / 60.0)) + ",300\n";
  folder.write("phones.csv", text);
  folder.write("amp.toml",
               "name = \"amp\"\noutput_impedance_ohm = 1.0\nmax_volt = 5.0\nmax_ampere = 0.1\nclass = "
               "\"AB\"\nmin_load_ohm = "
               "16\nmax_dissipation_watt = 2.0\n");
  REQUIRE(run(folder, {"import", "phones.csv", "--out", "z.json"}).code == 0);
  const auto z = read_json(folder, "z.json");
  CHECK(z["phase_known"] == false);
  CHECK(z["impedance_re_ohm"][7] == 300.0);
  CHECK(z["impedance_im_ohm"][7] == 0.0);
  CHECK_FALSE(z["summary"].contains("epdr_min_ohm"));
  for (const char* load : {"z.json", "phones.csv"}) {
    const auto ran = run(folder, {"match", "--load", load, "--amp", "amp.toml", "--sensitivity", "100 dB/mW",
                                  "--out", "m.json"});
    REQUIRE(ran.code == 0);
    const auto match = read_json(folder, "m.json");
    CHECK(match["frequency_response"]["deviation_db"].empty());
    for (const auto& check : match["checks"]) {
      const auto name = check["name"].get<std::string>();
      INFO(name << ": " << check.dump());
      if (name == "heat" || name == "epdr") CHECK(check["verdict"] == "unknown");
      if (name == "heat" || name == "epdr" || name == "power")
        CHECK_THAT(check["why"].get<std::string>(), ContainsSubstring("phase is not known"));
      if (name == "power") CHECK(check["value"].is_null());
      if (name == "output-impedance-ratio" || name == "current" || name == "frequency-response")
        CHECK(check["verdict"] == "yes");
    }
    CHECK_THAT(match["notes"].dump(), ContainsSubstring("only the magnitude is known"));
    CHECK_THAT(match["quality"]["warnings"].dump(), ContainsSubstring("the phase is not known"));
  }
  REQUIRE(run(folder, {"export", "z.json", "--out", "out.csv"}).code == 0);
  CHECK_THAT(folder.read("out.csv"), ContainsSubstring("frequency_hz,impedance_ohm\n"));
}

TEST_CASE("A curve in dB is imported as a response and is no load") {
  const WorkFolder folder;
  folder.write("spl.frd", "20 80 5\n30 81 6\n");
  folder.write("amp.toml", "name = \"amp\"\noutput_impedance_ohm = 1.0\n");
  const auto ran = run(folder, {"import", "spl.frd", "--out", "r.json"});
  REQUIRE(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring("not an impedance"));
  const auto r = read_json(folder, "r.json");
  CHECK(r["kind"] == "response");
  CHECK(r["level_db"] == json({80.0, 81.0}));
  for (const char* load : {"spl.frd", "r.json"})
    CHECK(run(folder, {"match", "--load", load, "--amp", "amp.toml"}).code == 2);
  REQUIRE(run(folder, {"import", "spl.frd", "--magnitude", "dB-ohm", "--out", "r.json"}).code == 0);
  CHECK(read_json(folder, "r.json")["kind"] == "impedance");
}

TEST_CASE(
    "Files that cannot be read are refused in one line with the line's number, and earlier results stay") {
  const WorkFolder folder;
  folder.write("z.json", "earlier");
  folder.write("falls.csv", "20,8\n30,9\n25,8\n");
  folder.write("noise.bin", std::string("\1\2\0\3", 4));
  folder.write("own.json", R"({"format": "ohmbench", "version": 1, "kind": "impedance"})");
  const std::vector<std::pair<std::string, std::string>> rows{{"falls.csv", "falls.csv, line 3"},
                                                              {"noise.bin", "line 1"},
                                                              {"own.json", "is a result of ohmbench already"},
                                                              {"missing.zma", "missing.zma"},
                                                              {"/dev/zero", "no regular file"},
                                                              {".", "no regular file"}};
  for (const auto& [file, why] : rows) {
    INFO(file);
    const auto ran = run(folder, {"import", file, "--out", "z.json"});
    CHECK(ran.code == 2);
    CHECK(lines(ran.err) == 1);
    CHECK_THAT(ran.err, ContainsSubstring(why));
    CHECK(folder.read("z.json") == "earlier");
  }
  CHECK(run(folder, {"import", "falls.csv", "--sort", "--out", "z.json"}).code == 0);
  CHECK(read_json(folder, "z.json")["frequency_hz"] == json({20.0, 25.0, 30.0}));
}
