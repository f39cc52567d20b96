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

/// Text written beside its target, which `commit` puts into place: whatever fails before leaves an earlier
/// file whole.
class StagedText {
 public:
  /// @throws core::Error kBadInput
  StagedText(std::filesystem::path path, const std::string& text);
  ~StagedText();
  StagedText(const StagedText&) = delete;
  StagedText& operator=(const StagedText&) = delete;

  /// @throws core::Error kBadInput
  void commit();

 private:
  [[noreturn]] void fail(int error) const;

  std::filesystem::path path_;
  std::string temporary_;
  bool committed_ = false;
};

/// Stages and commits. @throws core::Error kBadInput
void write_text_atomically(const std::filesystem::path& path, const std::string& text);
/// A result as the text of its file, in valid UTF-8.
std::string as_text(const nlohmann::json& result);
/// Stages a result, with an ENSURE that every number is finite.
StagedText stage_result(const std::filesystem::path& path, const nlohmann::json& result);
/// The same, committed.
void write_result(const std::filesystem::path& path, const nlohmann::json& result);

/// Any result file of ours. @throws core::Error kBadInput: missing, not JSON, not ours, newer version.
nlohmann::json read_result(const std::filesystem::path& path);

/// @throws core::Error kBadInput also for another kind or arrays that do not fit each other.
impedance::ImpedanceCurve read_impedance(const std::filesystem::path& path);
impedance::OutputImpedance read_output_impedance(const std::filesystem::path& path);

}  // namespace ohmbench::session
