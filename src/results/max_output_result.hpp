// Result of kind `max-output`: JSON, summary, and what a later sweep with another load takes from it.
#pragma once

#include <filesystem>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "max_output/measure.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::results {

nlohmann::json to_json(const max_output::MaxOutput& m, const workbench::Bench& bench);

/// For people: the maximum, what limits it and why, a table of the steps near it.
std::string summary_of(const max_output::MaxOutput& m, const workbench::Bench& bench);

/// Where the load of a result of kind `impedance` takes most current: the frequency of its least |Z| from
/// 20 Hz to `most_hz`. @throws core::Error kBadInput
double worst_frequency(const std::filesystem::path& path, double most_hz);

}  // namespace ohmbench::results
