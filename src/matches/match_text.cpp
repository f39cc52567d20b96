// The match as text for a terminal.
#include <fmt/format.h>

#include <cmath>

#include "core/si_text.hpp"
#include "core/text_columns.hpp"
#include "matches/match_result.hpp"
#include "verdict/first_limit_words.hpp"

namespace ohmbench::matches {
namespace {

using core::padded;
using core::wrapped;
using verdict::Check;
using verdict::MatchResult;
using verdict::Outcome;

constexpr std::size_t kReasonIndent = 4;
constexpr double kVisible = 5e-4;  // relative: of three digits a smaller uncertainty moves none

/// "2.24 V", "8.00", "97.2 dB SPL", "unknown"
std::string number_text(const std::optional<double>& value, const std::string& unit) {
  if (!value) return "unknown";
  if (unit.empty()) return fmt::format("{:#.3g}", *value);
  if (unit.starts_with("dB")) return fmt::format("{:.{}f} {}", *value, unit == "dB" ? 2 : 1, unit);
  if (unit == "%") return fmt::format("{:.2g} %", *value);
  return core::format_si(*value, unit);
}

/// "2.240 ± 0.012 V", "8.00 ± 0.1"
std::string uncertain_text(double value, double sigma, const std::string& unit) {
  if (unit.empty() || unit.starts_with("dB") || unit == "%")
    return number_text(value, unit) + fmt::format(" ± {:.1g}", sigma);
  return core::format_with(value, sigma, unit);
}

std::string check_table(const std::vector<Check>& checks) {
  std::string text = fmt::format("  {:<24}{:<11}{:<23}{}\n", "check", "verdict", "value", "limit");
  for (const auto& c : checks) {
    std::string value = number_text(c.value, c.unit);
    if (c.value && c.uncertainty && *c.uncertainty > kVisible * std::abs(*c.value))
      value = uncertain_text(*c.value, *c.uncertainty, c.unit);
    text += fmt::format("  {:<24}{:<11}{}{}\n", c.name, verdict::name_of(c.outcome), padded(value, 23),
                        number_text(c.limit, c.unit));
  }
  return text;
}

std::string reasons(const std::vector<Check>& checks, Outcome outcome) {
  std::string text;
  for (const auto& c : checks) {
    if (c.outcome == outcome) text += fmt::format("  {}:\n", c.name) + wrapped(c.why, kReasonIndent);
  }
  return text;
}

/// The load on other sources, a line each.
std::string what_if_text(const std::vector<verdict::WhatIf>& all) {
  if (all.empty()) return {};
  std::string text = "\nThe same load on other output impedances\n";
  text += fmt::format("  {:<11}{:<20}{:<20}{:<13}{}\n", "output", "response changes", "level at 1 kHz",
                      "ratio", "damping, Qts");
  for (const auto& w : all) {
    const auto db = [](std::optional<double> value) {
      constexpr double kShownAsZero = 0.005;  // "-0.00" says nothing
      if (!value) return std::string("unknown");
      return fmt::format("{:.2f} dB", std::abs(*value) < kShownAsZero ? 0.0 : *value);
    };
    text += "  " + padded(core::format_si(w.source.value(), "Ω"), 11) +
            padded((w.least_span_db ? "at most " : "") + db(w.span_db), 20) +
            padded(db(w.loss_at_1khz_db), 20) +
            padded(w.ratio ? fmt::format("{:#.3g}", *w.ratio) : std::string("unknown"), 13) +
            (w.qts_ratio ? fmt::format("× {:.2f}", *w.qts_ratio) : std::string("unknown")) + "\n";
  }
  return text;
}

}  // namespace

std::string summary_of(const MatchResult& result) {
  const auto named = [](const std::string& name, const char* otherwise) {
    return name.empty() ? std::string(otherwise) : name;
  };
  const auto& verdict = result.verdict;
  std::string text = wrapped(
      named(result.load_name, "the load") + " on " + named(result.amplifier_name, "the amplifier"), 0);
  text += wrapped(fmt::format("Verdict: {}. {}", verdict::name_of(verdict.outcome), verdict.why), 0);
  if (result.first_limit) text += verdict::in_words(*result.first_limit) + "\n";
  text += "\n" + check_table(verdict.checks);
  for (const auto& [title, outcome] :
       {std::pair("No, because", Outcome::kNo), std::pair("With reservations", Outcome::kMarginal),
        std::pair("Good", Outcome::kYes), std::pair("Not known", Outcome::kUnknown)}) {
    const auto lines = reasons(verdict.checks, outcome);
    if (!lines.empty()) text += fmt::format("\n{}\n{}", title, lines);
  }
  text += what_if_text(result.what_if);
  if (!result.advice.sentences.empty()) text += "\nAdvice\n";
  for (const auto& sentence : result.advice.sentences) text += wrapped(sentence, 2);
  if (!result.notes.empty()) text += "\nNotes\n";
  for (const auto& note : result.notes) text += wrapped(note, 2);
  return text;
}

}  // namespace ohmbench::matches
