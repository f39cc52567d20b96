// What could harm a load or an ear is never called good for want of knowledge.
#include "support/catch.hpp"
#include "verdict/match.hpp"
#include "verdict/pairs.hpp"

using namespace ohmbench;
using namespace ohmbench::verdict;
using namespace ohmbench::verdict::test;

namespace {

/// 300 Ω that take 0.1 W on an amplifier of 10 Ω, 4.5 V: 61 mW at 300 Ω.
MatchInput small_headphone() {
  auto input = good_pair();
  input.load = {resistor(300), "headphone"};
  input.rated = Ohms(300);
  input.rated_power = Watts(0.13);
  return input;
}

}  // namespace

TEST_CASE("A load is safe if it bears the amplifier driven into clipping, twice the clean power") {
  auto input = small_headphone();
  CHECK(check(match(input), "load-safety").outcome == Outcome::kYes);
  input.rated_power = Watts(0.12);
  const auto c = check(match(input), "load-safety");
  CHECK(c.outcome == Outcome::kMarginal);
  CHECK(contains(c.why, "driven into clipping"));
}

TEST_CASE("Of contradicting sources the higher voltage, current and power count for the load's safety") {
  auto input = small_headphone();
  input.sheet->highest_volt = Volts(9.0);
  const auto by_volt = check(match(input), "load-safety");
  CHECK(by_volt.outcome == Outcome::kMarginal);
  CHECK(*by_volt.value == Approx(9.0 * 9.0 / (310.0 * 310.0) * 300.0));

  auto rated = small_headphone();
  rated.sheet->max_volt.reset(), rated.sheet->max_ampere.reset();
  rated.sheet->rated_power = {{Ohms(300), Watts(0.05)}};
  CHECK(check(match(rated), "load-safety").outcome == Outcome::kYes);
  rated.sheet->highest_power = {{Ohms(300), Watts(0.7)}};
  CHECK(check(match(rated), "load-safety").outcome == Outcome::kMarginal);
  CHECK(check(match(rated), "power").limit.value() == Approx(0.05));  // for the drive the lower counts

  auto source = small_headphone();
  source.load = {resistor(16), "in-ear"};
  source.rated = Ohms(16);
  source.rated_power = Watts(0.2);
  source.sheet->max_ampere = Amperes(5);
  CHECK(check(match(source), "load-safety").outcome == Outcome::kMarginal);
  source.sheet->least_output_impedance = Ohms(0.1);
  CHECK(*check(match(source), "load-safety").value == Approx(4.5 * 4.5 / (16.1 * 16.1) * 16.0));
}

TEST_CASE("What a measurement saw beyond its maximum counts for the load's safety") {
  auto input = small_headphone();
  input.sheet->max_volt.reset();
  input.maximum = models::MeasuredMaximum{"amp", Volts(4.0), Amperes(4.0 / 300), true, {}, Ohms(300)};
  CHECK(check(match(input), "load-safety").outcome == Outcome::kYes);
  input.maximum->highest_volt = Volts(4.9);
  const auto c = check(match(input), "load-safety");
  CHECK(c.outcome != Outcome::kYes);
  CHECK(contains(c.why, "80.0 mW"));
}

TEST_CASE("A rating says nothing about loads above it") {
  auto input = small_headphone();
  input.sheet->max_volt.reset(), input.sheet->max_ampere.reset();
  input.sheet->rated_power = {{Ohms(32), Watts(0.2)}};
  input.rated_power = Watts(0.5);
  const auto c = check(match(input), "load-safety");
  CHECK(c.outcome == Outcome::kUnknown);
  CHECK(*c.value == Approx(0.2 * 32.0 / 300.0));  // at least its volts
  CHECK(contains(c.why, "at least 21.3 mW"));
  CHECK(contains(c.why, "not known"));
}

TEST_CASE("Ears are held against the most that can come, and a harmless end is said by its upper end") {
  auto input = small_headphone();
  input.rated_power = Watts(5);
  input.sheet->output_impedance_is_bound = true;  // 4.35 V or up to 4.5 V
  input.sensitivity = models::parse_sensitivity("112 dB/V");
  const auto c = check(match(input), "load-safety");
  REQUIRE(c.outcome == Outcome::kYes);
  CHECK(contains(c.why, "128 dB SPL"));  // 112 + 20 log 4.5 + 3.01
  for (const auto& figure : c.also) {
    if (figure.name == "full_volume_peak_db_spl")
      CHECK(figure.value == Approx(112 + 13.064 + 3.01).epsilon(1e-4));
  }
}

TEST_CASE(
    "A maximum measured into one load promises its volts behind the output impedance, not at any load") {
  auto input = small_headphone();
  input.load = {resistor(8), "speaker"};
  input.rated = Ohms(8);
  input.sheet->max_volt.reset(), input.sheet->max_ampere.reset();
  input.maximum = models::MeasuredMaximum{"amp", Volts(6.0), Amperes(6.0 / 290), true, {}, Ohms(290)};
  input.sensitivity = models::parse_sensitivity("112 dB/V");
  // 6 V across 290 Ω behind 10 Ω are 6.207 V unloaded, and 2.759 V across 8 Ω
  CHECK(*check(match(input), "voltage").limit == Approx(6.0 * 300.0 / 290.0 * 8.0 / 18.0));
  CHECK(check(match(input), "current").outcome == Outcome::kUnknown);
  CHECK(check(match(input), "power").outcome == Outcome::kUnknown);
}

