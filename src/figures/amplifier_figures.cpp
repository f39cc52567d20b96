// What an amplifier can: distortion over its output, power over the load, current over voltage.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/error.hpp"
#include "core/si_text.hpp"
#include "figures/parts.hpp"
#include "models/load_summary.hpp"
#include "storage/json_file.hpp"

namespace ohmbench::figures {
namespace {

/// Numbers under a key; null and what is no number is a gap.
std::vector<double> values(const nlohmann::json& object, const char* key) {
  std::vector<double> result;
  if (!object.contains(key) || !object[key].is_array()) return result;
  for (const auto& x : object[key])
    result.push_back(x.is_number() ? x.get<double>() : std::numeric_limits<double>::quiet_NaN());
  return result;
}

double summary_of(const Subject& s, const char* key) {
  const auto found = s.result.find("summary");
  if (found == s.result.end() || !found->contains(key) || !found->at(key).is_number())
    throw core::bad_input(fmt::format("the result of {} lacks summary.{}", s.name, key),
                          "measure max-output again");
  return found->at(key).get<double>();
}

/// Lowest and highest positive value so far.
struct Extent {
  double least = std::numeric_limits<double>::infinity();
  double most = 0;

  void take(const std::vector<double>& values) {
    for (const double v : values) {
      if (!(v > 0) || !std::isfinite(v)) continue;
      least = std::min(least, v), most = std::max(most, v);
    }
  }
  plot::Axis axis(const std::string& label) const {
    plot::Axis a{label, plot::Scale::kLog, least, most, plot::TickText::kPrefixed};
    plot::round_out_log(a);
    return a;
  }
};

std::string conditions_of(const Subject& s) {
  const double f = storage::number(s.result, "frequency_hz", s.name);
  const double ohm = storage::number(s.result, "load_ohm", s.name);
  return fmt::format("{} at {} into {}", s.name, core::format_si(f, "Hz"), core::format_si(ohm, "Ω"));
}

}  // namespace

plot::Figure distortion_figure(std::span<const Subject> subjects, const Look& look, bool over_watts) {
  const auto maxima = of_kind(subjects, "max-output", over_watts ? "thd-power" : "thd");
  plot::Figure figure;
  Extent x, y;
  for (std::size_t i = 0; i < maxima.size(); ++i) {
    const auto& s = maxima[i];
    plot::Trace noise{maxima.size() == 1 ? "THD+N" : conditions_of(s),
                      values(s.result, over_watts ? "watt" : "volt"), values(s.result, "thd_n_percent")};
    plot::Trace harmonics{maxima.size() == 1 ? "THD" : "", noise.x, values(s.result, "thd_percent")};
    noise.color = harmonics.color = i;
    noise.dots = true;
    harmonics.faint = true, harmonics.dash = plot::Dash::kDashed;
    x.take(noise.x), y.take(noise.y), y.take(harmonics.y);
    figure.traces.push_back(std::move(noise)), figure.traces.push_back(std::move(harmonics));
  }
  figure.x = x.axis(over_watts ? "power in the load / W" : "voltage across the load / V RMS");
  figure.left = y.axis("distortion / %");
  figure.left.text = plot::TickText::kPlain;  // thousandths of a per cent have no name
  for (const double percent : {0.1, 1.0}) figure.rules.push_back({percent, fmt::format("{:g} %", percent)});
  finish(maxima, maxima.size() == 1 ? conditions_of(maxima[0]) : "Distortion and noise", look, figure);
  return figure;
}

plot::Figure power_figure(std::span<const Subject> subjects, const Look& look) {
  const auto maxima = of_kind(subjects, "max-output", "power");
  plot::Figure figure;
  plot::Trace measured{"measured", {}, {}};
  measured.dots = true;
  double volt = 0, ampere = 0;
  std::vector<std::pair<double, double>> points;
  for (const auto& s : maxima) {
    points.emplace_back(storage::number(s.result, "load_ohm", s.name), summary_of(s, "max_watt"));
    volt = std::max(volt, summary_of(s, "max_volt")), ampere = std::max(ampere, summary_of(s, "max_ampere"));
  }
  std::sort(points.begin(), points.end());
  for (const auto& [ohm, watt] : points) measured.x.push_back(ohm), measured.y.push_back(watt);
  constexpr double kAround = 4;  // of the loads measured
  plot::Axis ohms{"load / Ω", plot::Scale::kLog, measured.x.front() / kAround, measured.x.back() * kAround,
                  plot::TickText::kPrefixed};
  plot::round_out_log(ohms);
  plot::Trace by_volt{fmt::format("{} across any load", core::format_si(volt, "V")), {}, {}};
  plot::Trace by_ampere{fmt::format("{} into any load", core::format_si(ampere, "A")), {}, {}};
  constexpr int kPoints = 50;
  for (int i = 0; i <= kPoints; ++i) {
    const double ohm = plot::value_at(ohms, static_cast<double>(i) / kPoints);
    by_volt.x.push_back(ohm), by_volt.y.push_back(volt * volt / ohm);
    by_ampere.x.push_back(ohm), by_ampere.y.push_back(ampere * ampere * ohm);
  }
  by_volt.color = 1, by_ampere.color = 2;
  by_volt.faint = by_ampere.faint = true;
  by_volt.dash = plot::Dash::kDashed, by_ampere.dash = plot::Dash::kDotted;
  Extent watts;
  watts.take(measured.y), watts.take({measured.y.front() / 10, measured.y.back() * 10});
  figure.x = ohms;
  figure.left = watts.axis("W");
  for (std::size_t i = 0; i < points.size(); ++i)
    figure.notes.push_back({measured.x[i], measured.y[i],
                            fmt::format("{} into {}", core::format_si(measured.y[i], "W"),
                                        core::format_si(measured.x[i], "Ω"))});
  figure.traces = {std::move(measured), std::move(by_volt), std::move(by_ampere)};
  finish(maxima, "Maximum output against load", look, figure);
  return figure;
}

plot::Figure volt_ampere_figure(std::span<const Subject> subjects, const Look& look) {
  const auto maxima = of_kind(subjects, "max-output", "volt-ampere");
  const double volt = std::numbers::sqrt2 * summary_of(maxima[0], "max_volt");
  const double ampere = std::numbers::sqrt2 * summary_of(maxima[0], "max_ampere");
  plot::Figure figure;
  plot::Trace limits{"largest that was measured",
                     {-volt, volt, volt, -volt, -volt},
                     {-ampere, -ampere, ampere, ampere, -ampere}};
  limits.color = 6, limits.dash = plot::Dash::kDashed;
  double most = ampere;
  std::size_t color = 0;
  for (const auto& s : subjects) {
    if (s.kind != "impedance" || !s.phase_known) continue;
    const auto curve = with_errors(s.curve);
    const auto summary = models::summarize(curve, {look.from_hz, look.to_hz});
    for (const auto& place : {summary.min, summary.epdr_min}) {
      if (!place) continue;
      const auto z = core::interpolate(curve, place->f_hz);
      plot::Trace ellipse{
          fmt::format("{} at {} ({}, {:+.0f}°)", s.name, core::format_si(place->f_hz, "Hz"),
                      core::format_si(std::abs(z), "Ω"), std::arg(z) * 180 / std::numbers::pi),
          {},
          {}};
      ellipse.color = color++;
      constexpr int kPoints = 120;
      for (int i = 0; i <= kPoints; ++i) {
        const double turn = 2 * std::numbers::pi * i / kPoints;
        ellipse.x.push_back(volt * std::cos(turn));
        ellipse.y.push_back(volt / std::abs(z) * std::cos(turn - std::arg(z)));
        most = std::max(most, std::abs(ellipse.y.back()));
      }
      figure.traces.push_back(std::move(ellipse));
    }
  }
  figure.traces.push_back(std::move(limits));
  figure.x = {"voltage / V", plot::Scale::kLinear, -1.1 * volt, 1.1 * volt};
  figure.left = {"current / A", plot::Scale::kLinear, -1.1 * most, 1.1 * most};
  plot::round_out(figure.x, 10), plot::round_out(figure.left, 10);
  finish(subjects, "Current over voltage, at the amplifier's full voltage", look, figure);
  return figure;
}

plot::Figure headroom_figure(const Subject& match, const Look& look) {
  const auto found = match.result.find("headroom_over_frequency");
  if (found == match.result.end())
    throw core::bad_input(fmt::format("{} holds no headroom over frequency", match.name),
                          "give match a sensitivity and what the amplifier can, then plot again");
  plot::Figure figure;
  figure.x = frequency_axis(look);
  figure.left = {"left above the target / dB", plot::Scale::kLinear, 0, 0};
  const auto f_hz = values(*found, "frequency_hz");
  std::size_t color = 0;
  for (const auto& [key, label] :
       {std::pair{"voltage_db", "voltage"}, {"current_db", "current"}, {"power_db", "power"}}) {
    plot::Trace trace{label, f_hz, values(*found, key)};
    trace.color = color++;
    trace.dash = color == 1 ? plot::Dash::kSolid : color == 2 ? plot::Dash::kDashed : plot::Dash::kDashDot;
    if (std::none_of(trace.y.begin(), trace.y.end(), [](double y) { return std::isfinite(y); })) continue;
    for (const double y : trace.y) {
      if (!std::isfinite(y)) continue;
      figure.left.from = std::min(figure.left.from, y), figure.left.to = std::max(figure.left.to, y);
    }
    figure.traces.push_back(std::move(trace));
  }
  plot::round_out(figure.left, 8);
  figure.rules.push_back({0, "the target", false, plot::Side::kLeft, plot::Dash::kSolid});
  finish(std::span(&match, 1), "Headroom: " + match.name, look, figure);
  return figure;
}

plot::Figure matrix_figure(const Subject& matrix, const Look& look) {
  plot::HeatMap map;
  for (const auto& name : matrix.result.value("loads", nlohmann::json::array()))
    map.rows.push_back(name.get<std::string>());
  for (const auto& name : matrix.result.value("amplifiers", nlohmann::json::array()))
    map.columns.push_back(name.get<std::string>());
  for (const auto& row : matrix.result.value("cells", nlohmann::json::array())) {
    for (const auto& cell : row) {
      const auto verdict = storage::text_of(cell, "verdict");
      // with reservations for want of knowledge alone, as the table of the terminal has it: "?"
      const bool enough = cell.value("enough_known", nlohmann::json(true)) == nlohmann::json(true) ||
                          !cell.value("marginal", nlohmann::json::array()).empty();
      const auto mood = verdict == "no"         ? plot::Mood::kFail
                        : !enough               ? plot::Mood::kUnknown
                        : verdict == "marginal" ? plot::Mood::kMarginal
                                                : plot::Mood::kPass;
      map.cells.push_back({mood, mood == plot::Mood::kUnknown ? "?" : verdict});
    }
  }
  if (map.cells.empty() || map.cells.size() != map.rows.size() * map.columns.size())
    throw core::bad_input(fmt::format("{} is not a whole matrix", matrix.name), "let match write it again");
  plot::Figure figure;
  figure.map = std::move(map);
  finish({}, matrix.name, look, figure);
  if (look.with_caption)
    figure.caption = {"Green: yes; amber: with reservations; red: no; grey: too little is known. " +
                      program_of(matrix)};
  return figure;
}

plot::Figure spectrum_figure(std::span<const Subject> subjects, const Look& look) {
  const auto recordings = of_kind(subjects, "spectrum", "spectrum");
  plot::Figure figure;
  figure.x = frequency_axis(look);
  figure.left = {"level / dBFS", plot::Scale::kLinear, -160, 0};
  std::size_t color = 0;
  for (const auto& s : recordings) {
    const auto f_hz = values(s.result, "frequency_hz");
    std::size_t channel = 0;
    for (const auto& levels : s.result["channels"]) {
      ++channel;
      plot::Trace trace{
          fmt::format("{}{}", recordings.size() > 1 ? s.name + ", " : "", fmt::format("channel {}", channel)),
          f_hz, levels.get<std::vector<double>>()};
      trace.color = color++;
      trace.faint = channel > 1;
      figure.traces.push_back(std::move(trace));
    }
  }
  const double bin_hz = recordings[0].result["bin_hz"];
  finish({}, recordings.size() == 1 ? "Spectrum of " + recordings[0].name : "Spectrum", look, figure);
  if (look.with_caption)
    figure.caption = {fmt::format("Lines of {} (Hann window); a sine at full scale is at 0 dBFS.",
                                  core::format_si(bin_hz, "Hz"))};
  return figure;
}

}  // namespace ohmbench::figures
