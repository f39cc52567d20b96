#include "figures/parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "figures/provenance.hpp"

namespace ohmbench::figures {
namespace {

constexpr double kBandSigmas = 2;  // on each side

}  // namespace

std::vector<Subject> of_kind(std::span<const Subject> all, const std::string& kind, const char* figure) {
  std::vector<Subject> found;
  for (const auto& s : all) {
    if (s.kind == kind) found.push_back(s);
  }
  if (found.empty())
    throw core::bad_input(
        fmt::format("the figure \"{}\" needs a result of kind {}", figure, kind),
        all.empty() ? "give its file" : fmt::format("what was given is of kind {}", all.front().kind));
  return found;
}

Subject one_of_kind(std::span<const Subject> all, const std::string& kind, const char* figure) {
  auto found = of_kind(all, kind, figure);
  if (found.size() > 1)
    throw core::bad_input(fmt::format("the figure \"{}\" shows one result of kind {}, and {} were given",
                                      figure, kind, found.size()),
                          "give one of them");
  return std::move(found.front());
}

plot::Axis frequency_axis(const Look& look) {
  return {"frequency / Hz", plot::Scale::kLog, look.from_hz, look.to_hz, plot::TickText::kPrefixed};
}

core::OhmCurve in_band(const core::OhmCurve& curve, const Look& look) {
  core::OhmCurve part;
  part.phase_known = curve.phase_known, part.sigma_known = curve.sigma_known;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    if (curve.f_hz[i] < look.from_hz || curve.f_hz[i] > look.to_hz) continue;
    part.f_hz.push_back(curve.f_hz[i]);
    part.z_ohm.push_back(curve.z_ohm[i]);
    if (i < curve.sigma_ohm.size()) part.sigma_ohm.push_back(curve.sigma_ohm[i]);
    if (i < curve.noise_ohm.size()) part.noise_ohm.push_back(curve.noise_ohm[i]);
  }
  return part;
}

core::OhmCurve with_errors(core::OhmCurve curve) {
  if (curve.sigma_ohm.empty()) curve.sigma_ohm.assign(curve.size(), 0.0);
  if (curve.noise_ohm.empty()) curve.noise_ohm.assign(curve.size(), 0.0);
  return curve;
}

std::vector<double> band_ends(const core::OhmCurve& curve) {
  constexpr double kMostTimes = 2;
  std::vector<double> ends;
  for (std::size_t i = 0; i < curve.sigma_ohm.size(); ++i) {
    const double ohm = std::abs(curve.z_ohm[i]), spread = kBandSigmas * curve.sigma_ohm[i];
    ends.push_back(std::max(ohm - spread, ohm / kMostTimes));
    ends.push_back(std::min(ohm + spread, ohm * kMostTimes));
  }
  return ends;
}

plot::Axis ohm_axis(const std::vector<double>& ohms, const Look& look, const std::string& label,
                    const std::vector<double>& uncertain) {
  plot::Axis axis{label, plot::Scale::kLinear, 0, 1};
  double least = std::numeric_limits<double>::infinity(), most = 0;
  for (const double ohm : ohms) {
    if (ohm > 0) least = std::min(least, ohm);
    most = std::max(most, ohm);
  }
  constexpr double kBigSwing = 10;
  const bool log = look.ohms == OhmScale::kLog || (look.ohms == OhmScale::kAuto && most > kBigSwing * least);
  for (const double ohm : uncertain) {
    if (ohm > 0 && std::isfinite(ohm)) least = std::min(least, ohm), most = std::max(most, ohm);
  }
  axis.to = most > 0 ? most : 1;
  if (log) {
    axis.scale = plot::Scale::kLog;
    axis.text = plot::TickText::kPrefixed;
    axis.from = least;
    plot::round_out_log(axis);
  } else {
    // divisions that the phase axis can share: 45, 30 or 15 degrees each
    double best = std::numeric_limits<double>::infinity();
    for (const int divisions : {4, 6, 12}) {
      for (double step : {1.0, 2.0, 2.5, 5.0, 10.0}) {
        step *= std::pow(10.0, std::floor(std::log10(axis.to / divisions)));
        const double top = divisions * step;
        if (top >= 1.02 * axis.to && top < best * 0.98) {
          best = top;
          axis.at.clear();
          for (int i = 0; i <= divisions; ++i) axis.at.push_back(i * step);
          axis.names.clear();
          for (const double at : axis.at)
            axis.names.push_back(plot::tick_text(at, step, plot::TickText::kPlain));
        }
      }
    }
    axis.to = best;
  }
  if (look.least_ohm || look.most_ohm) {
    if (look.least_ohm) axis.from = *look.least_ohm;
    if (look.most_ohm) axis.to = *look.most_ohm;
    axis.at.clear(), axis.names.clear();
  }
  return axis;
}

