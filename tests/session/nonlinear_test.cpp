// A load that is not linear, and an amplifier that is not: what the impedance and its uncertainty make of it.
#include <algorithm>
#include <cmath>

#include "findings/distortion_finding.hpp"
#include "session/measure.hpp"
#include "support/catch.hpp"
#include "support/simulated.hpp"

using namespace ohmbench;
using findings::DistortionOrigin;

namespace {

constexpr double kOhmPerAmpere2 = 500;  // 32 ohm become 32.1 ohm at 14 mA

test::Simulated quiet_bench() {
  test::Simulated s("");
  s.setup.imperfections.noise_dbfs = -110;
  s.setup.amplifier.rout_ohm = 2;
  s.setup.load = circuit::parse_load("32 ohm + 20 ohm @ 90 Hz Q 3");
  return s;
}

session::LoadMeasurement measure(const test::Simulated& s, int realisations = 1) {
  auto open = s.open();
  session::MeasureOptions options;
  options.level.level = core::DbFs(-12);
  options.realisations = realisations;
  auto result = session::measure_impedance(s.bench, open, options, {});
  REQUIRE(result.provenance.valid());
  return result;
}

std::vector<double> term(const session::LoadMeasurement& m, const std::string& name) {
  for (const auto& t : m.z.budget) {
    if (t.name == name) return t.sigma_ohm;
  }
  return std::vector<double>(m.z.curve.size());
}

/// Shares of points whose small-signal truth lies within one and two standard deviations of the two terms
/// that this bench has: noise and distortion.
std::array<double, 3> coverage(const session::LoadMeasurement& m, const circuit::Load& load) {
  const auto distortion = term(m, impedance::kDistortionTerm);
  const auto& c = m.z.curve;
  double one = 0, two = 0, two_by_noise = 0;
  for (std::size_t i = 0; i < c.size(); ++i) {
    const double error = std::abs(c.z_ohm[i] - load.impedance(c.f_hz[i]));
    const double sigma = std::hypot(distortion[i], c.noise_ohm[i]);
    one += error < sigma, two += error < 2 * sigma, two_by_noise += error < 2 * c.noise_ohm[i];
  }
  const double n = static_cast<double>(c.size());
  return {one / n, two / n, two_by_noise / n};
}

/// RMS distance of neighbouring points' relative errors: what is not smooth over frequency.
double roughness(const session::LoadMeasurement& m, const circuit::Load& load) {
  const auto& c = m.z.curve;
  double sum = 0;
  for (std::size_t i = 1; i < c.size(); ++i)
    sum += std::norm(c.z_ohm[i] / load.impedance(c.f_hz[i]) - c.z_ohm[i - 1] / load.impedance(c.f_hz[i - 1]));
  return std::sqrt(sum / static_cast<double>(c.size() - 1));
}

}  // namespace

TEST_CASE(
    "A load whose resistance grows with the current has its small-signal impedance within two sigma, and not "
    "by noise alone") {
  auto s = quiet_bench();
  s.setup.load.ohm_per_ampere2 = kOhmPerAmpere2;
  const auto m = measure(s);
  const auto [one, two, two_by_noise] = coverage(m, s.setup.load);
  INFO("within 1 sigma " << one << ", 2 sigma " << two << ", 2 sigma of noise alone " << two_by_noise);
  CHECK(two > 0.95);
  CHECK(one > 0.3);  // and the term is not simply huge
  CHECK(two_by_noise < 0.1);
  const auto found = findings::strongest_distortion(m.distortion);
  REQUIRE(found);
  CHECK_FALSE(found->even);
  CHECK(found->origin == DistortionOrigin::kLoad);
}

TEST_CASE("A load that rectifies a little is found as distortion of even order, of the load") {
  auto s = quiet_bench();
  s.setup.load.ohm_per_ampere = 20;
  const auto found = findings::strongest_distortion(measure(s).distortion);
  REQUIRE(found);
  CHECK(found->even);
  CHECK(found->origin == DistortionOrigin::kLoad);
}

TEST_CASE("The amplifier's own distortion is told as such and does not disturb the impedance") {
  auto s = quiet_bench();
  s.setup.amplifier.a3_per_volt2 = 0.02;
  s.setup.amplifier.a2_per_volt = 0.001;
  const auto m = measure(s);
  const auto found = findings::strongest_distortion(m.distortion);
  REQUIRE(found);
  CHECK(found->db > -70);
  CHECK(found->origin == DistortionOrigin::kSource);
  const auto [one, two, two_by_noise] = coverage(m, s.setup.load);
  INFO("within 2 sigma of noise alone " << two_by_noise);
  CHECK(two_by_noise > 0.93);
  const auto distortion = term(m, impedance::kDistortionTerm);
  std::size_t small = 0;
  for (std::size_t i = 0; i < distortion.size(); ++i) small += distortion[i] < 2 * m.z.curve.noise_ohm[i];
  CHECK(static_cast<double>(small) > 0.9 * static_cast<double>(distortion.size()));
}

TEST_CASE("Without distortion the budget has no term for it, or one that nobody notices") {
  const auto s = quiet_bench();
  const auto m = measure(s);
  const auto distortion = term(m, impedance::kDistortionTerm);
  const auto noticed = std::count_if(distortion.begin(), distortion.end(), [](double d) { return d > 0; });
  CHECK(static_cast<double>(noticed) < 0.05 * static_cast<double>(distortion.size()));
}

TEST_CASE("Averaging over four choices of phases halves what distortion scatters over frequency") {
  auto s = quiet_bench();
  s.setup.load.ohm_per_ampere2 = kOhmPerAmpere2;
  const double one = roughness(measure(s, 1), s.setup.load);
  const auto m = measure(s, 4);
  const double four = roughness(m, s.setup.load);
  INFO("one " << one << ", four " << four);
  CHECK(four < 0.7 * one);
  CHECK(four > 0.2 * one);
  CHECK(m.provenance.quality.repeated_periods == 0);
  CHECK(coverage(m, s.setup.load)[1] > 0.95);
}

TEST_CASE("At three levels a load that bends is found to depend on the level, and a linear one not to") {
  auto s = quiet_bench();
  const bool bends = GENERATE(true, false);
  if (bends) s.setup.load.ohm_per_ampere2 = 10 * kOhmPerAmpere2;
  auto open = s.open();
  session::MeasureOptions options;
  options.level.level = core::DbFs(-12);
  options.seconds = 2.6;
  options.levels = 3;
  const auto m = session::measure_impedance(s.bench, open, options, {});
  REQUIRE(m.provenance.valid());
  REQUIRE(m.level_dependence);
  const auto& d = *m.level_dependence;
  INFO(d.why);
  CHECK((d.verdict == findings::LevelDependence::Verdict::kYes) == bends);
  REQUIRE(m.levels.size() == 4);
  CHECK(m.levels[1].level.value() == Approx(-18.02).margin(0.01));
  CHECK(m.levels[2].load_voltage->value() == Approx(m.levels[0].load_voltage->value() / 4).epsilon(1e-3));
  if (!bends) return;
  // a resistance r2 i² has three times its mean at lines of a multisine
  const double ampere = m.levels[0].load_voltage->value() / 32;
  CHECK(d.largest_change == Approx(3 * 10 * kOhmPerAmpere2 * ampere * ampere / 32).epsilon(0.25));
  CHECK(coverage(m, s.setup.load)[1] > 0.95);
}
