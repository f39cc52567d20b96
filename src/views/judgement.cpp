#include "views/judgement.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/error.hpp"
#include "core/si_text.hpp"
#include "figures/figures.hpp"
#include "matches/amplifier_file.hpp"
#include "matches/match_result.hpp"
#include "results/result_file.hpp"

namespace ohmbench::views {
namespace {

Bar bar_of(const char* name, const models::Margin& margin) {
  Bar bar{name, margin.headroom_db, "not known"};
  if (margin.headroom_db)
    bar.text = fmt::format("{:+.1f} dB{}", *margin.headroom_db,
                           margin.everywhere ? "" : " at " + core::format_si(margin.f_hz, "Hz", 2));
  return bar;
}

}  // namespace

verdict::Outcome shown_outcome(const verdict::Verdict& v) {
  const bool only_unknown = v.outcome != verdict::Outcome::kNo && !v.enough_known &&
                            verdict::names_with(v.checks, verdict::Outcome::kMarginal).empty();
  return only_unknown ? verdict::Outcome::kUnknown : v.outcome;
}

namespace {

std::string title_of(verdict::Outcome outcome) {
  switch (outcome) {
    case verdict::Outcome::kYes:
      return "Yes";
    case verdict::Outcome::kMarginal:
      return "Marginal";
    case verdict::Outcome::kNo:
      return "No";
    case verdict::Outcome::kUnknown:
      break;
  }
  return "Not known yet";
}

/// Who reads the verdict later has to know what of it is an assumption.
std::vector<std::string> typed_figures(const WhatIf& w) {
  std::vector<std::string> typed;
  const auto add = [&](const char* what, const std::optional<double>& value, const char* unit) {
    if (value) typed.push_back(fmt::format("{} {}", what, core::format_si(*value, unit)));
  };
  add("source impedance", w.source_ohm, "Ω");
  add("the amplifier's most volts", w.max_volt, "V");
  add("its most amperes", w.max_ampere, "A");
  add("the load's most watts", w.rated_watt, "W");
  if (!w.sensitivity.empty()) typed.push_back("sensitivity " + w.sensitivity);
  return typed;
}

verdict::MatchInput input_of(const Entry& load, const Entry* amplifier, const WhatIf& w) {
  verdict::MatchInput input;
  input.load = results::impedance_of(load.subject->result, load.file);
  if (amplifier != nullptr && !w.source_ohm)
    input.z_out = results::output_impedance_of(amplifier->subject->result, amplifier->file);
  models::AmplifierSheet sheet;
  sheet.name = amplifier != nullptr ? amplifier->name : "amplifier";
  if (w.source_ohm) sheet.output_impedance = core::Ohms(*w.source_ohm);
  if (w.max_volt) sheet.max_volt = core::Volts(*w.max_volt);
  if (w.max_ampere) sheet.max_ampere = core::Amperes(*w.max_ampere);
  input.sheet = sheet;
  if (w.target_db) input.target = core::DbSpl(*w.target_db);
  input.crest_db = w.crest_db;
  if (w.rated_watt) input.rated_power = core::Watts(*w.rated_watt);
  if (const auto typed = typed_figures(w); !typed.empty())
    input.remarks.push_back(fmt::format("Typed, not measured: {}.", fmt::join(typed, ", ")));
  return input;
}

}  // namespace

Judgement judge(const Entry* load, const Entry* amplifier, const Entry* maximum, const WhatIf& what_if,
                const matches::FittedDriver* driver, const plot::Theme& theme) {
  Judgement j;
  if (load == nullptr || !load->subject) {
    j.problem = "There is no load yet: measure one, or import its curve in the library.";
    return j;
  }
  try {
    auto input = input_of(*load, amplifier, what_if);
    try {
      if (!what_if.sensitivity.empty()) input.sensitivity = models::parse_sensitivity(what_if.sensitivity);
    } catch (const core::Error& e) {
      j.sensitivity_problem = e.what();
    }
    if (maximum != nullptr) input.maximum = matches::read_measured_maximum(maximum->file);
    if (driver != nullptr) {
      input.driver = driver->driver;
      if (!driver->told.empty()) input.remarks.push_back(driver->told);
    }
    j.match = verdict::match(input);
    j.shown = shown_outcome(j.match.verdict);
    j.title = title_of(j.shown);
    if (j.match.headroom) {
      j.bars = {bar_of("voltage", j.match.headroom->voltage), bar_of("current", j.match.headroom->current),
                bar_of("power", j.match.headroom->power)};
    }
    figures::Look look;
    look.theme = theme;
    look.with_caption = false;
    j.result = matches::to_json(j.match);
    matches::carry_provenance(j.result, load->subject->result);
    const auto match = figures::subject_of(j.result, "match.json");
    look.title = "Headroom";
    if (match.result.contains("headroom_over_frequency"))
      j.headroom = std::make_shared<const plot::Figure>(figures::headroom_figure(match, look));
    look.title = "Response at the load";
    std::vector<figures::Subject> subjects{*load->subject};
    if (amplifier != nullptr) subjects.push_back(*amplifier->subject);
    if (what_if.source_ohm) look.source_ohm = {*what_if.source_ohm};
    if (load->subject->phase_known && (amplifier != nullptr || what_if.source_ohm))
      j.response = std::make_shared<const plot::Figure>(figures::response_figure(subjects, look));
  } catch (const core::Error& e) {
    j.problem = e.what();
  }
  return j;
}

matches::FittedDriver driver_of(const Entry* load) {
  if (load == nullptr || !load->subject || load->kind != "impedance") return {};
  try {
    return matches::fit_driver(results::impedance_of(load->subject->result, load->file));
  } catch (const core::Error&) {
    return {};  // `judge` tells why the file is none
  }
}

}  // namespace ohmbench::views
