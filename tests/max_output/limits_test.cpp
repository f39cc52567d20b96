// The limits of the bench hold in every sweep, and what is not known stops it before anything is loud.
#include <cmath>
#include <numbers>

#include "adjustment/calibrate.hpp"
#include "core/error.hpp"
#include "max_output/measure.hpp"
#include "support/catch.hpp"
#include "support/simulated.hpp"

using namespace ohmbench;

namespace {

max_output::Options quick() {
  max_output::Options options;
  options.bursts = options.hold = options.open = false;
  options.repeats = 0;
  return options;
}

/// A device that keeps the most that the load got, RMS over 0.2 s, as an ideal meter would.
class Watched : public audio::AudioDevice {
 public:
  Watched(std::unique_ptr<audio::AudioDevice> inner, double full_scale, double& most)
      : inner_(std::move(inner)), full_scale_(full_scale), most_(most) {}
  const audio::DeviceInfo& info() const override { return inner_->info(); }
  audio::Capture play_and_record(const audio::PlayRequest& request, const audio::Progress& progress,
                                 std::stop_token stop) override {
    auto capture = inner_->play_and_record(request, progress, stop);
    const auto& b = capture.channels[1];
    const auto window = static_cast<std::size_t>(0.2 * capture.sample_rate_hz);
    for (std::size_t at = 0; at + window <= b.size(); at += window / 4) {
      double sum = 0;
      for (std::size_t n = at; n < at + window; ++n) sum += std::pow(full_scale_ * b[n], 2);
      most_ = std::max(most_, std::sqrt(sum / static_cast<double>(window)));
    }
    return capture;
  }

 private:
  std::unique_ptr<audio::AudioDevice> inner_;
  double full_scale_;
  double& most_;
};

}  // namespace

TEST_CASE("The load never gets more than load_max_volt, and the sweep ends within 1 % of it") {
  const double limit = GENERATE(0.05, 0.31, 0.6);
  test::Simulated s;
  s.setup.imperfections.noise_dbfs = -105;
  s.bench.limits.load_max = core::Volts(limit);
  double most = 0;
  auto open = s.open();
  open.device = std::make_unique<Watched>(std::move(open.device), 4.0, most);
  const auto result = max_output::measure(s.bench, open, quick(), {});
  CHECK(result.sweeps.front().limited_by == "limit");
  CHECK(result.sweeps.front().judgement.cause == max_output::Cause::kLimit);
  CHECK(result.sweeps.front().most.volt > 0.99 * limit);
  CHECK(most < limit);
}

TEST_CASE("Watts limit as volts do, and the DAC's full scale where nothing else does") {
  test::Simulated s;
  s.bench.limits.load_max = core::Volts(50);
  s.bench.limits.load_max_power = core::Watts(0.004);
  auto open = s.open();
  const auto watt = max_output::measure(s.bench, open, quick(), {}).sweeps.front();
  CHECK(watt.limited_by == "limit");
  CHECK(watt.most.watt < 0.004);
  CHECK(watt.most.watt > 0.98 * 0.004);
  s.bench.limits.load_max_power = core::Watts(5);
  auto again = s.open();
  const auto dac = max_output::measure(s.bench, again, quick(), {}).sweeps.front();
  CHECK(dac.limited_by == "dac");
  CHECK(dac.judgement.cause == max_output::Cause::kDac);
  const auto z = s.setup.load.impedance(1000);
  CHECK(dac.most.volt == Approx(std::numbers::sqrt2 * std::abs(z / (z + 34.0))).epsilon(0.002));
}

TEST_CASE("Watts beside a small resistor stay within their limit whatever the inputs' ratio hides") {
  constexpr double kWatt = 0.004;
  for (const double b_db : {-0.4, 0.2, 0.4}) {
    test::Simulated s("", 1);
    s.setup.imperfections.channel_gain_db = {0, b_db};
    s.bench.limits.load_max = core::Volts(50);
    s.bench.limits.load_max_power = core::Watts(kWatt);
    s.bench.limits.start = core::DbFs(-50);
    double most = 0;
    auto open = s.open();
    open.device = std::make_unique<Watched>(std::move(open.device), 4.0, most);
    try {
      max_output::measure(s.bench, open, quick(), {});
    } catch (const core::Error&) {  // a ratio that makes ohms of no load is refused: as safe
    }
    const double volt = most / std::pow(10, b_db / 20);
    const auto z = s.setup.load.impedance(1000);
    INFO(b_db << " dB: " << volt << " V");
    CHECK(volt * volt * z.real() / std::norm(z) < kWatt);
  }
}

TEST_CASE("Volts are those of the calibration: an input that reads 0.4 dB low is put right") {
  test::Simulated s;
  s.setup.imperfections.channel_gain_db = {0, -0.4};
  s.bench.limits.load_max = core::Volts(0.3);
  const auto z = std::abs(s.setup.load.impedance(1000));
  auto open = s.open();
  const auto before = max_output::measure(s.bench, open, quick(), {}).sweeps.front();
  CHECK(std::abs(before.load_ohm / z - 1) > 0.05);
  adjustment::CalibrateOptions options;
  for (const auto state : {core::FixtureState::kBridged, core::FixtureState::kOpen}) {
    options.state = state;
    s.bench.calibration = adjustment::calibrate_step(s.bench, open, options, {}).calibration;
  }
  const auto after = max_output::measure(s.bench, open, quick(), {}).sweeps.front();
  CHECK(after.load_ohm == Approx(z).epsilon(0.002));
  CHECK(after.most.volt < 0.3);
  CHECK(after.most.volt > 0.99 * 0.3);
}

TEST_CASE("Without volts, without limits, or at an impossible frequency nothing is played") {
  test::Simulated s;
  auto open = s.open();
  auto no_volts = s.bench;
  no_volts.rig.adc_full_scale.reset();
  CHECK_THROWS_WITH(max_output::measure(no_volts, open, {}, {}), ContainsSubstring("volts of the inputs"));
  auto no_limits = s.bench;
  no_limits.limits.load_max.reset();
  no_limits.limits.load_max_power.reset();
  CHECK_THROWS_WITH(max_output::measure(no_limits, open, {}, {}), ContainsSubstring("load_max_volt"));
  auto options = quick();
  options.frequencies_hz = {21000};
  CHECK_THROWS_WITH(max_output::measure(s.bench, open, options, {}), ContainsSubstring("21000 Hz"));
}
