// An imported curve as a result file, with all that was assumed, and as lines for people.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "intake/any_curve.hpp"

namespace ohmbench::intake {

/// Kind `impedance`, or `response` for a curve in dB; with `import` (file, digest, format, what was assumed
/// and left out) and what is doubtful among `quality.warnings`. What is not known (bench, calibration,
/// uncertainty) is null or absent.
nlohmann::json import_result(const ForeignFile& file, const std::filesystem::path& path,
                             const std::string& name);

/// One line for each thing: how it was read, what was left out, what is doubtful or missing.
std::vector<std::string> import_notes(const formats::ForeignCurve& curve, const std::filesystem::path& path);

/// The curve's figures and the notes.
std::string import_summary(const ForeignFile& file, const std::filesystem::path& path,
                           const std::string& name);

}  // namespace ohmbench::intake
