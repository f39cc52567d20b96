// Facts about match with names, folders and datasheets, and about the library command.
#include <cmath>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "refusal.hpp"
#include "support/catch.hpp"

using namespace ohmbench::test;
using nlohmann::json;

namespace {

using Words = std::vector<std::string>;

json curve_of(const std::string& kind, const std::string& name, double ohm) {
  return {{"format", "ohmbench"},
          {"version", 1},
          {"kind", kind},
          {"name", name},
          {"created", "2024-01-01T00:00:00Z"},
          {"frequency_hz", {20.0, 200.0, 1000.0, 20000.0}},
          {"impedance_re_ohm", {ohm, 1.5 * ohm, ohm, ohm}},
          {"impedance_im_ohm", {0.0, 0.0, 0.0, 0.1 * ohm}},
          {"sigma_ohm", {0.1, 0.1, 0.1, 0.1}},
          {"noise_ohm", {0.01, 0.01, 0.01, 0.01}},
          {"summary", json::object()}};
}

std::size_t widest(const std::string& text) {
  std::istringstream stream(text);
  std::size_t most = 0;
  for (std::string line; std::getline(stream, line);) {
    std::size_t n = 0;
    for (const char c : line) n += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
    most = std::max(most, n);
  }
  return most;
}

json check_named(const json& match, const std::string& name) {
  for (const auto& check : match.at("checks")) {
    if (check.at("name") == name) return check;
  }
  return {};
}

}  // namespace

TEST_CASE("The library is searched as people spell, and its names serve as load and amplifier") {
  const WorkFolder folder;
  const auto found = run(folder, {"library", "hd650"});
  check_done(found);
  CHECK_THAT(found.out, ContainsSubstring("Sennheiser HD 650") && ContainsSubstring("103 dB/V") &&
                            ContainsSubstring("measured") && ContainsSubstring("Sources disagree"));
  const auto all = run(folder, {"library", "--json"});
  check_done(all);
  CHECK(json::parse(all.out).at("loads").size() == 42);
  CHECK(widest(run(folder, {"library"}).out) <= 80);
  check_refused(run(folder, {"library", "nosuchthing"}), kUsage, {"library"});
  const auto ran = run(folder, {"match", "--load", "HD 650", "--amp", "O2", "--json"});
  check_done(ran);
  const auto match = json::parse(ran.out);
  CHECK(match.at("verdict") == "marginal");
  CHECK_FALSE(match.at("enough_known").get<bool>());
  CHECK(check_named(match, "voltage").at("verdict") == "unknown");
  CHECK_THAT(check_named(match, "voltage").at("why").get<std::string>(),
             ContainsSubstring("By the rated 300"));
  check_refused(run(folder, {"match", "--load", "HD 6", "--amp", "O2"}), kUsage, {"HD 600", "HD 650"});
  check_refused(run(folder, {"match", "--load", "HD 650", "--amp", "HD 650"}), kUsage,
                {"no amplifier of that name"});
}

TEST_CASE("A folder of one's own adds to the library and goes before it") {
  const WorkFolder folder;
  std::filesystem::create_directory(folder / "mine");
  folder.write("mine/o2.toml", "name = \"Objective2 (O2), low gain\"\nmax_volt = 7.0\n");
  folder.write(
      "mine/can.toml",
      "name = \"My Can\"\nkind = \"headphone\"\nrated_impedance_ohm = 32\nsensitivity = \"100 dB/mW\"\n");
  folder.write("mine/bad.toml", "name = 3\n");
  const auto ran = run(folder, {"match", "--load", "my can", "--amp", "O2", "--library", "mine", "--json"});
  check_done(ran);
  CHECK(json::parse(ran.out).at("name") == "My Can on Objective2 (O2), low gain");
  CHECK(check_named(json::parse(ran.out), "output-impedance-ratio").at("value").is_null());
  const auto listed = run(folder, {"library", "my", "--library", "mine"});
  check_done(listed);
  CHECK_THAT(listed.out, ContainsSubstring("My Can") && ContainsSubstring("bad.toml"));
  check_refused(run(folder, {"library", "--library", "nowhere"}), kUsage, {"nowhere"});
}

