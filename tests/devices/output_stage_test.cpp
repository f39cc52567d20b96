// Facts about the simulated output stage: its limits act on the current that really flows.
#include "circuit/output_stage.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include "core/error.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using circuit::OutputStage;

namespace {

constexpr double kFsHz = 48000;

std::vector<double> driven(OutputStage& stage, double peak_volt, double f_hz, double seconds) {
  std::vector<double> out(static_cast<std::size_t>(seconds * kFsHz));
  for (std::size_t n = 0; n < out.size(); ++n)
    out[n] = stage.step(peak_volt * std::sin(2 * std::numbers::pi * f_hz * static_cast<double>(n) / kFsHz));
  return out;
}

double largest(const std::vector<double>& x, std::size_t from) {
  double most = 0;
  for (std::size_t n = from; n < x.size(); ++n) most = std::max(most, std::abs(x[n]));
  return most;
}

circuit::Load load_of(double re_ohm, double henry = 0) {
  circuit::Load load;
  load.re_ohm = re_ohm;
  load.le_henry = henry;
  return load;
}

}  // namespace

TEST_CASE("An amplifier's limits are parsed from words, and wrong ones are named") {
  const auto a =
      circuit::parse_amplifier("0.5 ohm, clip 9 V, limit 250 mA, protect 0.3 A 0.2 s, sag 3 ohm 0.5 s");
  CHECK(a.limit_ampere_peak == Approx(0.25));
  CHECK(a.protect_ampere_peak == Approx(0.3));
  CHECK(a.protect_after_s == Approx(0.2));
  CHECK(a.sag_ohm == Approx(3));
  CHECK(a.sag_s == Approx(0.5));
  CHECK(a.rout_ohm == Approx(0.5));
  CHECK_THROWS_WITH(circuit::parse_amplifier("1 ohm, limit 3 V"), ContainsSubstring("limit 3 V"));
  CHECK_FALSE(OutputStage::is_needed_by(circuit::parse_amplifier("1 ohm, clip 3 V")));
}

TEST_CASE("Below its limits the stage gives what is wanted, to the last bit of arithmetic") {
  auto a = circuit::parse_amplifier("1 ohm, clip 10 V, limit 1 A, sag 1 ohm 0.1 s");
  OutputStage stage(a, 10, load_of(21, 1e-3), kFsHz);
  for (int n = 0; n < 1000; ++n) {
    const double wanted = 5 * std::sin(0.1 * n);
    CHECK(stage.step(wanted) == wanted);
  }
}

TEST_CASE(
    "A current limit cuts the EMF at the limit times the whole resistance, and less of it with less load") {
  const auto a = circuit::parse_amplifier("1 ohm, limit 0.1 A");
  OutputStage heavy(a, 10, load_of(21), kFsHz);
  CHECK(largest(driven(heavy, 8, 1000, 0.1), 0) == Approx(0.1 * 32).epsilon(1e-9));
  OutputStage light(a, 10, load_of(1000), kFsHz);
  CHECK(largest(driven(light, 8, 1000, 0.1), 0) == Approx(8).epsilon(1e-3));
}

TEST_CASE(
    "Into a coil the limiter sees the coil's current, which is less than its resistance alone would take") {
  const auto a = circuit::parse_amplifier("1 ohm, limit 0.1 A");
  // |Z| = 50.1 ohm at 1 kHz: 4.9 V need 98 mA, 5.3 V need 106 mA; without the coil 3.2 V would be the end
  OutputStage below(a, 10, load_of(21, 6.14e-3), kFsHz);
  const auto clean = driven(below, 4.7, 1000, 0.1);
  CHECK(largest(clean, 4000) == Approx(4.7).epsilon(1e-3));
  OutputStage above(a, 10, load_of(21, 6.14e-3), kFsHz);
  const auto cut = driven(above, 6.5, 1000, 0.1);
  double changed = 0;
  for (std::size_t n = 4000; n < cut.size(); ++n) {
    const double wanted = 6.5 * std::sin(2 * std::numbers::pi * 1000 * static_cast<double>(n) / kFsHz);
    changed = std::max(changed, std::abs(cut[n] - wanted));
  }
  CHECK(changed > 0.5);
}

TEST_CASE("The rails sag with the mean current and its time constant, and recover") {
  const auto a = circuit::parse_amplifier("1 ohm, clip 5 V, sag 10 ohm 0.1 s");
  OutputStage stage(a, 0, load_of(9), kFsHz);
  const auto x = driven(stage, 20, 1000, 1);
  CHECK(std::abs(x[12]) == Approx(5).epsilon(0.02));
  // nearly a square wave: |I| = rail/10, so rail = 5 − 10 · rail/10 → 2.5, a little more because of its edges
  CHECK(largest(x, 40000) == Approx(2.5).epsilon(0.03));
}

TEST_CASE(
    "A protection opens after its time, stays open while there is signal, and closes after a second's "
    "silence") {
  const auto a = circuit::parse_amplifier("1 ohm, protect 0.1 A 0.05 s");
  OutputStage stage(a, 0, load_of(9), kFsHz);
  const auto loud = driven(stage, 2, 100, 0.5);
  CHECK(largest(loud, 0) == Approx(2).epsilon(1e-3));
  CHECK(largest(loud, static_cast<std::size_t>(0.08 * kFsHz)) == 0);
  CHECK(largest(driven(stage, 0.5, 100, 0.5), 0) == 0);
  driven(stage, 0, 100, 1.1);
  CHECK(largest(driven(stage, 0.5, 100, 0.1), 0) == Approx(0.5).epsilon(1e-3));
  OutputStage quiet(a, 0, load_of(9), kFsHz);
  CHECK(largest(driven(quiet, 0.9, 100, 0.5), 20000) == Approx(0.9).epsilon(1e-3));
}
