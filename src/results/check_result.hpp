// The check as JSON (kind "check") and as lines for a person: every step with what was found, the good news
// included.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "checkup/check.hpp"

namespace ohmbench::results {

nlohmann::json to_json(const checkup::CheckReport& report, const workbench::Bench& bench);
std::string summary_of(const checkup::CheckReport& report, const workbench::Bench& bench);

}  // namespace ohmbench::results
