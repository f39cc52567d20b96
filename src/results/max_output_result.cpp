#include "results/max_output_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/si_text.hpp"
#include "disturbance/tone.hpp"
#include "results/result_file.hpp"
#include "storage/json_file.hpp"

namespace ohmbench::results {
namespace {

using max_output::MaxOutput;
using max_output::Step;
using max_output::Sweep;
using nlohmann::json;

/// One value of each step, as a list.
template <class Value>
json each(const std::vector<Step>& steps, Value value) {
  json list = json::array();
  for (const auto& s : steps) list.push_back(value(s));
  return list;
}

json point_json(const max_output::Passing& p, const max_output::PointSigma& sigma) {
  return {{"level_dbfs", p.level_dbfs},
          {"volt", p.volt},
          {"ampere", p.ampere},
          {"watt", p.watt},
          {"source_volt", p.source_volt},
          {"sigma_volt", p.volt * sigma.volt.total()},
          {"sigma_ampere", p.ampere * sigma.ampere.total()},
          {"sigma_watt", std::abs(p.watt) * sigma.watt.total()}};
}

/// What the uncertainty of the largest volts is made of, one standard deviation each.
json budget_json(const max_output::Budget& b) {
  return {{"scale", 100 * b.scale},
          {"inputs", 100 * b.inputs},
          {"interpolation", 100 * b.interpolation},
          {"repeatability", 100 * b.repeat}};
}

/// The steps: arrays of one length.
void put_steps(json& result, const std::vector<Step>& steps) {
  result["level_dbfs"] = each(steps, [](const Step& s) { return s.level_dbfs; });
  result["volt"] = each(steps, [](const Step& s) { return s.volt; });
  result["ampere"] = each(steps, [](const Step& s) { return s.ampere; });
  result["watt"] = each(steps, [](const Step& s) { return s.watt; });
  result["source_volt"] = each(steps, [](const Step& s) { return s.source_volt; });
  result["thd_percent"] = each(steps, [](const Step& s) { return 100 * s.thd; });
  result["thd_n_percent"] = each(steps, [](const Step& s) { return 100 * s.thd_n; });
  result["thd_n_notch_percent"] = each(steps, [](const Step& s) { return 100 * s.thd_n_notch; });
  result["sinad_db"] =
      each(steps, [](const Step& s) { return disturbance::sinad_db(std::max(s.thd_n, 1e-12)); });
  result["harmonics_percent"] = each(steps, [](const Step& s) {
    json list = json::array();
    for (const double h : s.harmonics) list.push_back(100 * h);
    return list;
  });
  result["lost_gain_percent"] = each(steps, [](const Step& s) { return 100 * s.hidden; });
  result["sag_db"] = each(steps, [](const Step& s) { return s.sag_db; });
  result["silent"] = each(steps, [](const Step& s) { return s.collapsed; });
}

json summary_json(const Sweep& s) {
  json summary = {{"max_volt", s.most.volt},
                  {"max_ampere", s.most.ampere},
                  {"max_watt", s.most.watt},
                  {"limited_by", s.limited_by},
                  {"cause", max_output::name_of(s.judgement.cause)},
                  {"reason", s.judgement.reason},
                  {"level_dbfs", s.most.level_dbfs},
                  {"max_source_volt", s.most.source_volt},
                  {"load_phase_deg", s.load_phase_deg}};
  const auto& sigma = s.most_sigma;
  summary["sigma_max_volt"] = s.most.volt * sigma.volt.total();
  summary["sigma_max_ampere"] = s.most.ampere * sigma.ampere.total();
  summary["sigma_max_watt"] = std::abs(s.most.watt) * sigma.watt.total();
  summary["sigma_max_source_volt"] = s.most.source_volt * sigma.source_volt.total();
  summary["uncertainty_percent"] = budget_json(sigma.volt);
  summary["told_by"] = s.by_gain ? "gain" : "distortion";
  if (s.silent_dbfs) summary["silent_at_dbfs"] = *s.silent_dbfs;
  if (s.clip_volt) {
    summary["clip_volt"] = *s.clip_volt;
    summary["sigma_clip_volt"] = s.clip_volt_sigma;
  }
  if (s.gain_db) summary["gain_db"] = *s.gain_db;
  if (s.hifi) summary["at_0_1_percent"] = point_json(*s.hifi, s.hifi_sigma);
  if (s.open_dbfs) summary["open_level_dbfs"] = *s.open_dbfs;
  if (s.short_term) {
    summary["short_term"] = {{"burst_s", s.short_term->burst_s},
                             {"volt", s.short_term->volt},
                             {"watt", s.short_term->watt},
                             {"gain_db", s.short_term->gain_db},
                             {"at_least", s.short_term->is_bound}};
  }
  if (s.sustained) {
    summary["sustained"] = {{"seconds", s.sustained->seconds},
                            {"volt", s.sustained->volt},
                            {"change_db", s.sustained->change_db},
                            {"thd_n_percent", 100 * s.sustained->thd_n},
                            {"silent", s.sustained->collapsed}};
  }
  return summary;
}

void put_sweep(json& result, const Sweep& s) {
  result["frequency_hz"] = s.f_hz;
  result["load_ohm"] = s.load_ohm;
  put_steps(result, s.climb.steps);
  result["summary"] = summary_json(s);
}

/// "4.172 ± 0.024 V"
std::string plus_minus(double value, double relative_sigma, const char* unit) {
  return core::format_with(value, value * relative_sigma, unit);
}

/// "2.9 % by the inputs' volts, 0.1 % by …", what matters of it.
std::string budget_text(const max_output::Budget& b) {
  std::string text;
  const auto add = [&](double part, const char* name) {
    constexpr double kMatters = 0.2;  // of the whole: 2 % of its square
    if (part < kMatters * b.total()) return;
    text += fmt::format("{}{:.2g} % by {}", text.empty() ? "" : ", ", 100 * part, name);
  };
  add(b.scale, "the inputs' volts");
  add(b.inputs, "ratio, resistor and loading");
  add(b.interpolation, "interpolation");
  add(b.repeat, "repeating");
  return text;
}

/// How the end was told where distortion cannot be seen, and what cannot be had at this frequency.
std::string band_text(const Sweep& s) {
  constexpr double kLeastBurstHz = 100;
  if (s.by_gain)
    return "told by  the tone's own gain: its third harmonic lies beyond 20 kHz, or what the sample rate "
           "lets "
           "see; THD counts what is in band\n";
  if (s.f_hz < kLeastBurstHz && s.limited_by == "thd-n")
    return "bursts   none below 100 Hz: five cycles last as long as a supply takes to sag\n";
  return {};
}

std::string sweep_text(const Sweep& s, double limit) {
  using core::format_si;
  std::string text = fmt::format("at {} into {} ({:+.0f}°)\n", format_si(s.f_hz, "Hz", 3),
                                 format_si(s.load_ohm, "ohm", 4), s.load_phase_deg);
  text += fmt::format("maximum  {}, {}, {} ({:.2f} dBFS)\n",
                      plus_minus(s.most.volt, s.most_sigma.volt.total(), "V"),
                      plus_minus(s.most.ampere, s.most_sigma.ampere.total(), "A"),
                      plus_minus(s.most.watt, s.most_sigma.watt.total(), "W"), s.most.level_dbfs);
  text += fmt::format("         of the volts {}\n", budget_text(s.most_sigma.volt));
  constexpr double kSame = 1.01;  // with a small sense resistor both are alike
  if (s.most.source_volt > kSame * s.most.volt)
    text += fmt::format("that is  {} at the amplifier's terminals; the sense resistor takes the rest\n",
                        format_si(s.most.source_volt, "V", 4));
  text += fmt::format("ended by {}\n", s.limited_by == "thd-n" ? fmt::format("THD+N of {:g} %", 100 * limit)
                                                               : s.climb.stopped);
  text += band_text(s);
  text += fmt::format("cause    {}: {}\n", max_output::name_of(s.judgement.cause), s.judgement.reason);
  if (s.clip_volt)
    text += fmt::format("cut      at the peaks of a sine of {} across the load\n",
                        plus_minus(*s.clip_volt, s.clip_volt_sigma / *s.clip_volt, "V"));
  if (s.hifi)
    text +=
        fmt::format("0.1 %    {}, {}\n", format_si(s.hifi->volt, "V", 4), format_si(s.hifi->watt, "W", 3));
  if (s.short_term) {
    text += fmt::format("burst    {}{}, {:+.2f} dB re the steady tone\n",
                        s.short_term->is_bound ? "at least " : "", format_si(s.short_term->watt, "W", 3),
                        s.short_term->gain_db);
  }
  if (s.sustained) {
    text +=
        s.sustained->collapsed
            ? fmt::format("held     fell silent within {:.1f} s\n", s.sustained->seconds)
            : fmt::format("held     {:.1f} s: {:+.2f} dB\n", s.sustained->seconds, s.sustained->change_db);
  }
  if (s.gain_db) text += fmt::format("gain     {:+.2f} dB\n", *s.gain_db);
  text += "   dBFS        V         W    THD %  THD+N %\n";
  for (const auto& step : s.climb.steps) {
    text += fmt::format("{:7.2f} {:8.4f} {:>9} {:#8.2g} {:#8.3g}{}\n", step.level_dbfs, step.volt,
                        format_si(step.watt, "W"), 100 * step.thd, 100 * step.thd_n,
                        step.collapsed ? "  fell silent" : "");
  }
  return text;
}

}  // namespace

json to_json(const MaxOutput& m, const workbench::Bench& bench) {
  json result = result_head("max-output", m.name);
  put_sweep(result, m.sweeps.front());
  result["thd_n_limit_percent"] = 100 * m.thd_n_limit;
  if (m.sweeps.size() > 1) {
    json all = json::array();
    for (const auto& s : m.sweeps) put_sweep(all.emplace_back(), s);
    result["sweeps"] = std::move(all);
  }
  result["noise"] = {{"flat_volt", m.noise.flat_volt}, {"a_weighted_volt", m.noise.a_weighted_volt}};
  if (m.noise.amplifier) {
    const auto& own = *m.noise.amplifier;
    result["noise"]["amplifier"] = {{"flat_volt", own.flat.volt},
                                    {"flat_at_most", own.flat.is_bound},
                                    {"a_weighted_volt", own.a_weighted.volt},
                                    {"a_weighted_at_most", own.a_weighted.is_bound}};
  }
  result["response"] = {{"frequency_hz", m.response.f_hz}, {"db", m.response.db}};
  if (m.balance) {
    result["balance"] = {
        {"frequency_hz", m.balance->f_hz}, {"db", m.balance->db}, {"db_at_1khz", m.balance->db_at_1khz}};
  }
  put_origin(result, m.provenance, bench);
  result["measurement"] = {{"sample_rate", bench.interface.sample_rate_hz},
                           {"device", m.provenance.device},
                           {"clock_ppm", m.provenance.clock_ppm}};
  return result;
}

std::string summary_of(const MaxOutput& m, const workbench::Bench&) {
  std::string text = m.name.empty() ? "" : m.name + "\n";
  for (const auto& s : m.sweeps) text += sweep_text(s, m.thd_n_limit);
  text += fmt::format("noise    {} A-weighted, {} flat, with the inputs' own\n",
                      core::format_si(m.noise.a_weighted_volt, "V"), core::format_si(m.noise.flat_volt, "V"));
  if (m.noise.amplifier) {
    const auto told = [](const max_output::CommonNoise::Level& level) {
      return (level.is_bound ? "at most " : "") + core::format_si(level.volt, "V");
    };
    text += fmt::format("         {} A-weighted, {} flat without it: what both inputs hear alike\n",
                        told(m.noise.amplifier->a_weighted), told(m.noise.amplifier->flat));
  }
  if (m.balance) {
    const auto [least, most] = std::minmax_element(m.balance->db.begin(), m.balance->db.end());
    text += fmt::format(
        "balance  the second channel is {:+.2f} dB at 1 kHz, {:+.2f} to {:+.2f} dB over frequency\n",
        m.balance->db_at_1khz, *least, *most);
  }
  for (const auto& warning : m.provenance.quality.warnings) text += "note     " + warning + "\n";
  return text;
}

double worst_frequency(const std::filesystem::path& path, double most_hz) {
  const auto curve = read_impedance(path).curve;
  std::optional<std::size_t> least;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    if (curve.f_hz[i] < disturbance::kAudioFromHz || curve.f_hz[i] > most_hz) continue;
    if (!least || std::abs(curve.z_ohm[i]) < std::abs(curve.z_ohm[*least])) least = i;
  }
  if (!least) throw storage::unusable(path, fmt::format("has nothing between 20 Hz and {:.0f} Hz", most_hz));
  return curve.f_hz[*least];
}

}  // namespace ohmbench::results
