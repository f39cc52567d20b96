#include "results/match_result.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/si_text.hpp"
#include "core/text_columns.hpp"
#include "results/result_file.hpp"

namespace ohmbench::results {
namespace {

using core::padded;
using core::wrapped;
using nlohmann::json;
using verdict::Check;
using verdict::MatchResult;
using verdict::Outcome;

constexpr std::size_t kReasonIndent = 4;

json or_null(const std::optional<double>& value) {
  return value ? json(*value) : json(nullptr);
}

template <class Quantity>
json value_or_null(const std::optional<Quantity>& quantity) {
  return quantity ? json(quantity->value()) : json(nullptr);
}

json to_json(const Check& check) {
  json j = {{"name", check.name},
            {"verdict", verdict::name_of(check.outcome)},
            {"value", or_null(check.value)},
            {"limit", or_null(check.limit)},
            {"unit", check.unit},
            {"why", check.why}};
  if (check.uncertainty) j["uncertainty"] = *check.uncertainty;
  return j;
}

json headroom_json(const std::optional<models::Headroom>& headroom) {
  if (!headroom) return {{"voltage", nullptr}, {"current", nullptr}, {"power", nullptr}};
  return {{"voltage", or_null(headroom->voltage.headroom_db)},
          {"current", or_null(headroom->current.headroom_db)},
          {"power", or_null(headroom->power.headroom_db)}};
}

json headroom_sigma_json(const std::optional<models::Headroom>& headroom) {
  if (!headroom) return {{"voltage", nullptr}, {"current", nullptr}, {"power", nullptr}};
  return {{"voltage", or_null(headroom->voltage.sigma_db)},
          {"current", or_null(headroom->current.sigma_db)},
          {"power", or_null(headroom->power.sigma_db)}};
}

json damping_json(const models::Damping& damping) {
  json sigma = json::array();
  for (const auto& s : damping.sigma) sigma.push_back(or_null(s));
  return {{"frequency_hz", damping.f_hz}, {"value", damping.factor}, {"sigma", std::move(sigma)}};
}

json response_json(const models::Response& response) {
  // without 1 kHz in both curves there is no deviation, and the arrays stay of one length
  const bool has_reference = !response.deviation_db.empty();
  json j = {{"frequency_hz", has_reference ? response.f_hz : std::vector<double>()},
            {"deviation_db", response.deviation_db},
            {"loss_db", has_reference ? response.loss_db : std::vector<double>()},
            {"sigma_db", has_reference ? response.sigma_db : std::vector<double>()},
            {"deviation_sigma_db", response.deviation_sigma_db}};
  if (!response.empty()) j["span_db"] = response.span_db;
  if (response.span_sigma_db > 0) j["span_sigma_db"] = response.span_sigma_db;
  return j;
}

json load_json(const MatchResult& result) {
  json j = {{"rated_ohm", value_or_null(result.rated)}};
  if (result.load.min) j["min_ohm"] = result.load.min->ohm, j["min_hz"] = result.load.min->f_hz;
  if (result.load.max) j["max_ohm"] = result.load.max->ohm, j["max_hz"] = result.load.max->f_hz;
  if (result.load.ohm_at_1khz) j["ohm_at_1khz"] = *result.load.ohm_at_1khz;
  const auto& load = result.load;
  if (load.min && load.min->sigma_ohm) j["sigma_min_ohm"] = *load.min->sigma_ohm;
  if (load.max && load.max->sigma_ohm) j["sigma_max_ohm"] = *load.max->sigma_ohm;
  if (load.sigma_at_1khz_ohm) j["sigma_at_1khz_ohm"] = *load.sigma_at_1khz_ohm;
  return j;
}

json wish_json(const std::optional<verdict::Wish>& wish) {
  if (!wish) return nullptr;
  return {{"target_spl_db", wish->target.value()},
          {"volt", wish->volts.value()},
          {"crest_db", wish->crest_db},
          {"programme_average_spl_db", wish->programme_average.value()},
          {"programme_volt", wish->programme_volts.value()}};
}

/// "2.24 V", "8.00", "97.2 dB SPL", "unknown"
std::string number_text(const std::optional<double>& value, const std::string& unit) {
  if (!value) return "unknown";
  if (unit.empty()) return fmt::format("{:#.3g}", *value);
  if (unit.starts_with("dB")) return fmt::format("{:.{}f} {}", *value, unit == "dB" ? 2 : 1, unit);
  return core::format_si(*value, unit);
}

/// " ± 0.12" in the unit of the value where that has no prefix, else with its own: " ± 1.2 mV"
std::string uncertainty_text(double sigma, const std::string& unit) {
  if (unit.empty() || unit.starts_with("dB")) return fmt::format(" ± {:.1g}", sigma);
  return " ± " + core::format_si(sigma, unit, 2);
}

std::string check_table(const std::vector<Check>& checks) {
  std::string text = fmt::format("  {:<24}{:<11}{:<23}{}\n", "check", "verdict", "value", "limit");
  for (const auto& c : checks) {
    std::string value = number_text(c.value, c.unit);
    if (c.value && c.uncertainty) value += uncertainty_text(*c.uncertainty, c.unit);
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

std::string first_limit_text(const verdict::FirstLimit& first) {
  const auto where = first.name == "voltage" ? std::string() : " at " + core::format_si(first.f_hz, "Hz");
  return first.headroom_db < 0
             ? fmt::format("Runs out first: {}{}, by {:.1f} dB.", first.name, where, -first.headroom_db)
             : fmt::format("Runs out first: {}{}, {:.1f} dB above the level wanted.", first.name, where,
                           first.headroom_db);
}

}  // namespace

json to_json(const MatchResult& result) {
  const auto& load = result.load_name;
  const auto& amplifier = result.amplifier_name;
  json j =
      result_head("match", load.empty() || amplifier.empty() ? load + amplifier : load + " on " + amplifier);
  j["verdict"] = verdict::name_of(result.verdict.outcome);
  j["why"] = result.verdict.why;
  j["checks"] = json::array();
  for (const auto& check : result.verdict.checks) j["checks"].push_back(to_json(check));
  j["headroom_db"] = headroom_json(result.headroom);
  j["headroom_sigma_db"] = headroom_sigma_json(result.headroom);
  j["runs_out_first"] = nullptr;
  if (const auto& first = result.first_limit) {
    j["runs_out_first"] = {
        {"name", first->name}, {"frequency_hz", first->f_hz}, {"headroom_db", first->headroom_db}};
    if (first->sigma_db) j["runs_out_first"]["sigma_db"] = *first->sigma_db;
  }
  j["frequency_response"] = response_json(result.response);
  j["damping_factor"] = damping_json(result.damping);
  j["load"] = load_json(result);
  j["wish"] = wish_json(result.wish);
  j["notes"] = result.notes;
  return j;
}

void carry_provenance(json& match, const json& load_result) {
  for (const char* key : {"bench", "calibration", "quality"}) {
    if (load_result.contains(key)) match[key] = load_result[key];
  }
}

std::string summary_of(const MatchResult& result) {
  const auto named = [](const std::string& name, const char* otherwise) {
    return name.empty() ? std::string(otherwise) : name;
  };
  const auto& verdict = result.verdict;
  std::string text = wrapped(
      named(result.load_name, "the load") + " on " + named(result.amplifier_name, "the amplifier"), 0);
  text += wrapped(fmt::format("Verdict: {}. {}", verdict::name_of(verdict.outcome), verdict.why), 0);
  if (result.first_limit) text += first_limit_text(*result.first_limit) + "\n";
  text += "\n" + check_table(verdict.checks);
  for (const auto& [title, outcome] :
       {std::pair("No, because", Outcome::kNo), std::pair("With reservations", Outcome::kMarginal),
        std::pair("Good", Outcome::kYes), std::pair("Not known", Outcome::kUnknown)}) {
    const auto lines = reasons(verdict.checks, outcome);
    if (!lines.empty()) text += fmt::format("\n{}\n{}", title, lines);
  }
  if (!result.notes.empty()) text += "\nNotes\n";
  for (const auto& note : result.notes) text += wrapped(note, 2);
  return text;
}

}  // namespace ohmbench::results
