// Facts about the numbers and limits of each check of a match.
#include <algorithm>
#include <cmath>

#include "support/catch.hpp"
#include "verdict/match.hpp"
#include "verdict/pairs.hpp"

using namespace ohmbench;
using namespace ohmbench::verdict;
using namespace ohmbench::verdict::test;

TEST_CASE(
    "Even without a sensitivity a loudspeaker on a headphone amplifier is a no, and the volts it would get "
    "are told") {
  auto input = good_pair();
  input.load = {loudspeaker(), "two-way"};
  input.sensitivity.reset();
  const auto r = match(input);
  CHECK(r.verdict.outcome == Outcome::kNo);
  CHECK(check(r, "current").outcome == Outcome::kUnknown);
  CHECK(contains(check(r, "current").why, "60.0 mA make no more than"));
  CHECK(check(r, "spl").outcome == Outcome::kUnknown);
}

TEST_CASE("The rule of one eighth is held at the worst frequency, not at 1 kHz") {
  auto input = good_pair();
  // 10 Ω behind 4.7 µF: 1.7 kΩ at 20 Hz
  input.z_out =
      measured(curve([](double f) { return std::complex<double>(10.0, -1.0 / (6.283185307 * f * 4.7e-6)); }));
  const auto r = match(input);
  CHECK(check(r, "output-impedance-ratio").outcome == Outcome::kNo);
  CHECK(contains(check(r, "output-impedance-ratio").why, "20.0 Hz"));
  CHECK(check(r, "frequency-response").outcome == Outcome::kNo);
}

TEST_CASE("A flat load on a high output impedance breaks the rule of thumb and yet sounds the same") {
  auto input = good_pair();
  input.load = {resistor(50.0), "planar"};
  const auto r = match(input);
  CHECK(check(r, "output-impedance-ratio").outcome == Outcome::kMarginal);
  CHECK(check(r, "frequency-response").outcome == Outcome::kYes);
}

TEST_CASE("A response limit within two standard deviations costs the yes") {
  auto input = good_pair();
  input.z_out = measured(resistor(10.0, 0.0));
  const auto sharp = match(input);
  CHECK(check(sharp, "frequency-response").outcome == Outcome::kYes);
  CHECK_FALSE(check(sharp, "frequency-response").uncertainty.has_value());
  input.z_out = measured(resistor(10.0, 15.0));
  const auto blurred = match(input);
  CHECK(*check(blurred, "frequency-response").value == Approx(*check(sharp, "frequency-response").value));
  CHECK(check(blurred, "frequency-response").outcome == Outcome::kMarginal);
  CHECK(*check(blurred, "frequency-response").uncertainty > 0.1);
}

TEST_CASE("The ratio carries the uncertainty of both impedances") {
  auto input = good_pair();
  input.load = {headphone(3.0), ""};
  input.z_out = measured(resistor(36.0, 1.08));
  const auto& c = check(match(input), "output-impedance-ratio");
  REQUIRE(c.uncertainty.has_value());
  // 1 % and 3 % of complex error, half of each variance along the magnitude
  CHECK(*c.uncertainty == Approx(*c.value * std::hypot(0.01, 0.03) / std::sqrt(2.0)).epsilon(0.01));
  CHECK(*c.value > 8.0);
  CHECK(c.outcome == Outcome::kMarginal);
}

TEST_CASE("An output impedance that cannot be told from zero counts with its detection limit") {
  auto input = good_pair();
  input.z_out = measured(resistor(0.001, 0.05));
  input.z_out->detection_limit_ohm.assign(input.z_out->curve.size(), 0.1);
  const auto& c = check(match(input), "output-impedance-ratio");
  CHECK(*c.value == Approx(3000.0).epsilon(5e-3));
  CHECK(contains(c.why, "at least"));
  CHECK(c.outcome == Outcome::kYes);
}

TEST_CASE("An output impedance stated as zero is no division by zero") {
  auto input = good_pair();
  input.sheet->output_impedance = Ohms(0.0);
  const auto r = match(input);
  CHECK(check(r, "output-impedance-ratio").outcome == Outcome::kYes);
  CHECK_FALSE(check(r, "output-impedance-ratio").value.has_value());
  CHECK(r.damping.factor.empty());
  CHECK(r.verdict.outcome == Outcome::kYes);
}

