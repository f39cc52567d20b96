#include "fitting/fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/curve_sigma.hpp"
#include "core/error.hpp"
#include "core/si_text.hpp"
#include "fitting/choice.hpp"
#include "fitting/extension.hpp"
#include "fitting/peak.hpp"
#include "fitting/refusal.hpp"

namespace ohmbench::fitting {
namespace {

constexpr double kModelFloor = 0.002;     // of |Z|: what no driver's model does better than (methods 5.3)
constexpr double kMostResidual = 0.10;    // above it the curve is no such load at all
constexpr double kNoticeResidual = 0.01;  // above it the reader is told
constexpr double kLeastHeight = 0.02;     // of Re: a lower hump is no resonance to speak of
constexpr double kMostUncertain = 0.10;   // relative, of Re and Q: more is not worth printing
constexpr double kMostLeftOut = 0.05;     // of the points
constexpr double kInductanceHz = 1000.0;
/// Without phases Re has to be seen directly: from so far below the resonance on.
constexpr double kSeenBelow = 8.0;
constexpr double kMostMagnitudeResidual = 0.02;

/// The points that are fitted; rows that repeat the one before (an analyser's plateaus) tell nothing new.
Points points_of(const core::OhmCurve& curve, const FitOptions& options, std::size_t& left_out) {
  Points p;
  p.magnitude_only = options.magnitude_only;
  const bool noise_known =
      std::any_of(curve.noise_ohm.begin(), curve.noise_ohm.end(), [](double n) { return n > 0; });
  const auto repeats = [&](std::size_t i) { return i > 0 && curve.z_ohm[i] == curve.z_ohm[i - 1]; };
  std::size_t repeated = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) repeated += repeats(i) ? 1 : 0;
  const bool plateaus = 2 * repeated < curve.size();  // otherwise it is the load that is so flat
  for (std::size_t i = 0; i < curve.size(); ++i) {
    if (options.band && !options.band->contains(curve.f_hz[i])) continue;
    if (plateaus && repeats(i)) {
      ++left_out;
      continue;
    }
    const auto error = core::error_at(curve, i);
    p.f_hz.push_back(curve.f_hz[i]);
    p.z_ohm.push_back(curve.z_ohm[i]);
    p.scale_ohm.push_back(std::hypot(error.noise_ohm, kModelFloor * std::abs(curve.z_ohm[i])));
    p.noise_ohm.push_back(noise_known ? error.noise_ohm : 0.0);
    p.common_ohm.push_back(error.common_ohm);
  }
  return p;
}

core::OhmCurve curve_of(const Points& p) {
  core::OhmCurve curve;
  curve.f_hz = p.f_hz;
  curve.z_ohm = p.z_ohm;
  curve.sigma_ohm.assign(p.size(), 0.0);
  curve.noise_ohm = curve.sigma_ohm;
  return curve;
}

Points without(const Points& p, const std::vector<std::size_t>& indices) {
  Points kept;
  kept.magnitude_only = p.magnitude_only;
  for (std::size_t k = 0; k < p.size(); ++k) {
    if (std::find(indices.begin(), indices.end(), k) != indices.end()) continue;
    kept.f_hz.push_back(p.f_hz[k]);
    kept.z_ohm.push_back(p.z_ohm[k]);
    kept.scale_ohm.push_back(p.scale_ohm[k]);
    kept.noise_ohm.push_back(p.noise_ohm[k]);
    kept.common_ohm.push_back(p.common_ohm[k]);
  }
  return kept;
}

/// Where sigma_ohm is known but not which part of it is noise, the residual tells: if it is as large as
/// sigma, noise is all there is, and the rest is common to all points otherwise.
void split_sigma(Points& p, const Solution& solution) {
  if (std::any_of(p.noise_ohm.begin(), p.noise_ohm.end(), [](double n) { return n > 0; })) return;
  double stated = 0, seen = 0;
  for (std::size_t k = 0; k < p.size(); ++k) {
    const double scale = p.scale_ohm[k] * p.scale_ohm[k];
    stated += p.common_ohm[k] * p.common_ohm[k] / scale;
    seen += std::norm(p.z_ohm[k] - solution.model.impedance(p.f_hz[k])) / scale;
  }
  if (stated == 0) return;
  constexpr double kAllNoise = 0.7;  // of the variance: more cannot be told from all
  const double noise = std::min(1.0, seen / stated);
  for (auto& c : p.common_ohm) c *= noise > kAllNoise ? 0.0 : std::sqrt(1.0 - noise);
}

double inductance(const LoadModel& m) {
  return coil_impedance(m.coil, kInductanceHz).imag() / (2.0 * std::numbers::pi * kInductanceHz);
}

/// RMS of the relative residual, of the complex value or of |Z|, and where an octave is worst.
void put_residual(LoadFit& fit, const Points& p, const Solution& solution) {
  std::vector<double> square(p.size());
  double sum = 0;
  for (std::size_t k = 0; k < p.size(); ++k) {
    const auto z = solution.model.impedance(p.f_hz[k]);
    const double off = p.magnitude_only ? std::log(std::abs(z) / std::abs(p.z_ohm[k]))
                                        : std::abs(z - p.z_ohm[k]) / std::abs(p.z_ohm[k]);
    square[k] = off * off;
    sum += square[k];
  }
  const auto dof = static_cast<double>(p.values() - packed(solution.model).size());
  fit.residual_percent.value = 100.0 * std::sqrt(sum / static_cast<double>(p.size()));
  fit.residual_percent.sigma = fit.residual_percent.value / std::sqrt(2.0 * dof);
  double worst = -1;
  for (std::size_t a = 0, b = 0; a < p.size(); ++a) {
    while (b < p.size() && p.f_hz[b] < 2.0 * p.f_hz[a]) ++b;
    if (b == p.size() && p.f_hz.back() < 1.9 * p.f_hz[a]) break;
    double mean = 0;
    for (std::size_t k = a; k < b; ++k) mean += square[k] / static_cast<double>(b - a);
    if (mean > worst) worst = mean, fit.worst_residual_hz = std::numbers::sqrt2 * p.f_hz[a];
  }
}

void put_candidates(LoadFit& fit, const Points& p, const Choice& choice) {
  for (const auto& tried : choice.tried) {
    Candidate c{tried.coil};
    c.identified = tried.solution && tried.solution->identified;
    if (tried.solution) {
      LoadFit other;
      put_residual(other, p, *tried.solution);
      c.residual_percent = other.residual_percent.value;
      c.criterion = tried.solution->criterion() - choice.solution().criterion();
    }
    fit.candidates.push_back(c);
  }
}

void put_figures(LoadFit& fit, const Certainty& sure) {
  fit.re_ohm = sure.figure([](const LoadModel& m) { return m.re_ohm; });
  const auto first = [](const LoadModel& m) { return m.resonances.front(); };
  fit.fs_hz = sure.figure([&](const LoadModel& m) { return first(m).f_hz; });
  fit.qms = sure.figure([&](const LoadModel& m) { return first(m).effective_q(); });
  fit.qes = sure.figure([&](const LoadModel& m) { return first(m).q * m.re_ohm / first(m).ohm; });
  fit.qts = sure.figure([&](const LoadModel& m) {
    return first(m).effective_q() * m.re_ohm / (m.re_ohm + first(m).peak_ohm());
  });
  if (fit.model.coil.model != CoilModel::kNone) fit.le_henry = sure.figure(inductance);
  for (std::size_t i = 0; i < parameters_of(fit.model.coil.model).size(); ++i)
    fit.coil.push_back(sure.figure([i](const LoadModel& m) { return m.coil.value[i]; }));
  if (first(fit.model).creep > 0) fit.creep = sure.figure([&](const LoadModel& m) { return first(m).creep; });
  for (std::size_t i = 0; i < fit.model.resonances.size(); ++i) {
    fit.resonances.push_back(
        {sure.figure([i](const LoadModel& m) { return m.resonances[i].peak_ohm(); }),
         sure.figure([i](const LoadModel& m) { return m.resonances[i].f_hz; }),
         sure.figure([i](const LoadModel& m) { return m.resonances[i].effective_q(); })});
  }
}

double relative(const Figure& f) {
  return f.sigma && f.value > 0 ? *f.sigma / f.value : 0.0;
}

/// Without phases a resonance is where |Z| is highest, or where its flanks say; where the two differ and the
/// residual shows that the model does not follow the curve, fs is no surer than that.
void hold_against_peak(LoadFit& fit, const Points& points, const Solution& solution, const Certainty& sure) {
  if (sure.widening() <= 1.0) return;  // what is left is noise, which moves a peak more than the flanks
  const auto peaks = peaks_of(points, solution.model);
  if (!peaks) return;
  const double flanks_hz = fit.fs_hz.value, peak_hz = flanks_hz * peaks->ratio();
  fit.fs_hz.sigma = std::hypot(fit.fs_hz.sigma.value_or(0.0), peak_hz - flanks_hz, peaks->points_sigma_hz);
  fit.resonances.front().f_hz.sigma = fit.fs_hz.sigma;
  if (peaks->agree()) return;
  fit.fs_hz.value = peak_hz;
  fit.re_and_q_known = false;
  fit.notes.push_back(fmt::format(
      "the hump of |Z| is skewed: highest at {}, but with the flanks of a resonance at {}; without "
      "a phase nothing tells between them: fs is that of the peak, and its deviation covers both",
      core::format_si(peaks->points_hz, "Hz"), core::format_si(flanks_hz, "Hz")));
}

/// What was fitted and must not be believed.
void refuse_afterwards(LoadFit& fit) {
  const auto hz = [](double f) { return core::format_si(f, "Hz"); };
  const auto& own = fit.model.resonances.front();
  if (fit.residual_percent.value > 100.0 * kMostResidual) {
    throw core::bad_input(
        fmt::format(
            "a single driver explains this curve only to {:.0f} %, worst around {}: a crossover, a series "
            "capacitor or several drivers are in it",
            fit.residual_percent.value, hz(fit.worst_residual_hz)),
        "measure the driver alone; --from and --to leave out a range that is not its own");
  }
  if (own.ohm < kLeastHeight * fit.model.re_ohm) {
    throw core::bad_input(fmt::format(
        "no resonance to speak of: the hump at {} is {:.1f} % of Re: a planar or a ribbon, which has no "
        "fs and Q",
        hz(own.f_hz), 100.0 * own.ohm / fit.model.re_ohm));
  }
  if (own.f_hz < fit.band.from_hz || own.f_hz > fit.band.to_hz) {
    throw core::bad_input(
        fmt::format("the resonance, at about {}, is not within {} to {}: the range misses it", hz(own.f_hz),
                    hz(fit.band.from_hz), hz(fit.band.to_hz)),
        "measure from a quarter of the resonance frequency on");
  }
  const double worst = std::max({relative(fit.re_ohm), relative(fit.qms), relative(fit.qes)});
  if (fit.magnitude_only) {
    fit.re_and_q_known = fit.re_and_q_known && fit.band.from_hz * kSeenBelow <= own.f_hz &&
                         worst < kMostUncertain &&
                         fit.residual_percent.value < 100.0 * kMostMagnitudeResidual;
    fit.notes.push_back(
        fit.re_and_q_known
            ? "|Z| alone was fitted: the phase is not known, and that it is of minimum phase is assumed"
            : "|Z| alone was fitted: Re and Q are not worth printing without a phase");
    return;
  }
  if (worst > kMostUncertain) {
    throw core::bad_input(
        fmt::format("the curve from {} to {} does not determine Re and Q: one standard deviation is {:.0f} %",
                    hz(fit.band.from_hz), hz(fit.band.to_hz), 100.0 * worst),
        "measure from a quarter of the resonance frequency on");
  }
}

LoadFit fit_of(const impedance::ImpedanceCurve& z, const FitOptions& options) {
  LoadFit fit;
  fit.name = z.name;
  fit.magnitude_only = options.magnitude_only;
  auto points = points_of(z.curve, options, fit.left_out);
  auto used = curve_of(points);
  refuse_unfit(used, options.magnitude_only);
  if (options.magnitude_only) {
    const auto phase = models::minimum_phase_rad(used);
    for (std::size_t k = 0; k < points.size(); ++k)
      used.z_ohm[k] = points.z_ohm[k] = std::polar(std::abs(points.z_ohm[k]), phase[k]);
  }
  LoadModel start;
  start.resonances = resonances_of(used, points, humps(points, kLeastProminence));
  start.re_ohm = std::abs(points.z_ohm.front());
  auto choice = choose_coil(points, start, options.coil);
  const auto out = sticking_out(points, choice.solution().model);
  if (!out.empty() && static_cast<double>(out.size()) < kMostLeftOut * static_cast<double>(points.size())) {
    auto kept = without(points, out);
    if (auto again = choose_again(kept, choice, choice.solution().model.resonances)) {
      points = std::move(kept);
      fit.left_out += out.size();
      choice = std::move(*again);
    }
  }
  if (!options.magnitude_only) {  // what a phase would have to confirm
    add_creep(points, choice, options.creep);
    add_further_resonances(points, choice);
  }

  split_sigma(points, choice.solution());
  const Certainty sure(points, choice.solution());
  fit.model = choice.solution().model;
  fit.points = points.size();
  fit.band = {points.f_hz.front(), points.f_hz.back()};
  put_residual(fit, points, choice.solution());
  put_candidates(fit, points, choice);
  put_figures(fit, sure);
  fit.excess = sure.excess();
  if (options.magnitude_only) hold_against_peak(fit, points, choice.solution(), sure);
  refuse_afterwards(fit);
  if (fit.re_and_q_known) fit.classic = classic(used, fit.re_ohm.value, fit.fs_hz.value);
  if (fit.left_out > 0)
    fit.notes.push_back(
        fmt::format("{} points were left out: they repeat the one before or stick out", fit.left_out));
  if (fit.residual_percent.value > 100.0 * kNoticeResidual) {
    fit.notes.push_back(fmt::format(
        "the model leaves {:.1f} % RMS, most around {}: {}; the deviations allow for it",
        fit.residual_percent.value, core::format_si(fit.worst_residual_hz, "Hz"),
        fit.worst_residual_hz < 3.0 * fit.fs_hz.value ? "the suspension creeps or the level is not small"
                                                      : "the coil or the cone is not so simple"));
  }
  return fit;
}

}  // namespace

models::DriverParameters damped_parameters(const LoadFit& fit) {
  const auto sigma = [](const Figure& figure) { return figure.sigma.value_or(0.0); };
  return {core::Ohms(fit.re_ohm.value),
          fit.fs_hz.value,
          fit.qms.value,
          fit.qes.value,
          sigma(fit.re_ohm),
          sigma(fit.qms),
          sigma(fit.qes)};
}

LoadFit fit_load(const impedance::ImpedanceCurve& z, const FitOptions& options) {
  refuse_unfit(z.curve, options.magnitude_only);
  try {
    return fit_of(z, options);
  } catch (const core::Error&) {
    if (!options.magnitude_only)
      refuse_wrong_phase(z.curve);  // looked at only here: it takes as long as a fit
    throw;
  }
}

}  // namespace ohmbench::fitting
