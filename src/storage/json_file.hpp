// JSON files of ours: written with finite numbers only, read with suspicion.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "storage/staged_file.hpp"

namespace ohmbench::storage {

using Json = nlohmann::json;

/// The text of a file; bytes that are not UTF-8 (file names need not be) are replaced.
std::string as_text(const Json& json);

/// Stages it, with an ENSURE that every number is finite.
StagedFile stage_json(const std::filesystem::path& path, const Json& json);

/// Parses a file. @throws core::Error kBadInput: missing, not JSON, not an object, nested beyond reason
Json read_json(const std::filesystem::path& path);

/// The numbers under a key. @throws core::Error kBadInput: not a list of numbers, or one beyond 1e15
std::vector<double> numbers(const Json& object, const char* key, const std::filesystem::path& path);

/// One number under a key. @throws core::Error kBadInput: missing, no number, or one beyond 1e15
double number(const Json& object, const char* key, const std::filesystem::path& path);

/// Text under a key; empty if there is none, or something else.
std::string text_of(const Json& object, const char* key);

/// "z.json: why" as bad input.
core::Error unusable(const std::filesystem::path& path, const std::string& why,
                     const std::string& remedy = {});

}  // namespace ohmbench::storage
