// What a result comes to, in a heading, a line and a table.
#include <fmt/format.h>

#include "core/si_text.hpp"
#include "report/fields.hpp"
#include "report/html.hpp"
#include "report/key_rows.hpp"
#include "report/parts.hpp"

namespace ohmbench::report {
namespace {

const std::vector<std::string> kHead{"format",      "version", "kind",    "created",     "name",
                                     "program",     "bench",   "quality", "calibration", "measurement",
                                     "uncertainty", "notes",   "checks",  "verdict",     "why"};

/// What no row of words has named, by its key.
Rows other_rows(const Json& r, const std::vector<std::string>& told) {
  Rows rows;
  auto but = kHead;
  but.insert(but.end(), told.begin(), told.end());
  for (auto& row : rows_of(r, but)) rows.push_back({row[0], row[1]});
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
                    : kind == "fit"              ? fit_rows(r)
                    : kind == "match"            ? Rows{}
                                                 : other_rows(r, {}),
                    "figures"};
  std::string html;
  const auto statement = text_at(r, "/summary/statement");
  if (!statement.empty()) html += "<p>" + escaped(statement) + "</p>\n";
  html += html_of(table);
  if (kind == "max-output" || kind == "fit")
    html += details("All figures", html_of({{}, other_rows(r, {"sweeps"}), "figures"}));
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
  if (found.subject.kind == "match") return shown_verdict(r);
  if (found.subject.kind == "fit")
    return fmt::format("fs {}, Re {}", value("/fs_hz", "Hz"), value("/re_ohm", "Ω"));
  return "";
}

}  // namespace ohmbench::report
