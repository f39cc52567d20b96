// What an output impedance is and does: |Zout|, damping factor, response at the load.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/si_text.hpp"
#include "figures/parts.hpp"
#include "models/load_summary.hpp"
#include "models/response.hpp"

namespace ohmbench::figures {
namespace {

struct Source {
  std::string name;
  core::OhmCurve z_out;
};

/// Sources that were measured, and those that are asked for.
std::vector<Source> sources_of(std::span<const Subject> subjects, const core::OhmCurve& grid,
                               const Look& look) {
  std::vector<Source> sources;
  for (const auto& s : subjects) {
    if (s.kind == "output-impedance") sources.push_back({s.name, with_errors(s.curve)});
  }
  auto stated = look.source_ohm;
  if (sources.empty() && stated.empty()) stated = {0.1, 1, 10, 47, 120};
  for (const double ohm : stated)
    sources.push_back({core::format_si(ohm, "Ω"), models::resistance_over(grid, core::Ohms(ohm))});
  return sources;
}

void add_response(const models::Response& r, const std::string& label, std::size_t color,
                  plot::Figure& figure) {
  plot::Trace trace{label, r.f_hz, r.deviation_db};
  trace.color = color;
  trace.dash = plot::dash_of(color);
  plot::Band band{r.f_hz, {}, {}};
  band.color = color;
  for (std::size_t i = 0; i < r.deviation_db.size(); ++i) {
    const double sigma = i < r.deviation_sigma_db.size() ? r.deviation_sigma_db[i] : 0;
    band.lower.push_back(r.deviation_db[i] - 2 * sigma), band.upper.push_back(r.deviation_db[i] + 2 * sigma);
  }
  figure.bands.push_back(std::move(band));
  figure.traces.push_back(std::move(trace));
}

/// What was said, or what follows from the first load's least impedance.
std::optional<double> rated_of(std::span<const Subject> subjects, const Look& look) {
  if (look.rated_ohm) return look.rated_ohm;
  for (const auto& s : subjects) {
    if (s.kind != "impedance") continue;
    if (const auto rated = models::summarize(with_errors(s.curve)).rated_ohm) return rated;
  }
  return {};
}

/// "16.0", "4700": three digits that count.
std::string factor_text(double factor) {
  constexpr double kDigits = 3;
  const double step = std::pow(10.0, std::floor(std::log10(factor)) - (kDigits - 1));
  return factor < 1000 ? fmt::format("{:#.3g}", factor)
                       : fmt::format("{:.0f}", std::round(factor / step) * step);
}

/// A damping factor over frequency: what is known of it, and what it is at least where the output impedance
/// could not be told from zero.
struct Damping {
  plot::Trace known, at_least;
  plot::Band band;
  bool any_known = false, any_hidden = false;
};

Damping damping_of(const Subject& amplifier, double rated_ohm, const Look& look) {
  constexpr double kGap = std::numeric_limits<double>::quiet_NaN();
  constexpr double kSigmas = 2;
  constexpr double kUnbounded = 1e6;  // times the factor: beyond any axis, but finite
  Damping d;
  const auto& curve = amplifier.curve;
  const bool has_limit = amplifier.limit_ohm.size() == curve.size();
  std::vector<char> hidden;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    if (curve.f_hz[i] < look.from_hz || curve.f_hz[i] > look.to_hz) continue;
    const double ohm = std::abs(curve.z_ohm[i]);
    hidden.push_back(has_limit && ohm < amplifier.limit_ohm[i] ? 1 : 0);
    const bool is_hidden = hidden.back() != 0;
    (is_hidden ? d.any_hidden : d.any_known) = true;
    d.known.x.push_back(curve.f_hz[i]);
    d.known.y.push_back(is_hidden ? kGap : rated_ohm / ohm);
    d.at_least.y.push_back(has_limit ? rated_ohm / std::max(ohm, amplifier.limit_ohm[i]) : kGap);
    if (curve.sigma_ohm.empty()) continue;
    const double spread = kSigmas * curve.sigma_ohm[i];
    d.band.lower.push_back(is_hidden ? kGap : rated_ohm / (ohm + spread));
    d.band.upper.push_back(is_hidden      ? kGap
                           : ohm > spread ? rated_ohm / (ohm - spread)
                                          : kUnbounded * rated_ohm / ohm);
  }
  d.at_least.x = d.band.x = d.known.x;
  if (d.band.lower.empty()) d.band.x.clear();
  for (std::size_t i = 0; i < hidden.size(); ++i) {
    // up to the first point that is known, so that the line does not break
    const bool beside = (i > 0 && hidden[i - 1]) || (i + 1 < hidden.size() && hidden[i + 1]);
    if (!hidden[i] && !beside) d.at_least.y[i] = kGap;
  }
  return d;
}

/// The factor at 1 kHz, or what it is at least there.
void note_damping(const Subject& amplifier, double rated_ohm, std::size_t color, plot::Figure& figure) {
  constexpr double kReference = 1000;
  const auto& curve = amplifier.curve;
  if (!core::covers(curve, kReference)) return;
  const double ohm = std::abs(core::interpolate(curve, kReference));
  const auto near = std::lower_bound(curve.f_hz.begin(), curve.f_hz.end(), kReference) - curve.f_hz.begin();
  const auto i = std::min(static_cast<std::size_t>(near), curve.size() - 1);
  const bool has_limit = amplifier.limit_ohm.size() == curve.size();
  const double limit = has_limit ? amplifier.limit_ohm[i] : 0;
  const bool hidden = ohm < limit;
  const double factor = rated_ohm / (hidden ? limit : ohm);
  if (!std::isfinite(factor)) return;
  figure.notes.push_back(
      {kReference, factor, fmt::format("{}{} at 1 kHz", hidden ? "at least " : "", factor_text(factor))});
  figure.notes.back().color = color;
}

}  // namespace

