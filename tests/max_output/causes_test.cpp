// Causes drawn at random: the right one is named, or none. "Current" for a voltage clip sends people to buy
// another amplifier.
#include <cmath>
#include <random>

#include "max_output/measure.hpp"
#include "support/catch.hpp"
#include "support/simulated.hpp"

using namespace ohmbench;
using max_output::Cause;

namespace {

struct Drawn {
  test::Simulated s;
  Cause truth = Cause::kUnknown;
  double f_hz = 1000;
};

/// An amplifier with one limit within what the bench can drive, into a load of 8 to 300 ohm, with a coil or
/// without.
Drawn draw(std::uint32_t seed) {
  std::mt19937 dice(seed);
  const auto between = [&](double low, double high) {
    return low * std::pow(high / low, std::uniform_real_distribution<double>()(dice));
  };
  Drawn d;
  auto& setup = d.s.setup;
  setup.load = {};
  setup.load.re_ohm = between(8, 300);
  if (dice() % 3 == 0) setup.load.le_henry = between(1e-4, 2e-3) * setup.load.re_ohm / 8;
  setup.sense_resistor_ohm = between(0.1, 1) * setup.load.re_ohm;
  setup.amplifier.rout_ohm = between(0.05, 10);
  setup.imperfections.noise_dbfs = -105;
  setup.seed = seed;
  d.s.bench.rig.sense_resistor = core::Ohms(setup.sense_resistor_ohm);
  d.s.bench.limits.load_max = core::Volts(50);
  d.s.bench.limits.sense_resistor_max = core::Watts(50);
  d.s.bench.limits.start = core::DbFs(-20);
  constexpr double kFrequencies[] = {50, 150, 400, 1000, 2500};
  d.f_hz = kFrequencies[dice() % 5];
  const double whole = std::abs(setup.load.impedance(d.f_hz) + setup.sense_resistor_ohm +
                                setup.amplifier.output_impedance(d.f_hz));
  const double volt = between(0.5, 1.6), ampere = volt / whole;  // the interface makes 2 V peak
  auto& amplifier = setup.amplifier;
  switch (dice() % 4) {
    case 0:
      amplifier.clip_volt_peak = volt;
      d.truth = Cause::kVoltage;
      break;
    case 1:
      amplifier.limit_ampere_peak = ampere;
      d.truth = Cause::kCurrent;
      break;
    case 2:
      amplifier.protect_ampere_peak = ampere;
      d.truth = Cause::kProtection;
      break;
    default:
      // rails that fall by 10 to 30 % of their volts while the tone plays
      amplifier.clip_volt_peak = volt;
      amplifier.sag_ohm = between(0.15, 0.45) * whole;
      amplifier.sag_s = between(0.1, 2);
      d.truth = Cause::kSag;
  }
  return d;
}

struct Tally {
  int right = 0, unknown = 0, wrong = 0;
  std::string wrongs;
};

Tally tally(std::uint32_t from, std::uint32_t to) {
  Tally t;
  for (std::uint32_t seed = from; seed < to; ++seed) {
    const auto d = draw(seed);
    auto open = d.s.open();
    max_output::Options options;
    options.frequencies_hz = {d.f_hz};
    options.repeats = 0;
    const auto found = max_output::measure(d.s.bench, open, options, {}).sweeps.front();
    const auto cause = found.judgement.cause;
    if (cause == d.truth) {
      ++t.right;
    } else if (cause == Cause::kUnknown) {
      ++t.unknown;
    } else {
      ++t.wrong;
    }
    if (cause != d.truth)
      t.wrongs += std::to_string(seed) + ": " + max_output::name_of(d.truth) + " called " +
                  max_output::name_of(cause) + " at " + std::to_string(d.f_hz) + " Hz, Rs/R " +
                  std::to_string(d.s.setup.sense_resistor_ohm / d.s.setup.load.re_ohm) + ", sag " +
                  std::to_string(d.s.setup.amplifier.sag_s) + " s: " + found.judgement.reason + "\n";
  }
  return t;
}

}  // namespace

TEST_CASE("Of 5 amplifiers drawn at random none is given a wrong cause, and most the right one") {
  const auto t = tally(1, 6);
  INFO(t.wrongs);
  CHECK(t.wrong == 0);
  CHECK(t.right >= 4);
}

TEST_CASE("Of 120 amplifiers drawn at random none is given a wrong cause", "[.][long]") {
  const auto t = tally(100, 220);
  WARN("right " << t.right << ", unknown " << t.unknown << ", wrong " << t.wrong << "\n" << t.wrongs);
  CHECK(t.wrong == 0);
}
