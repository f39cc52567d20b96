#include "results/load_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "core/frequency_grid.hpp"
#include "core/si_text.hpp"
#include "models/epdr.hpp"
#include "models/load_checks.hpp"
#include "results/result_file.hpp"

namespace ohmbench::results {
namespace {

using fitting::Figure;
using nlohmann::json;

constexpr double kMilliPerHenry = 1e3, kGramPerKg = 1e3, kMmPerM = 1e3, kLitrePerM3 = 1e3;

/// `name` and `sigma_name`, in a unit of which `scale` make one SI unit.
void put(json& into, const std::string& name, const std::optional<Figure>& figure, double scale = 1.0) {
  if (!figure) return;
  into[name] = figure->value * scale;
  if (figure->sigma) into["sigma_" + name] = *figure->sigma * scale;
}

json coil_json(const fitting::LoadFit& fit) {
  json coil = {{"model", fitting::name_of(fit.model.coil.model)}};
  const auto parameters = fitting::parameters_of(fit.model.coil.model);
  for (std::size_t i = 0; i < parameters.size(); ++i) put(coil, parameters[i].name, fit.coil[i]);
  return coil;
}

/// The model over the band that was fitted, so that it can be drawn without knowing its equations.
json modelled_json(const fitting::LoadFit& fit) {
  constexpr double kPointsPerOctave = 24;
  json curve = {{"frequency_hz", json::array()},
                {"impedance_re_ohm", json::array()},
                {"impedance_im_ohm", json::array()}};
  for (const double f_hz : core::log_frequencies(fit.band.from_hz, fit.band.to_hz, kPointsPerOctave)) {
    const auto z = fit.model.impedance(f_hz);
    curve["frequency_hz"].push_back(f_hz);
    curve["impedance_re_ohm"].push_back(z.real());
    curve["impedance_im_ohm"].push_back(z.imag());
  }
  return curve;
}

json candidates_json(const fitting::LoadFit& fit) {
  json list = json::array();
  for (const auto& c : fit.candidates) {
    json one = {{"model", fitting::name_of(c.coil)}, {"identified", c.identified}};
    if (c.residual_percent > 0) {
      one["residual_percent"] = c.residual_percent;
      one["criterion_above_best"] = c.criterion;
    }
    list.push_back(std::move(one));
  }
  return list;
}

/// The value to the place of its deviation's second digit: "70.000 ± 0.026". Without a deviation, five
/// digits.
std::string line(const char* name, const std::optional<Figure>& figure, double scale, const char* unit) {
  if (!figure) return "";
  const double value = figure->value * scale;
  const double sigma = figure->sigma.value_or(0.0) * scale;
  constexpr int kMostDecimals = 9;
  const int decimals =
      sigma > 0 ? std::clamp(1 - static_cast<int>(std::floor(std::log10(sigma))), 0, kMostDecimals) : 0;
  const auto text = sigma > 0 ? fmt::format("{:.{}f} ± {:.{}f}", value, decimals, sigma, decimals)
                              : fmt::format("{:.5g}", value);
  return fmt::format("{:<9}{}{}{}\n", name, text, *unit ? " " : "", unit);
}

}  // namespace

void put_load_checks(json& result, const core::OhmCurve& curve) {
  if (!curve.phase_known) return;
  if (const auto phase = models::phase_extremes(curve)) {
    json& summary = result["summary"];
    summary["phase_min_deg"] = phase->least.deg;
    summary["phase_min_hz"] = phase->least.f_hz;
    summary["phase_max_deg"] = phase->most.deg;
    summary["phase_max_hz"] = phase->most.f_hz;
  }
  json checks = json::object();
  const auto worst = models::not_passive(curve);
  checks["passive"] = {{"holds", !worst}};
  if (worst)
    checks["passive"].update(
        {{"worst_hz", worst->f_hz}, {"re_ohm", worst->re_ohm}, {"phase_deg", worst->phase_deg}});
  if (const auto kk = models::kramers_kronig(curve)) {
    checks["kramers_kronig"] = {{"holds", kk->holds()},           {"rms_deg", kk->rms_deg},
                                {"limit_deg", kk->limit_deg},     {"worst_deg", kk->worst_deg},
                                {"worst_hz", kk->worst_hz},       {"ends_deg", kk->ends_deg},
                                {"from_hz", kk->checked.from_hz}, {"to_hz", kk->checked.to_hz}};
  }
  result["checks"] = std::move(checks);
  const auto epdr = models::epdr_curve(curve);
  result["epdr"] = {{"frequency_hz", epdr.f_hz},
                    {"epdr_ohm", epdr.epdr_ohm},
                    {"epdr_stereophile_ohm", epdr.epdr_stereophile_ohm}};
}

std::string load_check_lines(const core::OhmCurve& curve) {
  std::string text;
  if (const auto phase = models::phase_extremes(curve)) {
    text += fmt::format("phase    {:+.1f}° at {} to {:+.1f}° at {}\n", phase->least.deg,
                        core::format_si(phase->least.f_hz, "Hz"), phase->most.deg,
                        core::format_si(phase->most.f_hz, "Hz"));
  }
  if (const auto worst = models::not_passive(curve)) {
    text += fmt::format("note     not passive: Re Z is {} at {}; check wiring, polarity and calibration\n",
                        core::format_si(worst->re_ohm, "ohm"), core::format_si(worst->f_hz, "Hz"));
  }
  if (const auto kk = models::kramers_kronig(curve); kk && !kk->holds()) {
    text += fmt::format(
        "note     magnitude and phase do not belong together: {:.1f} degrees RMS apart, most at {} "
        "(Kramers-Kronig)\n",
        kk->rms_deg, core::format_si(kk->worst_hz, "Hz"));
  }
  return text;
}

json to_json(const fitting::LoadFit& fit, const std::optional<fitting::Mechanics>& mechanics) {
  json j = result_head("fit", fit.name);
  j["model"] = fitting::family_of(fit.model.coil.model);
  put(j, "fs_hz", fit.fs_hz);
  if (fit.re_and_q_known) {
    put(j, "re_ohm", fit.re_ohm);
    put(j, "qms", fit.qms);
    put(j, "qes", fit.qes);
    put(j, "qts", fit.qts);
    put(j, "le_mh", fit.le_henry, kMilliPerHenry);
    j["coil"] = coil_json(fit);
    j["modelled"] = modelled_json(fit);
    json resonances = json::array();
    for (const auto& r : fit.resonances) {
      json one = json::object();
      put(one, "ohm", r.ohm);
      put(one, "f_hz", r.f_hz);
      put(one, "q", r.q);
      resonances.push_back(std::move(one));
    }
    j["resonances"] = std::move(resonances);
    put(j, "creep", fit.creep);
  }
  put(j, "residual_percent", fit.residual_percent);
  j["residual_worst_hz"] = fit.worst_residual_hz;
  j["candidates"] = candidates_json(fit);
  if (fit.classic) {
    const auto& c = *fit.classic;
    j["classic"] = {{"z_max_ohm", c.z_max_ohm},
                    {"f1_hz", c.f1_hz},
                    {"f2_hz", c.f2_hz},
                    {"fs_hz", c.fs_hz},
                    {"qms", c.qms},
                    {"qes", c.qes},
                    {"qts", c.qts}};
  }
  j["from_hz"] = fit.band.from_hz;
  j["to_hz"] = fit.band.to_hz;
  j["points"] = fit.points;
  j["left_out"] = fit.left_out;
  j["magnitude_only"] = fit.magnitude_only;
  auto notes = fit.notes;
  if (mechanics) {
    put(j, "mms_gram", mechanics->mms_kg, kGramPerKg);
    put(j, "cms_mm_per_n", mechanics->cms_m_per_n, kMmPerM);
    put(j, "rms_kg_per_s", mechanics->rms_kg_per_s);
    put(j, "bl_tm", mechanics->bl_tm);
    put(j, "vas_litre", mechanics->vas_m3, kLitrePerM3);
    notes.insert(notes.end(), mechanics->notes.begin(), mechanics->notes.end());
  }
  j["notes"] = notes;
  return j;
}

std::string summary_of(const fitting::LoadFit& fit, const std::optional<fitting::Mechanics>& mechanics) {
  std::string text = fit.name.empty() ? "" : fit.name + "\n";
  text += line("fs", fit.fs_hz, 1, "Hz");
  if (fit.re_and_q_known) {
    text += line("Re", fit.re_ohm, 1, "ohm") + line("Qms", fit.qms, 1, "") + line("Qes", fit.qes, 1, "") +
            line("Qts", fit.qts, 1, "") + line("Le", fit.le_henry, kMilliPerHenry, "mH at 1 kHz");
    text += fmt::format("coil     {}", fitting::name_of(fit.model.coil.model));
    const auto parameters = fitting::parameters_of(fit.model.coil.model);
    for (std::size_t i = 0; i < parameters.size(); ++i)
      text += fmt::format(", {} {:.4g}", parameters[i].name, fit.coil[i].value);
    text += "\n" + line("creep", fit.creep, 100, "% of the compliance in a decade");
    for (std::size_t i = 1; i < fit.resonances.size(); ++i) {
      const auto& r = fit.resonances[i];
      text += fmt::format("and      {} at {}, Q {:.3g}\n", core::format_si(r.ohm.value, "ohm"),
                          core::format_si(r.f_hz.value, "Hz"), r.q.value);
    }
  }
  text += fmt::format("residual {:.2g} % RMS over {} points\n", fit.residual_percent.value, fit.points);
  if (fit.classic) {
    text += fmt::format(
        "classic  fs {:.4g} Hz, Qms {:.4g}, Qes {:.4g}, Qts {:.4g} (f1-f2 method, for comparison)\n",
        fit.classic->fs_hz, fit.classic->qms, fit.classic->qes, fit.classic->qts);
  }
  if (mechanics) {
    text += line("Mms", mechanics->mms_kg, kGramPerKg, "g") +
            line("Cms", mechanics->cms_m_per_n, kMmPerM, "mm/N") +
            line("Rms", mechanics->rms_kg_per_s, 1, "kg/s") + line("Bl", mechanics->bl_tm, 1, "T m") +
            line("Vas", mechanics->vas_m3, kLitrePerM3, "litre");
  }
  auto notes = fit.notes;
  if (mechanics) notes.insert(notes.end(), mechanics->notes.begin(), mechanics->notes.end());
  for (const auto& note : notes) text += "note     " + note + "\n";
  return text;
}

}  // namespace ohmbench::results
