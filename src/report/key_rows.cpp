#include "report/key_rows.hpp"

#include <fmt/format.h>

#include <cmath>
#include <initializer_list>
#include <utility>

#include "core/si_text.hpp"

namespace ohmbench::report {
namespace {

void add(Rows& rows, const std::string& label, const std::string& value, const std::string& where = {}) {
  if (!value.empty()) rows.push_back({label, value, where});
}

std::string place(const Json& result, const char* pointer, const char* sigma = "/-") {
  const auto hz = number_at(result, pointer);
  return hz ? "at " + with_sigma(hz, number_at(result, sigma), "Hz") : std::string();
}

/// A value that is marked with its unit and, if known, one standard deviation.
std::string value_of(const Json& result, const char* pointer, const char* sigma, const char* unit) {
  return with_sigma(number_at(result, pointer), number_at(result, sigma), unit);
}

std::string ohms(const Json& result, const char* pointer, const char* sigma) {
  return value_of(result, pointer, sigma, "Ω");
}

/// "12.8 mA, 60.6 mW": what is known of several, after commas.
std::string listed(const Json& result, std::initializer_list<std::pair<const char*, const char*>> wanted) {
  std::string text;
  for (const auto& [pointer, unit] : wanted) {
    const auto value = value_of(result, pointer, "/-", unit);
    if (!value.empty()) text += (text.empty() ? "" : ", ") + value;
  }
  return text;
}

/// "+0.35 dB": a change, which is 0 where it is less than can be printed.
std::string change_text(double db) {
  return fmt::format("{:+.2f} dB", std::abs(db) < 0.005 ? 0.0 : db);
}

std::string ended_by(const Json& r) {
  const auto by = text_at(r, "/summary/limited_by");
  if (by == "limit") return "the limits of the bench file";
  if (by == "dac") return "the interface's full scale";
  if (by != "thd-n") return by;
  const auto percent = number_at(r, "/thd_n_limit_percent");
  return percent ? fmt::format("{:g} % distortion and noise", *percent) : "distortion and noise";
}

std::string limit_text(const std::string& cause) {
  if (cause == "voltage") return "its voltage";
  if (cause == "current") return "its current";
  if (cause == "protection") return "its protection";
  if (cause == "sag") return "its supply, which sags";
  if (cause == "dac") return "not reached: the interface ended it";
  if (cause == "limit") return "not reached: the bench's limits ended it";
  return cause == "unknown" ? "not known" : cause;
}

void add_bursts(const Json& r, Rows& rows) {
  const auto burst = number_at(r, "/summary/short_term/burst_s");
  const auto gain = number_at(r, "/summary/short_term/gain_db");
  const auto volt = value_of(r, "/summary/short_term/volt", "/-", "V");
  const bool at_least = at(r, "/summary/short_term/at_least") == Json(true);
  std::string where;
  if (gain) where = change_text(*gain) + " re the steady tone";
  if (const auto watt = value_of(r, "/summary/short_term/watt", "/-", "W"); !watt.empty())
    where = watt + (where.empty() ? "" : ", ") + where;
  if (!volt.empty())
    add(rows, burst ? "in bursts of " + core::format_si(*burst, "s") : "in bursts",
        (at_least ? "at least " : "") + volt, where);
}

void add_sustained(const Json& r, Rows& rows) {
  const auto seconds = number_at(r, "/summary/sustained/seconds");
  const auto change = number_at(r, "/summary/sustained/change_db");
  const auto volt = value_of(r, "/summary/sustained/volt", "/-", "V");
  std::string where;
  if (at(r, "/summary/sustained/silent") == Json(true)) {
    where = "the output fell silent";
  } else if (change) {
    where = change_text(*change) + " from begin to end";
  }
  if (!volt.empty()) add(rows, seconds ? fmt::format("kept for {:g} s", *seconds) : "kept", volt, where);
}

void add_noise(const Json& r, Rows& rows) {
  const auto own = number_at(r, "/noise/amplifier/a_weighted_volt");
  const bool at_most = at(r, "/noise/amplifier/a_weighted_at_most") == Json(true);
  if (own)
    add(rows, "noise of the amplifier", (at_most ? "at most " : "") + core::format_si(*own, "V", 2),
        "A-weighted, output silent");
}

void add_frequencies(const Json& r, Rows& rows) {
  const auto& sweeps = at(r, "/sweeps");
  if (!sweeps.is_array()) return;
  for (std::size_t i = 1; i < sweeps.size(); ++i) {
    const auto& sweep = sweeps[i];
    add(rows, "greatest voltage " + place(sweep, "/frequency_hz"),
        value_of(sweep, "/summary/max_volt", "/summary/sigma_max_volt", "V"),
        listed(sweep, {{"/summary/max_ampere", "A"}, {"/summary/max_watt", "W"}}));
  }
}

}  // namespace

Rows load_rows(const Json& r) {
  Rows rows;
  add(rows, "least impedance", ohms(r, "/summary/min_ohm", "/summary/sigma_min_ohm"),
      place(r, "/summary/min_hz", "/summary/sigma_min_hz"));
  add(rows, "greatest impedance", ohms(r, "/summary/max_ohm", "/summary/sigma_max_ohm"),
      place(r, "/summary/max_hz", "/summary/sigma_max_hz"));
  add(rows, "at 1 kHz", ohms(r, "/summary/ohm_at_1khz", "/summary/sigma_at_1khz_ohm"));
  add(rows, "rated impedance", ohms(r, "/summary/nominal_ohm", "/-"),
      "the largest standard value that the least impedance allows (80 % rule)");
  add(rows, "least EPDR", ohms(r, "/summary/epdr_min_ohm", "/summary/sigma_epdr_min_ohm"),
      place(r, "/summary/epdr_min_hz"));
  return rows;
}

Rows amplifier_rows(const Json& r) {
  Rows rows;
  add(rows, "output impedance at 1 kHz", ohms(r, "/summary/ohm_at_1khz", "/summary/sigma_at_1khz_ohm"));
  add(rows, "greatest", ohms(r, "/summary/max_ohm", "/-"));
  add(rows, "smallest that could be seen", ohms(r, "/summary/detection_limit_ohm", "/-"),
      place(r, "/summary/detection_limit_hz"));
  add(rows, "method", text_at(r, "/summary/method"));
  return rows;
}

Rows maximum_rows(const Json& r) {
  Rows rows;
  const auto maximum = [&r](const char* value, const char* sigma, const char* unit) {
    return value_of(r, value, sigma, unit);
  };
  std::string where = place(r, "/frequency_hz");
  if (const auto load = value_of(r, "/load_ohm", "/-", "Ω"); !load.empty()) where += " into " + load;
  add(rows, "greatest voltage", maximum("/summary/max_volt", "/summary/sigma_max_volt", "V"), "RMS " + where);
  add(rows, "greatest current", maximum("/summary/max_ampere", "/summary/sigma_max_ampere", "A"));
  add(rows, "greatest power", maximum("/summary/max_watt", "/summary/sigma_max_watt", "W"));
  const bool distorted = text_at(r, "/summary/limited_by") == "thd-n";
  add(rows, "what ended it", ended_by(r), distorted ? "counted from 20 Hz to 20 kHz" : "");
  add(rows, "limit of the amplifier", limit_text(text_at(r, "/summary/cause")),
      text_at(r, "/summary/reason"));
  add(rows, "with 0.1 % distortion",
      maximum("/summary/at_0_1_percent/volt", "/summary/at_0_1_percent/sigma_volt", "V"),
      listed(r, {{"/summary/at_0_1_percent/ampere", "A"}, {"/summary/at_0_1_percent/watt", "W"}}));
  add(rows, "clips from", maximum("/summary/clip_volt", "/summary/sigma_clip_volt", "V"));
  add_bursts(r, rows);
  add_sustained(r, rows);
  add(rows, "voltage at its terminals",
      maximum("/summary/max_source_volt", "/summary/sigma_max_source_volt", "V"),
      "with the greatest voltage across the load");
  add(rows, "gain", maximum("/summary/gain_db", "/-", "dB"), "of the amplifier, from the interface's volts");
  add_noise(r, rows);
  add_frequencies(r, rows);
  return rows;
}

Rows fit_rows(const Json& r) {
  Rows rows;
  add(rows, "resonance fs", value_of(r, "/fs_hz", "/sigma_fs_hz", "Hz"));
  add(rows, "DC resistance Re", ohms(r, "/re_ohm", "/sigma_re_ohm"));
  add(rows, "Qms, mechanical", value_of(r, "/qms", "/sigma_qms", ""));
  add(rows, "Qes, electrical", value_of(r, "/qes", "/sigma_qes", ""));
  add(rows, "Qts, both", value_of(r, "/qts", "/sigma_qts", ""));
  add(rows, "inductance Le", value_of(r, "/le_mh", "/sigma_le_mh", "mH"), "at 1 kHz");
  add(rows, "moving mass Mms", value_of(r, "/mms_gram", "/sigma_mms_gram", "g"));
  add(rows, "compliance Cms", value_of(r, "/cms_mm_per_n", "/sigma_cms_mm_per_n", "mm/N"));
  add(rows, "mechanical loss Rms", value_of(r, "/rms_kg_per_s", "/sigma_rms_kg_per_s", "kg/s"));
  add(rows, "force factor Bl", value_of(r, "/bl_tm", "/sigma_bl_tm", "T m"));
  add(rows, "equivalent volume Vas", value_of(r, "/vas_litre", "/sigma_vas_litre", "l"));
  add(rows, "model of the coil", text_at(r, "/model"));
  add(rows, "model from the curve", value_of(r, "/residual_percent", "/-", "%"),
      "RMS of what the model leaves, of the value of Z");
  if (const auto from = number_at(r, "/from_hz"), to = number_at(r, "/to_hz"); from && to)
    add(rows, "band", core::format_si(*from, "Hz") + " to " + core::format_si(*to, "Hz"));
  return rows;
}

}  // namespace ohmbench::report
