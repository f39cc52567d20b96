// Result files: the JSON of ../docs/results.md, written atomically and read back.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "impedance/curves.hpp"

namespace ohmbench::session {

/// What every result says about how it was obtained.
struct Quality {
  std::size_t clipped = 0;           ///< samples at full scale
  std::size_t dropouts = 0;          ///< damaged periods that were found
  std::size_t repeated_periods = 0;  ///< periods measured again because of damage
  double snr_db = 0;                 ///< of the source channel, signal lines to noise in the same lines
  std::vector<std::string> warnings;
};

nlohmann::json to_json(const Quality& quality);

/// `format`, `version`, `kind`, `created`, `name`, `program`: the head of every result.
nlohmann::json result_head(const std::string& kind, const std::string& name);

/// frequency_hz, impedance_re_ohm, impedance_im_ohm, sigma_ohm, noise_ohm.
void put_curve(nlohmann::json& result, const core::OhmCurve& curve);

/// Writes text beside the target and renames it into place: a failure leaves an earlier file whole.
/// @throws core::Error kBadInput
void write_text_atomically(const std::filesystem::path& path, const std::string& text);
/// The same for a result, with an ENSURE that every number is finite.
void write_result(const std::filesystem::path& path, const nlohmann::json& result);

/// Any result file of ours. @throws core::Error kBadInput: missing, not JSON, not ours, newer version.
nlohmann::json read_result(const std::filesystem::path& path);

/// @throws core::Error kBadInput also for another kind or arrays that do not fit each other.
impedance::ImpedanceCurve read_impedance(const std::filesystem::path& path);
impedance::OutputImpedance read_output_impedance(const std::filesystem::path& path);

}  // namespace ohmbench::session
