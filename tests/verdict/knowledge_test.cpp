// Facts about what is known only in part: a rating without a curve, bounds, distortion, DC, other sources.
#include <algorithm>

#include "support/catch.hpp"
#include "verdict/match.hpp"
#include "verdict/pairs.hpp"

using namespace ohmbench;
using namespace ohmbench::verdict;
using namespace ohmbench::verdict::test;

TEST_CASE("By a rated impedance alone nothing is good, and what fails still fails") {
  auto input = good_pair();
  input.load = {{}, "headphone"};
  input.rated = Ohms(300);
  const auto r = match(input);
  CHECK(r.verdict.outcome == Outcome::kMarginal);
  CHECK_FALSE(r.verdict.enough_known);
  for (const char* name : {"output-impedance-ratio", "frequency-response", "damping", "voltage", "current",
                           "power", "spl", "heat", "load-safety", "impedance-range", "epdr"}) {
    INFO(name);
    CHECK(check(r, name).outcome == Outcome::kUnknown);
  }
  CHECK(contains(check(r, "voltage").why, "By the rated 300 Ω alone"));
  CHECK(*check(r, "voltage").limit == Approx(4.5 * 300 / 310));
  CHECK(check(r, "hiss").outcome == Outcome::kYes);
  CHECK(r.what_if.empty());
  CHECK(r.response.empty());
  input.target = core::DbSpl(130);
  CHECK(check(match(input), "voltage").outcome == Outcome::kNo);
  CHECK(match(input).verdict.outcome == Outcome::kNo);
}

TEST_CASE("An output impedance stated as less than a value is good where the value is, else unknown") {
  auto input = good_pair();
  input.sheet->output_impedance_is_bound = true;
  CHECK(check(match(input), "output-impedance-ratio").outcome == Outcome::kYes);
  input.sheet->output_impedance = Ohms(100);
  const auto r = match(input);
  CHECK(check(r, "output-impedance-ratio").outcome == Outcome::kUnknown);
  CHECK(check(r, "frequency-response").outcome == Outcome::kUnknown);
  CHECK(contains(check(r, "frequency-response").why, "only known to be less"));
}

TEST_CASE("Damping is judged by what it does to Qts, and is unknown without the driver's parameters") {
  auto input = good_pair();
  input.load = {loudspeaker(), "two-way"};
  const models::DriverParameters driver{Ohms(5.5), 50.0, 4.0, 0.6};
  CHECK(check(match(input), "damping").outcome == Outcome::kUnknown);
  CHECK(contains(check(match(input), "damping").why, "Re, fs, Qms and Qes"));
  input.driver = driver;
  // Qts' / Qts = (Re + Rg)/Re · Zmax/(Zmax + Rg) = 1.1 and 1.3
  const double peak = 5.5 * (1 + 4.0 / 0.6);
  const auto source_for = [&](double ratio) { return (ratio - 1) / (1 / 5.5 - ratio / peak); };
  for (const auto& [ratio, outcome] :
       {std::pair(1.099, Outcome::kYes), std::pair(1.101, Outcome::kMarginal),
        std::pair(1.299, Outcome::kMarginal), std::pair(1.301, Outcome::kNo)}) {
    input.sheet->output_impedance = Ohms(source_for(ratio));
    const auto c = check(match(input), "damping");
    CHECK(*c.value == Approx(ratio).epsilon(1e-9));
    CHECK(c.outcome == outcome);
  }
}

TEST_CASE("A cable's resistance counts with the output impedance") {
  auto input = good_pair();
  input.sheet->output_impedance = Ohms(1.0);
  input.cable = Ohms(4.0);
  const auto r = match(input);
  CHECK(*check(r, "output-impedance-ratio").value == Approx(60.0).epsilon(5e-3));
  CHECK(std::any_of(r.notes.begin(), r.notes.end(),
                    [](const auto& n) { return contains(n, "cable adds 4.00 Ω"); }));
}

TEST_CASE("Distortion is read between the steps, in logarithms, and beyond them it is not made up") {
  auto input = good_pair();  // 110 dB at 103 dB/V take 2.2387 V
  input.maximum = models::MeasuredMaximum{
      "amp", Volts(4.0), Amperes(0.0133), true, {{Volts(1.0), 0.01}, {Volts(4.0), 0.16}}, Ohms(300)};
  const auto thd = [&] { return check(match(input), "thd-n"); };
  CHECK(*thd().value == Approx(0.01 * 2.2387211 * 2.2387211).epsilon(1e-6));  // the square, on this line
  CHECK(thd().outcome == Outcome::kYes);
  CHECK(contains(thd().why, "into 300 Ω"));
  input.target = core::DbSpl(114);
  CHECK(thd().outcome == Outcome::kMarginal);
  input.target = core::DbSpl(120);
  CHECK(thd().outcome == Outcome::kNo);
  input.target = core::DbSpl(90);
  CHECK(thd().outcome == Outcome::kUnknown);
  CHECK_FALSE(thd().value.has_value());
  input.maximum->by_amplifier = false;
  input.target = core::DbSpl(120);
  CHECK(thd().outcome == Outcome::kUnknown);
}

