// What was asked of a maximum-output measurement, for its record and back.
#pragma once

#include <filesystem>

#include <nlohmann/json_fwd.hpp>

#include "max_output/measure.hpp"

namespace ohmbench::results {

/// All but `name` and `made`.
nlohmann::json to_json(const max_output::Options& options);

/// @param from  the file, for the error @throws core::Error kBadInput: a key is missing or of another type
max_output::Options max_output_options(const nlohmann::json& json, const std::filesystem::path& from);

}  // namespace ohmbench::results