plot::Figure output_impedance_figure(std::span<const Subject> subjects, const Look& look) {
  const auto amplifiers = of_kind(subjects, "output-impedance", "output-impedance");
  plot::Figure figure;
  figure.x = frequency_axis(look);
  std::vector<double> all, uncertain;
  bool limits = false;
  for (std::size_t i = 0; i < amplifiers.size(); ++i) {
    const auto& a = amplifiers[i];
    const auto curve = in_band(a.curve, look);
    add_magnitude(curve, amplifiers.size() == 1 ? "|Zout|" : a.name, i, figure);
    set_apart_uncalibrated(a, look, figure);
    for (const auto& z : curve.z_ohm) all.push_back(std::abs(z));
    const auto ends = band_ends(curve);
    uncertain.insert(uncertain.end(), ends.begin(), ends.end());
    if (a.limit_ohm.size() != a.curve.size()) continue;
    limits = true;
    plot::Trace limit{
        amplifiers.size() == 1 ? "below this it could not be told from zero (95 %)" : "", {}, {}};
    limit.color = i, limit.faint = true, limit.dash = plot::Dash::kDotted;
    for (std::size_t k = 0; k < a.curve.size(); ++k) {
      if (a.curve.f_hz[k] < look.from_hz || a.curve.f_hz[k] > look.to_hz) continue;
      limit.x.push_back(a.curve.f_hz[k]), limit.y.push_back(a.limit_ohm[k]);
      all.push_back(a.limit_ohm[k]);
    }
    figure.traces.push_back(std::move(limit));
  }
  auto logarithmic = look;
  if (look.ohms == OhmScale::kAuto) logarithmic.ohms = OhmScale::kLog;
  figure.left = ohm_axis(all, logarithmic, "|Zout| / Ω", uncertain);
  if (const auto rated = rated_of(subjects, look); rated && figure.left.scale == plot::Scale::kLog) {
    // the same line read downwards: where the ohms are fewer, the factor is greater
    figure.right = plot::Axis{fmt::format("damping factor re {}", core::format_si(*rated, "Ω")),
                              plot::Scale::kLog, *rated / figure.left.from, *rated / figure.left.to};
  }
  finish(amplifiers,
         amplifiers.size() == 1 ? "Output impedance of " + amplifiers[0].name : "Output impedance", look,
         figure);
  if (look.with_caption && limits && amplifiers.size() > 1)
    figure.caption.insert(figure.caption.begin(),
                          "Dotted: below this it could not be told from zero (95 %).");
  return figure;
}

