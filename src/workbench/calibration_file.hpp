// The calibration file: standards and their readings, with a digest, so that a truncated or edited file is
// never taken for a whole one.
#pragma once

#include <filesystem>
#include <string>

#include "calibration/standard.hpp"

namespace ohmbench::workbench {

struct StoredCalibration {
  calibration::Calibration calibration;
  std::string sha256;  ///< of the file's content; travels into every result
};

/// @throws core::Error kBadInput: missing, truncated, edited, of another version, or with values that cannot
/// be
StoredCalibration read_calibration(const std::filesystem::path& path);

/// Whole or not at all. @throws core::Error kBadInput
void write_calibration(const std::filesystem::path& path, const calibration::Calibration& calibration);

}  // namespace ohmbench::workbench
