// Facts about ohmbench advise: what it says beforehand is what a measurement says afterwards.
#include <cmath>
#include <complex>
#include <nlohmann/json.hpp>

#include "refusal.hpp"
#include "support/catch.hpp"

using namespace ohmbench::test;
using nlohmann::json;

namespace {

using Words = std::vector<std::string>;

Words advise(const Words& more) {
  Words words{"advise", "--load-ohm"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// The entry of `expected` for this calibration, load and frequency.
json expected(const json& result, const std::string& calibration, double load_ohm, double f_hz) {
  for (const auto& e : result.at("expected")) {
    if (e.at("calibration") == calibration && e.at("load_ohm") == load_ohm && e.at("frequency_hz") == f_hz)
      return e;
  }
  FAIL("no entry for " << calibration);
  return {};
}

/// Root of the mean of the squares of an array over |Z| from 200 Hz to 5 kHz, where the load is a resistor.
double relative(const json& result, const char* key) {
  double sum = 0;
  int n = 0;
  for (std::size_t i = 0; i < result.at("frequency_hz").size(); ++i) {
    const double f_hz = result["frequency_hz"][i];
    if (f_hz < 200 || f_hz > 5000) continue;
    const double z =
        std::abs(std::complex<double>(result["impedance_re_ohm"][i], result["impedance_im_ohm"][i]));
    const double r = result.at(key)[i].get<double>() / z;
    sum += r * r;
    ++n;
  }
  return std::sqrt(sum / n);
}

}  // namespace

TEST_CASE("The advice foretells the noise and the uncertainty that a measurement then finds") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_and("noise_dbfs = -80\nhum_dbfs = -200\n"));
  const auto measured = run(folder, measure({"--json", "--level-dbfs", "-30"}));
  check_done(measured);
  const auto z = json::parse(measured.out);
  // 33 Ω before 32 Ω: node A has 65/32 of the load's volts
  const double volt = z.at("measurement").at("load_volt").get<double>() * 65 / 32;
  const auto ran =
      run(folder,
          advise({"32", "--bench", "bench.toml", "--have", "33", "--json", "--volt", std::to_string(volt)}));
  check_done(ran);
  const auto advice = json::parse(ran.out);
  CHECK(advice.at("kind") == "advice");
  CHECK(advice.at("sense_resistor_ohm") == 33);
  const auto foretold = expected(advice, "none", 32, 1000);
  CHECK(foretold.at("terms").at("noise").get<double>() == Approx(relative(z, "noise_ohm")).epsilon(0.1));
  CHECK(foretold.at("relative_sigma").get<double>() == Approx(relative(z, "sigma_ohm")).epsilon(0.1));
}

TEST_CASE("The advice is a page for people and a result for programs, with what it assumed in both") {
  const WorkFolder folder;
  const auto text = run(folder, advise({"16..300"}));
  check_done(text);
  for (const char* part : {"Sense resistor 100 ohm, high-side", "16 ohm", "300 ohm", "20 kHz",
                           "calibrate ratio", "times better", "0.25 W", "500 mV"})
    CHECK_THAT(text.out, ContainsSubstring(part));
  check_done(run(folder, advise({"16..300", "--out", "advice.json", "--quiet"})));
  const auto result = json::parse(folder.read("advice.json"));
  CHECK(result.at("expected").size() == 18);
  CHECK(result.at("assumed").at("volt") == 0.5);
  for (const auto& e : result["expected"]) {
    double sum = 0;
    for (const auto& [name, value] : e.at("terms").items()) sum += value.get<double>() * value.get<double>();
    CHECK(e.at("relative_sigma").get<double>() == Approx(std::sqrt(sum)));
  }
}

TEST_CASE("A small resistor on the bench is told what a fitting one would gain") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_with("sense_resistor_ohm", "sense_resistor_ohm = 1"));
  const auto text = run(folder, advise({"16..64", "--bench", "bench.toml"}));
  check_done(text);
  CHECK_THAT(text.out, ContainsSubstring("use 47 ohm instead of the bench's 1 ohm"));
}

TEST_CASE("A load, resistor or wiring that cannot be is refused with the option's name") {
  const WorkFolder folder;
  struct Row {
    Words words;
    const char* named;
  };
  const std::vector<Row> rows{{{"0"}, "--load-ohm"},
                              {{"-8"}, "--load-ohm"},
                              {{"nan"}, "--load-ohm"},
                              {{"1e9"}, "--load-ohm"},
                              {{"300..16"}, "--load-ohm"},
                              {{"4.."}, "--load-ohm"},
                              {{"8..x"}, "--load-ohm"},
                              {{"8", "--have", "10,0"}, "--have"},
                              {{"8", "--have", "ten"}, "--have"},
                              {{"8", "--topology", "both"}, "high-side"},
                              {{"8", "--volt", "0"}, "--volt"},
                              {{"8", "--seconds", "1"}, "at least"},
                              {{"8", "--seconds", "nan"}, "--seconds"},
                              {{"8", "--noise-dbfs", "nan"}, "--noise-dbfs"},
                              {{"8", "--noise-dbfs", "3"}, "--noise-dbfs"},
                              {{"8", "--tolerance-percent", "-1"}, "--tolerance-percent"},
                              {{"8", "--series", "E96"}, "--series"},
                              {{"8", "--bench", "missing.toml"}, "missing.toml"},
                              {{"8", "--have", "1", "--volt", "3", "--amp-max-ampere", "0.1"}, "--volt"}};
  for (const auto& row : rows) check_refused(run(folder, advise(row.words)), kUsage, {row.named});
  check_refused(run(folder, {"advise"}), kUsage, {"--load-ohm"});
  CHECK(folder.files().empty());
}
