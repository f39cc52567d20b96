// Facts about where results go: --out, stdout, --json, --quiet, and what happens when there is no room.
#include <cmath>
#include <nlohmann/json.hpp>

#include "refusal.hpp"
#include "support/catch.hpp"

using namespace ohmbench::test;
using nlohmann::json;

namespace {

using Words = std::vector<std::string>;

bool all_finite(const json& node) {
  if (node.is_null()) return false;  // NaN would be written so
  if (node.is_number_float()) return std::isfinite(node.get<double>());
  for (const auto& child : node) {
    if (node.is_structured() && !all_finite(child)) return false;
  }
  return true;
}

void check_head(const json& result, const std::string& kind) {
  CHECK(result.at("format") == "ohmbench");
  CHECK(result.at("version") == 1);
  CHECK(result.at("kind") == kind);
  CHECK_THAT(result.at("created").get<std::string>(), ContainsSubstring("T"));
  CHECK(result.at("name") == "unit");
  CHECK(result.at("bench").at("wiring").at("sense_resistor_ohm") == 33.0);
  CHECK(result.at("calibration").is_object());
  for (const char* key : {"clipped", "dropouts", "repeated_periods", "snr_db"})
    CHECK(result.at("quality").at(key).is_number());
  CHECK(result.at("quality").at("warnings").is_array());
  CHECK(all_finite(result));
}

void check_curve(const json& result) {
  const auto n = result.at("frequency_hz").size();
  CHECK(n > 100);
  for (const char* key : {"impedance_re_ohm", "impedance_im_ohm", "sigma_ohm"})
    CHECK(result.at(key).size() == n);
  for (std::size_t i = 1; i < n; ++i) CHECK(result["frequency_hz"][i] > result["frequency_hz"][i - 1]);
  for (const auto& sigma : result["sigma_ohm"]) CHECK(sigma >= 0);
}

}  // namespace

TEST_CASE("An impedance result has every field of the contract, with finite numbers") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_toml());
  const auto ran = run(folder, measure({"--name", "unit", "--json"}));
  check_done(ran);
  CHECK(ran.out == folder.read("z.json"));
  const auto result = json::parse(ran.out);
  check_head(result, "impedance");
  check_curve(result);
  for (const char* key : {"min_ohm", "min_hz", "max_ohm", "max_hz", "ohm_at_1khz", "nominal_ohm",
                          "epdr_min_ohm", "epdr_min_hz"}) {
    CHECK(result.at("summary").at(key).is_number());
  }
  CHECK(result["summary"]["ohm_at_1khz"].get<double>() == Approx(32.0).epsilon(1e-3));
  CHECK(folder.files() == Words{"bench.toml", "z.json"});
}

TEST_CASE("An output impedance result has every field of the contract, with finite numbers") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_toml());
  const auto ran = run(folder, {"measure", "output-impedance", "--bench", "bench.toml", "--method",
                                "two-load", "--out", "zout.json", "--name", "unit", "--json"});
  check_done(ran);
  const auto result = json::parse(ran.out);
  check_head(result, "output-impedance");
  check_curve(result);
  for (const char* key : {"ohm_at_1khz", "sigma_at_1khz_ohm", "max_ohm"})
    CHECK(result.at("summary").at(key).is_number());
  CHECK(result["summary"].at("method") == "two-load");
  CHECK(result["summary"]["ohm_at_1khz"].get<double>() == Approx(10.0).epsilon(0.01));
}

TEST_CASE("A summary is short, --quiet prints nothing, and neither prints where no terminal is") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_toml());
  const auto summary = run(folder, measure());
  check_done(summary);
  CHECK_THAT(summary.out, ContainsSubstring("at 1 kHz 32.0 ± 1.9 ohm"));
  CHECK(lines(summary.out) < 20);
  const auto quiet = run(folder, measure({"--quiet"}));
  check_done(quiet);
  CHECK(quiet.out == "");
  const auto stimulus = run(folder, {"stimulus", "--out", "stim.wav", "--quiet"});
  check_done(stimulus);
  CHECK(stimulus.out == "");
  check_done(run(folder, {"devices", "--json"}));
}

TEST_CASE("What cannot be printed is an error, and the earlier result stays") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_toml());
  folder.write("z.json", "earlier");
  RunOptions full;
  full.stdout_to = "/dev/full";
  for (const auto& words :
       {measure(), measure({"--json"}), Words{"--help"}, Words{"--version"},
        Words{"measure", "impedance", "--help"}, Words{"devices"}, Words{"devices", "--json"},
        Words{"virtual-bench", "--list"}, Words{"stimulus", "--out", "stim.wav"}}) {
    INFO(words.front());
    check_refused(run(folder, words, full), kUsage, {"standard output"});
  }
  CHECK(folder.read("z.json") == "earlier");
  check_done(run(folder, measure({"--quiet"}), full));
}

TEST_CASE("A full disk is an error, and earlier files stay whole") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_toml());
  check_done(run(folder, measure()));  // what has to be cached is cached
  for (const char* name : {"z.json", "stim.wav", "take.wav", "z.zma", "new.json"})
    folder.write(name, "earlier");
  RunOptions small;
  small.most_bytes = 3000;
  check_refused(run(folder, measure(), small), kUsage, {"z.json", "free space"});
  check_refused(run(folder, measure({"--save-capture", "take.wav"}), small), kUsage,
                {"take.wav", "free space"});
  check_refused(run(folder, {"stimulus", "--out", "stim.wav"}, small), kUsage, {"stim.wav", "free space"});
  check_done(run(folder, {"measure", "impedance", "--bench", "bench.toml", "--out", "new.json"}));
  check_refused(run(folder, {"export", "new.json", "--out", "z.zma"}, small), kUsage,
                {"z.zma", "free space"});
  for (const char* name : {"z.json", "stim.wav", "take.wav", "z.zma"}) CHECK(folder.read(name) == "earlier");
  CHECK(folder.files() == Words{"bench.toml", "new.json", "stim.wav", "take.wav", "z.json", "z.zma"});
}

TEST_CASE(
    "A file that cannot be written is named: missing folder, a folder's own name, no name, a name too long") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_toml());
  for (const std::string name : {"missing/z.json", ".", "", "bench.toml/z.json"}) {
    INFO("\"" << name << "\"");
    check_refused(run(folder, {"measure", "impedance", "--bench", "bench.toml", "--out", name}), kUsage,
                  {name.empty() ? "--out" : name});
    check_refused(run(folder, {"stimulus", "--out", name}), kUsage, {name.empty() ? "--out" : name});
  }
  check_refused(
      run(folder, {"measure", "impedance", "--bench", "bench.toml", "--out", std::string(300, 'x')}), kUsage,
      {"too long"});
  check_refused(run(folder, {"demo", "--out", "bench.toml"}), kUsage, {"bench.toml"});
  CHECK(folder.files() == Words{"bench.toml"});
}