TEST_CASE("Distortion into a higher impedance is no answer for a lower one, but a no stays a no") {
  auto input = good_pair();
  input.maximum = models::MeasuredMaximum{
      "amp", Volts(4.5), Amperes(4.5 / 300), true, {{Volts(0.5), 0.01}, {Volts(4.5), 0.05}}, Ohms(300)};
  CHECK(check(match(input), "thd-n").outcome == Outcome::kYes);
  input.load = {resistor(32), "other"};
  const auto c = check(match(input), "thd-n");
  CHECK(c.outcome == Outcome::kUnknown);
  CHECK(contains(c.why, "32.0 Ω"));
  for (auto& step : input.maximum->distortion) step.thd_n_percent = 5.0;
  CHECK(check(match(input), "thd-n").outcome == Outcome::kNo);
}

TEST_CASE("Frequencies that were not measured do not count as good") {
  for (const auto& [from, to] :
       {std::pair(1000.0, 1001.0), std::pair(20.0, 200.0), std::pair(300.0, 20000.0)}) {
    INFO(from << " to " << to);
    auto input = good_pair();
    input.load = {curve([](double) { return std::complex<double>(300, 0); }, 0.0, from, to), "part"};
    const auto r = match(input);
    CHECK(r.verdict.outcome == Outcome::kMarginal);
    CHECK_FALSE(r.verdict.enough_known);
    for (const char* name :
         {"frequency-response", "damping", "voltage", "current", "power", "spl", "load-safety"}) {
      INFO(name);
      CHECK(check(r, name).outcome == Outcome::kUnknown);
    }
  }
  auto input = good_pair();
  input.z_out = measured(curve([](double) { return std::complex<double>(10, 0); }, 0.0, 15000, 20000));
  const auto r = match(input);
  CHECK(check(r, "frequency-response").outcome == Outcome::kUnknown);
  CHECK(check(r, "damping").outcome == Outcome::kUnknown);
  CHECK(check(r, "voltage").outcome ==
        Outcome::kUnknown);                             // what arrives behind an unknown source is not known
  CHECK(check(r, "current").outcome == Outcome::kYes);  // at all frequencies of the load
  CHECK(std::any_of(r.notes.begin(), r.notes.end(), [](const auto& n) {
    return contains(n, "output impedance was measured from 15.0 kHz");
  }));
}

TEST_CASE("An output impedance of less than something neither fails nor protects") {
  auto input = small_headphone();
  input.load = {resistor(32), "headphone"};
  input.rated = Ohms(32);
  input.rated_power = Watts(0.15);
  input.sheet->output_impedance = Ohms(50), input.sheet->output_impedance_is_bound = true;
  input.sheet->max_ampere = Amperes(1);
  input.sensitivity = models::parse_sensitivity("100 dB/V");
  const auto r = match(input);  // 3.16 V wanted; 4.5 V unloaded, 1.76 V behind 50 Ω
  CHECK(check(r, "voltage").outcome == Outcome::kUnknown);
  CHECK(check(r, "load-safety").outcome != Outcome::kYes);  // 633 mW behind 0 Ω
}

TEST_CASE("A rated impedance that the curve contradicts is named, and no watts are made of it") {
  auto input = good_pair();
  input.rated = Ohms(8);
  input.sensitivity = models::parse_sensitivity("99 dB/mW");
  const auto r = match(input);
  CHECK_FALSE(r.wish);
  CHECK(contains(check(r, "voltage").why, "contradict each other"));
  input.sensitivity = models::parse_sensitivity("103 dB/V");
  const auto by_volts = match(input);
  CHECK(check(by_volts, "voltage").outcome == Outcome::kYes);
  CHECK(std::any_of(by_volts.notes.begin(), by_volts.notes.end(),
                    [](const auto& n) { return contains(n, "contradict each other"); }));
}

TEST_CASE("The parameters of another driver are not used") {
  auto input = good_pair();
  input.driver = models::DriverParameters{Ohms(5.8), 45.0, 2.0, 0.5};
  const auto c = check(match(input), "damping");
  CHECK(c.outcome == Outcome::kUnknown);
  CHECK(contains(c.why, "another load"));
}

TEST_CASE("Noise that was measured is an upper bound: it can clear the amplifier of hiss, not convict it") {
  auto input = good_pair();
  input.sheet->noise.reset();
  input.maximum = models::MeasuredMaximum{"amp", Volts(4.3), Amperes(4.3 / 300), true, {}, Ohms(300)};
  CHECK(check(match(input), "hiss").outcome == Outcome::kUnknown);
  input.maximum->noise = models::MeasuredNoise{Volts(10e-6), true};  // 103 − 100 dB
  CHECK(check(match(input), "hiss").outcome == Outcome::kYes);
  input.maximum->noise->volt = Volts(1e-3);
  CHECK(check(match(input), "hiss").outcome == Outcome::kUnknown);
}

TEST_CASE("A stated output impedance that the measured one contradicts is named") {
  auto input = good_pair();
  input.sheet->output_impedance = Ohms(0.1);
  input.z_out = measured(resistor(10));
  const auto r = match(input);
  CHECK(std::any_of(r.notes.begin(), r.notes.end(), [](const auto& n) {
    return contains(n, "stated as 100 mΩ and was measured as 10.0 Ω");
  }));
}
