// Facts about amplifier files: what a datasheet says, and what is refused.
#include "matches/amplifier_file.hpp"
#include "storage/json_file.hpp"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "results/result_file.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using matches::parse_amplifier_sheet;

namespace {

const char* const kComplete = R"(name = "headphone amp"
output_impedance_ohm = 10.0
max_volt = 4.5               # RMS, unloaded
max_ampere = 0.06
class = "AB"
min_load_ohm = 16
max_dissipation_watt = 2.0
noise_volt = 2e-6
[power_watt]
"300" = 0.2
"32" = 1.0
)";

/// A folder that goes away with the test.
struct Folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() /
                               ("ohmbench-amplifier-" + std::to_string(std::hash<const void*>{}(this)));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
};

std::filesystem::path max_output(const Folder& folder, const nlohmann::json& summary,
                                 const nlohmann::json& load_ohm) {
  auto result = results::result_head("max-output", "amp");
  result["summary"] = summary;
  result["load_ohm"] = load_ohm;
  const auto path = folder.path / "max.json";
  results::write_result(path, result);
  return path;
}

}  // namespace

TEST_CASE("A complete datasheet is read, its rated powers by ascending load") {
  const auto sheet = parse_amplifier_sheet(kComplete, "amp.toml");
  CHECK(sheet.name == "headphone amp");
  CHECK(sheet.output_impedance->value() == 10.0);
  CHECK(sheet.max_volt->value() == 4.5);
  CHECK(sheet.max_ampere->value() == 0.06);
  CHECK(sheet.amplifier_class == models::AmplifierClass::kAb);
  CHECK(sheet.min_load->value() == 16.0);
  CHECK(sheet.max_dissipation->value() == 2.0);
  CHECK(sheet.noise->value() == 2e-6);
  REQUIRE(sheet.rated_power.size() == 2);
  CHECK(sheet.rated_power[0].load.value() == 32.0);
  CHECK(sheet.rated_power[0].power.value() == 1.0);
  CHECK(sheet.rated_power[1].load.value() == 300.0);
}

TEST_CASE("What a datasheet does not say is unknown") {
  const auto sheet = parse_amplifier_sheet("name = \"x\"", "amp.toml");
  CHECK_FALSE(sheet.output_impedance.has_value());
  CHECK_FALSE(sheet.max_volt.has_value());
  CHECK_FALSE(sheet.max_ampere.has_value());
  CHECK_FALSE(sheet.amplifier_class.has_value());
  CHECK_FALSE(sheet.min_load.has_value());
  CHECK_FALSE(sheet.max_dissipation.has_value());
  CHECK_FALSE(sheet.noise.has_value());
  CHECK(sheet.rated_power.empty());
}

TEST_CASE("A bad datasheet is refused with its file, its line and what is wrong") {
  struct Row {
    const char* text;
    const char* place;
    const char* what;
  };
  const Row rows[] = {{"max_volt = 1.0", "amp.toml", "name"},
                      {"name = \"x\"\nmax_volts = 4.5", "amp.toml:2", "max_volts"},
                      {"name = \"x\"\n\nmax_volt = \"4.5\"", "amp.toml:3", "max_volt"},
                      {"name = 3", "amp.toml:1", "name"},
                      {"name = \"x\"\nmax_volt = -4.5", "amp.toml:2", "max_volt"},
                      {"name = \"x\"\nmax_volt = 0", "amp.toml:2", "max_volt"},
                      {"name = \"x\"\nmax_ampere = inf", "amp.toml:2", "max_ampere"},
                      {"name = \"x\"\nnoise_volt = nan", "amp.toml:2", "noise_volt"},
                      {"name = \"x\"\noutput_impedance_ohm = -0.1", "amp.toml:2", "output_impedance_ohm"},
                      {"name = \"x\"\nclass = \"C\"", "amp.toml:2", "\"AB\""},
                      {"name = \"x\"\nmin_load_ohm = true", "amp.toml:2", "min_load_ohm"},
                      {"name = \"x\"\npower_watt = 3", "amp.toml:2", "[power_watt]"},
                      {"name = \"x\"\n[power_watt]\nheadphones = 1", "amp.toml:3", "headphones"},
                      {"name = \"x\"\n[power_watt]\n\"-8\" = 1", "amp.toml:3", "-8"},
                      {"name = \"x\"\n[power_watt]\n\"8\" = -1", "amp.toml:3", "8"},
                      {"name = \"x\"\n[power_watt]\n\"8\" = 1\n\"8.0\" = 2", "amp.toml:", "twice"},
                      {"name = \"x\"\n[limits]\na = 1", "amp.toml:2", "limits"},
                      {"name = \"x\"\nmax_volt = ", "amp.toml:2", ""},
                      {"name = \"x\"\nname = \"y\"", "amp.toml:2", "name"}};
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK_THROWS_WITH(parse_amplifier_sheet(row.text, "amp.toml"),
                      ContainsSubstring(row.place) && ContainsSubstring(row.what));
    CHECK_THROWS_AS(parse_amplifier_sheet(row.text, "amp.toml"), core::Error);
  }
}

TEST_CASE("An unknown key is answered with the known ones") {
  CHECK_THROWS_WITH(
      parse_amplifier_sheet("name = \"x\"\nmax_volts = 4.5", "amp.toml"),
      ContainsSubstring("max_volt,") && ContainsSubstring("power_watt") && ContainsSubstring("noise_volt"));
}