TEST_CASE("All pairs of two folders come out as one matrix, and what was left out is named") {
  const WorkFolder folder;
  for (const char* name : {"loads", "amps", "amps/third"}) std::filesystem::create_directory(folder / name);
  folder.write("loads/a.json",
               curve_of("impedance", "a headphone with a very long name, much too long", 300).dump());
  folder.write("loads/a.toml",
               "name = \"a headphone with a very long name, much too long\"\nkind = \"headphone\"\n"
               "sensitivity = \"103 dB/V\"\nrated_power_watt = 0.5\n");
  folder.write("loads/b.json", curve_of("impedance", "b", 8).dump());
  folder.write("loads/c.toml", "name = \"c\"\nkind = \"headphone\"\nsensitivity = \"103 dB/V\"\n");
  folder.write("loads/d.json", "{}");
  folder.write("amps/one.toml",
               "name = \"one\"\noutput_impedance_ohm = 10\nmax_volt = 4.5\nmax_ampere = 0.06\n");
  folder.write("amps/two.json", curve_of("output-impedance", "two", 1.0).dump());
  folder.write("amps/two.toml", "name = \"two\"\nmax_volt = 4.5\nmax_ampere = 0.5\n");
  folder.write("amps/third/zout.json", curve_of("output-impedance", "third", 100.0).dump());
  folder.write("amps/notes.json", curve_of("impedance", "x", 1.0).dump());
  const auto ran = run(folder, {"match", "--load", "loads", "--amp", "amps", "--out", "matrix.json"});
  check_done(ran);
  CHECK(widest(ran.out) <= 80);
  CHECK_THAT(ran.out, ContainsSubstring("much too long") || ContainsSubstring("…"));
  const auto matrix = json::parse(folder.read("matrix.json"));
  CHECK(matrix.at("kind") == "match-matrix");
  REQUIRE(matrix.at("loads").size() == 2);
  REQUIRE(matrix.at("amplifiers") == json({"third", "one", "two"}));
  CHECK(matrix.at("cells").size() == 2);
  for (const auto& row : matrix.at("cells")) CHECK(row.size() == 3);
  const auto& headphone = matrix.at("cells")[0];
  CHECK(headphone[1].at("verdict") == "yes");
  CHECK(headphone[2].at("verdict") == "yes");
  CHECK_FALSE(headphone[0].at("enough_known").get<bool>());
  CHECK(matrix.at("cells")[1][0].at("verdict") == "no");  // 8 Ω on 100 Ω
  CHECK(matrix.at("left_out").size() == 3);
  check_refused(run(folder, {"match", "--load", "loads", "--amp", "amps", "--rated-ohm", "8"}), kUsage,
                {"--rated-ohm", "3"});
  CHECK_THAT(ran.out, ContainsSubstring("d.json") && ContainsSubstring("notes.json") &&
                          ContainsSubstring("neither a curve nor a rated impedance"));
  // a cell says what the single match says
  const auto single = run(folder, {"match", "--load", "loads/a.toml", "--amp", "amps/one.toml", "--json"});
  check_done(run(folder, {"match", "--load", "loads/a.json", "--amp", "amps/one.toml", "--json"}));
  check_done(single);
  CHECK(json::parse(single.out).at("verdict") == headphone[1].at("verdict"));
  std::filesystem::create_directory(folder / "empty");
  check_refused(run(folder, {"match", "--load", "empty", "--amp", "amps"}), kUsage, {"empty"});
}

TEST_CASE("Nothing that a folder holds is lost in silence: namesakes are told apart, the rest is listed") {
  const WorkFolder folder;
  for (const char* name : {"loads", "loads/more", "loads/.git", "amps", "amps/third", "amps/bare"})
    std::filesystem::create_directory(folder / name);
  folder.write("loads/a.json", curve_of("impedance", "a", 300).dump());
  folder.write("loads/more/b.json", curve_of("impedance", "b", 8).dump());
  const std::string sheet = "name = \"amp\"\nmax_volt = 4.5\nmax_ampere = 0.06\noutput_impedance_ohm = ";
  folder.write("amps/one.toml", sheet + "1\n");
  folder.write("amps/two.toml", sheet + "120\n");
  folder.write("amps/stray.zma", "20 8 0\n");
  folder.write("amps/third/first.json", curve_of("output-impedance", "third", 100.0).dump());
  folder.write("amps/third/second.json", curve_of("output-impedance", "third", 10.0).dump());
  const auto ran = run(folder, {"match", "--load", "loads", "--amp", "amps", "--out", "matrix.json"});
  check_done(ran);
  const auto matrix = json::parse(folder.read("matrix.json"));
  CHECK(matrix.at("amplifiers") == json({"amp (one.toml)", "amp (two.toml)"}));
  std::map<std::string, std::string> why;
  for (const auto& left : matrix.at("left_out")) why[left.at("file")] = left.at("why");
  CHECK(why.size() == 5);
  CHECK_THAT(why["loads/more"], ContainsSubstring("not looked into"));
  CHECK_THAT(why["amps/bare"], ContainsSubstring("without a datasheet"));
  CHECK_THAT(why["amps/stray.zma"], ContainsSubstring("says nothing about an amplifier"));
  CHECK_THAT(why["amps/third/second.json"], ContainsSubstring("second output impedance"));
  CHECK_THAT(why["amps/third/first.json"], ContainsSubstring("is left out with"));
}

