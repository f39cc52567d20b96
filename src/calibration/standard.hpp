// Standard: one thing of known impedance that was connected, and what the channels read then. A calibration
// is a list of them, with the rig that they were measured on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/fixture_state.hpp"
#include "spectra/frf.hpp"

namespace ohmbench::calibration {

/// One standard and its reading.
struct Standard {
  /// kBridged: both inputs on the amplifier's output. kOpen, kShort: nothing, a short. kReference: a
  /// resistor.
  core::FixtureState state = core::FixtureState::kOpen;
  double ohm = 0;             ///< of the resistor; for the short its residual resistance
  double relative_sigma = 0;  ///< of `ohm`, 1 standard deviation: the maker's or the meter's word
  spectra::Frf reading;       ///< raw B/A
  std::string made;           ///< when, ISO 8601; empty where time does not matter
};

/// "channel ratio", "open", "short", "reference resistor 100 ohm": for people.
std::string in_words(const Standard& standard);

/// The hardware that a calibration belongs to. What is not known is empty and not compared.
struct Fingerprint {
  std::string device;
  double sample_rate_hz = 0;
  std::vector<int> channels;  ///< output, source, load, reference (0: none)
  core::Sense sense = core::Sense::kHighSide;
  double sense_resistor_ohm = 0;  ///< as declared
};

/// What a calibration says about levels at the time when it was made: by these a moved gain knob is noticed.
struct GainProbe {
  std::vector<double>
      input_per_output;            ///< |A|, |B|, |C| in full scale per full scale played, nothing connected
  std::vector<double> noise_dbfs;  ///< of each channel, RMS of what is not the stimulus
};

struct Calibration {
  Fingerprint fingerprint;
  std::vector<Standard> standards;  ///< in the order of making; at most one of each, resistors by their value
  std::optional<GainProbe> gains;
  std::optional<double>
      volt_full_scale[2];  ///< peak volts at the inputs on A and B for 0 dBFS, by a multimeter
  std::string created;     ///< ISO 8601, of the oldest step

  bool empty() const { return standards.empty(); }
  const Standard* find(core::FixtureState state) const;
};

/// Puts a standard in, in the place of an earlier one of the same state and (within 1 %) the same resistance.
void put(Calibration& calibration, Standard standard);

}  // namespace ohmbench::calibration
