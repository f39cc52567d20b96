// Subject: one result file, as a figure sees it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/ohm_curve.hpp"

namespace ohmbench::figures {

struct Subject {
  std::string kind;  ///< of the result; "spectrum" for a recording
  std::string name;  ///< of the device, or of the file where it has none
  nlohmann::json result;
  core::OhmCurve curve = {};           ///< kinds impedance and output-impedance
  std::vector<double> limit_ohm = {};  ///< output-impedance: what could not be told from zero
  /// 1 where the calibration did not reach (coverage "none" or "extrapolated"); empty where it reached
  /// everywhere, or nowhere
  std::vector<char> beyond_calibration = {};
  bool phase_known = true;
  bool sigma_known = true;
};

/// Reads a result file, or a recording (.wav). @throws core::Error kBadInput
Subject read_subject(const std::filesystem::path& path);

/// The same from a result at hand; `path` is named in errors.
Subject subject_of(nlohmann::json result, const std::filesystem::path& path);

}  // namespace ohmbench::figures
