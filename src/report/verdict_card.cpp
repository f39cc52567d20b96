// The verdict of a match, in words before numbers.
#include <fmt/format.h>

#include <algorithm>

#include "report/fields.hpp"
#include "report/html.hpp"
#include "report/parts.hpp"

namespace ohmbench::report {
namespace {

/// Only these become classes of the style.
std::string class_of(const std::string& verdict) {
  return verdict == "yes" || verdict == "marginal" || verdict == "no" || verdict == "invalid" ? verdict
                                                                                              : "unknown";
}

constexpr const char* kTooLittle = "unknown";

/// The sign that is read where there are no colours.
std::string sign_of(const std::string& verdict) {
  if (verdict == "yes") return "✓ ";
  if (verdict == "no") return "✗ ";
  return verdict == "marginal" ? "~ " : "? ";
}

std::string headline(const std::string& verdict) {
  if (verdict == "yes") return "Yes: they match.";
  if (verdict == "marginal") return "Marginal: they match with reservations.";
  if (verdict == "no") return "No: they do not match.";
  if (verdict == kTooLittle) return "Too little is known for a verdict.";
  return verdict.empty() ? "No verdict." : "Verdict: " + verdict + ".";
}

Table checks_of(const Json& result) {
  Table table{{"check", "", "value", "why"}, {}, "checks"};
  const auto& checks = at(result, "/checks");
  if (!checks.is_array()) return table;
  for (const auto& check : checks) {
    const auto verdict = text_at(check, "/verdict");
    const auto unit = text_at(check, "/unit");
    const auto number = [&](const char* key) {
      constexpr int kDigits = 3;
      const auto value = number_at(check, key);
      return value ? value_text(*value, unit == "ohm" ? "Ω" : unit, kDigits) : std::string();
    };
    const auto limit = number("/limit");
    table.rows.push_back({text_at(check, "/name"), sign_of(verdict) + verdict,
                          number("/value") + (limit.empty() ? "" : ", limit " + limit),
                          text_at(check, "/why")});
    table.row_classes.push_back(class_of(verdict));
  }
  return table;
}

}  // namespace

std::string shown_verdict(const Json& result) {
  const auto verdict = text_at(result, "/verdict");
  const auto& checks = at(result, "/checks");
  const bool reserved = checks.is_array() && std::any_of(checks.begin(), checks.end(), [](const Json& check) {
                          return text_at(check, "/verdict") == "marginal";
                        });
  const bool enough = at(result, "/enough_known") != Json(false);
  return verdict == "no" || reserved || enough ? verdict : kTooLittle;
}

std::string verdict_html(const Found& found) {
  const auto& result = found.subject.result;
  if (found.subject.kind != "match") return "";
  const auto verdict = shown_verdict(result);
  std::string html = fmt::format("<div class=\"card {}\">\n<p><strong>{}{}</strong></p>\n", class_of(verdict),
                                 sign_of(verdict), escaped(headline(verdict)));
  for (const auto& line : {text_at(result, "/why"), text_at(result, "/runs_out_first/why")}) {
    if (!line.empty()) html += "<p>" + escaped(line) + "</p>\n";
  }
  html += "</div>\n" + html_of(checks_of(result));
  for (const auto& note : texts_at(result, "/notes"))
    html += "<p class=\"faint\">" + escaped(note) + "</p>\n";
  return html;
}

}  // namespace ohmbench::report
