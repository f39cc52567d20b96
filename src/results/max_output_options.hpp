// What was asked of a maximum-output measurement, for its record and back.
#pragma once

#include <filesystem>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "max_output/measure.hpp"

namespace ohmbench::results {

/// All but `name` and `made`.
nlohmann::json to_json(const max_output::Options& options);

/// @param from  the file, for the error @throws core::Error kBadInput: a key is missing or of another type
max_output::Options max_output_options(const nlohmann::json& json, const std::filesystem::path& from);

/// An earlier result as the other loads of a sweep, one of each of its frequencies at which distortion ended
/// it. @throws core::Error kBadInput: unreadable, another kind, or ended by distortion at none
std::vector<max_output::OtherLoad> read_other_loads(const std::filesystem::path& path);

/// Each frequency's part of a result of kind `max-output`; the result itself where there is one.
std::vector<nlohmann::json> sweeps_of(const nlohmann::json& result);

}  // namespace ohmbench::results
