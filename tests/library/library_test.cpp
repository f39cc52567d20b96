// Facts about datasheet files, sources that disagree, and finding an item by name.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/error.hpp"
#include "library/catalogue.hpp"
#include "library/sheet_files.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using namespace ohmbench::library;

namespace {

std::string refusal(const std::string& text, bool load = true) {
  try {
    load ? void(parse_load(text, "sheet.toml")) : void(parse_amplifier(text, "sheet.toml"));
  } catch (const core::Error& error) {
    return error.what();
  }
  return {};
}

const Catalogue& own_library() {
  static const Catalogue catalogue = read_catalogue({OHMBENCH_LIBRARY_FOLDER});
  return catalogue;
}

}  // namespace

TEST_CASE("Of two sources both figures are kept, the lower power and the higher output impedance count") {
  const auto item = parse_amplifier(R"(name = "amp"
[[figures]]
how = "maker"
output_impedance_ohm = 0.5
power_watt = { "32" = 3.5, "300" = 0.76 }
[[figures]]
how = "measured"
output_impedance_ohm = 1.0
power_watt = { "32" = 2.6, "600" = 0.139 }
)",
                                    "amp.toml");
  CHECK(item.figures.size() == 6);
  CHECK(item.sheet.output_impedance->value() == 1.0);
  REQUIRE(item.sheet.rated_power.size() == 3);
  CHECK(item.sheet.rated_power[0].power.value() == Approx(2.6));
  // 9.13 V were measured into 600 Ω, and 300 Ω cannot get more
  CHECK(item.sheet.rated_power[1].power.value() == Approx(0.139 * 600 / 300));
  REQUIRE(item.sheet.remarks.size() == 3);
  CHECK_THAT(item.sheet.remarks[0],
             ContainsSubstring("500 mΩ (maker) and 1.00 Ω (measured). The higher counts"));
  CHECK_THAT(item.sheet.remarks[1],
             ContainsSubstring("3.50 W (maker)") && ContainsSubstring("2.60 W (measured)"));
}

TEST_CASE(
    "The other end of what sources state is kept for the load's safety, as one amplifier could have it") {
  const auto item = parse_amplifier(R"(name = "two sources"
[[figures]]
how = "measured"
output_impedance_ohm = 2
max_volt = 5
power_watt = { "32" = 0.5, "600" = 0.139 }
[[figures]]
how = "maker"
output_impedance_ohm = 0.5
max_volt = 9
power_watt = { "300" = 0.76 }
volt_into = { "32" = 8 }
)",
                                    "a.toml");
  const auto& s = item.sheet;
  CHECK(s.max_volt->value() == 5);
  CHECK(s.highest_volt->value() == 9);
  CHECK_FALSE(s.highest_ampere);
  CHECK(s.output_impedance->value() == 2);
  CHECK(s.least_output_impedance->value() == 0.5);
  REQUIRE(s.highest_power.size() == 3);
  CHECK(s.highest_power[0].power.value() == Approx(2.0));   // 8 V into 32 Ω
  CHECK(s.highest_power[1].power.value() == Approx(0.76));  // 15.1 V into 300 Ω
  CHECK(s.highest_power[2].power.value() == Approx(0.38));  // no less than those 15.1 V into 600 Ω
  const auto one = parse_amplifier("name = \"one\"\nmax_volt = 5\npower_watt = { \"32\" = 0.5 }\n", "b.toml");
  CHECK_FALSE(one.sheet.highest_volt);
  CHECK(one.sheet.highest_power.empty());
}

TEST_CASE("Of two sensitivities the lower counts for loudness and the higher for hiss, and both are named") {
  const auto item = parse_load(R"(name = "HD 600"
kind = "headphone"
[[figures]]
how = "maker"
rated_impedance_ohm = 300
sensitivity = "91.77 dB/mW"
[[figures]]
how = "measured"
sensitivity = "103.71 dB/V"
)",
                               "hd600.toml");
  CHECK(models::to_text(*item.sheet.sensitivity) == "91.77 dB/mW");
  CHECK(models::to_text(*item.sheet.highest_sensitivity) == "103.71 dB/V");
  CHECK_THAT(item.sheet.remarks.front(), ContainsSubstring("6.7 dB apart"));
  // 97.77 dB/mW at 300 Ω are 103 dB/V: no contradiction
  const auto same = parse_load(
      "name = \"x\"\nrated_impedance_ohm = 300\nsensitivity = [\"97.8 dB/mW\", \"103 dB/V\"]\n", "x.toml");
  CHECK(same.sheet.remarks.empty());
  CHECK_FALSE(same.sheet.highest_sensitivity.has_value());
  const auto itself = parse_load(
      "name = \"x\"\nrated_impedance_ohm = 32\nsensitivity = [\"103 dB/mW\", \"103 dB/V\"]\n", "x.toml");
  CHECK_THAT(itself.sheet.remarks.front(),
             ContainsSubstring("contradicts itself") && ContainsSubstring("14.9 dB"));
}

