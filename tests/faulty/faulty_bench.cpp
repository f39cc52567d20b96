#include "faulty/faulty_bench.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "core/error.hpp"
#include "devices/bench_response.hpp"
#include "session/measure.hpp"

namespace ohmbench::test {
namespace {

using core::FixtureState;
using devices::Fault;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  double uniform(double from, double to) {
    return from + (to - from) * static_cast<double>(random_() >> 11) * 0x1p-53;
  }
  double log_uniform(double from, double to) { return from * std::pow(to / from, uniform(0, 1)); }
  bool chance(double p) { return uniform(0, 1) < p; }
  std::size_t one_of(std::size_t count) {
    return std::min(count - 1, static_cast<std::size_t>(uniform(0, static_cast<double>(count))));
  }

 private:
  std::mt19937_64 random_;
};

/// What is wrong besides devices::Fault.
enum class Disturbance { kNoise, kHum, kClock, kBent };
constexpr std::size_t kDisturbances = 4;

void draw_disturbance(Dice& dice, FaultyBench& f) {
  auto& i = f.bench.setup.imperfections;
  switch (static_cast<Disturbance>(dice.one_of(kDisturbances))) {
    case Disturbance::kNoise:
      i.noise_dbfs = dice.uniform(-85, -55);
      f.faults += fmt::format(" noise {:.0f} dBFS", i.noise_dbfs);
      return;
    case Disturbance::kHum:
      i.hum_dbfs = dice.uniform(-75, -40);
      i.mains_hz += dice.uniform(-0.45, 0.45);
      f.faults += fmt::format(" hum {:.0f} dBFS at {:.2f} Hz", i.hum_dbfs, i.mains_hz);
      return;
    case Disturbance::kClock:
      i.clock_ppm = dice.uniform(-400, 400);
      f.faults += fmt::format(" clock {:.0f} ppm", i.clock_ppm);
      return;
    case Disturbance::kBent:
      f.bench.setup.amplifier.a2_per_volt = dice.log_uniform(1e-3, 0.3);
      f.bench.setup.amplifier.a3_per_volt2 = dice.log_uniform(1e-3, 0.3);
      f.faults += " bent amplifier";
  }
}

void draw_fault(Dice& dice, FaultyBench& f) {
  const auto all = devices::all_faults();
  const std::size_t at = dice.one_of(all.size() + kDisturbances);
  if (at >= all.size()) {
    draw_disturbance(dice, f);
    return;
  }
  auto& s = f.bench.setup;
  s.faults.push_back(all[at]);
  f.faults += " " + devices::name_of(all[at]);
  if (all[at] == Fault::kMonitorMix) f.faults += fmt::format(" {:.0f} dB", s.monitor_mix_db);
  // the truth is not in the data: the user says what the load is
  const bool two = s.faults.size() > 1;
  if (all[at] == Fault::kWrongResistor || two) f.options.expected_ohm = f.bench.rated_ohm;
}

/// The readings that the bench itself would give of what was calibrated, without noise: then sigma is the
/// noise of the measurement alone, and every fault must show against that.
void calibrate(FaultyBench& f) {
  const auto& setup = f.bench.setup;
  auto plan = session::plan_of(f.bench.bench, f.options);
  const auto f_hz = stimulus::render(plan).f_hz;
  constexpr double kRelativeSigma = 1e-5;  // to which the simulated impulse responses are true
  const auto standard = [&](FixtureState state, double ohm) {
    calibration::Standard result;
    result.state = state;
    result.ohm = ohm;
    for (const double at_hz : f_hz) {
      const auto r = devices::bench_response(setup, state, at_hz, f.bench.bench.interface.sample_rate_hz);
      result.reading.f_hz.push_back(at_hz);
      result.reading.h.push_back(r.b / r.a);
      result.reading.variance.push_back(std::norm(kRelativeSigma * result.reading.h.back()));
      result.reading.degrees_of_freedom.push_back(100);
    }
    return result;
  };
  auto& calibration = f.bench.bench.calibration;
  calibration.standards = {standard(FixtureState::kOpen, 0), standard(FixtureState::kShort, setup.short_ohm),
                           standard(FixtureState::kReference, setup.reference_resistor_ohm)};
}

}  // namespace

