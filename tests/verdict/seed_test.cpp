// The questions people ask most, with the answers an experienced helper gives.
#include <algorithm>

#include "support/catch.hpp"
#include "verdict/match.hpp"
#include "verdict/pairs.hpp"

using namespace ohmbench;
using namespace ohmbench::verdict;
using namespace ohmbench::verdict::test;

namespace {

/// 10 Ω, 0.25 W into 32 Ω: 2.83 V and 88 mA there, 6 V unloaded.
models::AmplifierSheet quarter_watt() {
  auto sheet = headphone_amplifier();
  sheet.max_volt = Volts(6.0);
  sheet.max_ampere = Amperes(0.0884);
  sheet.rated_power = {{Ohms(32), Watts(0.25)}, {Ohms(300), Watts(0.11)}};
  sheet.purpose = models::Purpose::kHeadphones;
  return sheet;
}

/// 0.1 Ω, 100 W into 8 Ω, and 60 µV of noise, which no loudspeaker minds.
models::AmplifierSheet hundred_watt() {
  models::AmplifierSheet sheet;
  sheet.name = "power amplifier";
  sheet.output_impedance = Ohms(0.1);
  sheet.max_volt = Volts(30.0);
  sheet.amplifier_class = models::AmplifierClass::kAb;
  sheet.noise = Volts(60e-6);
  sheet.rated_power = {{Ohms(4), Watts(180)}, {Ohms(8), Watts(100)}};
  sheet.purpose = models::Purpose::kLoudspeakers;
  return sheet;
}

/// 16 Ω at 1 kHz, with the crossover hump and the fall of a multi-driver in-ear.
core::OhmCurve wild_in_ear() {
  return curve([](double f) { return resonant(f, 14, 4, 30, 0.8) + resonant(f, 0, 14, 4000, 1.2); });
}

MatchInput in_ear_on(models::AmplifierSheet sheet) {
  MatchInput input;
  input.load = {wild_in_ear(), "in-ear"};
  input.rated = Ohms(16);
  input.sensitivity = models::parse_sensitivity("108 dB/mW");
  input.rated_power = Watts(0.03);
  input.purpose = models::Purpose::kHeadphones;
  input.sheet = std::move(sheet);
  return input;
}

}  // namespace

TEST_CASE(
    "An 8 ohm loudspeaker on a 10 ohm, 0.25 W headphone amplifier: no, by current, damping and response") {
  MatchInput input;
  input.load = {loudspeaker(), "two-way"};
  input.rated = Ohms(8);
  // the resonance that the curve has: Q 4 of a 35 Ω peak over a 5.5 Ω coil
  input.driver = models::DriverParameters{Ohms(5.5), 50.0, 4.0, 4.0 * 5.5 / 35.0};
  input.sensitivity = models::parse_sensitivity("87 dB/2.83V/1m");
  input.distance_m = 2.5;
  input.rated_power = Watts(80);
  input.sheet = quarter_watt();
  const auto r = match(input);
  CHECK(r.verdict.outcome == Outcome::kNo);
  for (const char* name : {"current", "damping", "frequency-response"}) {
    INFO(name);
    CHECK(check(r, name).outcome == Outcome::kNo);
    CHECK(contains(r.verdict.why, name));
  }
  CHECK(r.first_limit->name == "current");
  // the source of 10 Ω joins the coil's 5.5 Ω: Qts' / Qts = (15.5/50.5) / (5.5/40.5)
  CHECK(*check(r, "damping").value == Approx((15.5 / 50.5) / (5.5 / 40.5)).epsilon(1e-12));
}

TEST_CASE("A 300 ohm headphone on the same amplifier: yes") {
  MatchInput input;
  input.load = {headphone(), "headphone"};
  input.sensitivity = models::parse_sensitivity("103 dB/V");
  input.rated_power = Watts(0.5);
  input.sheet = quarter_watt();
  const auto r = match(input);
  CHECK(r.verdict.outcome == Outcome::kYes);
  CHECK(r.verdict.enough_known);
  CHECK(check(r, "damping").outcome == Outcome::kYes);
}

