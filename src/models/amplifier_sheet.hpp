// AmplifierSheet: what a maker states about an amplifier; and what a bench found its maximum to be.
// In the room `models`; hazard: almost everything is optional, and what is absent is unknown, not zero and
// not unlimited.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/quantity.hpp"

namespace ohmbench::models {

enum class AmplifierClass { kA, kAb, kB, kD };

/// What an amplifier is made for; the usual range of loads follows from it where the maker states none.
enum class Purpose { kHeadphones, kLoudspeakers };

/// A rated maximum power into a resistive load.
struct RatedPower {
  core::Ohms load;
  core::Watts power;
};

/// The figures of a datasheet file. Volts and amperes are RMS.
struct AmplifierSheet {
  std::string name;
  std::optional<core::Ohms> output_impedance;
  std::optional<core::Volts> max_volt;  ///< unloaded
  std::optional<core::Amperes> max_ampere;
  std::optional<AmplifierClass> amplifier_class;
  std::optional<core::Ohms> min_load;          ///< the least load that its maker allows
  std::optional<core::Watts> max_dissipation;  ///< what its output stage may turn into heat
  std::optional<core::Volts> noise;            ///< A-weighted
  std::vector<RatedPower> rated_power;         ///< ascending load
  /// true: the output impedance is an upper bound ("less than 1 Ω")
  bool output_impedance_is_bound = false;
  std::optional<Purpose> purpose;
  std::optional<core::Volts> dc_offset;  ///< at the output without a signal, its magnitude
  /// what is contradictory or disputed among the figures, in sentences; the worse figure counts
  std::vector<std::string> remarks;
  /// The other end of what sources state, which counts for what must not be too much: for the load's safety.
  /// Absent or empty if no source states more (or less ohms) than the figures above.
  std::optional<core::Volts> highest_volt;
  std::optional<core::Amperes> highest_ampere;
  std::vector<RatedPower> highest_power;  ///< ascending load
  std::optional<core::Ohms> least_output_impedance;
};

/// How clean a bench found the output to be at one voltage.
struct DistortionPoint {
  core::Volts volt;          ///< RMS
  double thd_n_percent = 0;  ///< > 0
};

/// What limits an amplifier, as a bench found it.
enum class OutputLimit {
  kVoltage,     ///< the volts, whatever the load; its amperes were not reached
  kCurrent,     ///< the amperes, whatever the load; its volts were not reached
  kProtection,  ///< the output opened, at the next louder step or after seconds
  kSag,         ///< the supply gave way; bursts go further than a lasting tone
};

/// What ended a measurement before the amplifier did.
enum class BenchEnd {
  kInterface,  ///< its output's full scale, or its own distortion
  kLimit,      ///< what the load or the bench may bear
};

/// Noise at an output, A-weighted.
struct MeasuredNoise {
  core::Volts volt;
  bool is_bound = false;  ///< it is at most this
};

/// The largest output that a bench saw, into one load.
struct MeasuredMaximum {
  std::string name;
  core::Volts volt;      ///< at its terminals, RMS; with a sense resistor in between more than at the load
  core::Amperes ampere;  ///< RMS
  /// true if distortion ended the sweep, so that this is the amplifier's limit; false if the bench ended it
  /// first
  bool by_amplifier = false;
  std::vector<DistortionPoint> distortion = {};  ///< ascending voltage; empty if not known
  std::optional<core::Ohms> load = {};           ///< that it was measured into
  std::optional<OutputLimit> limit = {};  ///< of the amplifier; empty: not told, or not by the amplifier
  std::optional<BenchEnd> ended_by = {};  ///< where the amplifier did not
  /// how many times the volts and amperes the amplifier may go at most: what bursts got, or the step at which
  /// a protection opened. Infinite where it is not known
  double most_ratio = 1;
  double volt_sigma = 0, ampere_sigma = 0;  ///< relative, one standard deviation; 0: not known
  std::optional<MeasuredNoise> noise = {};
  std::optional<double> weakest_hz = {};  ///< of several frequencies that where the least came; else empty
  /// the most that was seen at all, at any distortion and in bursts; absent if no more than `volt`, `ampere`
  std::optional<core::Volts> highest_volt = {};
  std::optional<core::Amperes> highest_ampere = {};
};

}  // namespace ohmbench::models
