// What stands between a user and a burnt headphone: no command plays louder than [limits] allow.
#include "session/level.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "session/measure.hpp"
#include "support/catch.hpp"
#include "support/simulated.hpp"

using namespace ohmbench;

namespace {

/// Remembers the loudest volts that the simulated load ever saw, in any run, from the converters' samples.
class Watched : public audio::AudioDevice {
 public:
  Watched(const devices::BenchSetup& setup, core::Sense sense)
      : bench_(setup), setup_(setup), sense_(sense) {}
  const audio::DeviceInfo& info() const override { return bench_.info(); }
  audio::Capture play_and_record(const audio::PlayRequest& request, const audio::Progress& progress,
                                 std::stop_token stop) override {
    auto capture = bench_.play_and_record(request, progress, stop);
    double peak = 0;
    for (const auto& track : request.outputs) {
      for (const float x : track.samples) peak = std::max(peak, static_cast<double>(std::abs(x)));
    }
    peaks_fs.push_back(peak);
    loudest_fs = std::max(loudest_fs, peak);
    const auto& a = capture.channels[0];
    const auto& b = capture.channels[1];
    // the loudest 100 ms
    const auto window = static_cast<std::size_t>(0.1 * request.sample_rate_hz);
    for (std::size_t at = 0; at + window <= a.size(); at += window / 2) {
      double sum = 0;
      for (std::size_t n = at; n < at + window; ++n) {
        const double va = a[n] * setup_.adc_full_scale_volt[0];
        const double vb = b[n] * setup_.adc_full_scale_volt[1];
        sum += std::pow(sense_ == core::Sense::kHighSide ? vb : va - vb, 2);
      }
      loudest_volt = std::max(loudest_volt, std::sqrt(sum / static_cast<double>(window)));
    }
    if (first_volt < 0) first_volt = loudest_volt;
    return capture;
  }
  void set_state(core::FixtureState state) { bench_.set_state(state); }

  double loudest_volt = 0;
  double loudest_fs = 0;
  double first_volt = -1;        ///< across the load while the first signal was played
  std::vector<double> peaks_fs;  ///< of each signal played

 private:
  devices::VirtualBench bench_;
  devices::BenchSetup setup_;
  core::Sense sense_;
};

struct Outcome {
  double loudest_volt;
  double loudest_fs;
  double level_dbfs;
};

Outcome measure(const test::Simulated& s, const session::MeasureOptions& options) {
  workbench::OpenBench open;
  auto watched = std::make_unique<Watched>(s.setup, s.bench.rig.sense);
  auto* raw = watched.get();
  open.device = std::move(watched);
  open.rewire = [raw](core::FixtureState state) { raw->set_state(state); };
  const auto result = session::measure_impedance(s.bench, open, options, {});
  return {raw->loudest_volt, raw->loudest_fs, result.provenance.plan.level.value()};
}

core::ErrorKind refusal(const test::Simulated& s, const session::MeasureOptions& options) {
  try {
    measure(s, options);
  } catch (const core::Error& error) {
    return error.kind();
  }
  FAIL("was not refused");
  return {};
}

}  // namespace

TEST_CASE(
    "Automatic level comes near load_max_volt and never exceeds it, in any 100 ms, with every stimulus and "
    "topology") {
  const auto kind = GENERATE(stimulus::Kind::kMultisine, stimulus::Kind::kSweep, stimulus::Kind::kStepped);
  for (const char* sense : {"", "sense = \"low-side\"\n"}) {
    for (const double gain : {0.3, 3.0}) {
      test::Simulated s(sense);
      s.setup.amplifier.gain = gain;
      s.bench.limits.load_max = core::Volts(0.2);
      session::MeasureOptions options;
      options.stimulus = kind;
      if (kind == stimulus::Kind::kStepped) options.points_per_octave = 1;
      const auto outcome = measure(s, options);
      INFO(stimulus::name_of(kind) << " " << sense << " gain " << gain);
      CHECK(outcome.loudest_volt <= 0.2);
      CHECK(outcome.loudest_volt > 0.08);
      CHECK(outcome.loudest_fs <= 1.0);
    }
  }
}

