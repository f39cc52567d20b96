#include "views/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "figures/figures.hpp"
#include "matches/matrix.hpp"

namespace ohmbench::views {
namespace {

matches::Wanted wanted_of(const WhatIf& wish, std::vector<std::string>& left_out) {
  matches::Wanted wanted;
  try {
    if (!wish.sensitivity.empty()) wanted.sensitivity = models::parse_sensitivity(wish.sensitivity);
  } catch (const core::Error& e) {
    left_out.push_back(fmt::format("sensitivity: {}", e.what()));
  }
  if (wish.target_db) wanted.target = core::DbSpl(*wish.target_db);
  wanted.crest_db = wish.crest_db;
  if (wish.rated_watt) wanted.rated_power = core::Watts(*wish.rated_watt);
  return wanted;
}

std::string words_of(const verdict::Verdict& v) {
  switch (v.outcome) {
    case verdict::Outcome::kYes:
      return "yes";
    case verdict::Outcome::kMarginal:
      return verdict::names_with(v.checks, verdict::Outcome::kMarginal).empty() ? "too little is known"
                                                                                : "with reservations";
    case verdict::Outcome::kNo:
      return "no";
    case verdict::Outcome::kUnknown:
      break;
  }
  return "not known";
}

}  // namespace

Listing chosen_of(const Listing& entries, const std::set<std::filesystem::path>& ticked) {
  const auto is_load = [](const auto& e) { return e->kind == "impedance"; };
  const auto is_amplifier = [](const auto& e) {
    return e->kind == "output-impedance" || e->kind == "max-output";
  };
  Listing chosen;
  const auto add = [&](const auto& is_one) {
    const bool some = std::any_of(entries.begin(), entries.end(),
                                  [&](const auto& e) { return is_one(e) && ticked.count(e->file) > 0; });
    for (const auto& e : entries)
      if (is_one(e) && (!some || ticked.count(e->file) > 0)) chosen.push_back(e);
  };
  add(is_load);
  add(is_amplifier);
  return chosen;
}

Comparison compare(const Listing& entries, const WhatIf& wish, const plot::Theme& theme) {
  Comparison c;
  std::vector<matches::Load> loads;
  std::vector<std::filesystem::path> load_files;           // of each
  std::map<std::string, std::vector<std::string>> groups;  // files of an amplifier by its name
  const auto attempt = [&](const std::string& name, const auto& read) {
    try {
      read();
    } catch (const core::Error& e) {
      c.left_out.push_back(fmt::format("{}: {}", name, e.what()));
    }
  };
  for (const auto& e : entries) {
    if (e->kind == "impedance")
      attempt(e->name, [&] {
        loads.push_back(matches::load_of(e->file.string(), {}));
        loads.back().name = e->name;
        load_files.push_back(e->file);
      });
    else if (e->kind == "output-impedance" || e->kind == "max-output")
      groups[e->name].push_back(e->file.string());
  }
  std::vector<matches::Amplifier> amplifiers;
  std::vector<matches::Skipped> older;
  for (auto& [name, files] : groups) files = matches::newest_of_each_kind(std::move(files), older);
  for (const auto& s : older)
    c.notes.push_back(fmt::format("{} is left out: a newer one of the same amplifier is there, or the same",
                                  s.file.filename().string()));
  for (const auto& [name, files] : groups)
    attempt(name, [&, name = name, files = files] {
      amplifiers.push_back(matches::amplifier_of(files, {}));
      amplifiers.back().name = name;
    });
  if (loads.empty() || amplifiers.empty()) {
    c.problem = loads.empty() ? "There is no load to judge: measure one, or import its curve."
                              : "There is no amplifier to judge: measure an output impedance.";
    return c;
  }
  try {
    auto wanted = wanted_of(wish, c.left_out);
    if (loads.size() > 1 && (wanted.sensitivity || wanted.rated_power)) {
      wanted.sensitivity.reset();
      wanted.rated_power.reset();
      c.left_out.emplace_back(
          "The sensitivity and the watts typed in Judge are those of one load: with several they are left "
          "out.");
    }
    const auto result = matches::match_all(std::move(loads), amplifiers, wanted);
    c.loads = load_files;
    for (const auto& name : result.amplifiers)
      c.amplifiers.emplace_back(groups[name].begin(), groups[name].end());
    for (std::size_t l = 0; l < result.loads.size(); ++l)
      for (std::size_t a = 0; a < result.amplifiers.size(); ++a) {
        const auto& v = result.cells[l][a].verdict;
        const auto word = words_of(v);
        c.pairings[load_files[l]].push_back(
            {fmt::format("on {}: {}", result.amplifiers[a], word), shown_outcome(v), v.why});
        for (const auto& file : groups[result.amplifiers[a]])
          c.pairings[file].push_back(
              {fmt::format("with {}: {}", result.loads[l], word), shown_outcome(v), v.why});
      }
    figures::Look look;
    look.theme = theme;
    look.title = "Loads on amplifiers";
    c.result = matches::to_json(result, {});
    const auto subject = figures::subject_of(c.result, "matrix.json");
    c.matrix = std::make_shared<const plot::Figure>(figures::matrix_figure(subject, look));
  } catch (const core::Error& e) {
    c.problem = e.what();
  }
  return c;
}

}  // namespace ohmbench::views
