#include "figures/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/error.hpp"
#include "core/si_text.hpp"
#include "figures/parts.hpp"

namespace ohmbench::figures {
namespace {

bool has(std::span<const Subject> subjects, const char* kind) {
  return std::any_of(subjects.begin(), subjects.end(), [kind](const Subject& s) { return s.kind == kind; });
}

std::ptrdiff_t count(std::span<const Subject> subjects, const char* kind) {
  return std::count_if(subjects.begin(), subjects.end(), [kind](const Subject& s) { return s.kind == kind; });
}

/// What one would expect to see of these.
std::string usual_figure(std::span<const Subject> subjects, const Look& look) {
  const bool load = has(subjects, "impedance");
  if (has(subjects, "fit") && count(subjects, "impedance") <= 1) return "fit";
  if (load && (has(subjects, "output-impedance") || !look.source_ohm.empty())) return "response";
  if (load && has(subjects, "max-output")) return "volt-ampere";
  if (load) return "impedance";
  if (has(subjects, "output-impedance")) return "output-impedance";
  if (has(subjects, "max-output")) return "thd";
  if (has(subjects, "match")) return "headroom";
  if (has(subjects, "match-matrix")) return "matrix";
  if (has(subjects, "spectrum")) return "spectrum";
  throw core::bad_input(fmt::format("there is no figure of results of kind {}", subjects.front().kind),
                        "give results of measure or match, or a recording");
}

}  // namespace

const std::vector<std::string>& figure_names() {
  static const std::vector<std::string> names{"impedance", "nyquist",     "epdr",       "output-impedance",
                                              "damping",   "response",    "thd",        "thd-power",
                                              "power",     "volt-ampere", "headroom",   "matrix",
                                              "spectrum",  "uncertainty", "distortion", "fit"};
  return names;
}

std::vector<std::string> possible_figures(std::span<const Subject> subjects) {
  // only the recipe itself knows what it needs
  const auto can = [&](const std::string& name) {
    try {
      figure_of(subjects, name, {});
      return true;
    } catch (const core::Error&) {
      return false;
    }
  };
  std::vector<std::string> names;
  std::copy_if(figure_names().begin(), figure_names().end(), std::back_inserter(names), can);
  return names;
}

namespace {

plot::Figure drawn(std::span<const Subject> subjects, const std::string& name, const Look& look) {
  if (name == "impedance") return impedance_figure(subjects, look);
  if (name == "nyquist") return nyquist_figure(subjects, look);
  if (name == "epdr") return epdr_figure(subjects, look);
  if (name == "output-impedance") return output_impedance_figure(subjects, look);
  if (name == "damping") return damping_figure(subjects, look);
  if (name == "response") return response_figure(subjects, look);
  if (name == "thd" || name == "thd-power") return distortion_figure(subjects, look, name == "thd-power");
  if (name == "power") return power_figure(subjects, look);
  if (name == "volt-ampere") return volt_ampere_figure(subjects, look);
  if (name == "headroom") return headroom_figure(one_of_kind(subjects, "match", "headroom"), look);
  if (name == "matrix") return matrix_figure(one_of_kind(subjects, "match-matrix", "matrix"), look);
  if (name == "uncertainty") return uncertainty_figure(subjects, look);
  if (name == "distortion") return nonlinear_figure(subjects, look);
  if (name == "fit") return fit_figure(subjects, look);
  if (name == "spectrum") return spectrum_figure(subjects, look);
  throw core::bad_input(fmt::format("there is no figure \"{}\"", name),
                        fmt::format("give one of {}", fmt::join(figure_names(), ", ")));
}

bool is_empty(const plot::Figure& figure) {
  const auto has_point = [](const plot::Trace& t) {
    return std::any_of(t.y.begin(), t.y.end(), [](double y) { return std::isfinite(y); });
  };
  return !figure.map && std::none_of(figure.traces.begin(), figure.traces.end(), has_point);
}

}  // namespace

plot::Figure figure_of(std::span<const Subject> subjects, const std::string& wished, const Look& look) {
  if (subjects.empty()) throw core::bad_input("there is nothing to plot", "give a result file");
  auto figure = drawn(subjects, wished.empty() ? usual_figure(subjects, look) : wished, look);
  if (is_empty(figure))
    throw core::bad_input(fmt::format("nothing of it lies between {} and {}",
                                      core::format_si(look.from_hz, "Hz"), core::format_si(look.to_hz, "Hz")),
                          "show another part of the frequencies");
  return figure;
}

}  // namespace ohmbench::figures