TEST_CASE("DC is harmless up to 10 mV on headphones and 50 mV on loudspeakers") {
  auto input = good_pair();
  const auto dc = [&](double volt) {
    input.sheet->dc_offset = Volts(volt);
    return check(match(input), "dc-offset").outcome;
  };
  CHECK(dc(0.010) == Outcome::kYes);
  CHECK(dc(0.029) == Outcome::kMarginal);
  CHECK(dc(0.031) == Outcome::kNo);
  input.purpose = models::Purpose::kLoudspeakers;
  CHECK(dc(0.050) == Outcome::kYes);
  CHECK(dc(0.151) == Outcome::kNo);
  input.sheet->dc_offset.reset();
  CHECK(check(match(input), "dc-offset").outcome == Outcome::kUnknown);
}

TEST_CASE(
    "What no maker states follows from what such amplifiers are made for, with a reservation at worst") {
  auto input = good_pair();
  input.sheet->min_load.reset();
  const auto range = [&](models::Purpose purpose, double ohm) {
    input.sheet->purpose = purpose;
    input.load = {resistor(ohm), ""};
    return check(match(input), "impedance-range").outcome;
  };
  CHECK(range(models::Purpose::kHeadphones, 12.9) == Outcome::kYes);
  CHECK(range(models::Purpose::kHeadphones, 12.7) == Outcome::kMarginal);
  CHECK(range(models::Purpose::kHeadphones, 600) == Outcome::kYes);
  CHECK(range(models::Purpose::kLoudspeakers, 4) == Outcome::kYes);
  CHECK(range(models::Purpose::kLoudspeakers, 3) == Outcome::kMarginal);
  CHECK(range(models::Purpose::kLoudspeakers, 300) == Outcome::kMarginal);
}

TEST_CASE("A heavy tone may be too much for a stage that bears music") {
  auto input = good_pair();
  const auto cool = check(match(input), "heat");
  REQUIRE(cool.also.size() == 1);
  CHECK(cool.also.front().name == "sine_watt");
  input.sheet->max_dissipation = Watts(2.1 * *cool.value);
  CHECK(cool.also.front().value > 2.1 * *cool.value);
  const auto r = match(input);
  CHECK(check(r, "heat").outcome == Outcome::kMarginal);
  CHECK(contains(check(r, "heat").why, "not test tones"));
}

TEST_CASE("The same load on other sources, by IEC 61938's 120 ohm or any") {
  auto input = good_pair();
  const auto r = match(input);
  REQUIRE(r.what_if.size() == 5);
  CHECK(r.what_if.back().source.value() == 120.0);
  // 300 to 500 Ω on 120 Ω: group "divider_deviation" of the reference vectors, less what the grid misses
  CHECK(r.what_if.back().span_db == Approx(1.054127).epsilon(2e-3));
  CHECK(*r.what_if.back().ratio == Approx(2.5).epsilon(5e-3));
  CHECK_FALSE(r.what_if.back().qts_ratio.has_value());
  // 10 Ω is the amplifier's own
  CHECK(r.what_if[2].span_db == Approx(r.response.span_db));
  input.what_if = {Ohms(3.3)};
  input.driver = models::DriverParameters{Ohms(300), 90, 2.0 * 500 / 300, 5.0};
  const auto other = match(input);
  REQUIRE(other.what_if.size() == 1);
  CHECK(*other.what_if[0].qts_ratio == Approx(models::damped(*input.driver, Ohms(3.3)).ratio));
  CHECK(*other.what_if[0].volts_to_target == Approx(2.2387 * 303.3 / 300).epsilon(1e-3));
}

TEST_CASE("The advice names the output impedance that keeps the response, and the drive with reserve") {
  const auto r = match(good_pair());
  CHECK(r.advice.source_by_rule->value() == Approx(300.0 / 8).epsilon(5e-3));
  const double ohm = r.advice.source_by_response->value();
  const auto span = models::response(headphone(), models::resistance_over(headphone(), Ohms(ohm))).span_db;
  CHECK(span == Approx(0.5).epsilon(1e-6));
  CHECK(r.advice.volts->value() == Approx(2.2387 * std::pow(10.0, 3.0 / 20)).epsilon(1e-4));
  CHECK(r.advice.sentences.size() == 2);
}

TEST_CASE("Curves that share no frequency are named with their ranges") {
  auto input = good_pair();
  input.load.curve = curve([](double) { return std::complex<double>(300.0, 0.0); }, 0.0, 20, 500);
  input.z_out = measured(curve([](double) { return std::complex<double>(1.0, 0.0); }, 0.0, 1000, 20000));
  const auto why = check(match(input), "frequency-response").why;
  CHECK(contains(why, "20.0 Hz to"));
  CHECK(contains(why, "1.00 kHz to"));
  CHECK(contains(why, "share no frequency"));
}
