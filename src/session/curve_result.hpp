// A measured curve as the result file and as the few lines that a person reads.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "session/bench.hpp"
#include "session/measure.hpp"

namespace ohmbench::session {

/// Kind `impedance`. ENSUREs a valid measurement.
nlohmann::json to_json(const LoadMeasurement& measurement, const Bench& bench);
/// Kind `output-impedance`. ENSUREs a valid measurement.
nlohmann::json to_json(const OutputMeasurement& measurement, const Bench& bench);

std::string summary_of(const LoadMeasurement& measurement);
std::string summary_of(const OutputMeasurement& measurement);

}  // namespace ohmbench::session
