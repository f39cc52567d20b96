// What the writers and the readers of records share: names of files, the list of contents, its digest.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "audio/capture.hpp"
#include "storage/staged_folder.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::records {

inline constexpr int kVersion = 1;
inline constexpr const char* kContents = "record.json";
inline constexpr const char* kBench = "bench.toml";
inline constexpr const char* kCalibration = "calibration.json";
inline constexpr const char* kResult = "result.json";
inline constexpr const char* kDigest = "sha256";  ///< of the list of contents, without this key
inline constexpr const char* kCopyAgain = "copy the record again from where it is whole";

std::string digest_of(nlohmann::json contents);

nlohmann::json health_json(const audio::StreamHealth& health);
audio::StreamHealth health_from(const nlohmann::json& json);

/// What every list of contents begins with. @param invalid  why not valid; empty where it is
nlohmann::json head(const std::string& measurement, const std::string& made, const std::string& name,
                    const std::string& invalid);

/// Writes bench, calibration, result and, last, the list of contents with the digest of every file beside it.
void complete(storage::StagedFolder& folder, const workbench::Bench& bench, const std::string& result,
              nlohmann::json contents);

/// The list of contents, held against every file. @throws core::Error kBadInput
nlohmann::json read_contents(const std::filesystem::path& folder);

}  // namespace ohmbench::records
