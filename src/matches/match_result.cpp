#include "matches/match_result.hpp"

#include <nlohmann/json.hpp>

#include "results/result_file.hpp"
#include "verdict/first_limit_words.hpp"

namespace ohmbench::matches {
namespace {

using nlohmann::json;
using verdict::Check;
using verdict::MatchResult;

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
  for (const auto& figure : check.also) j["also"][figure.name] = figure.value;
  return j;
}

json headroom_json(const std::optional<models::Headroom>& headroom) {
  if (!headroom) return {{"voltage", nullptr}, {"current", nullptr}, {"power", nullptr}};
  return {{"voltage", or_null(headroom->voltage.headroom_db)},
          {"current", or_null(headroom->current.headroom_db)},
          {"power", or_null(headroom->power.headroom_db)}};
}

json headroom_curve_json(const models::HeadroomCurve& curve) {
  const auto list = [](const std::vector<std::optional<double>>& values) {
    json j = json::array();
    for (const auto& value : values) j.push_back(or_null(value));
    return j;
  };
  return {{"frequency_hz", curve.f_hz},
          {"voltage_db", list(curve.voltage_db)},
          {"current_db", list(curve.current_db)},
          {"power_db", list(curve.power_db)}};
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

json what_if_json(const std::vector<verdict::WhatIf>& all) {
  json list = json::array();
  for (const auto& w : all) {
    json j = {{"output_impedance_ohm", w.source.value()},
              {"span_db", w.span_db},
              {"loudest_hz", w.most_hz},
              {"softest_hz", w.least_hz},
              {"loss_at_1khz_db", or_null(w.loss_at_1khz_db)},
              {"ratio", or_null(w.ratio)},
              {"qts_ratio", or_null(w.qts_ratio)},
              {"unloaded_volt_wanted", or_null(w.volts_to_target)}};
    if (w.least_span_db) j["span_least_db"] = *w.least_span_db;
    if (w.span_sigma_db > 0) j["span_sigma_db"] = w.span_sigma_db;
    list.push_back(std::move(j));
  }
  return list;
}

json advice_json(const verdict::Advice& a) {
  return {{"output_impedance_ohm_by_rule", value_or_null(a.source_by_rule)},
          {"output_impedance_ohm_by_response", value_or_null(a.source_by_response)},
          {"volt", value_or_null(a.volts)},
          {"ampere", value_or_null(a.amperes)},
          {"watt", value_or_null(a.watts)},
          {"rating_from_watt", value_or_null(a.rating_from)},
          {"rating_to_watt", value_or_null(a.rating_to)},
          {"sentences", a.sentences}};
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

}  // namespace

json to_json(const MatchResult& result) {
  const auto& load = result.load_name;
  const auto& amplifier = result.amplifier_name;
  json j = results::result_head(
      "match", load.empty() || amplifier.empty() ? load + amplifier : load + " on " + amplifier);
  j["verdict"] = verdict::name_of(result.verdict.outcome);
  j["why"] = result.verdict.why;
  j["enough_known"] = result.verdict.enough_known;
  j["checks"] = json::array();
  for (const auto& check : result.verdict.checks) j["checks"].push_back(to_json(check));
  j["headroom_db"] = headroom_json(result.headroom);
  j["headroom_sigma_db"] = headroom_sigma_json(result.headroom);
  if (!result.headroom_curve.empty())
    j["headroom_over_frequency"] = headroom_curve_json(result.headroom_curve);
  j["runs_out_first"] = nullptr;
  if (const auto& first = result.first_limit) {
    j["runs_out_first"] = {
        {"name", first->name}, {"frequency_hz", first->f_hz}, {"headroom_db", first->headroom_db}};
    j["runs_out_first"]["why"] = verdict::in_words(*first);
    if (first->sigma_db) j["runs_out_first"]["sigma_db"] = *first->sigma_db;
  }
  j["frequency_response"] = response_json(result.response);
  j["damping_factor"] = damping_json(result.damping);
  if (const auto& driver = result.driver)
    j["damping_factor"]["driver"] = {{"sigma_qts_ratio", or_null(driver->ratio_sigma)},
                                     {"qes", driver->qes},
                                     {"qts", driver->qts},
                                     {"qts_ratio", driver->ratio},
                                     {"lift_db", driver->lift_db}};
  j["what_if"] = what_if_json(result.what_if);
  j["advice"] = advice_json(result.advice);
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

}  // namespace ohmbench::matches