TEST_CASE("An amplifier that was measured again counts as it is now, and the older result is listed") {
  const WorkFolder folder;
  for (const char* name : {"loads", "amps"}) std::filesystem::create_directory(folder / name);
  folder.write("loads/a.json", curve_of("impedance", "a", 300).dump());
  auto first = curve_of("output-impedance", "amp", 100.0), again = curve_of("output-impedance", "amp", 1.0);
  first["created"] = "2026-01-01T10:00:00Z";
  again["created"] = "2026-01-01T10:05:00Z";
  folder.write("amps/z.json", first.dump());
  folder.write("amps/a.json", again.dump());
  check_done(run(folder, {"match", "--load", "loads", "--amp", "amps", "--out", "matrix.json"}));
  const auto matrix = json::parse(folder.read("matrix.json"));
  CHECK(matrix.at("amplifiers") == json({"amp"}));
  REQUIRE(matrix.at("left_out").size() == 1);
  CHECK(matrix.at("left_out")[0].at("file") == "amps/z.json");
  CHECK_THAT(matrix.at("left_out")[0].at("why").get<std::string>(), ContainsSubstring("a.json of the same"));
  CHECK(matrix.at("cells")[0][0].at("verdict") != "no");  // 1 ohm, not 100
}

TEST_CASE("An empty folder and a file that is not there are refused with what to do") {
  const WorkFolder folder;
  for (const char* name : {"empty", "amps"}) std::filesystem::create_directory(folder / name);
  folder.write("amps/bad.toml", "name = 3\n");
  folder.write("amp.toml", "name = \"amp\"\nmax_volt = 4.5\n");
  folder.write("z.json", curve_of("impedance", "z", 300).dump());
  const auto refusal = [&](const std::string& load, const std::string& amp) {
    const auto ran = run(folder, {"match", "--load", load, "--amp", amp});
    CHECK(ran.code == kUsage);
    return ran.err;
  };
  const auto empty = refusal("empty", "amps");
  CHECK_THAT(empty, ContainsSubstring("no load in this folder: a load is a result of measure impedance"));
  CHECK_THAT(empty, !ContainsSubstring("bad.toml"));  // which is no reason for there being no load
  CHECK_THAT(refusal("z.json", "amps"), ContainsSubstring("no amplifier in this folder; amps/bad.toml") &&
                                            ContainsSubstring("an amplifier is a datasheet"));
  for (const char* absent : {"nope.json", "nope.zma"})
    CHECK_THAT(refusal(absent, "amp.toml"), ContainsSubstring("no such file: check the name"));
}

TEST_CASE("Other sources, a fit and a cable are taken from the options") {
  const WorkFolder folder;
  folder.write("z.json", curve_of("impedance", "driver", 6.2).dump());
  folder.write("amp.toml", "name = \"amp\"\noutput_impedance_ohm = 2.0\n");
  folder.write("fit.json", json{{"format", "ohmbench"},
                                {"version", 1},
                                {"kind", "fit"},
                                {"re_ohm", 6.2},
                                {"fs_hz", 32.0},
                                {"qms", 4.5},
                                {"qes", 0.42}}
                               .dump());
  const auto ran = run(folder, {"match", "--load", "z.json", "--amp", "amp.toml", "--fit", "fit.json",
                                "--cable-ohm", "0.1", "--what-if", "0,22", "--json"});
  check_done(ran);
  const auto match = json::parse(ran.out);
  // group "damping" of the reference vectors
  CHECK(match.at("damping_factor").at("driver").at("qts").get<double>() ==
        Approx(0.49980883196329573).epsilon(1e-9));
  CHECK(check_named(match, "damping").at("verdict") == "no");  // 1.301 times Qts
  REQUIRE(match.at("what_if").size() == 2);
  CHECK(match.at("what_if")[0].at("span_db") == 0.0);
  CHECK(match.at("what_if")[1].at("output_impedance_ohm") == 22.0);
  check_refused(run(folder, {"match", "--load", "z.json", "--amp", "amp.toml", "--fit", "z.json"}), kUsage,
                {"z.json", "fit"});
  check_refused(run(folder, {"match", "--load", "z.json", "--amp", "amp.toml", "--what-if", "-1"}), kUsage,
                {"--what-if"});
}

TEST_CASE("A datasheet that contradicts itself is judged by the lower figure, and told so") {
  const WorkFolder folder;
  folder.write("z.json", curve_of("impedance", "can", 40).dump());
  folder.write(
      "amp.toml",
      "name = \"amp\"\noutput_impedance_ohm = 1\n[power_watt]\n\"40\" = 0.129\n[volt_into]\n\"40\" = 4.4\n");
  const auto ran =
      run(folder, {"match", "--load", "z.json", "--amp", "amp.toml", "--sensitivity", "100 dB/V"});
  check_done(ran);
  CHECK_THAT(ran.out, ContainsSubstring("contradicts itself") && ContainsSubstring("484 mW"));
  folder.write("amp.toml", "name = \"amp\"\nmax_volt = 4.4\n[power_watt]\n\"40\" = 0.129\n");
  const auto unexplained = run(folder, {"match", "--load", "z.json", "--amp", "amp.toml"});
  check_done(unexplained);
  CHECK_THAT(unexplained.out, ContainsSubstring("does not explain"));
  CHECK_THAT(unexplained.out, ContainsSubstring("output impedance is not known"));
}
