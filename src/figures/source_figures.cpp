// What an output impedance is and does: |Zout|, damping factor, response at the load.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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

}  // namespace

plot::Figure output_impedance_figure(std::span<const Subject> subjects, const Look& look) {
  const auto amplifiers = of_kind(subjects, "output-impedance", "output-impedance");
  plot::Figure figure;
  figure.x = frequency_axis(look);
  std::vector<double> all;
  for (std::size_t i = 0; i < amplifiers.size(); ++i) {
    const auto& a = amplifiers[i];
    const auto curve = in_band(a.curve, look);
    add_magnitude(curve, amplifiers.size() == 1 ? "|Zout|" : a.name, i, figure);
    set_apart_uncalibrated(a, look, figure);
    for (const auto& z : curve.z_ohm) all.push_back(std::abs(z));
    if (a.limit_ohm.size() != a.curve.size()) continue;
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
  figure.left = ohm_axis(all, logarithmic, "|Zout| / Ω");
  finish(amplifiers,
         amplifiers.size() == 1 ? "Output impedance of " + amplifiers[0].name : "Output impedance", look,
         figure);
  return figure;
}

plot::Figure damping_figure(std::span<const Subject> subjects, const Look& look) {
  const auto amplifiers = of_kind(subjects, "output-impedance", "damping");
  auto rated = look.rated_ohm;
  for (const auto& s : subjects) {
    if (!rated && s.kind == "impedance") rated = models::summarize(with_errors(s.curve)).rated_ohm;
  }
  if (!rated)
    throw core::bad_input("a damping factor needs the load's rated impedance",
                          "give --rated-ohm, or the load's result too");
  plot::Figure figure;
  figure.x = frequency_axis(look);
  figure.left = {"damping factor", plot::Scale::kLog, 1e300, 0, plot::TickText::kPlain};
  for (std::size_t i = 0; i < amplifiers.size(); ++i) {
    const auto curve = in_band(amplifiers[i].curve, look);
    plot::Trace trace{amplifiers.size() == 1 ? "" : amplifiers[i].name, curve.f_hz, {}};
    trace.color = i, trace.dash = plot::dash_of(i);
    for (const auto& z : curve.z_ohm) {
      trace.y.push_back(*rated / std::abs(z));
      if (!std::isfinite(trace.y.back())) continue;
      figure.left.from = std::min(figure.left.from, trace.y.back());
      figure.left.to = std::max(figure.left.to, trace.y.back());
    }
    figure.traces.push_back(std::move(trace));
  }
  plot::round_out_log(figure.left);
  constexpr double kEnough = 20;  // beyond it the coil's own resistance decides
  if (kEnough > figure.left.from && kEnough < figure.left.to)
    figure.rules.push_back({kEnough, "20: more changes next to nothing"});
  finish(amplifiers, fmt::format("Damping factor re {} rated", core::format_si(*rated, "Ω")), look, figure);
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
