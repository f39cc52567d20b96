// The same load at several levels: found where it depends on the level, and only there.
#include "findings/level_dependence.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "support/catch.hpp"

using namespace ohmbench;
using findings::LevelDependence;
using Complex = std::complex<double>;

namespace {

/// Four runs (loudest, −6, −12 dB, loudest) of a load of 8 Ω and a resonance.
struct Bench {
  double noise = 1e-4;  ///< relative, at the loudest level
  double change = 0;    ///< relative, from small signals to the loudest level
  double change_to_hz = 1e9;
  double drift = 0;  ///< relative, from the first run to the last
  std::mt19937_64 random{7};
  std::normal_distribution<double> gauss;

  std::vector<findings::LevelRun> runs() {
    std::vector<findings::LevelRun> result;
    const double db[] = {0, -6.0206, -12.0412, 0};
    for (int run = 0; run < 4; ++run) {
      findings::LevelRun r;
      r.level = core::DbFs(-20 + db[run]);
      const double volts = std::pow(10, db[run] / 20);
      for (double f = 20; f < 20000; f *= std::exp2(1.0 / 24)) {
        const Complex z = 8.0 + 30.0 / Complex(1, 4 * (f / 60 - 60 / f));
        const double moved = (f < change_to_hz ? change * volts * volts : 0) + drift * run / 3.0;
        const double sigma = noise / volts * std::abs(z);
        r.curve.f_hz.push_back(f);
        r.curve.z_ohm.push_back(z * (1 + moved) +
                                sigma * std::sqrt(0.5) * Complex(gauss(random), gauss(random)));
        r.curve.noise_ohm.push_back(sigma);
        r.curve.sigma_ohm.push_back(std::hypot(sigma, 0.01 * std::abs(z)));
      }
      result.push_back(std::move(r));
    }
    return result;
  }
};

double at(const LevelDependence& d, double f_hz, const std::vector<double>& values) {
  const auto right = std::lower_bound(d.f_hz.begin(), d.f_hz.end(), f_hz);
  return values[static_cast<std::size_t>(right - d.f_hz.begin())];
}

}  // namespace

TEST_CASE("A load that does not depend on the level is called so; one in a thousand may be a false alarm") {
  Bench bench;
  bench.noise = 5e-4;  // so much that a significant change is a relevant one, too
  int alarms = 0, significant = 0;
  double beyond_95 = 0, points = 0;
  constexpr int kMeasurements = 500;
  for (int i = 0; i < kMeasurements; ++i) {
    const auto d = findings::level_dependence(bench.runs());
    alarms += d.verdict == LevelDependence::Verdict::kYes;
    significant += d.significance > 3.5;
    for (std::size_t k = 0; k < d.f_hz.size(); ++k, ++points) beyond_95 += d.change[k] > 1.7308 * d.sigma[k];
  }
  INFO(alarms << " alarms, " << significant << " significant, beyond the 95 % circle " << beyond_95 / points);
  CHECK(alarms <= 2);
  CHECK(significant <= 2);
  CHECK(beyond_95 / points > 0.02);  // half of the drift that noise feigns makes it smaller than 0.05
  CHECK(beyond_95 / points < 0.06);
}

TEST_CASE("A change with the level is found with its size and place, and the curve carries it") {
  Bench bench;
  bench.change = 0.01;
  bench.change_to_hz = 200;
  const auto runs = bench.runs();
  const auto d = findings::level_dependence(runs);
  CHECK(d.verdict == LevelDependence::Verdict::kYes);
  CHECK(d.largest_hz < 200);
  CHECK(d.largest_change == Approx(0.01).epsilon(0.1));
  CHECK(d.significance > 20);
  CHECK(at(d, 1000, d.change) < 1e-3);
  impedance::ImpedanceCurve z{runs.front().curve, {}, {}, {}};
  for (std::size_t i = 0; i < z.curve.size(); ++i) {
    impedance::add_to(z.budget, impedance::kNoiseTerm, false, i, z.curve.noise_ohm[i]);
    impedance::add_to(z.budget, impedance::kDistortionTerm, false, i, 0.006 * std::abs(z.curve.z_ohm[i]));
  }
  findings::add_level_term(d, z);
  const auto expected = [](double noise, double moved) { return std::hypot(noise, std::max(moved, 0.006)); };
  for (std::size_t i = 0; i < z.curve.size(); ++i) {
    const double moved = z.curve.f_hz[i] < 170 ? 0.01 : z.curve.f_hz[i] > 240 ? 0.0 : -1;
    if (moved < 0) continue;
    CHECK(z.curve.sigma_ohm[i] / std::abs(z.curve.z_ohm[i]) ==
          Approx(expected(bench.noise, moved)).epsilon(0.1));
  }
}

TEST_CASE("Drift between the runs is not taken for a dependence on the level") {
  Bench bench;
  bench.drift = 0.01;
  const auto d = findings::level_dependence(bench.runs());
  CHECK(d.verdict != LevelDependence::Verdict::kYes);
  CHECK(at(d, 1000, d.sigma) > 0.003);
  bench.drift = 0;
  CHECK(findings::level_dependence(bench.runs()).verdict == LevelDependence::Verdict::kNo);
}

TEST_CASE("Where noise hides a percent the answer is unknown, and says what it hides") {
  Bench bench;
  bench.noise = 0.02;
  const auto d = findings::level_dependence(bench.runs());
  CHECK(d.verdict == LevelDependence::Verdict::kUnknown);
  CHECK(d.why.find('%') != std::string::npos);
}

TEST_CASE("Runs that cannot be compared give no verdict") {
  Bench bench;
  auto runs = bench.runs();
  runs[1].curve.f_hz.pop_back();
  CHECK(findings::level_dependence(runs).verdict == LevelDependence::Verdict::kUnknown);
  runs.resize(1);
  CHECK(findings::level_dependence(runs).verdict == LevelDependence::Verdict::kUnknown);
}
