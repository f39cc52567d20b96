// Facts about rewiring: where nobody can change the wiring, the measurement says so instead of measuring the
// wrong thing.
#include "core/error.hpp"
#include "adjustment/calibrate.hpp"
#include "session/measure.hpp"
#include "support/catch.hpp"
#include "support/simulated.hpp"

using namespace ohmbench;

namespace {

/// The simulated bench as hardware that does not rewire itself.
workbench::OpenBench deaf(const test::Simulated& s) {
  auto open = s.open();
  open.rewire = {};
  return open;
}

}  // namespace

TEST_CASE("Two-load without a switch command and without a terminal is refused with the remedy") {
  test::Simulated s;
  auto open = deaf(s);
  try {
    session::measure_output_impedance(s.bench, open, impedance::OutputImpedanceMethod::kTwoLoad, {}, {});
    FAIL("measured");
  } catch (const core::Error& error) {
    CHECK(error.exit_code() == 2);
    CHECK_THAT(error.what(), ContainsSubstring("switch_command") && ContainsSubstring("terminal") &&
                                 ContainsSubstring("connect the load"));
  }
}

TEST_CASE("A switch command that fails is a device error that names it") {
  test::Simulated s;
  s.bench.fixture.switch_command = "exit 7 # {state}";
  auto open = deaf(s);
  try {
    session::measure_output_impedance(s.bench, open, impedance::OutputImpedanceMethod::kTwoLoad, {}, {});
    FAIL("measured");
  } catch (const core::Error& error) {
    CHECK(error.exit_code() == 3);
    CHECK_THAT(error.what(), ContainsSubstring("exit 7 # load") && ContainsSubstring("code 7") &&
                                 ContainsSubstring("switch_command"));
  }
}

TEST_CASE("A switch command that switches nothing gives no output impedance") {
  test::Simulated s;
  s.bench.fixture.switch_command = "true {state}";
  auto open = deaf(s);
  const auto result =
      session::measure_output_impedance(s.bench, open, impedance::OutputImpedanceMethod::kTwoLoad, {}, {});
  REQUIRE_FALSE(result.provenance.valid());
  CHECK(result.provenance.cause().name == "not-switched");
}

TEST_CASE("A single load needs no rewiring: the user is trusted to have connected it") {
  test::Simulated s;
  auto open = deaf(s);
  CHECK(session::measure_impedance(s.bench, open, {}, {}).provenance.valid());
}

TEST_CASE("Open and short exchanged are named as such") {
  using core::FixtureState;
  test::Simulated s;
  auto open = s.open();
  const auto right = open.rewire;
  open.rewire = [right](FixtureState state) {
    right(state == FixtureState::kOpen ? FixtureState::kShort : FixtureState::kOpen);
  };
  for (const auto state : {FixtureState::kOpen, FixtureState::kShort}) {
    adjustment::CalibrateOptions options;
    options.state = state;
    try {
      adjustment::calibrate_step(s.bench, open, options, {});
      FAIL("calibrated");
    } catch (const core::Error& error) {
      CHECK(error.exit_code() == 4);
      CHECK_THAT(error.what(), ContainsSubstring("exchanged"));
    }
  }
}
