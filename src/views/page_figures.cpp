#include "views/page_figures.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <span>

#include "figures/figures.hpp"

namespace ohmbench::views {
namespace {

/// With the reference behind it: thinner and paler, and named as what it is.
plot::Figure held_against(const figures::Subject& subject, const figures::Subject& reference,
                          const figures::Look& look) {
  std::vector<figures::Subject> both{subject, reference};
  both[1].name = "reference: " + reference.name;
  auto figure = figures::figure_of(both, subject.kind, look);
  constexpr std::size_t kSecond = 1;  // colours are given in the order of the subjects
  for (auto& trace : figure.traces)
    if (trace.color == kSecond) trace.faint = true;
  for (auto& band : figure.bands)
    if (band.color == kSecond) band.opacity /= 2;
  return figure;
}

bool comparable(const figures::Subject& subject, const figures::Subject* reference) {
  return reference != nullptr && reference->kind == subject.kind && !reference->curve.empty() &&
         (subject.kind == "impedance" || subject.kind == "output-impedance");
}

}  // namespace

std::shared_ptr<const plot::Figure> live_curve_figure(const instrument::Live& live, const plot::Theme& theme,
                                                      const figures::Subject* reference) {
  if (live.curve.empty()) return {};
  figures::Subject subject{live.of_amplifier ? "output-impedance" : "impedance", "so far",
                           nlohmann::json::object()};
  subject.curve = live.curve;
  figures::Look look;
  look.theme = theme;
  look.with_caption = false;
  look.title = fmt::format("So far: {} period{}", live.periods, live.periods == 1 ? "" : "s");
  if (comparable(subject, reference))
    return std::make_shared<const plot::Figure>(held_against(subject, *reference, look));
  return std::make_shared<const plot::Figure>(figures::figure_of(std::span(&subject, 1), subject.kind, look));
}

std::shared_ptr<const plot::Figure> live_spectrum_figure(const instrument::Live& live,
                                                         const plot::Theme& theme) {
  if (live.spectrum_dbfs.empty()) return {};
  auto figure = std::make_shared<plot::Figure>();
  figure->title = "Inputs";
  figure->x = {"frequency / Hz", plot::Scale::kLog, 20, 20000, plot::TickText::kPrefixed};
  figure->left = {"level / dBFS", plot::Scale::kLinear, -140, 0};
  figure->theme = theme;
  for (std::size_t c = 0; c < live.spectrum_dbfs.size(); ++c) {
    plot::Trace trace{c == 0 ? "A" : "B", live.spectrum_hz, live.spectrum_dbfs[c]};
    trace.color = c;
    figure->traces.push_back(std::move(trace));
  }
  return figure;
}

std::shared_ptr<const plot::Figure> climb_figure(const std::vector<instrument::ClimbStep>& steps,
                                                 const std::string& name, const plot::Theme& theme) {
  if (steps.empty()) return {};
  auto sweeps = nlohmann::json::array();
  for (const auto& step : steps) {
    if (sweeps.empty() || sweeps.back()["frequency_hz"] != step.f_hz)
      sweeps.push_back({{"frequency_hz", step.f_hz}, {"load_ohm", step.load_ohm}});
    auto& sweep = sweeps.back();
    sweep["volt"].push_back(step.volt);
    sweep["thd_percent"].push_back(100 * step.thd);
    sweep["thd_n_percent"].push_back(100 * step.thd_n);
  }
  const figures::Subject subject{"max-output", name, {{"sweeps", std::move(sweeps)}}};
  figures::Look look;
  look.theme = theme;
  look.with_caption = false;
  look.title = fmt::format("So far: {} step{}", steps.size(), steps.size() == 1 ? "" : "s");
  return std::make_shared<const plot::Figure>(
      figures::distortion_figure(std::span(&subject, 1), look, false));
}

std::shared_ptr<const plot::Figure> figure_of(const std::vector<figures::Subject>& subjects,
                                              const std::string& name, const plot::Theme& theme,
                                              bool with_caption) {
  if (subjects.empty()) return {};
  figures::Look look;
  look.theme = theme;
  look.with_caption = with_caption;
  return std::make_shared<const plot::Figure>(figures::figure_of(subjects, name, look));
}

std::shared_ptr<const plot::Figure> result_figure(const figures::Subject& subject,
                                                  const figures::Subject* reference,
                                                  const plot::Theme& theme) {
  figures::Look look;
  look.theme = theme;
  if (comparable(subject, reference))
    return std::make_shared<const plot::Figure>(held_against(subject, *reference, look));
  return figure_of({subject}, "", theme, true);
}

}  // namespace ohmbench::views
