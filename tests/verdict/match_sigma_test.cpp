// Facts about the uncertainty of a match: seeded curves with known errors, judged against the truth.
#include <cmath>
#include <map>
#include <random>

#include "support/catch.hpp"
#include "verdict/match.hpp"
#include "verdict/pairs.hpp"

using namespace ohmbench;
using namespace ohmbench::verdict;
using namespace ohmbench::verdict::test;

namespace {

constexpr int kRuns = 400;
constexpr double kTwoSigma = 0.9545;
// four standard deviations of a share of 0.9545 from 400 runs
constexpr double kChance = 0.042;

/// The curve as a bench finds it: circular noise at each point, a real gain that is wrong everywhere;
/// relative.
core::OhmCurve found(const core::OhmCurve& truth, double noise, double tolerance, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  auto c = truth;
  const double gain = 1.0 + tolerance * normal(random);
  for (std::size_t i = 0; i < c.size(); ++i) {
    const double z = std::abs(truth.z_ohm[i]);
    c.noise_ohm[i] = noise * z;
    c.sigma_ohm[i] = std::hypot(noise, tolerance) * z;
    c.z_ohm[i] = truth.z_ohm[i] * gain +
                 c.noise_ohm[i] / std::sqrt(2.0) * std::complex<double>(normal(random), normal(random));
  }
  return c;
}

/// A woofer on a weak amplifier with a coil in its output: everything that can have an uncertainty has one.
MatchInput pair_of(core::OhmCurve z, core::OhmCurve z_out) {
  MatchInput input;
  input.load = {std::move(z), "woofer"};
  input.z_out = measured(std::move(z_out));
  input.sheet = headphone_amplifier();
  input.sheet->max_ampere = core::Amperes(1.5);
  input.sheet->max_volt = core::Volts(9);
  input.sheet->max_dissipation = core::Watts(20);
  input.sensitivity = models::parse_sensitivity("87 dB/2.83V/1m");
  input.rated_power = core::Watts(40);
  return input;
}

/// The woofer's parameters as a fit finds them, relative deviations of 1 %.
models::DriverParameters fitted(std::mt19937_64& random) {
  constexpr double kRelative = 0.01;
  std::normal_distribution<double> normal;
  const auto drawn = [&](double truth) { return truth * (1.0 + kRelative * normal(random)); };
  const double re = drawn(5.5), qms = drawn(4.0), qes = drawn(0.44);
  return {core::Ohms(re), 35.0, qms, qes, kRelative * 5.5, kRelative * 4.0, kRelative * 0.44};
}

core::OhmCurve woofer() {
  return curve([](double f) { return resonant(f, 5.5, 35, 50, 4) + std::complex<double>(0, 2e-3 * f); });
}

core::OhmCurve coil() {
  return curve([](double f) { return std::complex<double>(0.5, 4e-5 * f); });
}

/// Every number with an uncertainty, by name.
std::map<std::string, std::pair<double, double>> figures(const MatchResult& r) {
  std::map<std::string, std::pair<double, double>> all;
  for (const auto& c : r.verdict.checks) {
    if (c.value && c.uncertainty) all[c.name] = {*c.value, *c.uncertainty};
  }
  const auto add = [&all](const std::string& name, const models::Margin& m) {
    if (m.headroom_db && m.sigma_db) all["headroom " + name] = {*m.headroom_db, *m.sigma_db};
  };
  add("voltage", r.headroom->voltage);
  add("current", r.headroom->current);
  add("power", r.headroom->power);
  const std::size_t at = r.damping.factor.size() / 2;
  if (r.damping.sigma[at]) all["damping factor"] = {r.damping.factor[at], *r.damping.sigma[at]};
  all["deviation at the end"] = {r.response.deviation_db.back(), r.response.deviation_sigma_db.back()};
  return all;
}

}  // namespace

namespace {

/// For each figure the share of runs whose two standard deviations hold the truth; every run must state all.
std::map<std::string, double> coverage(double noise, double tolerance) {
  auto known = pair_of(woofer(), coil());
  known.driver = models::DriverParameters{core::Ohms(5.5), 35.0, 4.0, 0.44};
  const auto exact = match(known);
  std::map<std::string, double> truth;
  for (const auto& c : exact.verdict.checks) {
    if (c.value) truth[c.name] = *c.value;
  }
  truth["headroom voltage"] = *exact.headroom->voltage.headroom_db;
  truth["headroom current"] = *exact.headroom->current.headroom_db;
  truth["headroom power"] = *exact.headroom->power.headroom_db;
  truth["damping factor"] = exact.damping.factor[exact.damping.factor.size() / 2];
  truth["deviation at the end"] = exact.response.deviation_db.back();
  std::mt19937_64 random(21);
  std::map<std::string, double> share;
  for (int run = 0; run < kRuns; ++run) {
    auto z = found(woofer(), noise, tolerance, random);
    auto z_out = found(coil(), noise, tolerance, random);
    auto pair = pair_of(std::move(z), std::move(z_out));
    pair.driver = fitted(random);
    const auto all = figures(match(pair));
    CHECK(all.size() == 14);
    for (const auto& [name, figure] : all)
      share[name] += (std::abs(figure.first - truth.at(name)) <= 2.0 * figure.second) / double{kRuns};
  }
  return share;
}

}  // namespace

TEST_CASE("Two standard deviations of each figure of a match hold the truth in 95 % of the cases") {
  struct Row {
    double noise, tolerance;
  };
  for (const auto& row : {Row{2e-4, 0.0}, Row{2e-4, 0.01}, Row{2e-3, 0.01}}) {
    for (const auto& [name, share] : coverage(row.noise, row.tolerance)) {
      INFO(name << ", noise " << row.noise << ", tolerance " << row.tolerance);
      CHECK(share > kTwoSigma - kChance);
    }
  }
}

TEST_CASE(
    "Where noise of 0.2 % is all there is, the worst frequency is picked from it, and still 84 % hold") {
  for (const auto& [name, share] : coverage(2e-3, 0.0)) {
    INFO(name);
    CHECK(share > 0.84);
  }
}

TEST_CASE("Figures of curves whose errors are not known come without an uncertainty") {
  const auto r = match(pair_of(woofer(), coil()));
  for (const auto& c : r.verdict.checks) CHECK_FALSE(c.uncertainty.has_value());
  CHECK_FALSE(r.headroom->current.sigma_db.has_value());
  CHECK_FALSE(r.damping.sigma.front().has_value());
}

TEST_CASE("A reserve that is not known to be kept is marginal, and the uncertainty is told") {
  auto input = pair_of(woofer(), coil());
  auto sure = match(input);
  input.target = core::DbSpl(sure.wish->target.value() + *sure.headroom->current.headroom_db - 3.05);
  REQUIRE(check(match(input), "current").outcome == Outcome::kYes);
  for (std::size_t i = 0; i < input.load.curve.size(); ++i)
    input.load.curve.sigma_ohm[i] = 0.01 * std::abs(input.load.curve.z_ohm[i]);
  const auto r = match(input);
  // 1 % of the impedance, all of it along Z, is 0.086 dB of the current
  CHECK(*r.headroom->current.sigma_db == Approx(0.0864).epsilon(0.02));
  CHECK(check(r, "current").outcome == Outcome::kMarginal);
  CHECK(contains(check(r, "current").why, "± 0.09 dB"));
}
