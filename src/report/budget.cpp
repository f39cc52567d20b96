// The error budget: what makes the result uncertain, and what would help.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/si_text.hpp"
#include "report/fields.hpp"
#include "report/html.hpp"
#include "report/parts.hpp"

namespace ohmbench::report {
namespace {

/// The entry of the list at `i`; empty where it is none.
std::optional<double> entry(const Json& list, std::size_t i) {
  if (!list.is_array() || i >= list.size() || !list[i].is_number()) return {};
  return list[i].get<double>();
}

std::string share_text(double part, double whole) {
  const double percent = whole > 0 ? 100 * part * part / (whole * whole) : 0;
  return fmt::format("{:.0f} %", std::min(percent, 100.0));
}

std::string sentence_for(const Json& one) {
  const auto f_hz = number_at(one, "/frequency_hz");
  const auto sigma = number_at(one, "/sigma_ohm");
  const auto part = number_at(one, "/term_sigma_ohm");
  const auto term = text_at(one, "/term");
  if (!f_hz || !sigma || !part || term.empty()) return "";
  std::string text = fmt::format(
      "At {} the result is uncertain by {} (1 sigma). Most of it, {} of the variance, is: {}.",
      core::format_si(*f_hz, "Hz"), core::format_si(*sigma, "Ω", 2), share_text(*part, *sigma), term);
  const auto& improvements = at(one, "/improvements");
  if (!improvements.is_array()) return text;
  for (const auto& improvement : improvements) {
    const auto action = text_at(improvement, "/action");
    const auto times = number_at(improvement, "/times_better");
    if (action.empty()) continue;
    text += " To reduce it, " + action;
    text += times ? fmt::format(" ({:.2g} times better).", *times) : ".";
  }
  return text;
}

Table terms_of(const figures::Subject& s) {
  Table table{{"1 sigma from"}, {}, "numbers"};
  const auto& terms = at(s.result, "/uncertainty/terms");
  const auto& f_hz = s.curve.f_hz;
  if (!terms.is_array() || terms.empty() || f_hz.empty()) return table;
  std::vector<std::size_t> columns;
  for (const double wanted : {20.0, 100.0, 1000.0, 10000.0, 20000.0}) {
    const auto nearest = std::min_element(f_hz.begin(), f_hz.end(), [wanted](double a, double b) {
      return std::abs(std::log(a / wanted)) < std::abs(std::log(b / wanted));
    });
    constexpr double kNear = 1.25;
    if (std::max(*nearest / wanted, wanted / *nearest) > kNear) continue;
    const auto i = static_cast<std::size_t>(nearest - f_hz.begin());
    if (!columns.empty() && columns.back() == i) continue;
    columns.push_back(i);
    table.head.push_back(core::format_si(f_hz[i], "Hz"));
  }
  const auto cell = [](const std::optional<double>& sigma) {
    return !sigma ? std::string("–") : *sigma == 0 ? std::string("0") : core::format_si(*sigma, "Ω", 2);
  };
  for (const auto& term : terms) {
    std::vector<std::string> row{text_at(term, "/name")};
    for (const auto i : columns) row.push_back(cell(entry(at(term, "/sigma_ohm"), i)));
    table.rows.push_back(std::move(row));
  }
  std::vector<std::string> all{"together"};
  for (const auto i : columns) {
    all.push_back(i < s.curve.sigma_ohm.size() ? cell(s.curve.sigma_ohm[i]) : cell({}));
  }
  table.rows.push_back(std::move(all));
  return table;
}

}  // namespace

std::string budget_html(const Found& found) {
  std::string text;
  const auto& dominant = at(found.subject.result, "/uncertainty/dominant");
  if (dominant.is_array()) {
    for (const auto& one : dominant) {
      const auto sentence = sentence_for(one);
      if (!sentence.empty()) text += "<p>" + escaped(sentence) + "</p>\n";
    }
  }
  const auto table = html_of(terms_of(found.subject));
  if (text.empty() && table.empty()) return "";
  return "<h4>Error budget</h4>\n" + text + table;
}

}  // namespace ohmbench::report
