#include "results/curve_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/ensure.hpp"
#include "core/si_text.hpp"
#include "findings/precision.hpp"
#include "models/load_summary.hpp"
#include "results/distortion_result.hpp"
#include "results/levels_result.hpp"
#include "results/load_result.hpp"
#include "results/precision_result.hpp"
#include "results/result_file.hpp"

namespace ohmbench::results {
namespace {

using nlohmann::json;

/// Coverage of the calibration and the causes of uncertainty, for each frequency.
template <class Curve>
void put_uncertainty(json& result, const Curve& curve) {
  json coverage = json::array();
  for (const auto c : curve.coverage) coverage.push_back(calibration::name_of(c));
  result["coverage"] = std::move(coverage);
  json terms = json::array();
  for (const auto& t : curve.budget)
    terms.push_back({{"name", t.name}, {"common", t.common}, {"sigma_ohm", t.sigma_ohm}});
  result["uncertainty"] = {{"terms", std::move(terms)}};
}

void put_provenance(json& result, const session::Provenance& p, const workbench::Bench& bench) {
  put_origin(result, p, bench);
  json& m = result["measurement"];
  m = {{"stimulus", stimulus::name_of(p.plan.kind)},
       {"level_dbfs", p.plan.level.value()},
       {"level_limited_by", p.level.limited_by},
       {"seconds", p.plan.seconds},
       {"from_hz", p.plan.from_hz},
       {"to_hz", p.plan.to_hz},
       {"points_per_octave", p.plan.points_per_octave},
       {"sample_rate", p.plan.sample_rate_hz},
       {"device", p.device},
       {"latency_frames", p.latency_frames},
       {"clock_ppm", p.clock_ppm}};
  if (p.plan.kind == stimulus::Kind::kMultisine) {
    m["spectrum"] = p.plan.shape.empty() ? "flat" : "shaped";
    if (!p.plan.shape.empty()) m["shape"] = p.plan.shape;
  }
  if (p.level.load_voltage) m["load_volt"] = p.level.load_voltage->value();
  if (p.hot_volt) m["hot_volt"] = *p.hot_volt;
}

void put(json& summary, const char* key, const std::optional<double>& value) {
  if (value) summary[key] = *value;
}

void put(json& summary, const char* ohm, const char* hz, const std::optional<models::Extremum>& value) {
  if (!value) return;
  summary[ohm] = value->ohm;
  summary[hz] = value->f_hz;
}

/// One standard deviation of each figure; absent where it is not known.
void put_sigmas(json& summary, const models::LoadSummary& s) {
  if (s.min) put(summary, "sigma_min_ohm", s.min->sigma_ohm), put(summary, "sigma_min_hz", s.min->sigma_hz);
  if (s.max) put(summary, "sigma_max_ohm", s.max->sigma_ohm), put(summary, "sigma_max_hz", s.max->sigma_hz);
  if (s.epdr_min) put(summary, "sigma_epdr_min_ohm", s.epdr_min->sigma_ohm);
  put(summary, "sigma_at_1khz_ohm", s.sigma_at_1khz_ohm);
}

/// "7.21 ± 0.15 ohm, phase +3.0°" at a frequency of the curve; empty where it does not reach.
std::string value_at(const core::OhmCurve& curve, double f_hz) {
  if (!core::covers(curve, f_hz)) return "not covered";
  const auto z = core::interpolate(curve, f_hz);
  std::string text = curve.sigma_known
                         ? core::format_with(std::abs(z), core::interpolate_sigma(curve, f_hz), "ohm")
                         : core::format_si(std::abs(z), "ohm", 4);
  if (!curve.phase_known) return text + ", phase not known";
  return text + fmt::format(", phase {:+.1f}°", std::arg(z) * 180 / 3.14159265358979);
}

/// The frequency, or the curve's end beside it: grids seldom end at a round number.
double within_a_step(const core::OhmCurve& curve, double f_hz) {
  constexpr double kStep = 1.06;  // a twelfth of an octave
  const double nearest = std::clamp(f_hz, curve.f_hz.front(), curve.f_hz.back());
  return std::max(nearest / f_hz, f_hz / nearest) < kStep ? nearest : f_hz;
}

std::string extremum_text(const std::optional<models::Extremum>& e) {
  if (!e) return "unknown";
  const auto ohm =
      e->sigma_ohm ? core::format_with(e->ohm, *e->sigma_ohm, "ohm") : core::format_si(e->ohm, "ohm", 4);
  return ohm + " at " + core::format_si(e->f_hz, "Hz", 3);
}

std::string quality_text(const session::Provenance& p) {
  std::string text =
      fmt::format("level    {:.1f} dBFS (limited by {}){}\n", p.plan.level.value(), p.level.limited_by,
                  p.level.load_voltage
                      ? fmt::format(", {} at the load", core::format_si(p.level.load_voltage->value(), "V"))
                      : "");
  if (p.hot_volt)
    text += fmt::format("hot      the amplifier played {} meanwhile\n", core::format_si(*p.hot_volt, "V"));
  if (p.quality.dropouts > 0)
    text += fmt::format("damage   {} damaged periods left out, {} measured again\n", p.quality.dropouts,
                        p.quality.repeated_periods);
  if (p.clock_ppm != 0)
    text += fmt::format("clocks   the inputs' clock is {:+.2f} ppm off the output's; removed\n", p.clock_ppm);
  for (const auto& warning : p.quality.warnings) text += "note     " + warning + "\n";
  return text;
}

}  // namespace

json load_summary_json(const core::OhmCurve& curve) {
  const auto s = models::summarize(curve);
  json summary = json::object();
  put(summary, "min_ohm", "min_hz", s.min);
  put(summary, "max_ohm", "max_hz", s.max);
  put(summary, "epdr_min_ohm", "epdr_min_hz", s.epdr_min);
  put(summary, "ohm_at_1khz", s.ohm_at_1khz);
  put_sigmas(summary, s);
  put(summary, "nominal_ohm", s.rated_ohm);
  return summary;
}

std::string load_summary_lines(const core::OhmCurve& curve) {
  const auto s = models::summarize(curve);
  std::string text = fmt::format("least    {}\n", extremum_text(s.min));
  text += fmt::format("most     {}\n", extremum_text(s.max));
  text += fmt::format("at 1 kHz {}\n", value_at(curve, 1000));
  text += fmt::format("rated    {}\n", s.rated_ohm ? core::format_si(*s.rated_ohm, "ohm") +
                                                         " (largest standard value within the 80 % rule)"
                                                   : "unknown");
  return text + fmt::format("EPDR     {}\n", s.epdr_min ? "least " + extremum_text(s.epdr_min) : "unknown");
}

json to_json(const session::LoadMeasurement& m, const workbench::Bench& bench) {
  ENSURE(m.provenance.valid());
  json result = result_head("impedance", m.z.name);
  put_curve(result, m.z.curve);
  put_uncertainty(result, m.z);
  result["uncertainty"]["dominant"] = dominant_json(m, bench);
  result["summary"] = load_summary_json(m.z.curve);
  put_load_checks(result, m.z.curve);
  if (auto distortion = distortion_json(m); !distortion.is_null())
    result["distortion"] = std::move(distortion);
  put_levels(result, m);
  put_provenance(result, m.provenance, bench);
  return result;
}

json to_json(const session::OutputMeasurement& m, const workbench::Bench& bench) {
  ENSURE(m.provenance.valid());
  json result = result_head("output-impedance", m.z_out.name);
  put_curve(result, m.z_out.curve);
  put_uncertainty(result, m.z_out);
  result["uncertainty"]["dominant"] = dominant_json(m, bench);
  result["detection_limit_ohm"] = m.z_out.detection_limit_ohm;
  const auto s = models::summarize(m.z_out.curve);
  json summary = {{"method", impedance::name_of(m.z_out.method)}};
  put(summary, "ohm_at_1khz", s.ohm_at_1khz);
  if (core::covers(m.z_out.curve, 1000)) {
    summary["sigma_at_1khz_ohm"] = core::interpolate_sigma(m.z_out.curve, 1000);
    const auto nearest = std::lower_bound(m.z_out.curve.f_hz.begin(), m.z_out.curve.f_hz.end(), 1000.0) -
                         m.z_out.curve.f_hz.begin();
    summary["detection_limit_at_1khz_ohm"] = m.z_out.detection_limit_ohm[static_cast<std::size_t>(nearest)];
  }
  const auto statement = findings::output_statement(m.z_out);
  summary["detection_limit_ohm"] = statement.detection_limit_ohm;
  summary["detection_limit_hz"] = statement.f_hz;
  summary["statement"] = statement.text;
  if (s.max) summary["max_ohm"] = s.max->ohm;
  result["summary"] = std::move(summary);
  put_provenance(result, m.provenance, bench);
  return result;
}

std::string summary_of(const session::LoadMeasurement& m, const workbench::Bench& bench) {
  std::string text = (m.z.name.empty() ? "" : m.z.name + "\n") + load_summary_lines(m.z.curve);
  text += load_check_lines(m.z.curve);
  text += dominant_lines(m, bench) + distortion_line(m) + levels_line(m);
  return text + quality_text(m.provenance);
}

std::string summary_of(const session::OutputMeasurement& m, const workbench::Bench& bench) {
  const auto& c = m.z_out.curve;
  std::string text = m.z_out.name.empty() ? "" : m.z_out.name + "\n";
  text += fmt::format("method   {}\n", impedance::name_of(m.z_out.method));
  for (const double f_hz : {20.0, 1000.0, 20000.0}) {
    text += fmt::format("{:<8} {}\n",
                        core::format_si(f_hz, "Hz",
                                        f_hz < 1000   ? 2
                                        : f_hz > 1000 ? 2
                                                      : 1),
                        value_at(c, within_a_step(c, f_hz)));
  }
  text += "Zout     " + findings::output_statement(m.z_out).text + "\n" + dominant_lines(m, bench);
  return text + quality_text(m.provenance);
}

}  // namespace ohmbench::results
