// Several levels of one load, as a part of its result file and as a line for people.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "session/measure.hpp"

namespace ohmbench::results {

/// `levels` and `level_dependence` of a result, if there are any.
void put_levels(nlohmann::json& result, const session::LoadMeasurement& measurement);

/// One line for the summary, or empty after a measurement at one level.
std::string levels_line(const session::LoadMeasurement& measurement);

}  // namespace ohmbench::results
