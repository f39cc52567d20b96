// What stands behind a curve: its uncertainty by cause, what the load adds of its own, how well a model
// explains it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <utility>

#include "core/ensure.hpp"
#include "core/error.hpp"
#include "core/si_text.hpp"
#include "figures/parts.hpp"
#include "storage/json_file.hpp"

namespace ohmbench::figures {
namespace {

using nlohmann::json;

const json& member(const Subject& s, const json& object, const char* key, const char* figure) {
  if (!object.is_object() || !object.contains(key))
    throw core::bad_input(
        fmt::format("the result of {} holds no {} for the figure \"{}\"", s.name, key, figure),
        "measure again with this version");
  return object[key];
}

/// Least and greatest positive value.
void widen(plot::Axis& axis, const std::vector<double>& values) {
  for (const double v : values) {
    if (!(v > 0) || !std::isfinite(v)) continue;
    axis.from = std::min(axis.from, v), axis.to = std::max(axis.to, v);
  }
}

/// The part of two lists of one length whose first is in the band.
void keep_band(plot::Trace& trace, const Look& look) {
  ENSURE(trace.x.size() == trace.y.size());
  std::size_t kept = 0;
  for (std::size_t i = 0; i < trace.x.size(); ++i) {
    if (trace.x[i] < look.from_hz || trace.x[i] > look.to_hz) continue;
    trace.x[kept] = trace.x[i], trace.y[kept] = trace.y[i];
    ++kept;
  }
  trace.x.resize(kept), trace.y.resize(kept);
}

struct Term {
  std::string name;
  std::vector<double> ohm;
  double most = 0;
};

std::vector<Term> terms_of(const Subject& s, const Look& look) {
  std::vector<Term> terms;
  const auto& budget = member(s, s.result, "uncertainty", "uncertainty");
  for (const auto& one : member(s, budget, "terms", "uncertainty")) {
    Term term{storage::text_of(one, "name"), storage::numbers(one, "sigma_ohm", s.name), 0};
    if (term.ohm.size() != s.curve.size())
      throw core::bad_input(fmt::format("the uncertainty of {} does not fit its curve", s.name),
                            "measure again");
    for (std::size_t i = 0; i < term.ohm.size(); ++i) {
      const bool inside = s.curve.f_hz[i] >= look.from_hz && s.curve.f_hz[i] <= look.to_hz;
      if (inside) term.most = std::max(term.most, term.ohm[i]);
    }
    if (term.most > 0) terms.push_back(std::move(term));
  }
  std::stable_sort(terms.begin(), terms.end(), [](const Term& a, const Term& b) { return a.most > b.most; });
  return terms;
}

const Subject& one_with(std::span<const Subject> subjects, const char* key, const char* figure) {
  const Subject* found = nullptr;
  for (const auto& s : subjects) {
    if (s.curve.empty() || !s.result.contains(key)) continue;
    if (found != nullptr)
      throw core::bad_input(fmt::format("the figure \"{}\" shows one measurement", figure),
                            "give one of them");
    found = &s;
  }
  if (found == nullptr)
    throw core::bad_input(fmt::format("the figure \"{}\" needs a measurement that holds its {}", figure, key),
                          "give a result of measure");
  return *found;
}

/// RMS of |Z − model|/|Z| over the load's points where there is a model, without the worst tenth of them,
/// which the fit may have left out; of the magnitudes where no phase is known. Not finite where they have
/// nothing in common.
double deviation(const Subject& load, const core::OhmCurve& modelled) {
  std::vector<double> squares;
  for (std::size_t i = 0; i < load.curve.size(); ++i) {
    if (!core::covers(modelled, load.curve.f_hz[i])) continue;
    const auto z = load.curve.z_ohm[i], model = core::interpolate(modelled, load.curve.f_hz[i]);
    const double off = load.phase_known ? std::abs(z - model) : std::abs(z) - std::abs(model);
    squares.push_back(off * off / std::norm(z));
  }
  if (squares.empty()) return std::numeric_limits<double>::infinity();
  std::sort(squares.begin(), squares.end());
  squares.resize(std::max<std::size_t>(1, squares.size() - squares.size() / 10));
  return std::sqrt(std::accumulate(squares.begin(), squares.end(), 0.0) /
                   static_cast<double>(squares.size()));
}

/// The load that a model was fitted to: that which it describes as well as the fit says. Empty if no load is
/// given. @throws core::Error kBadInput: it is none of those given
std::vector<Subject> fitted_one(std::span<const Subject> subjects, const Subject& fit,
                                const core::OhmCurve& modelled) {
  std::vector<Subject> loads;
  std::copy_if(subjects.begin(), subjects.end(), std::back_inserter(loads),
               [](const Subject& s) { return s.kind == "impedance"; });
  if (loads.empty()) return loads;
  const auto nearest = std::min_element(loads.begin(), loads.end(), [&](const Subject& a, const Subject& b) {
    return deviation(a, modelled) < deviation(b, modelled);
  });
  constexpr double kPercent = 0.01, kAllowed = 1.5, kLeast = 0.002;
  const double told = fit.result.contains("residual_percent")
                          ? kPercent * storage::number(fit.result, "residual_percent", fit.name)
                          : std::numeric_limits<double>::infinity();
  if (!(deviation(*nearest, modelled) <= kAllowed * told + kLeast))
    throw core::bad_input(fmt::format("the model of {} was not fitted to {}", fit.name,
                                      loads.size() == 1 ? loads.front().name : "any of these loads"),
                          "give the curve that was fitted, or the fit alone");
  return {*nearest};
}

}  // namespace

plot::Figure uncertainty_figure(std::span<const Subject> subjects, const Look& look) {
  const auto& s = one_with(subjects, "uncertainty", "uncertainty");
  plot::Figure figure;
  figure.x = frequency_axis(look);
  constexpr double kNothing = std::numeric_limits<double>::infinity();
  figure.left = {"1 sigma / Ω", plot::Scale::kLog, kNothing, 0, plot::TickText::kPrefixed};
  constexpr std::size_t kInk = 6;  // the last colour of a theme is its ink's
  plot::Trace whole{"together", s.curve.f_hz, s.curve.sigma_ohm};
  whole.color = kInk;
  if (s.sigma_known) {
    keep_band(whole, look);
    widen(figure.left, whole.y);
    figure.traces.push_back(std::move(whole));
  }
  // a cause of a ten-thousandth of the whole needs neither room nor a name
  constexpr double kLeastPart = 1e-4;
  std::size_t color = 0;
  const auto terms = terms_of(s, look);
  for (const auto& term : terms) figure.left.to = std::max(figure.left.to, term.most);
  for (const auto& term : terms) {
    if (term.most < kLeastPart * figure.left.to) continue;
    plot::Trace trace{term.name, s.curve.f_hz, term.ohm};
    trace.color = color % kInk;
    constexpr std::array kDashes{plot::Dash::kDashed, plot::Dash::kDashDot, plot::Dash::kDotted};
    trace.dash = kDashes[color % kDashes.size()];
    ++color;
    keep_band(trace, look);
    widen(figure.left, trace.y);
    figure.traces.push_back(std::move(trace));
  }
  if (figure.traces.empty())
    throw core::bad_input(fmt::format("the uncertainty of {} names no cause in this band", s.name),
                          "widen the band, or measure again");
  figure.left.from = std::max(figure.left.from, kLeastPart * figure.left.to);
  plot::round_out_log(figure.left);
  finish(std::span(&s, 1), "Uncertainty of " + s.name + " by cause", look, figure);
  return figure;
}

plot::Figure nonlinear_figure(std::span<const Subject> subjects, const Look& look) {
  const auto& s = one_with(subjects, "distortion", "distortion");
  const auto& d = s.result["distortion"];
  plot::Figure figure;
  figure.x = frequency_axis(look);
  constexpr double kNothing = std::numeric_limits<double>::infinity();
  figure.left = {"distortion re tone / dB", plot::Scale::kLinear, kNothing, -kNothing};
  const auto f_hz = storage::numbers(d, "frequency_hz", s.name);
  bool bounds = false;
  std::size_t color = 0;
  for (const auto& [node, words] : {std::pair{"load_node", "load"}, {"source_node", "amplifier"}}) {
    const auto& channel = member(s, d, node, "distortion");
    for (const auto& [order, dash] : {std::pair{"even", plot::Dash::kSolid}, {"odd", plot::Dash::kDashed}}) {
      plot::Trace found{fmt::format("{}, {}", words, order), f_hz,
                        storage::numbers(channel, fmt::format("{}_db", order).c_str(), s.name)};
      const auto& is_bound = member(s, channel, fmt::format("{}_is_bound", order).c_str(), "distortion");
      if (found.y.size() != f_hz.size() || !is_bound.is_array() || is_bound.size() != f_hz.size())
        throw core::bad_input(fmt::format("the distortion of {} has lists of different lengths", s.name),
                              "measure again");
      found.color = color, found.dash = dash;
      plot::Trace bound = found;
      bound.label.clear(), bound.faint = true, bound.dash = plot::Dash::kDotted;
      for (std::size_t i = 0; i < f_hz.size(); ++i) {
        figure.left.from = std::min(figure.left.from, found.y[i]);
        figure.left.to = std::max(figure.left.to, found.y[i]);
        const auto hidden = [&is_bound](std::size_t k) { return is_bound[k] == json(true); };
        if (!hidden(i)) found.dots = true;
        // a bound is drawn up to where something was found, so that the line does not break
        const bool beside = (i > 0 && hidden(i - 1)) || (i + 1 < f_hz.size() && hidden(i + 1));
        if (!hidden(i) && !beside) bound.y[i] = std::numeric_limits<double>::quiet_NaN();
        if (hidden(i)) bounds = true, found.y[i] = std::numeric_limits<double>::quiet_NaN();
      }
      keep_band(found, look), keep_band(bound, look);
      if (!found.dots) found.label += ": nothing found", bound.label = std::exchange(found.label, {});
      figure.traces.push_back(std::move(found)), figure.traces.push_back(std::move(bound));
    }
    ++color;
  }
  if (f_hz.empty())
    throw core::bad_input(fmt::format("the distortion of {} holds no points", s.name), "measure again");
  plot::round_out(figure.left, 8);
  finish(std::span(&s, 1), "Distortion products of " + s.name, look, figure);
  if (look.with_caption && bounds)
    figure.caption.insert(figure.caption.begin(),
                          "Pale and dotted: nothing was found; it is no more than this, hidden in noise.");
  return figure;
}

plot::Figure fit_figure(std::span<const Subject> subjects, const Look& look) {
  const auto fit = one_of_kind(subjects, "fit", "fit");
  const auto& model = member(fit, fit.result, "modelled", "fit");
  plot::Figure figure;
  core::OhmCurve modelled;
  modelled.f_hz = storage::numbers(model, "frequency_hz", fit.name);
  const auto re = storage::numbers(model, "impedance_re_ohm", fit.name);
  const auto im = storage::numbers(model, "impedance_im_ohm", fit.name);
  if (re.size() != modelled.f_hz.size() || im.size() != re.size() || re.empty())
    throw core::bad_input(fmt::format("the model of {} has lists of different lengths", fit.name),
                          "fit it again");
  for (std::size_t i = 0; i < re.size(); ++i) modelled.z_ohm.emplace_back(re[i], im[i]);
  const auto shown = fitted_one(subjects, fit, modelled);
  constexpr std::size_t kMeasured = 0, kModel = 1;
  Look plain = look;
  plain.with_caption = false;
  if (shown.empty()) {
    Subject alone;
    alone.kind = "impedance", alone.name = fit.name, alone.curve = modelled;
    figure = impedance_figure(std::span(&alone, 1), plain);
    figure.traces.clear();
  } else {
    figure = impedance_figure(std::span(&shown.front(), 1), plain);
    for (auto& trace : figure.traces) {
      const bool phase = trace.side == plot::Side::kRight;
      trace.color = kMeasured, trace.faint = phase;
      if (!trace.label.empty()) trace.label = phase ? "phase (right)" : "measured";
    }
  }
  figure.notes.clear();
  const auto part = in_band(modelled, look);
  add_magnitude(part, "model", kModel, figure);
  figure.traces.back().dash = plot::Dash::kDashed;
  if (const auto fs = storage::text_of(fit.result, "fs_hz"); fs.empty() && fit.result.contains("fs_hz"))
    figure.rules.push_back({storage::number(fit.result, "fs_hz", fit.name),
                            "fs " + core::format_si(storage::number(fit.result, "fs_hz", fit.name), "Hz"),
                            true});
  finish(shown, "Model of " + fit.name, look, figure);
  if (look.with_caption && fit.result.contains("residual_percent"))
    figure.caption.insert(figure.caption.begin(),
                          fmt::format("Model {}: differs from the measurement by {:.2g} % RMS.",
                                      storage::text_of(fit.result, "model"),
                                      storage::number(fit.result, "residual_percent", fit.name)));
  return figure;
}

}  // namespace ohmbench::figures
