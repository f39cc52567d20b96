// --qualify of `measure impedance`: the table, and the same as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

#include "effort/qualify.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::results {

std::string table_of(const effort::Qualification& qualification);
/// kind "qualification": the reference's curve, and what was tried.
nlohmann::json to_json(const effort::Qualification& qualification, const workbench::Bench& bench);

}  // namespace ohmbench::results
