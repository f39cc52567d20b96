// Facts about `ohmbench fit` as a user runs it.
#include <cmath>
#include <complex>
#include <nlohmann/json.hpp>
#include <numbers>

#include "refusal.hpp"
#include "support/catch.hpp"

using namespace ohmbench::test;
using nlohmann::json;

namespace {

using Words = std::vector<std::string>;

/// Re 6.2 ohm, fs, Qms 4.5, Qes 0.42, 0.5 mH; Q's with the mass as the square root of it.
json driver_curve(double fs_hz, double mass = 1.0) {
  json f = json::array(), re = json::array(), im = json::array(), sigma = json::array();
  for (double at = 8.0; at < 20000.0; at *= std::pow(2.0, 1.0 / 24.0)) {
    const double root = std::sqrt(mass), qms = 4.5 * root, fm = fs_hz / root;
    const std::complex<double> z = 6.2 +
                                   6.2 * 4.5 / 0.42 / std::complex<double>(1.0, qms * (at / fm - fm / at)) +
                                   std::complex<double>(0.0, 2.0 * std::numbers::pi * at * 0.5e-3);
    f.push_back(at), re.push_back(z.real()), im.push_back(z.imag()), sigma.push_back(1e-3 * std::abs(z));
  }
  return {{"format", "ohmbench"},   {"version", 1},       {"kind", "impedance"},
          {"name", "woofer"},       {"frequency_hz", f},  {"impedance_re_ohm", re},
          {"impedance_im_ohm", im}, {"sigma_ohm", sigma}, {"summary", json::object()}};
}

Ran fit(const WorkFolder& folder, Words more) {
  Words words{"fit"};
  words.insert(words.end(), more.begin(), more.end());
  return run(folder, words);
}

}  // namespace

TEST_CASE("fit writes the driver's parameters with a sigma each, and prints them") {
  const WorkFolder folder;
  folder.write("z.json", driver_curve(32.0).dump());
  const auto ran = fit(folder, {"z.json", "--out", "fit.json"});
  REQUIRE(ran.code == 0);
  const auto j = json::parse(folder.read("fit.json"));
  CHECK(j["kind"] == "fit");
  CHECK(j["model"] == "le");
  CHECK(j["name"] == "woofer");
  CHECK(j["re_ohm"].get<double>() == Approx(6.2).epsilon(1e-6));
  CHECK(j["le_mh"].get<double>() == Approx(0.5).epsilon(1e-6));
  CHECK(j["fs_hz"].get<double>() == Approx(32.0).epsilon(1e-6));
  CHECK(j["qms"].get<double>() == Approx(4.5).epsilon(1e-6));
  CHECK(j["qes"].get<double>() == Approx(0.42).epsilon(1e-6));
  CHECK(j["qts"].get<double>() == Approx(4.5 * 0.42 / 4.92).epsilon(1e-6));
  for (const char* key : {"re_ohm", "le_mh", "fs_hz", "qms", "qes", "qts", "residual_percent"})
    CHECK(j.contains("sigma_" + std::string(key)));
  CHECK_FALSE(j.contains("mms_gram"));
  CHECK(ran.out.find("Qts") != std::string::npos);
  CHECK(ran.err.empty());
}

TEST_CASE("fit with an added mass gives the mechanical parameters; Vas only with the diameter") {
  const WorkFolder folder;
  folder.write("z.json", driver_curve(32.0).dump());
  folder.write("z2.json", driver_curve(32.0, 52.0 / 32.0).dump());
  const Words mass{"z.json", "--added-mass-gram", "20", "--with-mass", "z2.json", "--out", "fit.json"};
  REQUIRE(fit(folder, mass).code == 0);
  auto j = json::parse(folder.read("fit.json"));
  CHECK(j["mms_gram"].get<double>() == Approx(32.0).epsilon(1e-5));
  CHECK(j["bl_tm"].get<double>() == Approx(9.74566).epsilon(1e-5));
  CHECK(j["cms_mm_per_n"].get<double>() == Approx(0.773019).epsilon(1e-5));
  CHECK(j["rms_kg_per_s"].get<double>() == Approx(1.429774).epsilon(1e-5));
  CHECK_FALSE(j.contains("vas_litre"));
  CHECK(j["notes"].dump().find("diameter") != std::string::npos);

  auto with_diameter = mass;
  with_diameter.insert(with_diameter.end(), {"--diameter-cm", "16.50673"});  // 214 cm²
  REQUIRE(fit(folder, with_diameter).code == 0);
  j = json::parse(folder.read("fit.json"));
  CHECK(j["vas_litre"].get<double>() == Approx(50.208).epsilon(1e-4));
}

TEST_CASE("fit refuses in one line what it cannot do, and leaves the earlier result") {
  const WorkFolder folder;
  auto flat = driver_curve(32.0);
  for (auto& value : flat["impedance_re_ohm"]) value = 65.0;
  for (auto& value : flat["impedance_im_ohm"]) value = 0.1;
  auto no_phase = driver_curve(32.0);
  no_phase["phase_known"] = false;
  for (auto& value : no_phase["impedance_im_ohm"]) value = 0.0;
  auto backwards = driver_curve(32.0);
  for (auto& value : backwards["impedance_re_ohm"]) value = -value.get<double>();
  folder.write("z.json", driver_curve(32.0).dump());
  folder.write("flat.json", flat.dump());
  folder.write("nophase.json", no_phase.dump());
  folder.write("back.json", backwards.dump());
  folder.write("fit.json", "earlier");
  struct Row {
    Words words;
    int code;
    const char* named;
  };
  const std::vector<Row> rows{
      {{"flat.json"}, 2, "no resonance"},
      {{"nophase.json"}, 2, "no phase"},
      {{"back.json"}, 4, "not passive"},
      {{"absent.json"}, 2, "absent.json"},
      {{"z.json", "--added-mass-gram", "10"}, 2, "--with-mass"},
      {{"z.json", "--box-litre", "10"}, 2, "--in-box"},
      {{"z.json", "--added-mass-gram", "-3", "--with-mass", "z.json"}, 2, "mass"},
      {{"z.json", "--added-mass-gram", "10", "--with-mass", "z.json"}, 2, "does not lower"},
      {{"z.json", "--coil", "wright"}, 2, "leach"},
      {{"z.json", "--from", "200"}, 2, "resonance"}};
  for (auto row : rows) {
    row.words.insert(row.words.end(), {"--out", "fit.json"});
    const auto ran = fit(folder, row.words);
    INFO(row.words[0] << ": " << ran.err);
    CHECK(ran.code == row.code);
    CHECK(ran.err.find(row.named) != std::string::npos);
    CHECK(lines(ran.err) == 1);
    CHECK(folder.read("fit.json") == "earlier");
  }
}
