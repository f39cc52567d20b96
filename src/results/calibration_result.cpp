#include "results/calibration_result.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/si_text.hpp"
#include "results/result_file.hpp"
#include "adjustment/calibration_check.hpp"
#include "storage/utc.hpp"

namespace ohmbench::results {
namespace {

using nlohmann::json;

json steps_json(const calibration::Calibration& c) {
  json steps = json::array();
  for (const auto& s : c.standards) {
    json step{{"step", in_words(s)},
              {"made", s.made},
              {"from_hz", s.reading.f_hz.front()},
              {"to_hz", s.reading.f_hz.back()},
              {"points", s.reading.size()}};
    if (s.state == core::FixtureState::kReference) {
      step["ohm"] = s.ohm;
      step["tolerance_percent"] = 100 * s.relative_sigma;
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

json expected_json(const std::vector<adjustment::Expected>& expected) {
  json list = json::array();
  for (const auto& e : expected) {
    list.push_back({{"load_ohm", e.ohm},
                    {"uncertainty_percent_before", 100 * e.before},
                    {"uncertainty_percent", 100 * e.after},
                    {"dominant", e.dominant}});
  }
  return list;
}

/// What would reduce the greatest term that is left.
std::string remedy_for(const std::string& dominant) {
  if (dominant == "channel ratio") return "calibrate ratio, or open";
  if (dominant == "sense resistor") return "calibrate reference, with a resistor that is known better";
  if (dominant == "input loading") return "calibrate open";
  if (dominant == "crosstalk") return "calibrate short, or a second, small reference resistor";
  if (dominant == "reference resistor") return "a reference resistor of smaller tolerance";
  if (dominant == "calibration noise") return "calibrate with more --seconds";
  return "";
}

std::string expected_text(const std::vector<adjustment::Expected>& expected, bool compare) {
  std::string text;
  for (const auto& e : expected) {
    const auto remedy = remedy_for(e.dominant);
    text += fmt::format("{:<10}{}{:.3g} %", core::format_si(e.ohm, "ohm"),
                        compare ? fmt::format("{:.3g} % becomes ", 100 * e.before) : std::string(),
                        100 * e.after);
    text += fmt::format("; most of what is left is {}{}\n", e.dominant,
                        remedy.empty() ? "" : " (" + remedy + ")");
  }
  return text;
}

json head(const char* kind, const session::Provenance& p, const workbench::Bench& bench) {
  json result = result_head(kind, "");
  result["bench"] = json::parse(bench.as_json);
  result["quality"] = {{"clipped", p.quality.clipped},
                       {"dropouts", p.quality.dropouts},
                       {"repeated_periods", p.quality.repeated_periods},
                       {"snr_db", p.quality.snr_db},
                       {"warnings", p.quality.warnings}};
  result["level_dbfs"] = p.plan.level.value();
  return result;
}

std::string notes_of(const session::Provenance& p) {
  std::string text;
  for (const auto& w : p.quality.warnings) text += "note     " + w + "\n";
  return text;
}

}  // namespace

json to_json(const adjustment::CalibrateReport& r, const workbench::Bench& bench) {
  json result = head("calibration-step", r.provenance, bench);
  result["steps"] = steps_json(r.calibration);
  result["findings"] = r.findings;
  result["expected"] = expected_json(r.expected);
  return result;
}

std::string summary_of(const adjustment::CalibrateReport& r) {
  std::string text;
  for (const auto& line : r.findings) text += "found    " + line + "\n";
  text += "What a load will be known to at 1 kHz, noise left out:\n" + expected_text(r.expected, true);
  return text + notes_of(r.provenance);
}

json to_json(const adjustment::Verification& v, const workbench::Bench& bench) {
  json result = head("calibration-check", v.provenance, bench);
  result["holds"] = v.holds;
  result["reference_ohm"] = v.ohm;
  result["worst_deviation_percent"] = 100 * v.worst_deviation;
  result["median_deviation_percent"] = 100 * v.median_deviation;
  result["allowed_percent"] = 100 * v.allowed;
  put_curve(result, v.z.curve);
  return result;
}

std::string summary_of(const adjustment::Verification& v) {
  return fmt::format(
             "{} measures {:.3f} % off in the median, {:.3f} % at worst (20 Hz to 20 kHz); {:.2f} % is "
             "allowed\n{}\n",
             v.z.name, 100 * v.median_deviation, 100 * v.worst_deviation, 100 * v.allowed,
             v.holds ? "the calibration holds" : "the calibration does not hold any more: calibrate again") +
         notes_of(v.provenance);
}

json to_json(const adjustment::VoltsReport& r, const workbench::Bench& bench) {
  json result = result_head("calibration-volts", "");
  result["bench"] = json::parse(bench.as_json);
  result["level_dbfs"] = r.level_dbfs;
  if (r.full_scale_volt > 0) result["full_scale_volt"] = r.full_scale_volt;
  result["findings"] = r.findings;
  return result;
}

std::string summary_of(const adjustment::VoltsReport& r) {
  std::string text = fmt::format("the tone comes in at {:.2f} dBFS\n", r.level_dbfs);
  if (r.full_scale_volt > 0)
    text += fmt::format("full scale of this input is {} peak\n", core::format_si(r.full_scale_volt, "V", 4));
  else
    text += "read the meter while it plays, then say --measured-volt\n";
  for (const auto& line : r.findings) text += line + "\n";
  return text;
}

json to_json(const workbench::StoredCalibration& stored, const workbench::Bench& bench) {
  const auto& c = stored.calibration;
  json result = result_head("calibration-show", "");
  result["bench"] = json::parse(bench.as_json);
  result["sha256"] = stored.sha256;
  result["device"] = c.fingerprint.device;
  result["sample_rate"] = c.fingerprint.sample_rate_hz;
  result["steps"] = steps_json(c);
  result["expected"] = expected_json(adjustment::expected_uncertainty(bench.rig, {}, c));
  return result;
}

std::string summary_of(const workbench::StoredCalibration& stored, const workbench::Bench& bench) {
  const auto& c = stored.calibration;
  std::string text =
      fmt::format("device   {}, {:g} Hz\n", c.fingerprint.device, c.fingerprint.sample_rate_hz);
  for (const auto& s : c.standards) {
    text += fmt::format("step     {:<28} {}  {} to {}, {} points\n", in_words(s), s.made,
                        core::format_si(s.reading.f_hz.front(), "Hz"),
                        core::format_si(s.reading.f_hz.back(), "Hz"), s.reading.size());
  }
  for (const std::size_t i : {0, 1}) {
    if (c.volt_full_scale[i])
      text += fmt::format("volts    {} channel: full scale {} peak\n", i == 0 ? "source" : "load",
                          core::format_si(*c.volt_full_scale[i], "V", 4));
  }
  for (const auto& k : adjustment::kept_out(bench.rig, c))
    text += fmt::format("check    kept out, the {} measures within {:.3f} % of its value\n", k.standard,
                        100 * k.deviation);
  if (const auto age = storage::seconds_between(c.created, storage::utc_now()))
    text += fmt::format("age      {:.1f} hours\n", *age / 3600);
  if (c.standards.empty()) return text + "no standard was measured yet\n";
  return text + "What a load will be known to at 1 kHz, noise left out:\n" +
         expected_text(adjustment::expected_uncertainty(bench.rig, {}, c), false);
}

}  // namespace ohmbench::results
