// What dominates a budget, what would reduce it, and what is said of an output impedance.
#include "findings/precision.hpp"

#include <cmath>

#include "support/catch.hpp"

using namespace ohmbench;

namespace {

constexpr double kHz[] = {20, 100, 1000, 5000, 20000};

/// A load of these ohms with sigmas of noise and of one other term, at every frequency.
impedance::ImpedanceCurve curve_of(double ohm, double noise, const std::string& term, double sigma) {
  impedance::ImpedanceCurve z;
  for (const double f : kHz) {
    const std::size_t i = z.curve.size();
    impedance::add_to(z.budget, impedance::kNoiseTerm, false, i, noise);
    impedance::add_to(z.budget, term, true, i, sigma);
    z.curve.f_hz.push_back(f);
    z.curve.z_ohm.emplace_back(ohm);
    z.curve.noise_ohm.push_back(noise);
    z.curve.sigma_ohm.push_back(impedance::total_at(z.budget, i));
  }
  return z;
}

impedance::OutputImpedance output_of(double ohm, double sigma) {
  const auto z = curve_of(ohm, sigma, "repeatability", 0);
  impedance::OutputImpedance out{z.curve, {}, impedance::OutputImpedanceMethod::kTwoLoad, {}, z.budget, {}};
  out.detection_limit_ohm.assign(z.curve.size(), 1.73 * sigma);
  return out;
}

}  // namespace

TEST_CASE("A sense resistor's tolerance is named, with what measuring it would bring") {
  const auto z = curve_of(8, 0.01, "sense resistor", 0.08);
  const auto causes = findings::error_causes(z, {core::Sense::kHighSide, 10, true, 0.0005});
  REQUIRE(causes.size() == 1);
  CHECK(causes[0].f_hz == 1000);
  CHECK(causes[0].term == "sense resistor");
  REQUIRE(causes[0].improvements.size() == 2);
  // the noise of 0.01 stays; 1 % becomes 0.05 % by the reference, 0.1 % by a meter
  const double now = std::hypot(0.01, 0.08);
  CHECK(causes[0].improvements[0].action == "calibrate reference");
  CHECK(causes[0].improvements[0].factor == Approx(now / std::hypot(0.01, 0.0005 * 8)));
  CHECK(causes[0].improvements[1].factor == Approx(now / std::hypot(0.01, 0.001 * 8)));
  const auto text = findings::in_words(causes[0]);
  CHECK(text.find("sense resistor's tolerance (1 %)") != std::string::npos);
  CHECK(text.find("calibrate reference (7.5 times better)") != std::string::npos);
}

TEST_CASE("Where noise dominates, a fitting resistor and a longer time are compared by what they bring") {
  const auto z = curve_of(32, 0.5, "sense resistor", 0.001);
  const auto causes = findings::error_causes(z, {core::Sense::kHighSide, 1, false, 0.001});
  REQUIRE(causes.size() == 1);
  REQUIRE(causes[0].improvements.size() == 2);
  // √F(Rs = Z/32) / √F(39/32), F = (D/x²)(1 + D), D = (1 + x)²
  const auto root_f = [](double x) { return (1 + x) / x * std::sqrt(1 + (1 + x) * (1 + x)); };
  CHECK(causes[0].improvements[0].action.find("39") == 0);
  CHECK(causes[0].improvements[0].factor == Approx(root_f(1.0 / 32) / root_f(39.0 / 32)).epsilon(1e-3));
  CHECK(causes[0].improvements[1].action == "4 times the playing time");
  CHECK(causes[0].improvements[1].factor == Approx(2).epsilon(1e-3));
}

TEST_CASE("A term that dominates only where the uncertainty is worst is told besides the usual one") {
  auto z = curve_of(8, 0.01, "sense resistor", 0.08);
  z.budget[0].sigma_ohm[0] = 0.4;  // noise at 20 Hz
  const auto causes = findings::error_causes(z, {core::Sense::kHighSide, 10, true, 0.001});
  REQUIRE(causes.size() == 2);
  CHECK(causes[1].f_hz == 20);
  CHECK(causes[1].term == "noise");
  CHECK(findings::error_causes(impedance::ImpedanceCurve{}, {}).empty());
}

TEST_CASE("Crosstalk is met by a short for injection, and by a smaller resistor for two loads") {
  const auto z = curve_of(0.05, 0.001, "crosstalk", 0.003);
  for (const auto method :
       {impedance::OutputImpedanceMethod::kTwoLoad, impedance::OutputImpedanceMethod::kInjection}) {
    const bool two_load = method == impedance::OutputImpedanceMethod::kTwoLoad;
    const impedance::OutputImpedance out{z.curve, {}, method, {}, z.budget, {}};
    const auto causes = findings::error_causes(out, {core::Sense::kHighSide, 33, true, 0.001});
    REQUIRE(causes.at(0).improvements.size() == 1);
    CHECK((causes[0].improvements[0].action == "calibrate short") != two_load);
    CHECK(causes[0].improvements[0].factor ==
          Approx(std::hypot(0.001, 0.003) / std::hypot(0.001, two_load ? 0.0003 : 0.0)));
  }
}

TEST_CASE("Nothing is advised that would not help") {
  const auto z = curve_of(8, 1e-6, "sense resistor", 1e-3);  // known far better than by four wires
  const auto causes = findings::error_causes(z, {core::Sense::kHighSide, 10, true, 0.001});
  CHECK(causes.at(0).improvements.empty());
}

TEST_CASE("An output impedance below its detection limit is called zero within its uncertainty") {
  const auto s = findings::output_statement(output_of(0.001, 0.002));
  CHECK(s.is_zero_within);
  CHECK(s.detection_limit_ohm == Approx(1.73 * 0.002));
  CHECK(s.text.find("zero within its uncertainty: smaller than 3.5 mohm at 1") == 0);
  CHECK(s.text.find("injection") != std::string::npos);
  CHECK_FALSE(findings::output_statement(output_of(0.1, 0.002)).is_zero_within);
}

TEST_CASE(
    "A negative output impedance never stands alone: it is zero within its uncertainty, or suspicious") {
  const auto slightly = findings::output_statement(output_of(-0.001, 0.002));
  CHECK(slightly.is_zero_within);
  CHECK(slightly.text.find("negative at 5 of 5 frequencies, by no more than its uncertainty") !=
        std::string::npos);
  const auto clearly = findings::output_statement(output_of(-0.1, 0.002));
  CHECK_FALSE(clearly.is_zero_within);
  CHECK(clearly.text.find("-100.0 ± 2.0 mohm at") == 0);
  CHECK(clearly.text.find("negative beyond its uncertainty at 5 of 5 frequencies") != std::string::npos);
}
