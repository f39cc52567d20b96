// Facts about telling what limits an amplifier, rule by rule; what cannot be told stays unknown.
#include "max_output/cause.hpp"

#include <cmath>

#include "support/catch.hpp"

using namespace ohmbench;
using namespace ohmbench::max_output;

namespace {

Step step(double level_dbfs, double thd_n, std::complex<double> load = 32, double volt_flat = 0.2,
          double ampere_flat = 0.2) {
  Step s;
  s.level_dbfs = level_dbfs;
  s.thd_n = s.thd = thd_n;
  s.load_ohm = load;
  s.volt_tops.flatness = volt_flat;
  s.ampere_tops.flatness = ampere_flat;
  return s;
}

Climb distorted(std::complex<double> load = 32, double volt_flat = 0.2, double ampere_flat = 0.2) {
  Climb c;
  c.steps = {step(-10, 0.0001, load), step(-6, 0.0002, load), step(-5, 0.03, load, volt_flat, ampere_flat)};
  c.by_distortion = true;
  return c;
}

Judgement judged(const Climb& climb, std::vector<OtherLoad> others = {},
                 std::optional<double> burst_dbfs = {}) {
  return judge({climb, 0.01, -5.4, 0.1, std::move(others), burst_dbfs, {}, {}});
}

}  // namespace

TEST_CASE("One resistor alone leaves the cause unknown, and the reason says what would tell it") {
  const auto climb = distorted();
  const auto found = judged(climb);
  CHECK(found.cause == Cause::kUnknown);
  CHECK_THAT(found.reason, ContainsSubstring("second load"));
}

TEST_CASE("The same drive with nothing connected is a voltage limit, a much higher one a current limit") {
  const auto climb = distorted();
  CHECK(judged(climb, {{"nothing connected", -5.3, -5, {}}}).cause == Cause::kVoltage);
  CHECK(judged(climb, {{"nothing connected", -2.0, -2, {}}}, -5.4).cause == Cause::kCurrent);
  CHECK(judged(climb, {{"nothing connected", {}, 0, {}}}, -5.4).cause == Cause::kCurrent);
}

TEST_CASE("Without bursts an open output that goes further may as well be a supply that gives way") {
  const auto climb = distorted();
  const auto found = judged(climb, {{"nothing connected", -2.0, -2, {}}});
  CHECK(found.cause == Cause::kUnknown);
  CHECK_THAT(found.reason, ContainsSubstring("bursts"));
}

TEST_CASE("An open output that clips a little further up, or was not followed far enough, tells nothing") {
  const auto climb = distorted();
  CHECK(judged(climb, {{"nothing connected", -4.6, -4.5, {}}}).cause == Cause::kUnknown);
  CHECK(judged(climb, {{"nothing connected", {}, -4.5, {}}}).cause == Cause::kUnknown);
}

TEST_CASE("With a second load the same drive is a voltage limit and the same current a current limit") {
  const auto climb = distorted();
  CHECK(judged(climb, {{"a load of 16 ohm", -5.2, -5.2, 0.2}}).cause == Cause::kVoltage);
  CHECK(judged(climb, {{"a load of 16 ohm", -11.0, -11.0, 0.101}}).cause == Cause::kCurrent);
  CHECK(judged(climb, {{"a load of 16 ohm", -8.0, -8.0, 0.15}}).cause == Cause::kUnknown);
}

TEST_CASE("Into a load with phase the waveform with the flatter tops is the one that is cut") {
  const std::complex<double> coil(32, 20);
  CHECK(judged(distorted(coil, 0.25, 0.13)).cause == Cause::kVoltage);
  CHECK(judged(distorted(coil, 0.05, 0.16)).cause == Cause::kCurrent);
  CHECK(judged(distorted(coil, 0.20, 0.19)).cause == Cause::kUnknown);
  CHECK(judged(distorted({32, 3}, 0.25, 0.13)).cause == Cause::kUnknown);
}

