// Result files: the JSON of ../docs/results.md, written atomically and read back.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "impedance/curves.hpp"
#include "session/provenance.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::results {

/// `format`, `version`, `kind`, `created`, `name`, `program`: the head of every result.
nlohmann::json result_head(const std::string& kind, const std::string& name);

/// `created`, `bench`, `calibration`, `quality`: the part of the provenance that every kind has.
void put_origin(nlohmann::json& result, const session::Provenance& provenance, const workbench::Bench& bench);

/// frequency_hz, impedance_re_ohm, impedance_im_ohm, sigma_ohm, noise_ohm; the last two only where the errors
/// are known, and `phase_known`: false where the imaginary parts, all 0, stand for nothing.
void put_curve(nlohmann::json& result, const core::OhmCurve& curve);

/// Written whole or not at all, with an ENSURE that every number is finite. @throws core::Error kBadInput
void write_result(const std::filesystem::path& path, const nlohmann::json& result);

/// Any result file of ours. @throws core::Error kBadInput: missing, not JSON, not ours, newer version.
nlohmann::json read_result(const std::filesystem::path& path);
/// The same for a file that is parsed already; `path` is named in errors.
nlohmann::json checked_result(nlohmann::json result, const std::filesystem::path& path);

/// @throws core::Error kBadInput also for another kind or arrays that do not fit each other.
impedance::ImpedanceCurve read_impedance(const std::filesystem::path& path);
impedance::OutputImpedance read_output_impedance(const std::filesystem::path& path);
/// The same of results that were read.
impedance::ImpedanceCurve impedance_of(const nlohmann::json& result, const std::filesystem::path& path);
impedance::OutputImpedance output_impedance_of(const nlohmann::json& result,
                                               const std::filesystem::path& path);

}  // namespace ohmbench::results
