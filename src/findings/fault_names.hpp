// The names of everything that can be wrong with a bench, a record or a curve: one list, for programs. What
// each means and what to do about it is in docs/bench-check.md.
#pragma once

namespace ohmbench::findings::fault {

// silence
inline constexpr const char* kNoisy = "noise-high";
inline constexpr const char* kHum = "hum-high";
inline constexpr const char* kStraySignal = "stray-signal";
inline constexpr const char* kDigitalSilence = "digital-silence";
inline constexpr const char* kNoiseGate = "noise-gate";

// signal
inline constexpr const char* kNoSignal = "no-signal";
inline constexpr const char* kNoLoadSignal = "no-load-signal";
inline constexpr const char* kNoReference = "no-reference";
inline constexpr const char* kNoStimulus = "no-stimulus";
inline constexpr const char* kOtherRate = "sample-rate-mismatch";
inline constexpr const char* kMono = "mono-input";
inline constexpr const char* kMonitorMix = "monitor-mix";
inline constexpr const char* kAutomaticGain = "automatic-gain";
inline constexpr const char* kVolumeChanged = "volume-changed";
inline constexpr const char* kResampled = "os-resampling";
inline constexpr const char* kClipped = "clipped";
inline constexpr const char* kOverload = "input-overload";
inline constexpr const char* kDistorted = "distorted";
inline constexpr const char* kBridgedGround = "bridged-ground";
inline constexpr const char* kLevelDependent = "level-dependent";
inline constexpr const char* kDamaged = "dropouts";

inline constexpr const char* kDrifting = "drifting";

// wiring
inline constexpr const char* kDisconnected = "load-disconnected";
inline constexpr const char* kOneNode = "one-node";
inline constexpr const char* kShortedLoad = "shorted-load";
inline constexpr const char* kSwapped = "swapped-channels";
inline constexpr const char* kInverted = "inverted-polarity";
inline constexpr const char* kNotSwitched = "not-switched";

// the curve
inline constexpr const char* kNegativeResistance = "negative-resistance";
inline constexpr const char* kUnexpected = "unexpected-impedance";
inline constexpr const char* kImplausible = "implausible-impedance";
inline constexpr const char* kTooVague = "too-vague";
inline constexpr const char* kVague = "vague";

// what a measurement would say
inline constexpr const char* kCalibrationRefused = "calibration-refused";
inline constexpr const char* kLimitExceeded = "limit-exceeded";
inline constexpr const char* kRefused = "measurement-refused";

}  // namespace ohmbench::findings::fault
