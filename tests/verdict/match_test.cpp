// Facts about the verdict on an amplifier and a load: what wins, what is known and what is said.
#include <algorithm>
#include <cmath>

#include "support/catch.hpp"
#include "verdict/match.hpp"
#include "verdict/pairs.hpp"

using namespace ohmbench;
using namespace ohmbench::verdict;
using namespace ohmbench::verdict::test;

TEST_CASE("A 300 ohm headphone on a suitable amplifier is a yes in every respect") {
  auto complete = good_pair();
  // 4.5 V unloaded are 4.3548 V across 300 Ω behind 10 Ω
  complete.maximum = models::MeasuredMaximum{
      "amp",    Volts(4.3548), Amperes(4.3548 / 300), true, {{Volts(1.0), 0.002}, {Volts(4.3548), 1.0}},
      Ohms(300)};
  const auto r = match(complete);
  CHECK(r.verdict.outcome == Outcome::kYes);
  CHECK(r.verdict.enough_known);
  for (const auto& c : r.verdict.checks) {
    INFO(c.name << ": " << c.why);
    CHECK(c.outcome == Outcome::kYes);
    CHECK(c.limit.has_value());
    CHECK(contains(c.why, "."));
  }
  CHECK(*check(r, "output-impedance-ratio").value == Approx(30.0).epsilon(5e-3));
  // 110 dB at 103 dB/V: 10^(7/20) V
  CHECK(*check(r, "voltage").value == Approx(2.2387).epsilon(1e-4));
  CHECK(*check(r, "voltage").limit == Approx(4.5 * 300 / 310).epsilon(1e-3));
  CHECK(*check(r, "current").value == Approx(2.2387 / 300).epsilon(1e-2));
  CHECK(*check(r, "spl").value == Approx(110 + 20 * std::log10(4.5 * 300 / 310 / 2.2387)).margin(0.02));
  CHECK(*check(r, "hiss").value == Approx(103 + 20 * std::log10(2e-6)).margin(1e-9));
  CHECK(r.first_limit->name == "voltage");
}

TEST_CASE("Every check of the contract is there, whatever is known") {
  for (const auto& r :
       {match(good_pair()), match(MatchInput{{headphone(), ""}, {}, {}, {}, {}, {}, {}, {}, {}})}) {
    for (const char* name : {"output-impedance-ratio", "frequency-response", "voltage", "current", "power",
                             "spl", "heat", "load-safety", "impedance-range"}) {
      CHECK_FALSE(check(r, name).why.empty());
    }
  }
}

TEST_CASE("A loudspeaker on a headphone amplifier is a clear no, for the reasons a person would give") {
  auto input = good_pair();
  input.load = {loudspeaker(), "two-way"};
  input.sensitivity = models::parse_sensitivity("87 dB/2.83V/1m");
  input.target.reset();
  input.distance_m = 2.5;
  input.rated_power = Watts(80);
  const auto r = match(input);
  CHECK(r.verdict.outcome == Outcome::kNo);
  CHECK(check(r, "impedance-range").outcome == Outcome::kNo);
  CHECK(contains(check(r, "impedance-range").why, "allows no less than 16.0 Ω"));
  CHECK(check(r, "output-impedance-ratio").outcome == Outcome::kNo);
  CHECK(check(r, "frequency-response").outcome == Outcome::kNo);
  CHECK(check(r, "voltage").outcome == Outcome::kNo);
  CHECK(check(r, "current").outcome == Outcome::kNo);
  CHECK(check(r, "power").outcome == Outcome::kNo);
  CHECK(check(r, "spl").outcome == Outcome::kNo);
  CHECK(contains(check(r, "current").why, "dB short"));
  CHECK(r.first_limit->name == "current");
  // 97 dB at 2.5 m from 87 dB/2.83 V/1 m, and 60 mA into the minimum of about 5.6 Ω
  const double wanted = std::sqrt(8.0) * std::pow(10.0, (97 + 20 * std::log10(2.5) - 87) / 20);
  CHECK(*check(r, "voltage").value == Approx(wanted).epsilon(1e-9));
  CHECK(r.first_limit->headroom_db == Approx(20 * std::log10(0.06 * r.load.min->ohm / wanted)).margin(0.01));
  CHECK(r.first_limit->headroom_db < -30);
}

TEST_CASE("Without a sensitivity nothing is known about drive, so the verdict is no yes") {
  auto input = good_pair();
  input.sensitivity.reset();
  const auto r = match(input);
  CHECK(r.verdict.outcome == Outcome::kMarginal);
  CHECK(contains(r.verdict.why, "drive"));
  for (const char* name : {"voltage", "current", "power", "spl"}) {
    CHECK(check(r, name).outcome == Outcome::kUnknown);
    CHECK(contains(check(r, name).why, "No sensitivity"));
    CHECK(contains(r.verdict.why, name));
  }
  CHECK_FALSE(r.headroom.has_value());
  CHECK_FALSE(r.wish.has_value());
}

