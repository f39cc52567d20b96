#include "effort/forecast.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "calibration/correction.hpp"
#include "impedance/load.hpp"

namespace ohmbench::effort {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kLeastShare = 0.25;  // of a flat line's power; the probe's look is short

// A single sweep's local model: quadratic (9/4 of a mean's variance) over ±1/24 octave.
constexpr double kModelVariance = 9.0 / 4;
constexpr double kModelWidth = 0.0578;  // of the frequency
constexpr double kActivePart = 0.85;    // of the sweep's time
constexpr double kBeyondBand = 1.9;     // the sweep's ratio of frequencies over the band's

bool counts(double f_hz) {
  return f_hz >= kWorstFromHz && f_hz <= kWorstToHz;
}

/// Name of the greatest term at i beside noise; empty without one.
std::string greatest_beside_noise(const impedance::UncertaintyBudget& budget, std::size_t i) {
  const impedance::BudgetTerm* greatest = nullptr;
  for (const auto& term : budget) {
    if (term.name != impedance::kNoiseTerm && (!greatest || term.sigma_ohm[i] > greatest->sigma_ohm[i]))
      greatest = &term;
  }
  return greatest ? greatest->name : std::string();
}

}  // namespace

double Forecast::noise_variance_at(double at_hz) const {
  const auto right = std::lower_bound(f_hz.begin(), f_hz.end(), at_hz) - f_hz.begin();
  const auto i = static_cast<std::size_t>(right);
  if (i == 0) return noise_variance.front();
  if (i == f_hz.size()) return noise_variance.back();
  return std::max(noise_variance[i - 1], noise_variance[i]);
}

Forecast forecast(const workbench::Bench& bench, const session::Probe& probe) {
  Forecast result;
  if (!(probe.line_fs > 0) || !(probe.line_s > 0)) return result;
  const auto z = impedance::load_impedance(calibration::correct(probe.ratio, bench.rig, bench.calibration),
                                           bench.rig.sense, {});
  for (std::size_t i = 0; i < z.curve.size(); ++i) {
    const double magnitude = std::abs(z.curve.z_ohm[i]);
    const double noise = z.curve.noise_ohm[i] / magnitude;
    const double all = z.curve.sigma_ohm[i] / magnitude;
    if (!(noise > 0) || !std::isfinite(all)) continue;
    result.f_hz.push_back(z.curve.f_hz[i]);
    result.noise_variance.push_back(std::pow(noise * probe.line_fs, 2) * probe.line_s);
    result.other_sigma.push_back(std::sqrt(std::max(0.0, all * all - noise * noise)));
    result.other_name.push_back(greatest_beside_noise(z.budget, i));
  }
  return result;
}

double foretold_worst(const Forecast& forecast, const stimulus::Stimulus& s) {
  if (!forecast.known()) return kInfinite;
  double worst = 0;
  const auto& plan = s.plan;
  if (plan.kind == stimulus::Kind::kMultisine) {
    const double seconds = static_cast<double>(s.periods * s.period_frames) / plan.sample_rate_hz;
    for (std::size_t i = 0; i < s.f_hz.size(); ++i) {
      if (!counts(s.f_hz[i])) continue;
      worst = std::max(worst,
                       forecast.noise_variance_at(s.f_hz[i]) / (s.amplitude[i] * s.amplitude[i] * seconds));
    }
  } else if (s.single()) {
    // energy spectrum of a sweep, a² L/(4 f) a hertz, against a line's, a² T/4: all f in the window alike
    const double l_s = kActivePart * plan.seconds / std::log(kBeyondBand * plan.to_hz / plan.from_hz);
    for (const double f : s.f_hz) {
      if (!counts(f)) continue;
      worst = std::max(worst, forecast.noise_variance_at(f) * kModelVariance /
                                  (kModelWidth * s.peak_fs * s.peak_fs * l_s));
    }
  } else {
    return kInfinite;
  }
  return worst > 0 ? std::sqrt(worst) : kInfinite;
}

stimulus::Shape even_shape(const Forecast& forecast, const stimulus::Stimulus& flat) {
  if (!forecast.known() || flat.plan.kind != stimulus::Kind::kMultisine) return {};
  std::vector<double> c;
  for (const double f : flat.f_hz)
    c.push_back(counts(f) ? forecast.noise_variance_at(f)
                          : forecast.noise_variance_at(std::clamp(f, kWorstFromHz, kWorstToHz)));
  return stimulus::even_shape(c, kLeastShare);
}

double measured_worst(const workbench::Bench& bench, const session::Run& run) {
  if (!run.usable()) return kInfinite;
  const auto t = calibration::correct(session::transfer(run, session::kLoad, session::kSource), bench.rig,
                                      bench.calibration);
  const auto z = impedance::load_impedance(t, bench.rig.sense, {});
  double worst = 0;
  for (std::size_t i = 0; i < z.curve.size(); ++i) {
    if (counts(z.curve.f_hz[i])) worst = std::max(worst, z.curve.noise_ohm[i] / std::abs(z.curve.z_ohm[i]));
  }
  return worst > 0 ? worst : kInfinite;
}

}  // namespace ohmbench::effort
