// Commands: what a face may ask of the instrument.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "adjustment/calibrate.hpp"
#include "audio/audio_device.hpp"
#include "checkup/check.hpp"
#include "impedance/curves.hpp"
#include "max_output/measure.hpp"
#include "session/measure.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::instrument {

/// From now on another bench, or the same with other settings; its device is opened.
struct UseBench {
  workbench::Bench bench;
};
/// Lets go of the device, looks what devices there are, and opens it again: what was plugged in since is
/// found only where none is open.
struct LookForDevices {
  std::function<std::vector<audio::DeviceInfo>()> list;
};
/// Listens without playing, for the meters, until another command or a stop.
struct Listen {};
struct CheckBench {
  checkup::CheckOptions options;
};
/// One step; what it finds is written into the calibration file.
struct CalibrateStep {
  adjustment::CalibrateOptions options;
};
struct VerifyCalibration {
  adjustment::CalibrateOptions options;
};
/// With a reading: what it says is written into the calibration file. Without: the tone plays, for somebody
/// who reads the meter.
struct CalibrateVolts {
  adjustment::VoltsOptions options;
};
struct MeasureLoad {
  session::MeasureOptions options;
  std::optional<double> uncertainty;  ///< wanted; plays as long as that needs
};
struct MeasureOutput {
  impedance::OutputImpedanceMethod method = impedance::OutputImpedanceMethod::kTwoLoad;
  session::MeasureOptions options;
};

/// How far the amplifier goes into the connected load.
struct MeasureMaximum {
  max_output::Options options;
};

using Command = std::variant<UseBench, LookForDevices, Listen, CheckBench, CalibrateStep, VerifyCalibration,
                             CalibrateVolts, MeasureLoad, MeasureOutput, MeasureMaximum>;

/// "calibrate open", "measure the load"
std::string name_of(const Command& command);

}  // namespace ohmbench::instrument
