// From end to end on the virtual bench: the maximum is where the simulated amplifier ends, and the cause is
// what was simulated.
#include <cmath>
#include <numbers>

#include "max_output/measure.hpp"
#include "support/catch.hpp"
#include "support/simulated.hpp"

using namespace ohmbench;
using max_output::Cause;

namespace {

constexpr double kClipPeak = 1.2;  // V, of 2 V full scale
/// of the fundamental over the sine that just clips, at 1 % THD: the hard clipper's closed form
const double kAtOnePercent = std::pow(10, 0.20113036069237292 / 20);

test::Simulated into(double ohm, double henry = 0) {
  test::Simulated s;
  s.setup.load = {};
  s.setup.load.re_ohm = ohm;
  s.setup.load.le_henry = henry;
  s.setup.imperfections.noise_dbfs = -105;
  s.setup.imperfections.latency_frames = 700;
  s.setup.amplifier.clip_volt_peak = 1.9;
  s.bench.limits.load_max = core::Volts(5);
  s.bench.limits.sense_resistor_max = core::Watts(2);
  s.bench.limits.start = core::DbFs(-16);  // fewer steps
  return s;
}

/// Only what the cause needs: quick.
max_output::Options quick() {
  max_output::Options options;
  options.bursts = options.hold = options.open = false;
  options.repeats = 0;
  return options;
}

max_output::Sweep swept(const test::Simulated& s, const max_output::Options& options = {}) {
  auto open = s.open();
  return max_output::measure(s.bench, open, options, {}).sweeps.front();
}

/// Volts across the load per volt of EMF.
double divider(const test::Simulated& s, double f_hz) {
  const auto z = s.setup.load.impedance(f_hz);
  return std::abs(z / (z + s.setup.sense_resistor_ohm + s.setup.amplifier.output_impedance(f_hz)));
}

}  // namespace

TEST_CASE("A voltage clip is found within 0.5 %, and told by the open output that clips at the same drive") {
  auto s = into(32);
  s.setup.amplifier.clip_volt_peak = kClipPeak;
  const auto found = swept(s);
  const double just = kClipPeak / std::numbers::sqrt2 * divider(s, 1000);
  CHECK(found.limited_by == "thd-n");
  CHECK(found.most.volt == Approx(just * kAtOnePercent).epsilon(0.005));
  CHECK(found.most.ampere == Approx(found.most.volt / 32).epsilon(0.005));
  CHECK(found.most.watt == Approx(found.most.volt * found.most.volt / 32).epsilon(0.005));
  REQUIRE(found.clip_volt.has_value());
  CHECK(*found.clip_volt == Approx(just).epsilon(0.005));
  CHECK(found.load_ohm == Approx(32).epsilon(0.001));
  REQUIRE(found.gain_db.has_value());
  CHECK(*found.gain_db == Approx(20 * std::log10(65.0 / 66)).margin(0.01));  // 1 ohm into 33 + 32
  CHECK(found.judgement.cause == Cause::kVoltage);
  REQUIRE(found.short_term.has_value());
  CHECK(std::abs(found.short_term->gain_db) < 0.1);
  REQUIRE(found.sustained.has_value());
  CHECK(std::abs(found.sustained->change_db) < 0.02);
}

TEST_CASE("Into one resistor, with no other state to look at, the cause of a current limit stays unknown") {
  auto s = into(32);
  s.setup.amplifier.limit_ampere_peak = 0.01;
  CHECK(swept(s, quick()).judgement.cause == Cause::kUnknown);
}

TEST_CASE("A current limit is told from a voltage limit: by the open output, or by a load with a coil") {
  constexpr double kLimit = 0.01;  // A peak
  auto s = into(32);
  s.setup.amplifier.limit_ampere_peak = kLimit;
  auto options = quick();
  options.open = options.bursts = true;
  const auto by_open = swept(s, options);
  CHECK(by_open.judgement.cause == Cause::kCurrent);
  CHECK(by_open.most.ampere == Approx(kLimit / std::numbers::sqrt2 * kAtOnePercent).epsilon(0.01));

  auto coil = into(32, 8e-3);  // 50 ohm at 1 kHz
  coil.setup.amplifier.limit_ampere_peak = kLimit;
  CHECK(swept(coil, quick()).judgement.cause == Cause::kCurrent);
  coil.setup.amplifier.limit_ampere_peak = std::numeric_limits<double>::infinity();
  coil.setup.amplifier.clip_volt_peak = kClipPeak;
  CHECK(swept(coil, quick()).judgement.cause == Cause::kVoltage);
}

TEST_CASE(
    "A supply that sags within a tone is told by bursts, one that sags over seconds by holding the tone") {
  auto s = into(32);
  s.setup.amplifier.sag_ohm = 30;
  s.setup.amplifier.sag_s = 0.1;
  auto options = quick();
  options.bursts = true;
  const auto quickly = swept(s, options);
  CHECK(quickly.judgement.cause == Cause::kSag);
  REQUIRE(quickly.short_term.has_value());
  CHECK(quickly.short_term->gain_db > 0.5);

  s.setup.amplifier.sag_s = 3;
  options = quick();
  options.hold = true;
  const auto slowly = swept(s, options);
  CHECK(slowly.judgement.cause == Cause::kSag);
  REQUIRE(slowly.sustained.has_value());
  CHECK(slowly.sustained->change_db < -0.1);
}