TEST_CASE("Without an output impedance nothing is known about colour, so the verdict is no yes") {
  auto input = good_pair();
  input.sheet->output_impedance.reset();
  const auto r = match(input);
  CHECK(r.verdict.outcome == Outcome::kMarginal);
  CHECK(contains(r.verdict.why, "output impedance"));
  CHECK(check(r, "frequency-response").outcome == Outcome::kUnknown);
  CHECK(r.response.empty());
  CHECK(r.damping.factor.empty());
}

TEST_CASE("With nothing known but the load there is no yes and no number made up") {
  MatchInput input;
  input.load = {headphone(), ""};
  const auto r = match(input);
  CHECK(r.verdict.outcome == Outcome::kMarginal);
  for (const auto& c : r.verdict.checks) {
    INFO(c.name);
    CHECK(c.outcome == Outcome::kUnknown);
    CHECK_FALSE(c.limit.has_value());
  }
}

TEST_CASE("A yes with gaps lists them") {
  auto input = good_pair();
  input.sheet->noise.reset();
  input.rated_power.reset();
  const auto r = match(input);
  CHECK(r.verdict.outcome == Outcome::kYes);
  CHECK(contains(r.verdict.why, "as far as is known"));
  CHECK(contains(r.verdict.why, "load-safety"));
  CHECK(contains(r.verdict.why, "hiss"));
}

TEST_CASE("The measured output impedance goes before the maker's") {
  auto input = good_pair();
  input.z_out = measured(resistor(60.0));
  const auto r = match(input);
  CHECK(*check(r, "output-impedance-ratio").value == Approx(5.0).epsilon(5e-3));
  CHECK(check(r, "output-impedance-ratio").outcome == Outcome::kMarginal);
  CHECK(r.damping.factor.front() == Approx(5.0));
}

TEST_CASE("dB/mW goes by the rated impedance: a louder rating needs fewer volts") {
  auto input = good_pair();
  input.sensitivity = models::parse_sensitivity("98 dB/mW");
  const auto guessed = match(input);
  CHECK(guessed.rated->value() == 300.0);
  CHECK(guessed.wish->volts.value() == Approx(std::sqrt(0.3) * std::pow(10.0, 12.0 / 20)).epsilon(1e-9));
  input.rated = Ohms(320);
  CHECK(match(input).wish->volts.value() ==
        Approx(std::sqrt(0.32) * std::pow(10.0, 12.0 / 20)).epsilon(1e-9));
}

TEST_CASE("A sensitivity per power without a rated impedance gives no volts") {
  auto input = good_pair();
  input.load = {resistor(1.0), "ribbon"};
  input.sensitivity = models::parse_sensitivity("98 dB/mW");
  const auto r = match(input);
  CHECK_FALSE(r.wish.has_value());
  CHECK(contains(check(r, "voltage").why, "rated impedance is not known"));
}

TEST_CASE("A measured maximum that the bench ended promises but does not exclude") {
  MatchInput input;
  input.load = {resistor(32.0), ""};
  input.z_out = measured(resistor(1.0));
  input.sensitivity = models::parse_sensitivity("103 dB/V");
  input.maximum = models::MeasuredMaximum{"amp", Volts(2.0), Amperes(0.0625), false};
  input.target = core::DbSpl(100);
  CHECK(check(match(input), "voltage").outcome == Outcome::kYes);
  CHECK(match(input).verdict.outcome == Outcome::kYes);
  input.target = core::DbSpl(112);
  const auto open = match(input);
  CHECK(check(open, "voltage").outcome == Outcome::kUnknown);
  CHECK(contains(check(open, "voltage").why, "whether it gives more is not known"));
  CHECK(open.verdict.outcome == Outcome::kMarginal);
  input.maximum->by_amplifier = true;
  CHECK(match(input).verdict.outcome == Outcome::kNo);
}

TEST_CASE("What was not measured of the band is said") {
  auto input = good_pair();
  input.load.curve = curve([](double) { return std::complex<double>(300.0, 0.0); }, 0.0, 100, 8000);
  const auto r = match(input);
  CHECK(std::any_of(r.notes.begin(), r.notes.end(), [](const auto& n) {
    return contains(n, "100 Hz to 7.94 kHz") || contains(n, "from 100 Hz");
  }));
}

TEST_CASE("Curves without common frequencies leave the checks unknown") {
  auto input = good_pair();
  input.load.curve = curve([](double) { return std::complex<double>(300.0, 0.0); }, 0.0, 20, 500);
  input.z_out = measured(curve([](double) { return std::complex<double>(1.0, 0.0); }, 0.0, 1000, 20000));
  const auto r = match(input);
  CHECK(check(r, "output-impedance-ratio").outcome == Outcome::kUnknown);
  CHECK(check(r, "frequency-response").outcome == Outcome::kUnknown);
  CHECK(check(r, "voltage").outcome == Outcome::kUnknown);
  CHECK(r.verdict.outcome == Outcome::kMarginal);
}
