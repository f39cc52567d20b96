// The match as a result file and as text for a terminal. In the room `matches`, after verdict::match; hazard:
// what is not known is null in the file and "unknown" on the screen, never 0.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "verdict/match.hpp"

namespace ohmbench::matches {

/// Kind `match`: `verdict`, `why`, `checks`, `headroom_db`, `runs_out_first`, `frequency_response`,
/// `damping_factor`, `what_if`, `advice`, `load`, `wish`, `notes`; docs/results.md.
nlohmann::json to_json(const verdict::MatchResult& result);

/// Takes `bench`, `calibration` and `quality` over from the load's own result, so that the verdict can be
/// traced.
void carry_provenance(nlohmann::json& match, const nlohmann::json& load_result);

/// The verdict with its reasons and a table of the checks; no line is wider than 80 columns.
std::string summary_of(const verdict::MatchResult& result);

}  // namespace ohmbench::matches
