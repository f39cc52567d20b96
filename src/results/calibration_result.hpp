// What a calibration step, a verification and the calibration file say: JSON and a few lines for people.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "adjustment/calibrate.hpp"
#include "workbench/bench.hpp"
#include "workbench/calibration_file.hpp"

namespace ohmbench::results {

/// Kind `calibration-step`.
nlohmann::json to_json(const adjustment::CalibrateReport& report, const workbench::Bench& bench);
std::string summary_of(const adjustment::CalibrateReport& report);

/// Kind `calibration-check`.
nlohmann::json to_json(const adjustment::Verification& verification, const workbench::Bench& bench);
std::string summary_of(const adjustment::Verification& verification);

/// Kind `calibration-volts`.
nlohmann::json to_json(const adjustment::VoltsReport& report, const workbench::Bench& bench);
std::string summary_of(const adjustment::VoltsReport& report);

/// `calibrate show`: which steps, when, for which hardware, what they reach.
nlohmann::json to_json(const workbench::StoredCalibration& stored, const workbench::Bench& bench);
std::string summary_of(const workbench::StoredCalibration& stored, const workbench::Bench& bench);

}  // namespace ohmbench::results