TEST_CASE("What cannot be is refused with its line") {
  const std::string head = "name = \"x\"\nkind = \"headphone\"\n";
  CHECK_THAT(refusal(head + "sensitivity = \"103\"\n"),
             ContainsSubstring("sheet.toml:3") && ContainsSubstring("dB"));
  CHECK_THAT(refusal(head + "sensitivity = \"103 dB\"\n"), ContainsSubstring("dB at what?"));
  CHECK_THAT(refusal(head + "sensitivity = \"200 dB/mW\"\n"), ContainsSubstring("not between 40 and 160"));
  CHECK_THAT(refusal(head + "rated_impedance_ohm = 0\n"), ContainsSubstring("above 0"));
  CHECK_THAT(refusal(head + "rated_power_watt = -1\n"), ContainsSubstring("above 0"));
  CHECK_THAT(refusal(head + "sensitivity = \"99 dB/mW\"\n"), ContainsSubstring("needs the rated impedance"));
  CHECK_THAT(refusal(head + "sensitivity = [\"99 dB/V\", \"87 dB/2.83V/1m\"]\n"),
             ContainsSubstring("loudspeaker's"));
  CHECK_THAT(refusal(head + "qms = 2.0\n"), ContainsSubstring("needs the others"));
  CHECK_THAT(refusal(head + "impedance = 3\n"), ContainsSubstring("not a key"));
  CHECK_THAT(refusal("name = \"x\"\nmax_volt = -4\n", false), ContainsSubstring("sheet.toml:2"));
  CHECK_THAT(refusal("name = \"x\"\n[power_watt]\n\"0\" = 1\n", false),
             ContainsSubstring("not a load in ohm"));
  CHECK_THAT(refusal("name = \"x\"\nfigures = 3\n", false), ContainsSubstring("[[figures]]"));
  CHECK_THROWS(is_load("name = \"x\"\nkind = \"toaster\"\n", "x.toml"));
}

TEST_CASE("People's spellings find the item, and a name that fits several finds none") {
  CHECK(plain_name("Sennheiser HD 650") == "sennheiserhd650");
  CHECK(fits("Sennheiser HD 650", {"hd650"}));
  CHECK(fits("Sennheiser HD 650", {"650", "SENN"}));
  CHECK_FALSE(fits("Sennheiser HD 650", {"660"}));
  const auto& all = own_library();
  for (const char* name : {"HD 650", "hd650", "HD-650", "sennheiser hd 650"})
    CHECK(find_load(all, name).sheet.name == "Sennheiser HD 650");
  CHECK(find_amplifier(all, "O2").sheet.name == "Objective2 (O2), low gain");
  CHECK_THROWS_WITH(find_load(all, "HD 6"),
                    ContainsSubstring("may be any of") && ContainsSubstring("HD 600"));
  CHECK_THROWS_WITH(find_load(all, "HD 12345"),
                    ContainsSubstring("no headphone or loudspeaker of that name"));
  CHECK_THROWS(find_load(all, "--"));
}

TEST_CASE("Of two datasheets of one name in one folder the second is named as left out, with the first") {
  auto folder = (std::filesystem::temp_directory_path() / "ohmbench-library-XXXXXX").string();
  REQUIRE(mkdtemp(folder.data()) != nullptr);
  const std::filesystem::path own(folder);
  std::ofstream(own / "a.toml") << "name = \"My Amp\"\noutput_impedance_ohm = 1\n";
  std::ofstream(own / "b.toml") << "name = \"my-amp\"\noutput_impedance_ohm = 2\n";
  std::ofstream(own / "c.toml") << "name = \"Objective2 (O2), low gain\"\noutput_impedance_ohm = 3\n";
  const auto all = read_catalogue({own, OHMBENCH_LIBRARY_FOLDER});
  CHECK(find_amplifier(all, "my amp").sheet.output_impedance->value() == 1.0);
  // an earlier folder's item goes before one of a later folder, by intention
  CHECK(find_amplifier(all, "O2").sheet.output_impedance->value() == 3.0);
  REQUIRE(all.unusable.size() == 1);
  CHECK_THAT(all.unusable.front(), ContainsSubstring("b.toml: has the same name as") &&
                                       ContainsSubstring("a.toml") && ContainsSubstring("rename"));
  std::filesystem::remove_all(own);
}

TEST_CASE("Every item of the library can be read, and every figure has its source") {
  const auto& all = own_library();
  CHECK(all.unusable.empty());
  CHECK(all.amplifiers.size() == 30);
  CHECK(all.loads.size() == 42);
  const auto check = [](const Item& item) {
    INFO(item.file.string());
    CHECK_FALSE(item.kind.empty());
    CHECK_FALSE(item.figures.empty());
    for (const auto& f : item.figures) CHECK_FALSE((f.source.empty() || f.how.empty()));
  };
  for (const auto& item : all.amplifiers) check(item);
  for (const auto& item : all.loads) {
    check(item);
    CHECK(item.sheet.rated.has_value());
    CHECK(item.sheet.sensitivity.has_value());
  }
}
