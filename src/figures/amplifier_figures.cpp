// What an amplifier can: distortion over its output, headroom, verdicts, the spectrum of a recording.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/si_text.hpp"
#include "figures/maximum.hpp"
#include "figures/parts.hpp"
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
    harmonics.faint = true, harmonics.dash = plot::Dash::kDashed;
    x.take(noise.x), y.take(noise.y), y.take(harmonics.y);
    figure.traces.push_back(std::move(noise)), figure.traces.push_back(std::move(harmonics));
  }
  figure.x = x.axis(over_watts ? "power in the load / W" : "voltage across the load / V RMS");
  figure.left = y.axis("distortion / %");
  figure.left.text = plot::TickText::kPlain;  // thousandths of a per cent have no name
  for (const double percent : {0.1, 1.0}) figure.rules.push_back({percent, fmt::format("{:g} %", percent)});
  finish(results, maxima.size() == 1 ? conditions_of(maxima[0]) : "Distortion and noise", look, figure);
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
