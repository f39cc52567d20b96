// The names of a record's files and the keys of its list of contents, for its writer and its reader.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace ohmbench::records {

inline constexpr int kVersion = 1;
inline constexpr const char* kContents = "record.json";
inline constexpr const char* kBench = "bench.toml";
inline constexpr const char* kCalibration = "calibration.json";
inline constexpr const char* kResult = "result.json";
inline constexpr const char* kDigest = "sha256";  ///< of the list of contents, without this key

std::string digest_of(nlohmann::json contents);

}  // namespace ohmbench::records
