// Records as a user meets them: kept whole, never changed, evaluated again to the same numbers.
#include <algorithm>
#include <complex>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "refusal.hpp"
#include "support/catch.hpp"
#include "support/run_program.hpp"

using namespace ohmbench;
using nlohmann::json;
using test::check_done;
using test::check_refused;
using test::kUsage;

namespace {

using Words = std::vector<std::string>;

Words reprocess(const std::string& record, const Words& more = {}) {
  Words words{"reprocess", record};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::string replaced(std::string text, const std::string& old, const std::string& by) {
  const auto at = text.find(old);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old.size(), by);
}

/// Measures a load of 32 ohm quickly and keeps the record.
test::Ran measure_into(const test::WorkFolder& folder, const std::string& record, const Words& more = {},
                       const test::RunOptions& options = {}) {
  Words words = test::measure({"--seconds", "2.6", "--record", record});
  words.insert(words.end(), more.begin(), more.end());
  return run(folder, words, options);
}

std::complex<double> z_at_1khz(const json& result) {
  std::size_t i = 0;
  while (result["frequency_hz"][i] < 1000.0) ++i;
  return {result["impedance_re_ohm"][i], result["impedance_im_ohm"][i]};
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(folder))
    names.push_back(file.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// Changes one byte, or cuts the file off, as a bad disk or a hand does.
void spoil(const std::filesystem::path& file, const std::string& how) {
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  if (how == "missing") {
    std::filesystem::remove(file);
  } else if (how == "shorter") {
    std::filesystem::resize_file(file,
                                 std::filesystem::file_size(file) - 2);  // the last byte is a line's end
  } else {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(100);
    const char byte = static_cast<char>(stream.get() ^ 1);
    stream.seekp(100);
    stream.put(byte);
  }
}

}  // namespace

TEST_CASE("A record reprocessed gives the same file, byte for byte") {
  const test::WorkFolder folder;
  folder.write("bench.toml", test::bench_and("channel_gain_db = 0.4\nhum_dbfs = -80\nmains_hz = 50.03\n") +
                                 "[calibration]\nfile = \"calibration.json\"\n");
  check_done(run(folder, {"calibrate", "ratio", "--bench", "bench.toml"}));
  SECTION("impedance, calibrated") {
    check_done(measure_into(folder, "rec", {"--name", "unit", "--expect-ohm", "32"}));
    CHECK(names_in(folder / "rec") ==
          Words{"1-load.wav", "bench.toml", "calibration.json", "record.json", "result.json"});
  }
  SECTION("sweep") {
    check_done(measure_into(folder, "rec", {"--stimulus", "sweep"}));
  }
  SECTION("output impedance by two loads, with the calibration gone since") {
    check_done(run(folder, {"measure", "output-impedance", "--bench", "bench.toml", "--out", "z.json",
                            "--seconds", "2.6", "--record", "rec"}));
    CHECK(std::filesystem::remove(folder / "calibration.json"));
  }
  SECTION("damaged periods that were measured again") {
    folder.write("bench.toml", test::bench_and("faults = [\"dropout\"]\n"));
    check_done(run(folder, test::measure({"--record", "rec"})));
    CHECK(std::filesystem::exists(folder / "rec/1-load-again-1.wav"));
  }
  const auto ran = run(folder, reprocess("rec", {"--out", "again.json"}));
  check_done(ran);
  CHECK_THAT(ran.out, ContainsSubstring("bit for bit"));
  CHECK(folder.read("again.json") == folder.read("z.json"));
  CHECK(folder.read("again.json") == folder.read("rec/result.json"));
}

TEST_CASE("A wrong resistor value is corrected without measuring again, and Z scales with it") {
  const test::WorkFolder folder;
  folder.write("bench.toml", test::bench_with("sense_resistor_ohm", "sense_resistor_ohm = 3.3"));
  check_done(measure_into(folder, "rec"));  // the resistor of the virtual bench is the declared one
  folder.write("right.toml", test::bench_toml());
  check_done(run(folder, reprocess("rec", {"--bench", "right.toml", "--out", "right.json"})));
  const auto wrong = json::parse(folder.read("z.json"));
  const auto right = json::parse(folder.read("right.json"));
  CHECK(std::abs(z_at_1khz(right) / z_at_1khz(wrong) - 10.0) < 1e-9);
  CHECK(right.contains("reprocessed"));
  CHECK(right.at("created") == wrong.at("created"));
  CHECK(right.at("bench").at("wiring").at("sense_resistor_ohm") == 33.0);
}

TEST_CASE("A calibration made with the wrong resistor value stays usable when the value is corrected") {
  const test::WorkFolder folder;
  const auto calibrated = [](const std::string& bench) {
    return bench + "[calibration]\nfile = \"calibration.json\"\n";
  };
  const auto gain = test::bench_and("channel_gain_db = 0.4\n");
  folder.write("bench.toml", calibrated(gain));
  check_done(run(folder, {"calibrate", "ratio", "--bench", "bench.toml"}));
  check_done(measure_into(folder, "rec"));
  folder.write("right.toml",
               calibrated(replaced(gain, "sense_resistor_ohm = 33", "sense_resistor_ohm = 66")));
  check_done(run(folder, reprocess("rec", {"--bench", "right.toml", "--out", "right.json"})));
  const auto z = z_at_1khz(json::parse(folder.read("right.json")));
  CHECK(std::abs(z / z_at_1khz(json::parse(folder.read("z.json"))) - 2.0) < 0.005);  // not 2 exactly: the
  // inputs' loading, which the bench does not declare, is taken in proportion to the resistor
}

TEST_CASE("The inputs named the other way round in a corrected bench are found swapped") {
  const test::WorkFolder folder;
  folder.write("bench.toml", test::bench_toml());
  check_done(measure_into(folder, "rec"));
  folder.write("swapped.toml",
               replaced(test::bench_toml(), "[wiring]", "[wiring]\nsource_channel = 2\nload_channel = 1"));
  check_refused(run(folder, reprocess("rec", {"--bench", "swapped.toml"})), test::kNotValid, {"swapped"});
}

TEST_CASE("Corrections that do not fit the record are refused") {
  const test::WorkFolder folder;
  folder.write("bench.toml", test::bench_toml());
  check_done(measure_into(folder, "rec"));
  folder.write("rate.toml", replaced(test::bench_toml(), "[interface]", "[interface]\nsample_rate = 96000"));
  folder.write("input.toml", replaced(test::bench_toml(), "[wiring]", "[wiring]\nload_channel = 4"));
  check_refused(run(folder, reprocess("rec", {"--bench", "rate.toml"})), kUsage, {"96000", "48000"});
  check_refused(run(folder, reprocess("rec", {"--bench", "input.toml"})), kUsage, {"input 4", "1, 2"});
  check_refused(run(folder, reprocess("rec", {"--calibration", "none.json"})), kUsage, {"none.json"});
}

TEST_CASE("A record in which anything was altered is refused, and named") {
  const test::WorkFolder folder;
  folder.write("bench.toml", test::bench_toml());
  check_done(measure_into(folder, "whole"));
  for (const auto& file : names_in(folder / "whole")) {
    for (const std::string how : {"missing", "shorter", "altered"}) {
      INFO(file << " " << how);
      std::filesystem::remove_all(folder / "rec");
      std::filesystem::copy(folder / "whole", folder / "rec");
      spoil(folder / ("rec/" + file), how);
      check_refused(run(folder, reprocess("rec")), kUsage, {file});
    }
  }
  check_done(run(folder, reprocess("whole", {"--quiet"})));
  check_refused(run(folder, reprocess(".")), kUsage, {"is not a record"});
  check_refused(run(folder, reprocess("nowhere")), kUsage, {"is not a record"});
}

TEST_CASE("A record is never overwritten, and that is said before anything plays") {
  const test::WorkFolder folder;
  folder.write("bench.toml", test::bench_toml());
  check_done(measure_into(folder, "rec"));
  const auto before = folder.read("rec/record.json");
  check_refused(measure_into(folder, "rec"), kUsage, {"rec is there already"});
  check_refused(measure_into(folder, "no/rec"), kUsage, {"no such folder"});
  CHECK(folder.read("rec/record.json") == before);
}

TEST_CASE("Cut off while writing at any size, a record is not there, and the earlier ones are whole") {
  const test::WorkFolder folder;
  folder.write("bench.toml", test::bench_toml());
  check_done(measure_into(folder, "first"));
  // every file of a record is larger than one of these and smaller than another
  for (const unsigned long bytes : {1UL, 500UL, 5000UL, 100000UL, 1000000UL}) {
    INFO(bytes);
    const auto ran = measure_into(folder, "second", {}, {"", bytes});
    CHECK(ran.code != 0);
    CHECK_FALSE(folder.has("second"));
  }
  check_done(run(folder, reprocess("first", {"--quiet"})));
  check_done(measure_into(folder, "second"));
}

TEST_CASE("An invalid measurement is recorded with its reason, and reprocessing says the same") {
  const test::WorkFolder folder;
  folder.write("bench.toml", test::bench_toml());
  const auto refused = measure_into(folder, "rec", {"--expect-ohm", "320"});
  CHECK(refused.code == test::kNotValid);
  CHECK(names_in(folder / "rec") == Words{"1-load.wav", "bench.toml", "record.json"});
  CHECK_FALSE(json::parse(folder.read("rec/record.json")).at("valid").get<bool>());
  const auto again = run(folder, reprocess("rec"));
  CHECK(again.code == test::kNotValid);
  CHECK(again.err == refused.err);
}

TEST_CASE("A bench with [records] keeps every measurement under a name of its own") {
  const test::WorkFolder folder;
  folder.write("bench.toml", test::bench_toml() + "[records]\nfolder = \"kept\"\n");
  for (int i = 0; i < 2; ++i)
    check_done(run(folder, test::measure({"--seconds", "2.6", "--name", "HD 650 / left"})));
  const auto names = names_in(folder / "kept");
  REQUIRE(names.size() == 2);
  CHECK_THAT(names[0], ContainsSubstring("-impedance-hd-650-left"));
  for (const auto& name : names) check_done(run(folder, reprocess("kept/" + name, {"--quiet"})));
}
