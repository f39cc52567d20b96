// What happens in the middle of a sweep: the load keeps its limits, and what was found is not lost.
#include "max_output/disturbed.hpp"

#include <numbers>

#include "core/error.hpp"
#include "max_output/guard.hpp"
#include "max_output/measure.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using max_output::Cause;

namespace {

constexpr double kLimit = 0.5;  // V

test::Simulated bench() {
  test::Simulated s;
  s.setup.load = {};
  s.setup.load.re_ohm = 32;
  s.setup.imperfections.noise_dbfs = -105;
  s.bench.limits.load_max = core::Volts(kLimit);
  s.bench.limits.sense_resistor_max = core::Watts(2);
  s.bench.limits.start = core::DbFs(-14);
  return s;
}

test::Simulated clipping() {
  auto s = bench();
  s.bench.limits.load_max = core::Volts(5);
  s.setup.amplifier.clip_volt_peak = 1.2;
  return s;
}

max_output::Options quick() {
  max_output::Options options;
  options.bursts = options.hold = options.open = false;
  return options;
}

int calls_of(const test::Simulated& s, const max_output::Options& options) {
  test::DisturbedBench b(s);
  max_output::measure(s.bench, b.open, options, {});
  return b.device->calls;
}

}  // namespace

TEST_CASE("An input whose plug falls out never lets the load get more than its limit") {
  const auto s = bench();
  const int all = calls_of(s, quick());
  for (const std::size_t channel : {std::size_t{1}, std::size_t{0}}) {
    for (const int from : {all - 3, all - 1}) {
      test::DisturbedBench b(s);
      b.device->deaf_from = from;
      b.device->deaf_channel = channel;
      INFO("channel " << channel << " from call " << from << " of " << all);
      CHECK_THROWS_AS(max_output::measure(s.bench, b.open, quick(), {}), core::Error);
      CHECK(b.device->most_volt < kLimit);
    }
  }
}

TEST_CASE("A volume that is turned up after the climb is refused at the very step") {
  auto s = clipping();
  s.setup.load.le_henry = 3e-3;  // 30° at 1 kHz: a step of 1 dB beyond
  s.bench.limits.load_max = core::Volts(0.5);
  max_output::Options options;
  options.open = false;
  const int all = calls_of(s, options);
  for (const int from : {all, all - 1, all - 5, all - 6}) {  // held, a burst, overdriven, repeated
    test::DisturbedBench b(s);
    b.device->louder_from = from;
    b.device->louder = 4;
    INFO("from call " << from << " of " << all);
    CHECK_THROWS_AS(max_output::measure(s.bench, b.open, options, {}), max_output::Unsafe);
    CHECK(b.device->calls == from);
  }
}

TEST_CASE("A protection that opens after seconds and stays open is judged, not thrown") {
  const auto [open, loopback] = GENERATE(table<bool, bool>({{false, true}, {true, false}, {true, true}}));
  auto s = clipping();
  if (!loopback) s.bench.wiring.reference_channel.reset();
  test::DisturbedBench b(s);
  b.device->silent_after_s = 3;
  max_output::Options options;
  options.open = open;
  const auto found = max_output::measure(s.bench, b.open, options, {}).sweeps.front();
  CHECK(found.judgement.cause == Cause::kProtection);
  CHECK(found.limited_by == "thd-n");
  CHECK(found.most.volt == Approx(1.2 / std::numbers::sqrt2 * 32 / 66 * 1.02343).epsilon(0.005));
}

TEST_CASE("A later frequency that fails does not cost the first, unless it is unsafe") {
  auto s = clipping();
  auto options = quick();
  const int first = calls_of(s, options);
  options.frequencies_hz = {1000, 3000};
  for (const int from : {first + 1, first + 3}) {
    test::DisturbedBench b(s);
    b.device->silent_from = from;
    const auto result = max_output::measure(s.bench, b.open, options, {});
    CHECK(result.sweeps.front().limited_by == "thd-n");
    if (result.sweeps.size() > 1) {
      CHECK(result.sweeps[1].judgement.cause == Cause::kProtection);
    } else {
      const auto& warnings = result.provenance.quality.warnings;
      CHECK(std::any_of(warnings.begin(), warnings.end(),
                        [](const std::string& w) { return w.find("3000 Hz") != std::string::npos; }));
    }
  }
  test::DisturbedBench unsafe(s);
  unsafe.device->louder_from = first + 2;
  unsafe.device->louder = 2;
  CHECK_THROWS_AS(max_output::measure(s.bench, unsafe.open, options, {}), max_output::Unsafe);
}