plot::Figure damping_figure(std::span<const Subject> subjects, const Look& look) {
  const auto amplifiers = of_kind(subjects, "output-impedance", "damping");
  const auto rated = rated_of(subjects, look);
  if (!rated)
    throw core::bad_input("a damping factor needs the load's rated impedance",
                          "give --rated-ohm, or the load's result too");
  plot::Figure figure;
  figure.x = frequency_axis(look);
  figure.left = {"damping factor", plot::Scale::kLog, 1e300, 0, plot::TickText::kPlain};
  const auto widen = [&figure](const std::vector<double>& values, double most) {
    for (const double v : values) {
      if (!(v > 0) || !std::isfinite(v)) continue;
      figure.left.from = std::min(figure.left.from, v);
      figure.left.to = std::max(figure.left.to, std::min(v, most));
    }
  };
  const bool alone = amplifiers.size() == 1;
  constexpr std::size_t kMostNotes = 3;
  bool any_hidden = false;
  for (std::size_t i = 0; i < amplifiers.size(); ++i) {
    auto d = damping_of(amplifiers[i], *rated, look);
    any_hidden = any_hidden || d.any_hidden;
    widen(d.known.y, 1e300), widen(d.at_least.y, 1e300), widen(d.band.lower, 1e300);
    widen(d.band.upper, 2 * figure.left.to);  // a band that has no upper end must not make the axis
    d.known.color = d.at_least.color = d.band.color = i;
    d.known.dash = plot::dash_of(i);
    d.at_least.dash = plot::Dash::kDotted;
    if (d.any_known && !alone) d.known.label = amplifiers[i].name;
    if (d.any_hidden && (alone || !d.any_known))
      d.at_least.label =
          alone ? "at least: |Zout| could not be told from zero (95 %)" : amplifiers[i].name + ": at least";
    if (!d.band.x.empty()) figure.bands.push_back(std::move(d.band));
    if (d.any_known) {
      figure.traces.push_back(std::move(d.known));
      set_apart_uncalibrated(amplifiers[i], look, figure);
    }
    if (d.any_hidden) figure.traces.push_back(std::move(d.at_least));
    if (amplifiers.size() <= kMostNotes) note_damping(amplifiers[i], *rated, i, figure);
  }
  plot::round_out_log(figure.left);
  constexpr double kEnough = 20;  // beyond it the coil's own resistance decides
  if (kEnough > figure.left.from && kEnough < figure.left.to)
    figure.rules.push_back({kEnough, "20: more changes next to nothing"});
  finish(amplifiers,
         fmt::format("Damping factor re {} rated{}", core::format_si(*rated, "Ω"),
                     look.rated_ohm ? "" : " (80 % rule)"),
         look, figure);
  if (look.with_caption && any_hidden && !alone)
    figure.caption.insert(figure.caption.begin(),
                          "Dotted: at least this; |Zout| could not be told from zero (95 %).");
  return figure;
}

plot::Figure response_figure(std::span<const Subject> subjects, const Look& look) {
  const auto loads = of_kind(subjects, "impedance", "response");
  plot::Figure figure;
  figure.x = frequency_axis(look);
  figure.left = {"level re 1 kHz / dB", plot::Scale::kLinear, 0, 0};
  std::size_t color = 0;
  std::string only;  // the one amplifier that was measured
  for (const auto& load : loads) {
    if (!load.phase_known)
      throw core::bad_input(
          fmt::format("the phase of {} is not known, so its response is not either", load.name),
          "measure it, or import a file with phase");
    const auto z = with_errors(load.curve);
    const auto sources = sources_of(subjects, z, look);
    if (sources.size() == 1 && look.source_ohm.empty()) only = sources[0].name;
    for (const auto& source : sources) {
      const auto r = models::response(z, source.z_out, {look.from_hz, look.to_hz});
      if (r.deviation_db.empty())
        throw core::bad_input(fmt::format("{} and {} share no band that holds 1 kHz", load.name, source.name),
                              "measure both from 20 Hz to 20 kHz");
      const auto label = loads.size() == 1 ? source.name : load.name + " on " + source.name;
      add_response(r, label, color++, figure);
      for (const double db : r.deviation_db) {
        figure.left.from = std::min(figure.left.from, db), figure.left.to = std::max(figure.left.to, db);
      }
    }
  }
  constexpr double kLeastSpan = 0.5;  // dB: a flat line must not look like a range of mountains
  figure.left.from = std::min(figure.left.from, -kLeastSpan),
  figure.left.to = std::max(figure.left.to, kLeastSpan);
  plot::round_out(figure.left, 8);
  finish(subjects,
         loads.size() > 1 ? "Response behind output impedances"
         : only.empty()   ? "Response of " + loads[0].name + " behind output impedances"
                          : "Response of " + loads[0].name + " on " + only,
         look, figure);
  return figure;
}

}  // namespace ohmbench::figures
