// What an amplifier can: distortion over its output, headroom, verdicts, the spectrum of a recording.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "core/error.hpp"
#include "core/si_text.hpp"
#include "figures/maximum.hpp"
#include "figures/parts.hpp"
#include "figures/provenance.hpp"
#include "storage/json_file.hpp"

namespace ohmbench::figures {

plot::Figure distortion_figure(std::span<const Subject> subjects, const Look& look, bool over_watts) {
  const auto results = of_kind(subjects, "max-output", over_watts ? "thd-power" : "thd");
  const auto maxima = each_sweep(results);
  plot::Figure figure;
  Extent x, y;
  for (std::size_t i = 0; i < maxima.size(); ++i) {
    const auto& s = maxima[i];
    plot::Trace noise{maxima.size() == 1 ? "THD+N" : conditions_of(s),
                      values(s.result, over_watts ? "watt" : "volt"), values(s.result, "thd_n_percent")};
    plot::Trace harmonics{maxima.size() == 1 ? "THD" : "", noise.x, values(s.result, "thd_percent")};
    noise.color = harmonics.color = i;
    noise.dots = true;
    noise.dash = plot::dash_of(i);
    harmonics.faint = true;
    harmonics.dash = maxima.size() == 1 ? plot::Dash::kDashed : plot::Dash::kDotted;
    x.take(noise.x), y.take(noise.y), y.take(harmonics.y);
    figure.traces.push_back(std::move(noise)), figure.traces.push_back(std::move(harmonics));
  }
  figure.x = x.axis(over_watts ? "power in the load / W" : "voltage across the load / V RMS");
  figure.left = y.axis("distortion / %");
  figure.left.text = plot::TickText::kPlain;  // thousandths of a per cent have no name
  for (const double percent : {0.1, 1.0}) figure.rules.push_back({percent, fmt::format("{:g} %", percent)});
  finish(results, maxima.size() == 1 ? conditions_of(maxima[0]) : "Distortion and noise", look, figure);
  if (look.with_caption && maxima.size() > 1)
    figure.caption.insert(figure.caption.begin(), "Thin and dotted: distortion without noise (THD).");
  return figure;
}

namespace {

std::optional<double> number_at(const nlohmann::json& json, const char* pointer) {
  const nlohmann::json_pointer<std::string> place(pointer);
  if (!json.contains(place) || !json.at(place).is_number()) return {};
  return json.at(place).get<double>();
}

/// What "the target" is, and what the amplifier has to set against it.
std::string target_text(const nlohmann::json& match) {
  std::string text;
  if (const auto spl = number_at(match, "/wish/target_spl_db")) {
    text = fmt::format("Target: {:g} dB SPL", *spl);
    if (const auto crest = number_at(match, "/wish/crest_db"))
      text += fmt::format(" at the peaks (crest factor {:g} dB)", *crest);
    if (const auto volt = number_at(match, "/wish/volt"))
      text += fmt::format(", which takes {} by the load's sensitivity", core::format_si(*volt, "V"));
    text += ". ";
  }
  std::string limits;
  for (const auto& check : match.value("checks", nlohmann::json::array())) {
    const auto limit = number_at(check, "/limit");
    for (const auto& [name, unit] : {std::pair{"voltage", "V"}, {"current", "A"}, {"power", "W"}}) {
      if (limit && storage::text_of(check, "name") == name)
        limits += (limits.empty() ? "" : ", ") + core::format_si(*limit, unit);
    }
  }
  return limits.empty() ? text : text + "The amplifier gives " + limits + ".";
}

/// Where two curves are the same within what can be seen, the second is no line of its own but a name.
bool same_line(const plot::Trace& a, const plot::Trace& b) {
  constexpr double kSeen = 0.05;  // dB
  for (std::size_t i = 0; i < a.y.size(); ++i) {
    if (std::isfinite(a.y[i]) != std::isfinite(b.y[i])) return false;
    if (std::isfinite(a.y[i]) && std::abs(a.y[i] - b.y[i]) > kSeen) return false;
  }
  return a.y.size() == b.y.size();
}

}  // namespace

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
    trace.color = color, trace.dash = plot::dash_of(color);
    ++color;
    if (std::none_of(trace.y.begin(), trace.y.end(), [](double y) { return std::isfinite(y); })) continue;
    for (const double y : trace.y) {
      if (!std::isfinite(y)) continue;
      figure.left.from = std::min(figure.left.from, y), figure.left.to = std::max(figure.left.to, y);
    }
    const auto twin = std::find_if(figure.traces.begin(), figure.traces.end(),
                                   [&trace](const plot::Trace& t) { return same_line(t, trace); });
    if (twin != figure.traces.end()) {
      twin->label += fmt::format(" and {}", label);
    } else {
      figure.traces.push_back(std::move(trace));
    }
  }
  plot::round_out(figure.left, 8);
  figure.rules.push_back({0, "the target", false, plot::Side::kLeft, plot::Dash::kSolid});
  finish(std::span(&match, 1), "Headroom: " + match.name, look, figure);
  const auto target = target_text(match.result);
  if (look.with_caption && !target.empty()) figure.caption.insert(figure.caption.begin(), target);
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
