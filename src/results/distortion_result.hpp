// What a measurement says about distortion, as a part of its result file and as a line for people.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "session/measure.hpp"

namespace ohmbench::results {

/// `distortion` of a result; null where the stimulus does not tell.
nlohmann::json distortion_json(const session::LoadMeasurement& measurement);

/// One line for the summary, or empty where the distortion is not worth one.
std::string distortion_line(const session::LoadMeasurement& measurement);

}  // namespace ohmbench::results