TEST_CASE(
    "A resonance that hides between the probe's lines does not exceed the limit, in a narrow band or "
    "stepped") {
  struct Case {
    double re_ohm, f0_hz, q, from_hz, to_hz, ppo;
    stimulus::Kind kind;
  };
  for (const auto& c : {Case{16, 70, 3, 60, 80, 24, stimulus::Kind::kMultisine},
                        Case{8, 30, 10, 27, 33, 100, stimulus::Kind::kMultisine},
                        Case{16, 70, 3, 10, 20000, 24, stimulus::Kind::kMultisine},
                        Case{16, 12, 15, 10, 60, 24, stimulus::Kind::kStepped},
                        Case{8, 30, 10, 25, 40, 24, stimulus::Kind::kStepped},
                        Case{16, 70, 3, 1, 20000, 24, stimulus::Kind::kSweep}}) {
    test::Simulated s("", 100);
    s.setup.load = {};
    s.setup.load.re_ohm = c.re_ohm;
    s.setup.load.resonances = {{300, c.f0_hz, c.q}};
    s.bench.limits.load_max = core::Volts(0.1);
    session::MeasureOptions options;
    options.stimulus = c.kind;
    options.from_hz = c.from_hz;
    options.to_hz = c.to_hz;
    options.points_per_octave = c.ppo;
    const auto outcome = measure(s, options);
    INFO(stimulus::name_of(c.kind) << " " << c.f0_hz << " Hz, Q " << c.q);
    CHECK(outcome.loudest_volt <= 0.1);
  }
}

TEST_CASE("An input that hears nothing ends the measurement with the probe, whichever it is") {
  for (const char* wiring :
       {"load_channel = 4\n", "source_channel = 4\nload_channel = 2\nsense = \"low-side\"\n"}) {
    test::Simulated s(wiring, 1);
    s.setup.imperfections.noise_dbfs = -100;
    s.bench.limits.load_max = core::Volts(0.1);
    CHECK(refusal(s, {}) == core::ErrorKind::kNotValid);
  }
}

TEST_CASE("load_max_watt bounds the level too") {
  test::Simulated s;
  s.setup.load = {};
  s.setup.load.re_ohm = 32;
  s.bench.limits.load_max_power = core::Watts(1e-3);
  const auto outcome = measure(s, {});
  CHECK(outcome.loudest_volt * outcome.loudest_volt / 32 < 1e-3);
  CHECK(outcome.loudest_volt * outcome.loudest_volt / 32 > 0.8e-3);
}

TEST_CASE("A level or a voltage above the limits is refused as unsafe before it is played") {
  test::Simulated s;
  s.bench.limits.load_max = core::Volts(0.1);
  session::MeasureOptions by_level;
  by_level.level.level = core::DbFs(-10);
  CHECK(refusal(s, by_level) == core::ErrorKind::kNotValid);
  session::MeasureOptions by_volt;
  by_volt.level.load_volt = core::Volts(0.11);
  CHECK(refusal(s, by_volt) == core::ErrorKind::kNotValid);
  by_volt.level.load_volt = core::Volts(0.05);
  CHECK(measure(s, by_volt).loudest_volt == Approx(0.05).epsilon(0.15));
}

TEST_CASE(
    "Where volts are unknown, limits cannot be held: the level stays at start_dbfs and more is refused") {
  test::Simulated s;
  s.bench.rig.adc_full_scale.reset();
  CHECK(measure(s, {}).level_dbfs == -40);
  session::MeasureOptions loud;
  loud.level.level = core::DbFs(-20);
  CHECK(refusal(s, loud) == core::ErrorKind::kNotValid);
}

