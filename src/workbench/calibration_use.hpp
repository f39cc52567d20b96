// Which calibration holds for a bench: found, held against the hardware and its age, and applied.
// Hazard: a calibration of another set-up gives wrong numbers with small uncertainties. Foreign ones are
// refused.
#pragma once

#include <optional>
#include <string>

#include "audio/audio_device.hpp"
#include "calibration/standard.hpp"
#include "workbench/bench.hpp"
#include "workbench/calibration_file.hpp"

namespace ohmbench::workbench {

/// "JACK: Scarlett 2i2", by which a device is known again.
std::string identity_of(const audio::DeviceInfo& info);

/// What this bench would write into a calibration. @param device  its identity; empty where there is none:
/// it is then not compared
calibration::Fingerprint fingerprint_of(const Bench& bench, const std::string& device);

/// Why a calibration must not be used here; empty if it may. Device, sample rate, channels and topology must
/// be the same, the declared sense resistor within 5 % (a value that was measured better in the meantime is
/// no other resistor).
std::string foreign(const calibration::Fingerprint& made_with, const calibration::Fingerprint& now);

inline constexpr double kDoubtfulAgeHours = 24;
inline constexpr double kMostAgeDays = 30;

/// The bench with its calibration file read, if there is one, and its volts taken over. Older than a day
/// becomes a note.
/// @param device  its identity; empty where there is none
/// @param now     when the measurement is made, ISO 8601
/// @throws core::Error kBadInput: damaged, foreign, or older than 30 days
Bench with_calibration(const Bench& bench, const std::string& device, const std::string& now);

/// The bench with this calibration, wherever it comes from; the caller knows that it belongs to the bench.
/// @throws core::Error kBadInput: older than 30 days
Bench with_calibration(const Bench& bench, const StoredCalibration& stored, const std::string& now);

/// The full scales of both inputs as calibrated volts say, the second through the channel ratio where only
/// one was measured; otherwise what the bench declares.
void apply_volts(const calibration::Calibration& calibration, calibration::Rig& rig);

}  // namespace ohmbench::workbench
