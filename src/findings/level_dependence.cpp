#include "findings/level_dependence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>

#include "core/ensure.hpp"
#include "core/si_text.hpp"

namespace ohmbench::findings {
namespace {

using Complex = std::complex<double>;
using Verdict = LevelDependence::Verdict;

constexpr double kSignificant = 3.5;  // e^(−3.5²) in each of some 35 bands
constexpr double kRelevant = 1e-3;    // of Z
constexpr double kMayHide = 1e-2;     // of Z
constexpr double kSure = 2;           // standard deviations
constexpr double kHalfBandOctaves = 1.0 / 6;
constexpr double kDriftPart = 0.5;    // of what has changed from the first run to the last
constexpr double kLeastNoise = 1e-9;  // relative: what arithmetic resolves
constexpr std::size_t kLeastRuns = 3;

/// A relative change at one frequency, and what is known about it.
struct Change {
  Complex value;
  double variance = 0;
};

double noise_variance(const core::OhmCurve& curve, std::size_t i) {
  const double floor = kLeastNoise * std::abs(curve.z_ohm[i]);
  return std::max(curve.noise_ohm[i] * curve.noise_ohm[i], floor * floor);
}

/// c/Z₀ of the straight line Z₀ + c·x, x = (V/V_max)².
Change fitted(const std::vector<LevelRun>& runs, std::size_t i) {
  double w_sum = 0, wx = 0;
  Complex wz = 0;
  const auto x_of = [&](const LevelRun& r) { return std::pow((r.level - runs.front().level).ratio(), 2); };
  for (const auto& r : runs) {
    const double w = 1 / noise_variance(r.curve, i);
    w_sum += w, wx += w * x_of(r), wz += w * r.curve.z_ohm[i];
  }
  const double x_mean = wx / w_sum;
  double xx = 0;
  Complex xz = 0;
  for (const auto& r : runs) {
    const double w = 1 / noise_variance(r.curve, i);
    xx += w * (x_of(r) - x_mean) * (x_of(r) - x_mean);
    xz += w * (x_of(r) - x_mean) * r.curve.z_ohm[i];
  }
  const Complex c = xz / xx;
  const Complex z0 = wz / w_sum - c * x_mean;
  return {c / z0, 1 / xx / std::norm(z0)};
}

Change drift(const std::vector<LevelRun>& runs, std::size_t i) {
  const auto& first = runs.front().curve;
  const auto& last = runs.back().curve;
  const double z2 = std::norm(first.z_ohm[i]);
  return {last.z_ohm[i] / first.z_ohm[i] - 1.0, (noise_variance(first, i) + noise_variance(last, i)) / z2};
}

/// Mean over ±1/6 octave, weighted by 1/variance.
Change around(const std::vector<double>& f_hz, const std::vector<Change>& all, std::size_t i) {
  const double half = std::exp2(kHalfBandOctaves);
  double w_sum = 0;
  Complex sum = 0;
  for (std::size_t j = 0; j < all.size(); ++j) {
    if (f_hz[j] < f_hz[i] / half || f_hz[j] > f_hz[i] * half) continue;
    w_sum += 1 / all[j].variance;
    sum += all[j].value / all[j].variance;
  }
  return {sum / w_sum, 1 / w_sum};
}

bool alike(const std::vector<LevelRun>& runs) {
  return std::all_of(runs.begin(), runs.end(), [&](const auto& r) {
    return r.curve.f_hz == runs.front().curve.f_hz && !r.curve.f_hz.empty();
  });
}

bool significant(const LevelDependence& d, std::size_t i) {
  return d.change[i] > kSignificant * d.sigma[i];
}

std::string percent(double part) {
  return fmt::format("{:.2g} %", 100 * part);
}

void judge(LevelDependence& d, const std::string& levels) {
  std::size_t worst = 0;
  double may_be = 0;
  const auto rank = [&](std::size_t i) { return std::pair(significant(d, i), d.change[i]); };
  for (std::size_t i = 0; i < d.f_hz.size(); ++i) {
    if (rank(i) > rank(worst)) worst = i;
    may_be = std::max(may_be, d.change[i] + kSure * d.sigma[i]);
  }
  d.largest_change = d.change[worst];
  d.largest_hz = d.f_hz[worst];
  d.significance = d.change[worst] / d.sigma[worst];
  const auto at = core::format_si(d.largest_hz, "Hz", 2);
  if (significant(d, worst) && d.largest_change >= kRelevant) {
    d.verdict = Verdict::kYes;
    d.why = fmt::format(
        "from small signals to {} the impedance changes by {} around {}, {:.0f} times its "
        "standard deviation",
        levels, percent(d.largest_change), at, d.significance);
  } else if (may_be < kMayHide) {
    d.verdict = Verdict::kNo;
    d.why = fmt::format("from small signals to {} no change beyond {} is possible at any frequency", levels,
                        percent(may_be));
  } else {
    d.why = fmt::format(
        "noise or drift between the runs hides changes of up to {}: measure longer, louder, or warm up "
        "the load first",
        percent(may_be));
  }
}

}  // namespace

const char* name_of(Verdict verdict) {
  return verdict == Verdict::kYes ? "yes" : verdict == Verdict::kNo ? "no" : "unknown";
}

LevelDependence level_dependence(const std::vector<LevelRun>& runs) {
  LevelDependence d;
  if (runs.size() < kLeastRuns || !alike(runs)) {
    d.why = "not every level gave a curve that can be compared";
    return d;
  }
  ENSURE(runs.back().level.value() == runs.front().level.value());
  d.f_hz = runs.front().curve.f_hz;
  std::vector<Change> changes, drifts;
  for (std::size_t i = 0; i < d.f_hz.size(); ++i) {
    changes.push_back(fitted(runs, i));
    drifts.push_back(drift(runs, i));
  }
  for (std::size_t i = 0; i < d.f_hz.size(); ++i) {
    const auto change = around(d.f_hz, changes, i);
    const auto moved = around(d.f_hz, drifts, i);
    const double drifted = kDriftPart * std::sqrt(std::max(0.0, std::norm(moved.value) - moved.variance));
    d.change.push_back(std::abs(change.value));
    d.sigma.push_back(std::hypot(std::sqrt(change.variance), drifted));
  }
  const auto& loudest = runs.front();
  judge(d, loudest.load_voltage ? core::format_si(loudest.load_voltage->value(), "V") + " at the load"
                                : fmt::format("{:.1f} dBFS", loudest.level.value()));
  return d;
}

void add_level_term(const LevelDependence& found, impedance::ImpedanceCurve& z) {
  if (found.f_hz != z.curve.f_hz) return;
  const auto told = std::find_if(z.budget.begin(), z.budget.end(),
                                 [](const auto& t) { return t.name == impedance::kDistortionTerm; });
  std::vector<double> by_distortion(z.curve.size());
  if (told != z.budget.end()) by_distortion = told->sigma_ohm;
  for (std::size_t i = 0; i < z.curve.size(); ++i) {
    const double moved = significant(found, i) ? found.change[i] * std::abs(z.curve.z_ohm[i]) : 0.0;
    const double more = std::sqrt(std::max(0.0, moved * moved - by_distortion[i] * by_distortion[i]));
    impedance::add_to(z.budget, kLevelTerm, true, i, more);
    z.curve.sigma_ohm[i] = impedance::total_at(z.budget, i);
  }
}

}  // namespace ohmbench::findings
