// What a result comes to, in a heading, a line and a table.
#include <fmt/format.h>


#include "core/si_text.hpp"
#include "report/fields.hpp"
#include "report/html.hpp"
#include "report/parts.hpp"

namespace ohmbench::report {
namespace {

using Rows = std::vector<std::vector<std::string>>;

void add(Rows& rows, const std::string& label, const std::string& value, const std::string& where = {}) {
  if (!value.empty()) rows.push_back({label, value, where});
}

std::string place(const Json& result, const char* pointer, const char* sigma = "/-") {
  const auto hz = number_at(result, pointer);
  return hz ? "at " + with_sigma(hz, number_at(result, sigma), "Hz") : std::string();
}

std::string ohms(const Json& result, const char* pointer, const char* sigma) {
  return with_sigma(number_at(result, pointer), number_at(result, sigma), "Ω");
}

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
  add(rows, "greatest voltage",
      with_sigma(number_at(r, "/summary/max_volt"), number_at(r, "/summary/sigma_max_volt"), "V"));
  add(rows, "greatest current",
      with_sigma(number_at(r, "/summary/max_ampere"), number_at(r, "/summary/sigma_max_ampere"), "A"));
  add(rows, "greatest power",
      with_sigma(number_at(r, "/summary/max_watt"), number_at(r, "/summary/sigma_max_watt"), "W"));
  const auto by = text_at(r, "/summary/limited_by");
  add(rows, "ended by",
      by == "thd-n"   ? "distortion and noise"
      : by == "limit" ? "the limits of the bench file"
      : by == "dac"   ? "the interface's full scale"
                      : by);
  add(rows, "frequency", with_sigma(number_at(r, "/frequency_hz"), {}, "Hz"));
  add(rows, "load", with_sigma(number_at(r, "/load_ohm"), {}, "Ω"));
  add(rows, "cause", text_at(r, "/summary/reason"));
  for (auto& row :
       rows_of(at(r, "/summary"), {"max_volt", "max_ampere", "max_watt", "sigma_max_volt", "sigma_max_ampere",
                                   "sigma_max_watt", "limited_by", "reason", "cause"}))
    add(rows, row[0], row[1]);
  return rows;
}

const std::vector<std::string> kHead{"format",      "version", "kind",    "created",     "name",
                                     "program",     "bench",   "quality", "calibration", "measurement",
                                     "uncertainty", "notes",   "checks",  "verdict",     "why"};

Rows other_rows(const Json& r) {
  Rows rows;
  for (auto& row : rows_of(r, kHead)) add(rows, row[0], row[1]);
  constexpr std::size_t kMost = 80;
  if (rows.size() > kMost) rows.resize(kMost);
  return rows;
}

std::string words_of_kind(const std::string& kind) {
  if (kind == "impedance") return "Impedance";
  if (kind == "output-impedance") return "Output impedance";
  if (kind == "max-output") return "Maximum output";
  if (kind == "match") return "Do they match?";
  if (kind == "match-matrix") return "Which amplifier suits which load?";
  if (kind == "fit") return "Parameters of the driver";
  if (kind == "check") return "Check of the bench";
  return kind;
}

}  // namespace

std::string heading_of(const Found& found) {
  const auto words = words_of_kind(found.subject.kind);
  return words + (words.ends_with("?") ? " " : ": ") + found.subject.name;
}

std::string key_figures_html(const Found& found) {
  const auto& r = found.subject.result;
  const auto& kind = found.subject.kind;
  const Table table{{},
                    kind == "impedance"          ? load_rows(r)
                    : kind == "output-impedance" ? amplifier_rows(r)
                    : kind == "max-output"       ? maximum_rows(r)
                    : kind == "match"            ? Rows{}
                                                 : other_rows(r),
                    "figures"};
  std::string html;
  const auto statement = text_at(r, "/summary/statement");
  if (!statement.empty()) html += "<p>" + escaped(statement) + "</p>\n";
  html += html_of(table);
  if (kind != "match") {
    for (const auto& note : texts_at(r, "/notes")) html += "<p class=\"faint\">" + escaped(note) + "</p>\n";
  }
  return html;
}

std::string key_figure_line(const Found& found) {
  const auto& r = found.subject.result;
  const auto value = [&r](const char* pointer, const char* unit) {
    const auto v = number_at(r, pointer);
    return v ? core::format_si(*v, unit) : std::string("unknown");
  };
  if (found.subject.kind == "impedance")
    return fmt::format("{} to {}, {} at 1 kHz", value("/summary/min_ohm", "Ω"),
                       value("/summary/max_ohm", "Ω"), value("/summary/ohm_at_1khz", "Ω"));
  if (found.subject.kind == "output-impedance")
    return fmt::format("{} at 1 kHz", value("/summary/ohm_at_1khz", "Ω"));
  if (found.subject.kind == "max-output")
    return fmt::format("{}, {}, {}", value("/summary/max_volt", "V"), value("/summary/max_ampere", "A"),
                       value("/summary/max_watt", "W"));
  if (found.subject.kind == "match") return text_at(r, "/verdict");
  if (found.subject.kind == "fit")
    return fmt::format("fs {}, Re {}", value("/fs_hz", "Hz"), value("/re_ohm", "Ω"));
  return "";
}

}  // namespace ohmbench::report
