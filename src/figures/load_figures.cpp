// What a load is: impedance, Nyquist, EPDR.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include "core/curve_sigma.hpp"
#include "core/si_text.hpp"
#include "figures/parts.hpp"
#include "models/epdr.hpp"
#include "models/load_summary.hpp"

namespace ohmbench::figures {
namespace {

double degrees(std::complex<double> z) {
  return std::arg(z) * 180 / std::numbers::pi;
}

std::vector<double> magnitudes(const std::vector<core::OhmCurve>& curves) {
  std::vector<double> all;
  for (const auto& curve : curves) {
    for (const auto& z : curve.z_ohm) all.push_back(std::abs(z));
  }
  return all;
}

/// The right axis, with as many divisions as the left one, if that is linear.
plot::Axis phase_axis(const plot::Axis& left, const std::vector<core::OhmCurve>& curves, const Look& look) {
  double most = look.most_degrees;
  for (const auto& curve : curves) {
    for (const auto& z : curve.z_ohm) {
      if (std::abs(degrees(z)) > most) most = std::abs(degrees(z)) > 90 ? 180 : 90;
    }
  }
  plot::Axis axis{"phase / °", plot::Scale::kLinear, -most, most};
  std::size_t divisions = left.at.size() > 1 && left.scale == plot::Scale::kLinear ? left.at.size() - 1 : 4;
  constexpr double kRound = 15;  // degrees; anything else is no division that people read
  const double each = 2 * most / static_cast<double>(divisions);
  if (std::abs(each / kRound - std::round(each / kRound)) > 1e-9) divisions = 4;
  for (std::size_t i = 0; i <= divisions; ++i) {
    axis.at.push_back(-most + 2 * most * static_cast<double>(i) / static_cast<double>(divisions));
    axis.names.push_back(fmt::format("{:g}", axis.at.back()));
  }
  return axis;
}

/// Derivatives of a figure that depends on Z: ∂g/∂|Z| and ∂g/(|Z| ∂φ).
struct Slopes {
  double along = 0, across = 0;
};

/// Two standard deviations of such a figure at each point; empty where the errors are not known.
std::vector<double> uncertain_by(const core::OhmCurve& curve,
                                 const std::function<Slopes(std::complex<double>)>& slopes) {
  std::vector<double> two_sigma;
  if (!curve.sigma_known || curve.sigma_ohm.empty()) return two_sigma;
  const auto known = with_errors(curve);
  for (std::size_t i = 0; i < known.size(); ++i) {
    const auto [along, across] = slopes(known.z_ohm[i]);
    two_sigma.push_back(2 * core::sigma_of(core::interpolate_error(known, known.f_hz[i]), along, across));
  }
  return two_sigma;
}

/// EPDR = |Z|/(8 sin³(30° + |φ|/3)): in proportion to |Z|, and by −cot(30° + |φ|/3) for each radian.
Slopes slopes_of_epdr(std::complex<double> z) {
  const double ratio = models::epdr_ohm(z) / std::abs(z);
  return {ratio, -ratio / std::tan(std::numbers::pi / 6 + std::abs(std::arg(z)) / 3)};
}

void add_phase(const core::OhmCurve& curve, std::size_t color, const std::string& label,
               plot::Figure& figure) {
  plot::Trace trace{label, curve.f_hz, {}, plot::Side::kRight, color, plot::Dash::kDashed};
  trace.faint = true;
  for (const auto& z : curve.z_ohm) trace.y.push_back(degrees(z));
  constexpr double kDegrees = 180 / std::numbers::pi;
  trace.uncertain = uncertain_by(curve, [](std::complex<double> z) {
    return Slopes{0, kDegrees / std::abs(z)};
  });
  figure.traces.push_back(std::move(trace));
}

std::string words(const char* what, double ohm, double f_hz) {
  return fmt::format("{} {} at {}", what, core::format_si(ohm, "Ω"), core::format_si(f_hz, "Hz"));
}

/// The tops of the humps inside the band that rise by a fifth at least above what is beside them, highest
/// first.
std::vector<std::size_t> peaks_of(const std::vector<double>& ohm) {
  constexpr double kLeastRise = 1.2;
  std::vector<std::size_t> peaks;
  for (std::size_t i = 1; i + 1 < ohm.size(); ++i) {
    if (ohm[i] < ohm[i - 1] || ohm[i] <= ohm[i + 1]) continue;
    const auto least_until_higher = [&ohm, i](auto next) {
      double least = ohm[i];
      for (std::size_t k = next(i); k < ohm.size() && ohm[k] <= ohm[i]; k = next(k))
        least = std::min(least, ohm[k]);
      return least;
    };
    const double left = least_until_higher([](std::size_t k) { return k - 1; });  // wraps to beyond the end
    const double right = least_until_higher([](std::size_t k) { return k + 1; });
    if (ohm[i] > kLeastRise * std::max(left, right)) peaks.push_back(i);
  }
  std::sort(peaks.begin(), peaks.end(), [&ohm](std::size_t a, std::size_t b) { return ohm[a] > ohm[b]; });
  return peaks;
}

void add_notes(const Subject& load, const core::OhmCurve& curve, const Look& look, plot::Figure& figure) {
  const auto known = with_errors(load.curve);
  // of the whole curve: the least of the part that is seen is a property of the picture, not of the load
  const auto s = models::summarize(known);
  const auto seen = [&look](double f_hz) { return f_hz >= look.from_hz && f_hz <= look.to_hz; };
  if (s.min && seen(s.min->f_hz))
    figure.notes.push_back({s.min->f_hz, s.min->ohm, words("least", s.min->ohm, s.min->f_hz)});
  const auto ohm = magnitudes({curve});
  constexpr std::size_t kMostPeaks = 3;
  const auto peaks = peaks_of(ohm);
  for (std::size_t i = 0; i < std::min(kMostPeaks, peaks.size()); ++i) {
    constexpr double kAround = 1.2;  // in which its top is interpolated
    const double near_hz = curve.f_hz[peaks[i]];
    const auto hump = models::summarize(known, {near_hz / kAround, near_hz * kAround}).max;
    const double f_hz = hump ? hump->f_hz : near_hz;
    const double top = hump ? hump->ohm : ohm[peaks[i]];
    figure.notes.push_back(
        {f_hz, top, fmt::format("{} at {}", core::format_si(top, "Ω"), core::format_si(f_hz, "Hz"))});
  }
  const auto rated = look.rated_ohm ? look.rated_ohm : s.rated_ohm;
  if (rated && *rated >= figure.left.from)
    figure.rules.push_back({*rated, fmt::format("rated {}{}", core::format_si(*rated, "Ω"),
                                                look.rated_ohm ? "" : " (80 % rule)")});
}

}  // namespace

namespace {

std::vector<double> ends_of_bands(const std::vector<core::OhmCurve>& curves) {
  std::vector<double> all;
  for (const auto& curve : curves) {
    const auto ends = band_ends(curve);
    all.insert(all.end(), ends.begin(), ends.end());
  }
  return all;
}

/// The grid that was wished for, where all curves fit it.
plot::Axis load_axis(const std::vector<core::OhmCurve>& curves, const Look& look) {
  const auto ohms = magnitudes(curves);
  auto axis = ohm_axis(ohms, look, "|Z| / Ω", ends_of_bands(curves));
  const bool free = !look.least_ohm && !look.most_ohm && axis.scale == plot::Scale::kLinear;
  if (!look.ohm_grid || !free || ohms.empty()) return axis;
  if (*std::max_element(ohms.begin(), ohms.end()) > look.ohm_grid->top_ohm) return axis;
  axis.from = 0, axis.to = look.ohm_grid->top_ohm;
  axis.at.clear(), axis.names.clear();
  const double step = look.ohm_grid->division_ohm;
  for (int i = 0; i * step <= axis.to; ++i) {
    axis.at.push_back(i * step);
    axis.names.push_back(plot::tick_text(i * step, step, plot::TickText::kPlain));
  }
  return axis;
}

/// A curve through all points that bends as they do (Catmull and Rom, 1974), with more points where it bends:
/// at 24 points an octave a resonance is a polygon otherwise.
plot::Trace bent(const plot::Trace& trace) {
  plot::Trace smooth = trace;
  const auto n = trace.x.size();
  smooth.x.clear(), smooth.y.clear(), smooth.along.clear(), smooth.uncertain.clear();
  const bool uncertain = trace.uncertain.size() == n;
  // by the frequency, of which equal parts of a piece are equal ratios
  const auto put = [&](std::size_t i, double t, double x, double y) {
    const std::size_t next = std::min(i + 1, n - 1);
    smooth.x.push_back(x), smooth.y.push_back(y);
    smooth.along.push_back(trace.along[i] * std::pow(trace.along[next] / trace.along[i], t));
    if (uncertain)
      smooth.uncertain.push_back(trace.uncertain[i] + t * (trace.uncertain[next] - trace.uncertain[i]));
  };
  constexpr double kStraight = 0.05;  // of a radian
  constexpr int kPieces = 6;
  const auto at = [&trace](std::size_t i) { return std::complex(trace.x[i], trace.y[i]); };
  for (std::size_t i = 0; i < n; ++i) {
    put(i, 0, trace.x[i], trace.y[i]);
    if (i == 0 || i + 2 >= n) continue;
    const auto a = at(i - 1), b = at(i), c = at(i + 1), d = at(i + 2);
    if (a == b || b == c || c == d) continue;
    const double turn =
        std::max(std::abs(std::arg((c - b) / (b - a))), std::abs(std::arg((d - c) / (c - b))));
    for (int k = 1; k < kPieces && turn > kStraight; ++k) {
      const double t = static_cast<double>(k) / kPieces;
      const auto p = 0.5 * (2.0 * b + t * (c - a) + t * t * (2.0 * a - 5.0 * b + 4.0 * c - d) +
                            t * t * t * (3.0 * b - a - 3.0 * c + d));
      put(i, t, p.real(), p.imag());
    }
  }
  return smooth;
}

}  // namespace

plot::Figure impedance_figure(std::span<const Subject> subjects, const Look& look) {
  const auto loads = of_kind(subjects, "impedance", "impedance");
  std::vector<core::OhmCurve> curves;
  for (const auto& load : loads) curves.push_back(in_band(load.curve, look));
  plot::Figure figure;
  figure.x = frequency_axis(look);
  figure.left = load_axis(curves, look);
  constexpr std::size_t kMostPhases = 3;  // more are a tangle
  const bool phase_wanted = look.with_phase && std::any_of(loads.begin(), loads.end(),
                                                           [](const Subject& s) { return s.phase_known; });
  const bool with_phase = phase_wanted && loads.size() <= kMostPhases;
  if (with_phase) figure.right = phase_axis(figure.left, curves, look);
  const bool alone = loads.size() == 1;
  for (std::size_t i = 0; i < loads.size(); ++i) {
    add_magnitude(curves[i], alone ? "magnitude" : loads[i].name, i, figure);
    if (with_phase) figure.traces.back().dash = plot::Dash::kSolid;  // dashed is the phase
    set_apart_uncalibrated(loads[i], look, figure);
    if (with_phase && loads[i].phase_known)
      add_phase(curves[i], alone ? 1 : i, alone ? "phase (right)" : "", figure);
  }
  if (alone && !curves[0].empty()) add_notes(loads[0], curves[0], look, figure);
  finish(loads, alone ? "Impedance of " + loads[0].name : "Impedance", look, figure);
  if (with_phase && !alone && look.with_caption)
    figure.caption.insert(figure.caption.begin(), "Dashed: phase (right axis).");
  if (phase_wanted && !with_phase && look.with_caption)
    figure.caption.insert(figure.caption.begin(), "Phase left out: of more than three it is a tangle.");
  return figure;
}

plot::Figure nyquist_figure(std::span<const Subject> subjects, const Look& look) {
  const auto loads = of_kind(subjects, "impedance", "nyquist");
  plot::Figure figure;
  figure.equal_scales = true;
  figure.x = {"Re Z / Ω", plot::Scale::kLinear, 0, 0};
  figure.left = {"Im Z / Ω", plot::Scale::kLinear, 0, 0};
  for (std::size_t i = 0; i < loads.size(); ++i) {
    if (!loads[i].phase_known) continue;
    const auto curve = in_band(loads[i].curve, look);
    plot::Trace trace{loads.size() > 1 ? loads[i].name : "", {}, {}};
    trace.color = i;
    trace.dash = plot::dash_of(i);
    trace.along = curve.f_hz, trace.along_unit = "Hz";
    if (curve.sigma_known)
      for (const double sigma : curve.sigma_ohm) trace.uncertain.push_back(2 * sigma);
    for (const auto& z : curve.z_ohm) {
      trace.x.push_back(z.real()), trace.y.push_back(z.imag());
      figure.x.from = std::min(figure.x.from, z.real()), figure.x.to = std::max(figure.x.to, z.real());
      figure.left.from = std::min(figure.left.from, z.imag()),
      figure.left.to = std::max(figure.left.to, z.imag());
    }
    for (const double f : {20.0, 50.0, 100.0, 1000.0, 10000.0, 20000.0}) {
      if (loads.size() > 1 || !core::covers(curve, f)) continue;
      const auto z = core::interpolate(curve, f);
      figure.notes.push_back({z.real(), z.imag(), core::format_si(f, "Hz", f < 100 ? 2 : 1)});
      figure.notes.back().color = i;
    }
    figure.traces.push_back(bent(trace));
  }
  plot::round_out(figure.x, 8), plot::round_out(figure.left, 8);
  finish(loads, loads.size() == 1 ? "Nyquist plot of " + loads[0].name : "Nyquist plot", look, figure);
  return figure;
}

plot::Figure epdr_figure(std::span<const Subject> subjects, const Look& look) {
  const auto loads = of_kind(subjects, "impedance", "epdr");
  plot::Figure figure;
  figure.x = frequency_axis(look);
  std::vector<double> all;
  for (std::size_t i = 0; i < loads.size(); ++i) {
    if (!loads[i].phase_known) continue;
    const auto curve = in_band(loads[i].curve, look);
    plot::Trace epdr{loads.size() == 1 ? "EPDR" : loads[i].name, curve.f_hz, {}};
    plot::Trace ohm{loads.size() == 1 ? "|Z|" : "", curve.f_hz, {}};
    epdr.color = ohm.color = i;
    epdr.dash = plot::dash_of(i);
    ohm.faint = true, ohm.dash = loads.size() == 1 ? plot::Dash::kDashed : plot::Dash::kDotted;
    for (const auto& z : curve.z_ohm) {
      epdr.y.push_back(models::epdr_ohm(z));
      ohm.y.push_back(std::abs(z));
    }
    all.insert(all.end(), epdr.y.begin(), epdr.y.end());
    all.insert(all.end(), ohm.y.begin(), ohm.y.end());
    epdr.uncertain = uncertain_by(curve, slopes_of_epdr);
    const auto least = models::summarize(with_errors(loads[i].curve)).epdr_min;
    if (least && least->f_hz >= look.from_hz && least->f_hz <= look.to_hz) {
      figure.notes.push_back({least->f_hz, least->ohm, words("EPDR", least->ohm, least->f_hz)});
      figure.notes.back().color = i;
    }
    figure.traces.push_back(std::move(epdr)), figure.traces.push_back(std::move(ohm));
  }
  figure.left = ohm_axis(all, look, "EPDR, |Z| / Ω");
  finish(loads, "Equivalent peak dissipation resistance", look, figure);
  if (look.with_caption && loads.size() > 1)
    figure.caption.insert(figure.caption.begin(), "Pale and dotted: |Z|.");
  if (look.with_caption)  // last: where there is no room it is the first to go
    figure.caption.emplace_back(
        "EPDR: the resistance that makes one output device of a class-B amplifier at full swing as hot, at "
        "its hottest moment, as the load does.");
  return figure;
}

}  // namespace ohmbench::figures