TEST_CASE("Bursts that go further, or an output that falls within seconds, are a supply that gives way") {
  const auto climb = distorted();
  CHECK(judged(climb, {}, -4.4).cause == Cause::kSag);
  CHECK(judged(climb, {}, -5.3).cause == Cause::kUnknown);
  const Sustained fallen{2.7, 1.0, -0.4, 0.05, false};
  CHECK(judge({climb, 0.01, -5.4, 0.1, {}, {}, {}, fallen}).cause == Cause::kSag);
  const Sustained warm{2.7, 1.0, -0.2, 0.008, false};  // a warmer load, no distortion
  CHECK(judge({climb, 0.01, -5.4, 0.1, {}, {}, {}, warm}).cause == Cause::kUnknown);
  const Sustained silent{2.7, 0.0, -100, 1, true};
  CHECK(judge({climb, 0.01, -5.4, 0.1, {}, {}, {}, silent}).cause == Cause::kProtection);
}

TEST_CASE("Without distortion the ceiling is the cause, and an output that fell silent is a protection") {
  Climb c;
  c.steps = {step(-10, 0.0001), step(0, 0.0002)};
  c.ceiling = {0, true, "the output's full scale"};
  CHECK(judged(c).cause == Cause::kDac);
  c.ceiling = {-3, false, "[limits] load_max_volt"};
  CHECK(judged(c).cause == Cause::kLimit);
  CHECK_THAT(judged(c).reason, ContainsSubstring("load_max_volt"));
  c.collapsed = true;
  CHECK(judged(c).cause == Cause::kProtection);
}

TEST_CASE("An interface that distorts by itself near full scale is the cause; further down it is told of") {
  auto climb = distorted();
  climb.steps.back().level_dbfs = -0.2;
  climb.steps.back().reference_thd_n = 0.02;
  CHECK(judged(climb).cause == Cause::kDac);
  climb.steps.back().level_dbfs = -5;
  const auto found = judged(climb, {{"nothing connected", -5.3, -5, {}}});
  CHECK(found.cause == Cause::kVoltage);
  CHECK_THAT(found.reason, ContainsSubstring("loopback"));
}

TEST_CASE("Of several crossings of the limit the loopback of the last one counts") {
  auto climb = distorted();
  climb.steps.insert(climb.steps.begin(), {step(-30, 0.005), step(-20, 0.02)});  // a crackle on the way
  climb.steps[1].reference_thd_n = 0.02;
  const auto found = judged(climb, {{"nothing connected", -5.3, -5, {}}});
  CHECK(found.cause == Cause::kVoltage);
  CHECK_THAT(found.reason, !ContainsSubstring("loopback"));
}

TEST_CASE("An output that fell silent while refining, or later, is a protection") {
  auto climb = distorted();
  climb.steps[1].collapsed = climb.collapsed = true;
  CHECK_THAT(judged(climb).reason, ContainsSubstring("-6.0 dBFS"));
  const auto later = distorted();
  CHECK(judge({later, 0.01, -5.4, 0.1, {}, {}, {}, {}, -5.2}).cause == Cause::kProtection);
}

TEST_CASE("Only another load, at the same frequency and volume, tells the voltage from the current") {
  const LoadSeen now{1000, 8, 9, 5};
  const auto told = [&](LoadSeen then) {
    OtherLoad other{"a load", -5.3, -5.3, 0.2, then};
    return not_comparable(other, now).value_or("");
  };
  CHECK(told({1000, 16, 17, 5}).empty());
  CHECK(told({1000, 5.3, 6.3, 5}).empty());
  CHECK_THAT(told({1000, 8, 9, 5}), ContainsSubstring("the same"));
  CHECK_THAT(told({1000, 10, 11, 5}), ContainsSubstring("the same"));
  CHECK_THAT(told({55, 16, 17, 5}), ContainsSubstring("55 Hz"));
  // 1 ohm of Zout: 0.9 into 9 ohm, 0.944 into 17
  CHECK(told({1000, 16, 17, 5 / 0.9 * 17 / 18}).empty());
  CHECK_THAT(told({1000, 16, 17, 4.8}), ContainsSubstring("volume"));
  CHECK_THAT(told({1000, 16, 17, 10.5}), ContainsSubstring("volume"));
  CHECK(not_comparable({"a load", -5.3, -5.3, 0.2}, now).has_value());
}
