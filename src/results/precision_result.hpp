// What dominates a measurement's uncertainty and what would reduce it, for result files and for people.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "session/measure.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::results {

/// `uncertainty.dominant` of a result: a list, the usual frequency first.
nlohmann::json dominant_json(const session::LoadMeasurement& measurement, const workbench::Bench& bench);
nlohmann::json dominant_json(const session::OutputMeasurement& measurement, const workbench::Bench& bench);

/// Lines for the summary; empty without a budget.
std::string dominant_lines(const session::LoadMeasurement& measurement, const workbench::Bench& bench);
std::string dominant_lines(const session::OutputMeasurement& measurement, const workbench::Bench& bench);

}  // namespace ohmbench::results