FaultyBench faulty_bench(std::uint64_t seed) {
  constexpr std::uint64_t kOtherStream = 0x9e3779b97f4a7c15;
  Dice dice(seed ^ kOtherStream);
  FaultyBench f;
  f.bench = random_bench(seed, {44100, 48000});
  auto& s = f.bench.setup;
  s.disturbed_at_s = dice.uniform(0.1, 4);
  s.dropout_every_s = dice.log_uniform(0.7, 6);
  s.monitor_mix_db = dice.uniform(-60, -6);
  s.analog_clip_fs = dice.log_uniform(0.02, 0.5);
  s.automatic_gain_linked = dice.chance(0.5);
  s.device_lost_after_s = dice.uniform(0.2, 5);
  f.options.from_hz = 20;
  const double kind = dice.uniform(0, 1);
  if (kind < 0.6) {
    f.options.seconds = dice.uniform(2.7, 4.5);
  } else if (kind < 0.75) {
    f.options.stimulus = stimulus::Kind::kSweep;
    f.options.seconds = dice.uniform(0.5, 1.5);
  } else if (kind < 0.9) {
    f.options.stimulus = stimulus::Kind::kSweep;
    f.options.seconds = dice.uniform(2.7, 3.6);
  } else {
    f.options.stimulus = stimulus::Kind::kStepped;
    f.options.points_per_octave = 2;
    f.options.seconds = 10;
  }
  f.calibrated = dice.chance(0.5);
  if (!dice.chance(0.2)) draw_fault(dice, f);
  if (!f.faults.empty() && dice.chance(1.0 / 6)) draw_fault(dice, f);
  // a single sweep and stepped sines play every frequency once: nothing in them tells a resistor that warms
  // by a thousandth from a load with that slope
  if (s.has(Fault::kWarmingResistor)) {
    if (f.options.stimulus == stimulus::Kind::kStepped) f.options.stimulus = stimulus::Kind::kMultisine;
    f.options.points_per_octave = session::MeasureOptions().points_per_octave;
    f.options.seconds = std::clamp(*f.options.seconds, 2.7, 4.5);
  }
  s.reference_resistor_ohm = f.bench.rated_ohm;
  if (f.calibrated) {
    FaultyBench healthy = f;
    healthy.bench.setup.faults.clear();
    calibrate(healthy);
    f.bench.bench.calibration = healthy.bench.bench.calibration;
  } else {
    // as the bench file says: one percent, drawn so that it stays within 1.7 standard deviations
    s.sense_resistor_ohm *= 1 + 0.01 * std::sqrt(3.0) * dice.uniform(-1, 1);
  }
  if (f.faults.empty()) f.faults = " nothing";
  f.faults = f.faults.substr(1);
  return f;
}

double Outcome::median() const {
  if (deviation.empty()) return 0;
  auto v = deviation;
  std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2), v.end());
  return v[v.size() / 2];
}

double Outcome::worst() const {
  return deviation.empty() ? 0 : *std::max_element(deviation.begin(), deviation.end());
}

double Outcome::share_beyond(double sigmas) const {
  if (deviation.empty()) return 0;
  const auto beyond =
      std::count_if(deviation.begin(), deviation.end(), [sigmas](double d) { return d > sigmas; });
  return static_cast<double>(beyond) / static_cast<double>(deviation.size());
}

Outcome measure(const FaultyBench& faulty) {
  Outcome outcome;
  auto open = faulty.bench.open();
  try {
    const auto result = session::measure_impedance(faulty.bench.bench, open, faulty.options, {});
    if (!result.provenance.valid()) {
      outcome.kind = Outcome::Kind::kInvalid;
      outcome.said = result.provenance.cause().name + ": " + result.provenance.cause().what;
      return outcome;
    }
    outcome.kind = Outcome::Kind::kValid;
    for (const auto& fault : result.provenance.faults) outcome.said += fault.name + " ";
    if (result.provenance.quality.repeated_periods > 0) outcome.said += "repeated ";
    const auto& curve = result.z.curve;
    for (std::size_t i = 0; i < curve.size(); ++i) {
      const auto truth = faulty.bench.setup.load.impedance(curve.f_hz[i]);
      const double error = std::abs(curve.z_ohm[i] - truth);
      outcome.deviation.push_back(error / curve.sigma_ohm[i]);
      outcome.worst_percent = std::max(outcome.worst_percent, 100 * error / std::abs(truth));
    }
  } catch (const core::Error& error) {
    outcome.said = error.what();
  }
  return outcome;
}

}  // namespace ohmbench::test