TEST_CASE("Without any limit the automatic level stays at start_dbfs") {
  test::Simulated s;
  s.bench.limits.load_max.reset();
  CHECK(measure(s, {}).level_dbfs == -40);
}

TEST_CASE("A wish below start_dbfs is not exceeded by the probe") {
  test::Simulated s;
  session::MeasureOptions quiet;
  quiet.level.level = core::DbFs(-70);
  CHECK(measure(s, quiet).loudest_volt < 2.0 * 2.0 * std::pow(10, -70 / 20.0));
}

TEST_CASE("A probe that already exceeds the limit ends the measurement") {
  test::Simulated s;
  s.setup.amplifier.gain = 100;
  s.setup.adc_full_scale_volt = {40, 40};
  s.bench.rig.adc_full_scale = {core::PeakVolts(40), core::PeakVolts(40)};
  s.bench.limits.load_max = core::Volts(0.1);
  workbench::OpenBench open;
  auto watched = std::make_unique<Watched>(s.setup, s.bench.rig.sense);
  auto* raw = watched.get();
  open.device = std::move(watched);
  CHECK_THROWS_AS(session::measure_impedance(s.bench, open, {}, {}), core::Error);
  CHECK(raw->loudest_volt < 0.1);  // a whisper foretold what it would do
}

TEST_CASE(
    "Nothing is louder than a millivolt before it was heard, and no step is larger than foretold steps") {
  constexpr double kMillivolt = 1e-3;
  for (const double gain : {1.0, 20.0}) {
    test::Simulated s;
    s.setup.imperfections.noise_dbfs = -120;
    s.setup.amplifier.gain = gain;
    s.bench.limits.load_max = core::Volts(1.0);
    workbench::OpenBench open;
    auto watched = std::make_unique<Watched>(s.setup, s.bench.rig.sense);
    auto* raw = watched.get();
    open.device = std::move(watched);
    session::measure_impedance(s.bench, open, {}, {});
    INFO("gain " << gain);
    CHECK(raw->first_volt > 0);
    CHECK(raw->first_volt < kMillivolt);
    REQUIRE(raw->peaks_fs.size() >= 3);
    // from start_dbfs on; up to there the whisper foretold it
    const double start_fs =
        *std::find_if(raw->peaks_fs.begin(), raw->peaks_fs.end(), [](double peak) { return peak > 0.01; });
    CHECK(start_fs < 0.05);
    for (std::size_t i = 1; i < raw->peaks_fs.size(); ++i) {
      if (raw->peaks_fs[i - 1] >= start_fs) CHECK(raw->peaks_fs[i] < 6 * raw->peaks_fs[i - 1]);
    }
  }
}

TEST_CASE("A bench that changes while it gets louder is refused before the measurement's level") {
  test::Simulated s;
  s.bench.limits.load_max = core::Volts(1.0);
  s.setup.faults = {devices::Fault::kAutomaticGain};
  workbench::OpenBench open;
  auto watched = std::make_unique<Watched>(s.setup, s.bench.rig.sense);
  auto* raw = watched.get();
  open.device = std::move(watched);
  CHECK_THROWS_AS(session::measure_impedance(s.bench, open, {}, {}), core::Error);
  CHECK(raw->loudest_volt < 0.5);
}

TEST_CASE("No signal at the inputs never makes the program play louder") {
  test::Simulated s;
  s.setup.imperfections.noise_dbfs = -100;
  s.setup.faults = {devices::Fault::kMutedOutput};
  workbench::OpenBench open;
  auto watched = std::make_unique<Watched>(s.setup, s.bench.rig.sense);
  auto* raw = watched.get();
  open.device = std::move(watched);
  CHECK_THROWS_AS(session::measure_impedance(s.bench, open, {}, {}), core::Error);
  CHECK(raw->loudest_fs < 0.05);  // the probe at −40 dBFS and no more
}
