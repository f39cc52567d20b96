// As long as the wanted uncertainty needs, and no longer.
#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "effort/duration.hpp"
#include "effort/qualify.hpp"
#include "support/catch.hpp"
#include "support/true_bench.hpp"

using namespace ohmbench;

namespace {

/// Matched resistor, a resonance of Q 5 that doubles Z three times, noise of a good interface.
test::Simulated resonant() {
  test::Simulated s;
  s.setup.load.re_ohm = 33;
  s.setup.load.le_henry = 0;
  s.setup.load.resonances = {{200, 52, 5.0}};
  s.setup.imperfections.noise_dbfs = -100;
  return s;
}

struct Outcome {
  session::LoadMeasurement measured;
  double played_s = 0;
};

Outcome measure(const test::Simulated& s, double wanted, effort::Spectrum spectrum) {
  auto open = s.open();
  session::MeasureOptions options;
  session::Material material;
  Outcome o{session::measure_impedance(s.bench, open, options, {}, {}, &material,
                                       [wanted, spectrum](auto&&... known) {
                                         return effort::acquire_until(wanted, spectrum, known...);
                                       }),
            0};
  for (const auto& take : material.acquired.runs.front().takes) o.played_s += take.plan.seconds;
  return o;
}

double worst_noise(const core::OhmCurve& curve) {
  double worst = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    if (curve.f_hz[i] >= 20 && curve.f_hz[i] <= 20000)
      worst = std::max(worst, curve.noise_ohm[i] / std::abs(curve.z_ohm[i]));
  }
  return worst;
}

}  // namespace

TEST_CASE("A wanted uncertainty is reached at every point, and a smaller one takes longer") {
  const auto s = resonant();
  double before_s = 0;
  for (const double wanted : {1e-2, 1e-3, 2e-5}) {
    const auto o = measure(s, wanted, effort::Spectrum::kAuto);
    INFO("wanted " << wanted << ", played " << o.played_s << " s");
    REQUIRE(o.measured.provenance.valid());
    CHECK(worst_noise(o.measured.z.curve) <= wanted);
    CHECK(o.played_s >= before_s);
    CHECK(o.played_s <= effort::kMostPlayingSeconds);
    CHECK(o.measured.provenance.quality.repeated_periods == 0);
    before_s = o.played_s;
  }
  CHECK(before_s > 2);
}

TEST_CASE("What the resistor's tolerance makes unreachable is said, with the cause") {
  auto s = resonant();
  s.bench.rig.sense_resistor_relative_sigma = 0.01;
  const auto o = measure(s, 1e-3, effort::Spectrum::kFlat);
  const auto& warnings = o.measured.provenance.quality.warnings;
  CHECK(std::any_of(warnings.begin(), warnings.end(), [](const std::string& w) {
    return w.find("0.1 % cannot be reached") != std::string::npos;
  }));
  effort::Forecast exact{{100, 1000}, {1, 1}, {1e-4, 2e-4}, {"sense resistor", "channel ratio"}};
  CHECK(effort::unreachable(exact, 1e-3).empty());
  CHECK(effort::unreachable(exact, 1.5e-4).find("channel ratio") != std::string::npos);
}

TEST_CASE("A stimulus of one's own and a wanted uncertainty exclude each other") {
  const auto s = resonant();
  auto open = s.open();
  session::MeasureOptions options;
  options.stimulus = stimulus::Kind::kStepped;
  CHECK_THROWS_AS(effort::acquire_until(1e-3, effort::Spectrum::kAuto, s.bench, open, options, {}, {}),
                  core::Error);
}

TEST_CASE("The shortest record is the one from which on all keep the wanted uncertainty") {
  effort::Qualification q;
  q.uncertainty = 1e-3;
  for (const auto& [seconds, worst] : {std::pair{0.3, 0.9e-3}, {0.4, 1.4e-3}, {0.5, 0.8e-3}, {1.0, 0.2e-3}}) {
    q.tried.push_back({seconds, worst, 50, 0, false});
  }
  effort::judge(q);
  CHECK(q.shortest_seconds == 0.5);
  CHECK(q.tried[0].keeps);
  CHECK_FALSE(q.tried[1].keeps);
  q.tried.back().worst_deviation = 2e-3;
  effort::judge(q);
  CHECK(q.shortest_seconds == 0);
}

TEST_CASE("Deviation is relative, and counts from 20 Hz to 20 kHz only") {
  core::OhmCurve reference{{10, 100, 1000, 21000}, {8, 8, 8, 8}, {0, 0, 0, 0}, {0, 0, 0, 0}};
  auto curve = reference;
  curve.z_ohm = {16, 8.08, {8, 0.04}, 16};
  const auto d = effort::deviation(curve, reference);
  CHECK(d.worst == Approx(0.01));
  CHECK(d.at_hz == 100);
}

TEST_CASE(
    "Qualifying a resonant load finds a record shorter than the reference, and a stricter wish a longer "
    "one") {
  auto s = resonant();
  s.setup.load.resonances = {{200, 25, 8.0}};
  s.setup.imperfections.noise_dbfs = -120;
  const auto shortest = [&](double wanted) {
    auto open = s.open();
    return effort::qualify(wanted, s.bench, open, {}, {}, {}).shortest_seconds;
  };
  const double loose = shortest(1e-2);
  const double strict = shortest(1e-4);
  INFO(loose << " s and " << strict << " s");
  CHECK(loose > 0);
  CHECK(loose <= 1);
  CHECK(strict > loose);
}

TEST_CASE("A volume turned up after the probe is refused by every measurement that chooses its own length") {
  test::Simulated s("", 10);
  s.setup.load = {};
  s.setup.load.re_ohm = 32;
  s.setup.amplifier.gain = 5;
  s.setup.adc_full_scale_volt = {40, 40};
  s.setup.imperfections.noise_dbfs = -110;
  s.bench.rig.adc_full_scale = {core::PeakVolts(40), core::PeakVolts(40)};
  s.bench.limits.sense_resistor_max = core::Watts(2);
  s.bench.limits.load_max = core::Volts(0.5);
  auto undisturbed = test::open_truly(s);
  session::prepare_load(s.bench, undisturbed.open, {}, {}, {});
  const int probed = undisturbed.device->calls;
  for (const double louder : {3.0, 8.0, 30.0}) {
    for (const bool is_qualified : {false, true}) {
      auto opened = test::open_truly(s);
      opened.device->louder_from = probed + 1;
      opened.device->louder = louder;
      INFO(louder << " times, " << (is_qualified ? "qualified" : "until"));
      if (is_qualified) {
        CHECK_THROWS_AS(effort::qualify(1e-2, s.bench, opened.open, {}, {}, {}), core::Error);
      } else {
        CHECK_THROWS_AS(
            effort::acquire_until(1e-3, effort::Spectrum::kAuto, s.bench, opened.open, {}, {}, {}),
            core::Error);
      }
      // a short step or its repetition, 6 dB below the level at least
      CHECK(opened.device->calls <= probed + 2);
      CHECK(opened.device->most_volt <= 0.5 * louder / 2);
    }
  }
}