void add_magnitude(const core::OhmCurve& curve, const std::string& label, std::size_t color,
                   plot::Figure& figure) {
  plot::Trace trace{label, curve.f_hz, {}};
  trace.color = color;
  trace.dash = plot::dash_of(color);
  for (const auto& z : curve.z_ohm) trace.y.push_back(std::abs(z));
  if (!curve.sigma_ohm.empty()) {
    plot::Band band{curve.f_hz, {}, {}};
    band.color = color;
    for (std::size_t i = 0; i < curve.size(); ++i) {
      band.lower.push_back(trace.y[i] - kBandSigmas * curve.sigma_ohm[i]);
      band.upper.push_back(trace.y[i] + kBandSigmas * curve.sigma_ohm[i]);
    }
    figure.bands.push_back(std::move(band));
  }
  figure.traces.push_back(std::move(trace));
}

void set_apart_uncalibrated(const Subject& s, const Look& look, plot::Figure& figure) {
  if (s.beyond_calibration.empty() || figure.traces.empty()) return;
  plot::Trace& sure = figure.traces.back();
  std::vector<char> beyond;
  for (std::size_t i = 0; i < s.curve.size(); ++i) {
    if (s.curve.f_hz[i] >= look.from_hz && s.curve.f_hz[i] <= look.to_hz)
      beyond.push_back(s.beyond_calibration[i]);
  }
  if (beyond.size() != sure.x.size() || std::find(beyond.begin(), beyond.end(), 1) == beyond.end()) return;
  constexpr double kGap = std::numeric_limits<double>::quiet_NaN();
  plot::Trace rest = sure;
  rest.label.clear(), rest.faint = true, rest.dash = plot::Dash::kDotted;
  for (std::size_t i = 0; i < beyond.size(); ++i) {
    // up to the first point that is sure, so that the line does not break
    const bool beside = (i > 0 && beyond[i - 1]) || (i + 1 < beyond.size() && beyond[i + 1]);
    if (!beyond[i] && !beside) rest.y[i] = kGap;
    if (beyond[i]) sure.y[i] = kGap;
  }
  figure.traces.push_back(std::move(rest));
}

void finish(std::span<const Subject> subjects, const std::string& title, const Look& look,
            plot::Figure& figure) {
  figure.theme = look.theme;
  figure.title = look.title.empty() ? title : look.title;
  if (!look.with_caption) return;
  constexpr std::size_t kMany = 3;  // twenty paragraphs would be in the figure's place
  if (subjects.size() > kMany) {
    figure.caption.push_back(provenance_of_all(subjects));
  } else {
    for (const auto& s : subjects) figure.caption.push_back(provenance_of(s));
  }
  if (std::any_of(subjects.begin(), subjects.end(),
                  [](const Subject& s) { return !s.beyond_calibration.empty(); }))
    figure.caption.emplace_back("Pale and dotted: beyond the band that was calibrated.");
  const bool bands = !figure.bands.empty();
  std::string last = bands ? "Shaded: 2 sigma on each side. " : "";
  if (!subjects.empty()) last += program_of(subjects.front());
  if (!last.empty()) figure.caption.push_back(last);
}

}  // namespace ohmbench::figures
