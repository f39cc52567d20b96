// Facts about the verdict on an amplifier and a load.
#include "verdict/match.hpp"

#include <algorithm>
#include <cmath>

#include "core/frequency_grid.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using namespace ohmbench::verdict;
using core::Amperes;
using core::Ohms;
using core::Volts;
using core::Watts;

namespace {

template <class Function>
core::OhmCurve curve(Function z_of_f, double sigma_ohm = 0.0, double from_hz = 20, double to_hz = 20000) {
  core::OhmCurve c;
  c.f_hz = core::log_frequencies(from_hz, to_hz, 24);
  for (const double f : c.f_hz) c.z_ohm.push_back(z_of_f(f));
  c.sigma_ohm.assign(c.size(), sigma_ohm);
  c.noise_ohm.assign(c.size(), 0.0);
  return c;
}

core::OhmCurve resistor(double ohm, double sigma_ohm = 0.0) {
  return curve([ohm](double) { return std::complex<double>(ohm, 0.0); }, sigma_ohm);
}

std::complex<double> resonant(double f_hz, double re, double res, double f0, double q) {
  return re + res / std::complex<double>(1.0, q * (f_hz / f0 - f0 / f_hz));
}

/// 300 Ω with a peak of 500 Ω at 90 Hz.
core::OhmCurve headphone(double sigma_ohm = 0.0) {
  return curve([](double f) { return resonant(f, 300, 200, 90, 2); }, sigma_ohm);
}

/// An 8 Ω two-way: 5.5 Ω coil, 40 Ω peak at 50 Hz, crossover hump.
core::OhmCurve loudspeaker() {
  return curve([](double f) { return resonant(f, 5.5, 35, 50, 4) + resonant(f, 0, 12, 2500, 1.5); });
}

impedance::OutputImpedance measured(core::OhmCurve z_out) {
  return {std::move(z_out), "amp", {}, {}};
}

models::AmplifierSheet headphone_amplifier() {
  models::AmplifierSheet sheet;
  sheet.name = "headphone amp";
  sheet.output_impedance = Ohms(10.0);
  sheet.max_volt = Volts(4.5);
  sheet.max_ampere = Amperes(0.06);
  sheet.amplifier_class = models::AmplifierClass::kAb;
  sheet.min_load = Ohms(16.0);
  sheet.max_dissipation = Watts(2.0);
  sheet.noise = Volts(2e-6);
  return sheet;
}

MatchInput good_pair() {
  MatchInput input;
  input.load = {headphone(), "headphone"};
  input.sheet = headphone_amplifier();
  input.sensitivity = models::parse_sensitivity("103 dB/V");
  input.target = core::DbSpl(110);
  input.rated_power = Watts(0.5);
  return input;
}

const Check& check(const MatchResult& result, const std::string& name) {
  const auto& checks = result.verdict.checks;
  const auto found =
      std::find_if(checks.begin(), checks.end(), [&](const Check& c) { return c.name == name; });
  REQUIRE(found != checks.end());
  return *found;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("A 300 ohm headphone on a suitable amplifier is a yes in every respect") {
  const auto r = match(good_pair());
  CHECK(r.verdict.outcome == Outcome::kYes);
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
