// A measured curve as the result file and as the few lines that a person reads.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "session/measure.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::results {

/// Kind `impedance`. ENSUREs a valid measurement.
nlohmann::json to_json(const session::LoadMeasurement& measurement, const workbench::Bench& bench);
/// Kind `output-impedance`. ENSUREs a valid measurement.
nlohmann::json to_json(const session::OutputMeasurement& measurement, const workbench::Bench& bench);

/// The `summary` of a load's curve; what is not known is absent.
nlohmann::json load_summary_json(const core::OhmCurve& curve);
/// Least, most, at 1 kHz, rated, EPDR: a line each.
std::string load_summary_lines(const core::OhmCurve& curve);

std::string summary_of(const session::LoadMeasurement& measurement, const workbench::Bench& bench);
std::string summary_of(const session::OutputMeasurement& measurement, const workbench::Bench& bench);

}  // namespace ohmbench::results