TEST_CASE("Less than 3 dB in reserve is marginal, none is a no") {
  auto input = good_pair();
  const double at_limit = 110 + *match(input).headroom->voltage.headroom_db;
  input.target = core::DbSpl(at_limit - 3.01);
  CHECK(check(match(input), "voltage").outcome == Outcome::kYes);
  input.target = core::DbSpl(at_limit - 2.99);
  CHECK(check(match(input), "voltage").outcome == Outcome::kMarginal);
  CHECK(check(match(input), "spl").outcome == Outcome::kYes);
  input.target = core::DbSpl(at_limit + 0.01);
  CHECK(check(match(input), "voltage").outcome == Outcome::kNo);
  CHECK(check(match(input), "spl").outcome == Outcome::kNo);
  CHECK(match(input).verdict.outcome == Outcome::kNo);
}

TEST_CASE("The level is that of a sine; the programme averages its crest factor less 3 dB below") {
  const auto headphones = match(good_pair());
  CHECK(headphones.wish->programme_average.value() == Approx(110 - 20 + 3.0103).margin(1e-4));
  CHECK(headphones.wish->programme_volts.value() == Approx(2.2387 / 10 * std::sqrt(2.0)).epsilon(1e-4));
  // group "speaker_level" of the reference vectors: 95 dB on average at 3 m with 15 dB crest takes a rating
  // of 84.75 V
  MatchInput input;
  input.load = {resistor(4.0), ""};
  input.sensitivity = models::parse_sensitivity("87 dB/2.83V/1m");
  input.distance_m = 3.0;
  input.target = core::DbSpl(95 + 15 - 3.0102999566398120);
  const auto r = match(input);
  CHECK(r.wish->programme_volts.value() == Approx(21.314063151490828).epsilon(1e-12));
  CHECK(r.wish->volts.value() == Approx(84.75225267736526).epsilon(1e-12));
}

TEST_CASE("An amplifier that can burn the load is marginal, music that does is a no") {
  auto input = good_pair();
  input.rated_power = Watts(0.02);
  const auto loud = match(input);
  CHECK(check(loud, "load-safety").outcome == Outcome::kMarginal);
  CHECK(contains(check(loud, "load-safety").why, "volume"));
  CHECK(*check(loud, "load-safety").value == Approx(4.5 * 300 / 310 * 4.5 * 300 / 310 / 300).epsilon(0.01));
  input.rated_power = Watts(1e-4);
  CHECK(check(match(input), "load-safety").outcome == Outcome::kNo);
}

TEST_CASE("Heat is known for class AB with stated limits only") {
  const auto r = match(good_pair());
  const auto& heat = check(r, "heat");
  // Vcc s √(2/π)/R − s²/R at the minimum of 300 Ω, with Vcc the peak of 4.5 V RMS
  const double s = r.wish->programme_volts.value();
  CHECK(*heat.value ==
        Approx(4.5 * std::sqrt(2.0) * s * std::sqrt(2 / 3.14159265358979) / 300 - s * s / 300).epsilon(5e-3));
  auto input = good_pair();
  for (const auto stage : {models::AmplifierClass::kA, models::AmplifierClass::kD}) {
    input.sheet->amplifier_class = stage;
    CHECK(check(match(input), "heat").outcome == Outcome::kUnknown);
    CHECK(check(match(input), "epdr").outcome == Outcome::kUnknown);
  }
}

TEST_CASE("A rated load stands in for the least load where it is met, and tells nothing below") {
  auto input = good_pair();
  input.sheet->min_load.reset();
  CHECK(check(match(input), "impedance-range").outcome == Outcome::kUnknown);
  input.sheet->rated_power = {{Ohms(32), Watts(0.1)}};
  CHECK(check(match(input), "impedance-range").outcome == Outcome::kYes);
  input.load = {resistor(16.0), ""};
  CHECK(check(match(input), "impedance-range").outcome == Outcome::kUnknown);
}
