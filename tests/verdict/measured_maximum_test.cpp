// What a measured maximum decides, by what ended it: the amplifier is judged by its own limits only.
#include <algorithm>
#include <cmath>
#include <limits>

#include "support/catch.hpp"
#include "verdict/match.hpp"
#include "verdict/pairs.hpp"

using namespace ohmbench;
using namespace ohmbench::verdict;
using namespace ohmbench::verdict::test;
using models::OutputLimit;

namespace {

/// 2 V and 62.5 mA into 32 ohm, on 1 ohm.
MatchInput pair_with(double load_ohm, double target_db) {
  MatchInput input;
  input.load = {resistor(load_ohm), ""};
  input.z_out = measured(resistor(1.0));
  input.sensitivity = models::parse_sensitivity("103 dB/V");
  input.target = core::DbSpl(target_db);
  input.maximum = models::MeasuredMaximum{
      "amp", Volts(2.0), Amperes(0.0625), true, {{Volts(0.5), 0.02}, {Volts(2.0), 1.0}}, Ohms(32)};
  return input;
}

bool noted(const MatchResult& r, const char* text) {
  return std::any_of(r.notes.begin(), r.notes.end(), [&](const auto& n) { return contains(n, text); });
}

}  // namespace

TEST_CASE("A maximum that the interface ended is a lower bound, said so, and no failing of the amplifier") {
  auto input = pair_with(32, 112);  // 2.8 V
  input.maximum->by_amplifier = false;
  input.maximum->ended_by = models::BenchEnd::kInterface;
  const auto r = match(input);
  CHECK(r.verdict.outcome != Outcome::kNo);
  for (const char* name : {"voltage", "current", "power", "thd-n", "spl"}) {
    INFO(name << ": " << check(r, name).why);
    CHECK(check(r, name).outcome == Outcome::kUnknown);
  }
  CHECK(contains(check(r, "voltage").why, "only until the interface's output ended it"));
  CHECK(noted(r, "the amplifier gives at least that, and is not blamed"));
  input.target = core::DbSpl(103.5);  // 1.06 V, at 0.15 % by the steps: perhaps the interface's
  CHECK(check(match(input), "voltage").outcome == Outcome::kYes);
  CHECK(check(match(input), "thd-n").outcome == Outcome::kUnknown);
  input.maximum->by_amplifier = true;
  input.maximum->ended_by.reset();
  CHECK(check(match(input), "thd-n").outcome == Outcome::kMarginal);
}

TEST_CASE("A current limit is known at any load, and its volts are only a lower bound") {
  auto input = pair_with(16, 106);  // 1.41 V take 88 mA
  input.maximum->limit = OutputLimit::kCurrent;
  const auto low = match(input);
  CHECK(check(low, "current").outcome == Outcome::kNo);
  CHECK(check(low, "voltage").outcome != Outcome::kNo);
  REQUIRE(low.first_limit.has_value());
  CHECK(low.first_limit->name == "current");
  CHECK(noted(low, "its current was cut; how many volts it can give was not reached"));

  input = pair_with(300, 117);  // 5 V take 17 mA
  input.maximum->limit = OutputLimit::kCurrent;
  const auto high = match(input);
  CHECK(check(high, "current").outcome == Outcome::kYes);
  CHECK(check(high, "voltage").outcome == Outcome::kUnknown);
  CHECK(check(high, "thd-n").outcome == Outcome::kUnknown);  // it was the current that distorted
  CHECK(high.verdict.outcome == Outcome::kMarginal);
}

TEST_CASE("A voltage limit is known at any load behind a known output impedance, its amperes are not") {
  auto input = pair_with(300, 117);
  input.maximum->limit = OutputLimit::kVoltage;
  const auto high = match(input);
  CHECK(check(high, "voltage").outcome == Outcome::kNo);
  CHECK(*check(high, "voltage").limit == Approx(2.0 * 33 / 32 * 300 / 301));
  CHECK(noted(high, "its voltage was cut; how much current it can give was not reached"));

  input = pair_with(16, 105.5);  // 1.33 V take 83 mA, more than the 62.5 mA that were seen
  input.maximum->limit = OutputLimit::kVoltage;
  const auto low = match(input);
  CHECK(check(low, "voltage").outcome == Outcome::kYes);
  CHECK(check(low, "current").outcome == Outcome::kUnknown);
}

TEST_CASE("A supply that sags leaves open what lies between a lasting tone and a burst") {
  auto input = pair_with(32, 110.2);  // 2.29 V
  input.maximum->limit = OutputLimit::kSag;
  input.maximum->most_ratio = 1.2;
  CHECK(check(match(input), "power").outcome == Outcome::kUnknown);
  CHECK(noted(match(input), "short peaks get more; 1.6 dB more is the most it can be"));
  input.target = core::DbSpl(111.5);  // 2.66 V: more than the bursts got
  CHECK(check(match(input), "power").outcome == Outcome::kNo);
  input.maximum->most_ratio = std::numeric_limits<double>::infinity();
  CHECK(check(match(input), "power").outcome == Outcome::kUnknown);
}

TEST_CASE("Distortion measured into an easier load is not known to be as good into this one") {
  auto input = pair_with(16, 97);  // 0.5 V
  CHECK(check(match(input), "thd-n").outcome == Outcome::kUnknown);
  CHECK(contains(check(match(input), "thd-n").why, "falls to 16.0 Ω and takes more current"));
  CHECK(check(match(pair_with(32, 97)), "thd-n").outcome == Outcome::kYes);
}

TEST_CASE("The uncertainty of the maximum counts: what is not surely 3 dB in reserve is marginal") {
  auto input = pair_with(32, 105.8);  // 1.38 V, 3.2 dB below
  CHECK(check(match(input), "voltage").outcome == Outcome::kYes);
  input.maximum->volt_sigma = 0.03;
  const auto r = match(input);
  CHECK(check(r, "voltage").outcome == Outcome::kMarginal);
  CHECK(*r.headroom->voltage.sigma_db == Approx(20 * std::log10(1.03)));
}

TEST_CASE("Measured noise is heard as hiss; as a bound it can acquit but not convict") {
  auto input = pair_with(32, 100);
  CHECK(check(match(input), "hiss").outcome == Outcome::kUnknown);
  input.maximum->noise = models::MeasuredNoise{Volts(1e-6), true};
  CHECK(check(match(input), "hiss").outcome == Outcome::kYes);
  input.maximum->noise = models::MeasuredNoise{Volts(1e-3), true};
  CHECK(check(match(input), "hiss").outcome == Outcome::kUnknown);
  input.maximum->noise->is_bound = false;
  CHECK(check(match(input), "hiss").outcome == Outcome::kNo);
}
