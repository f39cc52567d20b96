// The channel ratio by exchanging the inputs' plugs, as a person does it.
#include "adjustment/calibrate.hpp"
#include "core/error.hpp"
#include "support/catch.hpp"
#include "support/true_bench.hpp"

using namespace ohmbench;

namespace {

/// A bench whose second input is 0.4 dB louder and 1 us later than the first.
test::Simulated uneven() {
  test::Simulated s("");
  s.setup.imperfections.channel_gain_db = {0.0, 0.4};
  s.setup.imperfections.channel_delay_s = {0.0, 1e-6};
  s.setup.imperfections.noise_dbfs = -105;
  return s;
}

struct Person {
  bool exchanges = true;
  int asked = 0;
};

adjustment::CalibrateReport by_swap(const test::Simulated& s, Person& person) {
  auto open = s.open();
  workbench::Events events;
  events.ask = [&](const std::string&) {
    ++person.asked;
    auto other = s;
    if (person.exchanges && person.asked == 1) other.setup.faults.push_back(devices::Fault::kSwappedChannels);
    auto rewired = other.open();
    std::swap(open.device, rewired.device);
    std::swap(open.rewire, rewired.rewire);
    return true;
  };
  adjustment::CalibrateOptions options;
  options.state = core::FixtureState::kBridged;
  options.by_swap = true;
  return adjustment::calibrate_step(s.bench, open, options, events);
}

}  // namespace

TEST_CASE("Exchanging the plugs tells the channels' ratio without wiring both inputs to one node") {
  const auto s = uneven();
  Person person;
  const auto report = by_swap(s, person);
  CHECK(person.asked == 2);  // exchange, and exchange back
  const auto* ratio = report.calibration.find(core::FixtureState::kBridged);
  REQUIRE(ratio != nullptr);
  for (std::size_t i = 0; i < ratio->reading.size(); ++i) {
    const auto truth =
        std::pow(10.0, 0.4 / 20) *
        std::exp(std::complex<double>(0, -2 * 3.14159265358979 * 1e-6 * ratio->reading.f_hz[i]));
    CHECK(std::abs(ratio->reading.h[i] / truth - 1.0) < 5e-4);
  }
}

TEST_CASE("Plugs that were not exchanged are noticed, and nobody to ask is said") {
  const auto s = uneven();
  Person lazy{false, 0};
  CHECK_THROWS_WITH(by_swap(s, lazy), ContainsSubstring("not exchanged"));
  auto open = s.open();
  adjustment::CalibrateOptions options;
  options.state = core::FixtureState::kBridged;
  options.by_swap = true;
  CHECK_THROWS_WITH(adjustment::calibrate_step(s.bench, open, options, {}),
                    ContainsSubstring("nobody can be asked"));
}

TEST_CASE(
    "The multimeter's tone is not played into a load that was forgotten, where the inputs were compared") {
  auto s = uneven();
  s.bench.limits.load_max = core::Volts(0.05);
  Person person;
  s.bench.calibration = by_swap(s, person).calibration;
  adjustment::VoltsOptions options;
  double loudest_volt = 0;
  const auto calibrate = [&](bool is_forgotten) {
    auto opened = test::open_truly(s);
    if (is_forgotten) opened.open.rewire = [](core::FixtureState) {};
    try {
      adjustment::calibrate_volts(s.bench, opened.open, options, {}, {});
    } catch (const core::Error& error) {
      CHECK(error.kind() == core::ErrorKind::kNotValid);
      loudest_volt = opened.device->most_volt;
      return false;
    }
    return true;
  };
  CHECK(calibrate(false));
  CHECK_FALSE(calibrate(true));
  CHECK(loudest_volt < 0.05);
}
