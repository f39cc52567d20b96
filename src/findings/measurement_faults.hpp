// Measurement faults: what a record and its curves say is wrong with the bench, in the order a person would
// look for it. A bad measurement is data, not an exception: the caller decides; the command line leaves with
// exit code 4.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "calibration/correction.hpp"
#include "calibration/rig.hpp"
#include "impedance/curves.hpp"
#include "spectra/channel_spectra.hpp"

namespace ohmbench::findings {

/// One thing that is wrong or doubtful. `invalid`: the result must not be used.
struct Fault {
  bool invalid = false;
  std::string name;  ///< "no-signal", "clipped", "swapped-channels", …; for programs
  std::string what;  ///< one line, for people
  std::string remedy;
};

/// Name of the fault of a load that cannot be told from an open circuit.
inline constexpr const char* kLoadDisconnected = "load-disconnected";

/// What is known about one run.
struct RunFacts {
  bool usable = false;  ///< two undamaged periods at least
  std::size_t clipped = 0;
  std::size_t dropouts = 0;
  double source_snr_db = 0;
  double load_snr_db = 0;
  double correlation = 0;
  std::optional<double>
      distortion_db;  ///< what is steady in bins that were not played, re the lines; worst channel
};

/// Faults that are seen before any impedance: clipping, missing signal, damage. The first invalid one is the
/// cause.
std::vector<Fault> record_faults(const RunFacts& facts);

/// Faults of wiring, seen in the node-voltage ratio: inverted polarity, swapped channels, load disconnected,
/// shorted.
std::vector<Fault> wiring_faults(const calibration::CorrectedFrf& t, core::Sense sense);

/// The same for injection, where B is the amplifier's terminal: inverted polarity, swapped channels.
std::vector<Fault> injection_faults(const calibration::CorrectedFrf& t);

/// Faults seen in the curve: negative real part, an impedance that no transducer has, or far from the
/// expected one (a sense resistor wrong by a decade looks like this). @param expected_ohm  what the user says
/// the load's rated impedance is
std::vector<Fault> curve_faults(const impedance::ImpedanceCurve& z, std::optional<double> expected_ohm);

}  // namespace ohmbench::findings
