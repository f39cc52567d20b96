// Which calibration holds for a bench: found, held against the hardware and its age, and applied.
// Hazard: a calibration of another set-up gives wrong numbers with small uncertainties. Foreign ones are
// refused.
#pragma once

#include <optional>
#include <string>

#include "audio/audio_device.hpp"
#include "calibration/standard.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::workbench {

/// What this bench with this device would write into a calibration. @param info  empty offline: the device is
/// then not compared
calibration::Fingerprint fingerprint_of(const Bench& bench, const std::optional<audio::DeviceInfo>& info);

/// Why a calibration must not be used here; empty if it may. Device, sample rate, channels and topology must
/// be the same, the declared sense resistor within 5 % (a value that was measured better in the meantime is
/// no other resistor).
std::string foreign(const calibration::Fingerprint& made_with, const calibration::Fingerprint& now);

inline constexpr double kDoubtfulAgeHours = 24;
inline constexpr double kMostAgeDays = 30;

/// The bench with its calibration file read, if there is one, and its volts taken over. Older than a day
/// becomes a note.
/// @throws core::Error kBadInput: damaged, foreign, or older than 30 days
Bench with_calibration(const Bench& bench, const std::optional<audio::DeviceInfo>& info);

/// The full scales of both inputs as calibrated volts say, the second through the channel ratio where only
/// one was measured; otherwise what the bench declares.
void apply_volts(const calibration::Calibration& calibration, calibration::Rig& rig);

}  // namespace ohmbench::workbench