TEST_CASE("A measured maximum tells whether it was the amplifier's own limit") {
  const Folder folder;
  const nlohmann::json summary = {
      {"max_volt", 4.0}, {"max_ampere", 0.125}, {"max_watt", 0.5}, {"limited_by", "thd-n"}};
  const auto own = matches::read_measured_maximum(max_output(folder, summary, 32.0));
  CHECK(own.volt.value() == 4.0);
  CHECK(own.ampere.value() == 0.125);
  CHECK(own.by_amplifier);
  for (const char* by : {"limit", "dac"}) {
    auto other = summary;
    other["limited_by"] = by;
    CHECK_FALSE(matches::read_measured_maximum(max_output(folder, other, 32.0)).by_amplifier);
  }
}

TEST_CASE("The cause is read: whose limit it was, and how much further the amplifier may go") {
  const Folder folder;
  using models::OutputLimit;
  const auto read = [&](nlohmann::json more) {
    nlohmann::json summary{{"max_volt", 4.0}, {"max_ampere", 0.125}, {"limited_by", "thd-n"}};
    summary.update(more);
    return matches::read_measured_maximum(max_output(folder, summary, 32.0));
  };
  CHECK(read({{"cause", "voltage"}}).limit == OutputLimit::kVoltage);
  CHECK(read({{"cause", "current"}}).limit == OutputLimit::kCurrent);
  CHECK_FALSE(read({{"cause", "unknown"}}).limit.has_value());
  const auto interface = read({{"cause", "dac"}});  // distortion ended it, but the interface's own
  CHECK_FALSE(interface.by_amplifier);
  CHECK(interface.ended_by == models::BenchEnd::kInterface);
  CHECK(read({{"limited_by", "limit"}, {"cause", "limit"}}).ended_by == models::BenchEnd::kLimit);
  const auto opened = read({{"cause", "protection"}, {"level_dbfs", -10.0}, {"silent_at_dbfs", -8.0}});
  CHECK(opened.limit == OutputLimit::kProtection);
  CHECK(opened.most_ratio == Approx(std::pow(10, 0.1)));
  CHECK(read({{"cause", "sag"}, {"short_term", {{"volt", 5.0}, {"at_least", false}}}}).most_ratio ==
        Approx(1.25));
  CHECK(std::isinf(read({{"cause", "sag"}, {"short_term", {{"volt", 5.0}, {"at_least", true}}}}).most_ratio));
  CHECK(read({{"sigma_max_volt", 0.04}}).volt_sigma == Approx(0.01));
}

TEST_CASE("Of several frequencies the weakest is promised, and the most of any may harm a load") {
  const Folder folder;
  const auto sweep = [](double f_hz, double volt) {
    return nlohmann::json{{"frequency_hz", f_hz},
                          {"load_ohm", 32.0},
                          {"volt", {volt / 2, volt, volt * 1.1}},
                          {"source_volt", {volt / 2, volt, volt * 1.1}},
                          {"ampere", {volt / 64, volt / 32, volt / 29}},
                          {"thd_n_percent", {0.01, 1.0, 8.0}},
                          {"summary",
                           {{"max_volt", volt},
                            {"max_source_volt", volt},
                            {"max_ampere", volt / 32},
                            {"limited_by", "thd-n"},
                            {"cause", "voltage"}}}};
  };
  auto result = results::result_head("max-output", "an amplifier");
  result.update(sweep(1000, 4.35));
  result["sweeps"] = {sweep(1000, 4.35), sweep(30, 1.52)};
  results::write_result(folder.path / "max.json", result);
  const auto m = matches::read_measured_maximum(folder.path / "max.json");
  CHECK(m.name == "an amplifier");
  CHECK(m.volt.value() == Approx(1.52));
  CHECK(m.ampere.value() == Approx(1.52 / 32));
  CHECK(m.distortion.back().volt.value() == Approx(1.52 * 1.1));
  CHECK(m.highest_volt->value() == Approx(4.35 * 1.1));
  CHECK(m.highest_ampere->value() == Approx(4.35 / 29));
  REQUIRE(m.weakest_hz);
  CHECK(*m.weakest_hz == 30);
}

TEST_CASE("A maximum without amperes takes them from its load, and without either is refused") {
  const Folder folder;
  const nlohmann::json summary = {{"max_volt", 4.0}, {"limited_by", "thd-n"}};
  CHECK(matches::read_measured_maximum(max_output(folder, summary, 32.0)).ampere.value() == 0.125);
  CHECK_THROWS_AS(matches::read_measured_maximum(max_output(folder, summary, nullptr)), core::Error);
}

TEST_CASE("The files of one amplifier come in any order, each kind once, and nothing else") {
  const Folder folder;
  const auto sheet = folder.path / "amp.toml";
  storage::write_atomically(sheet, kComplete);
  const auto maximum = max_output(folder, {{"max_volt", 4.0}, {"max_ampere", 0.125}}, nullptr);
  const auto files = matches::read_amplifier({maximum, sheet});
  CHECK(files.sheet.has_value());
  CHECK(files.maximum.has_value());
  CHECK_FALSE(files.z_out.has_value());
  CHECK_THROWS_WITH(matches::read_amplifier({sheet, sheet}), ContainsSubstring("second datasheet"));
  const auto match = folder.path / "match.json";
  results::write_result(match, results::result_head("match", ""));
  CHECK_THROWS_WITH(matches::read_amplifier({match}),
                    ContainsSubstring("match.json") && ContainsSubstring("match"));
  CHECK_THROWS_AS(matches::read_amplifier({folder.path / "missing.toml"}), core::Error);
  CHECK_THROWS_AS(matches::read_amplifier({folder.path / "missing.json"}), core::Error);
}