TEST_CASE("A protection that opens is told from a lost buffer") {
  auto s = into(32);
  s.setup.amplifier.protect_ampere_peak = 0.01;
  const auto found = swept(s);
  CHECK(found.judgement.cause == Cause::kProtection);
  CHECK(found.limited_by == "thd-n");
  CHECK(found.climb.steps.back().collapsed);
  CHECK(found.most.ampere < 0.01 / std::numbers::sqrt2);

  auto lossy = into(32);
  lossy.setup.amplifier.clip_volt_peak = kClipPeak;
  lossy.setup.faults = {devices::Fault::kDropout};
  lossy.setup.dropout_every_s = 1.1;
  auto open = lossy.open();
  const auto result = max_output::measure(lossy.bench, open, quick(), {});
  CHECK(result.sweeps.front().limited_by == "thd-n");
  CHECK(result.sweeps.front().most.volt ==
        Approx(kClipPeak / std::numbers::sqrt2 * divider(lossy, 1000) * kAtOnePercent).epsilon(0.005));
}

TEST_CASE("Several frequencies are swept one after the other, each into the load's impedance there") {
  auto s = into(32, 5e-3);
  s.setup.amplifier.clip_volt_peak = kClipPeak;
  auto options = quick();
  options.frequencies_hz = {1000, 50};
  auto open = s.open();
  const auto result = max_output::measure(s.bench, open, options, {});
  REQUIRE(result.sweeps.size() == 2);
  for (const auto& sweep : result.sweeps) {
    CHECK(sweep.load_ohm == Approx(std::abs(s.setup.load.impedance(sweep.f_hz))).epsilon(0.002));
    CHECK(sweep.most.volt ==
          Approx(kClipPeak / std::numbers::sqrt2 * divider(s, sweep.f_hz) * kAtOnePercent).epsilon(0.02));
  }
  CHECK(result.sweeps[1].f_hz == Approx(50));
}

namespace {

/// Output 2 drives a second channel of the amplifier, 0.3 dB quieter, whose terminal is on input 4.
class TwoChannels : public audio::AudioDevice {
 public:
  explicit TwoChannels(std::unique_ptr<audio::AudioDevice> inner) : inner_(std::move(inner)) {}
  const audio::DeviceInfo& info() const override { return inner_->info(); }
  audio::Capture play_and_record(const audio::PlayRequest& request, const audio::Progress& progress,
                                 std::stop_token stop) override {
    auto asked = request;
    const bool second = asked.outputs.front().channel == 2;
    if (second) asked.outputs.front().channel = 1;
    for (int& c : asked.input_channels)
      if (c == 4) c = 1;
    auto capture = inner_->play_and_record(asked, progress, stop);
    const auto quieter = static_cast<float>(std::pow(10, -0.3 / 20));
    for (float& x : capture.channels.front()) x *= second ? quieter : 1.0F;
    return capture;
  }

 private:
  std::unique_ptr<audio::AudioDevice> inner_;
};

}  // namespace

TEST_CASE("Where two channels of the amplifier are wired their balance is told over frequency") {
  auto s = into(32);
  s.setup.amplifier.clip_volt_peak = kClipPeak;
  auto open = s.open();
  CHECK_FALSE(max_output::measure(s.bench, open, quick(), {}).balance.has_value());
  s.bench.wiring.second_output_channel = 2;
  s.bench.wiring.second_source_channel = 4;
  open.device = std::make_unique<TwoChannels>(std::move(open.device));
  const auto balance = max_output::measure(s.bench, open, quick(), {}).balance;
  REQUIRE(balance.has_value());
  CHECK(balance->db_at_1khz == Approx(-0.3).margin(0.005));
  for (const double db : balance->db) CHECK(db == Approx(-0.3).margin(0.02));
}

TEST_CASE("Noise at the output is that of the inputs' noise in the band, flat and A-weighted") {
  auto s = into(32);
  s.setup.amplifier.clip_volt_peak = kClipPeak;
  s.setup.imperfections.noise_dbfs = -90;
  auto open = s.open();
  const auto noise = max_output::measure(s.bench, open, quick(), {}).noise;
  // white noise of −90 dBFS up to 24 kHz, of a full scale of 4 V peak
  const double all = 4 / std::numbers::sqrt2 * std::pow(10, -90.0 / 20);
  CHECK(noise.flat_volt == Approx(all * std::sqrt(19980.0 / 24000)).epsilon(0.05));
  CHECK(noise.a_weighted_volt < noise.flat_volt);
  CHECK(noise.a_weighted_volt > 0.6 * noise.flat_volt);
}