TEST_CASE("A 16 ohm in-ear with a wild curve on the same amplifier: marginal, by response") {
  const auto r = match(in_ear_on(quarter_watt()));
  CHECK(r.verdict.outcome == Outcome::kMarginal);
  CHECK(check(r, "frequency-response").outcome == Outcome::kMarginal);
  CHECK(check(r, "output-impedance-ratio").outcome == Outcome::kMarginal);
  CHECK(contains(r.verdict.why, "frequency-response"));
  CHECK(check(r, "spl").outcome == Outcome::kYes);
  CHECK(check(r, "hiss").outcome == Outcome::kYes);
}

TEST_CASE("An in-ear on a 100 W power amplifier: no, by load safety and hiss") {
  const auto r = match(in_ear_on(hundred_watt()));
  CHECK(r.verdict.outcome == Outcome::kNo);
  for (const char* name : {"load-safety", "hiss"}) {
    CHECK(check(r, name).outcome == Outcome::kNo);
    CHECK(contains(r.verdict.why, name));
  }
  // 108 dB/mW at 16 Ω are 126 dB/V
  CHECK(*check(r, "hiss").value == Approx(108 + 10 * std::log10(1000.0 / 16) + 20 * std::log10(60e-6)));
  CHECK(contains(check(r, "load-safety").why, "harm"));
  CHECK(check(r, "frequency-response").outcome == Outcome::kYes);
}

TEST_CASE("A planar on 120 ohm: the response is unharmed and damping does not matter") {
  MatchInput input;
  input.load = {curve([](double f) { return std::complex<double>(50.0, 2e-5 * f); }), "planar"};
  input.sheet = headphone_amplifier();
  input.sheet->output_impedance = Ohms(120);
  const auto r = match(input);
  CHECK(check(r, "frequency-response").outcome == Outcome::kYes);
  CHECK(check(r, "damping").outcome == Outcome::kYes);
  CHECK(contains(check(r, "damping").why, "does not matter"));
  CHECK(r.damping.factor.front() < 1.0);
  // the rule of one eighth is broken; it stands for the response, which is unharmed
  CHECK(check(r, "output-impedance-ratio").outcome == Outcome::kMarginal);
  CHECK(r.verdict.outcome == Outcome::kMarginal);
}

TEST_CASE("A loudspeaker on an amplifier rated slightly more than itself is safe, and that is the advice") {
  MatchInput input;
  input.load = {loudspeaker(), "two-way"};
  input.rated = Ohms(8);
  input.sensitivity = models::parse_sensitivity("90 dB/2.83V/1m");
  input.rated_power = Watts(120);
  input.sheet = hundred_watt();
  const auto r = match(input);
  CHECK(check(r, "load-safety").outcome == Outcome::kYes);
  CHECK(r.advice.rating_from->value() == 120.0);
  CHECK(r.advice.rating_to->value() == 240.0);
  CHECK(std::any_of(r.advice.sentences.begin(), r.advice.sentences.end(),
                    [](const auto& s) { return contains(s, "rated slightly more suits: 120 W to 240 W"); }));
}

TEST_CASE("The ears count: what can peak above 140 dB SPL is a no, above 135 dB a reservation") {
  auto input = good_pair();
  input.sheet->rated_power.clear();
  // peaks of 4.3548 V RMS across 300 Ω: 12.78 dB over 1 V, and 3.01 dB of a sine
  for (const auto& [db, outcome] : {std::pair(119.0, Outcome::kYes), std::pair(120.0, Outcome::kMarginal),
                                    std::pair(124.0, Outcome::kMarginal), std::pair(124.5, Outcome::kNo)}) {
    INFO(db);
    input.sensitivity = models::Sensitivity{core::DbSpl(db), models::SensitivityReference::kPerVolt};
    CHECK(check(match(input), "load-safety").outcome == outcome);
  }
  input.sensitivity = models::parse_sensitivity("103 dB/V");
  input.highest_sensitivity = models::parse_sensitivity("125 dB/V");
  CHECK(check(match(input), "load-safety").outcome == Outcome::kNo);
}
